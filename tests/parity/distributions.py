"""Random steps, and how to read from an image of coordinates what was drawn."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from augstudio.pipeline.model import Pipeline, Step
from augstudio.transforms.catalogue import transform_class

SAMPLES = 1200
HEIGHT, WIDTH = 40, 52

Numbers = NDArray[np.float64]


def coordinates() -> NDArray[np.uint8]:
    """One image (1, 40, 52, 3): each pixel holds its row, its column, and 255."""
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    return np.stack([rows, columns, np.full_like(rows, 255)], axis=-1).astype(np.uint8)[None]


def _pipeline(op: str, probability: float, parameters: dict[str, Any]) -> Pipeline:
    return Pipeline((Step(transform_class(op).create(parameters), probability=probability),), seed=11)


def _corner(images: Numbers) -> Numbers:
    """Where the pixel at (10, 10) comes from."""
    return images[:, 10, 10, :2]


def _box(images: Numbers) -> Numbers:
    """Top, left, height and width of the box that was resized to 8 x 8: coordinates stay linear."""
    upper, lower = images[:, 3, 3, :2], images[:, 4, 4, :2]
    sides = 8 * (lower - upper)
    return np.concatenate([upper + 0.5 - 3.5 * sides / 8, sides], axis=1).round()


def _covered(images: Numbers) -> Numbers:
    """Top, left, height and width of what is black in the third channel; zeros where nothing is."""
    black = images[..., 2] == 0
    rows, columns = black.any(axis=2), black.any(axis=1)
    return np.stack([rows.argmax(axis=1), columns.argmax(axis=1), rows.sum(axis=1), columns.sum(axis=1)], axis=1) * 1.0


def _angle(images: Numbers) -> Numbers:
    """The angle of rotation in degrees: how far the row moves along a row in the middle."""
    middle = images[:, HEIGHT // 2]
    return np.degrees(np.arcsin((middle[:, 30, 0] - middle[:, 22, 0]) / 8))[:, None]


def _white(images: Numbers) -> Numbers:
    """What became of white."""
    return images[:, 0, 0, 2:]


def _first_row_and_column(images: Numbers) -> Numbers:
    return images[:, 0, 0, :2]


def _gray(images: Numbers) -> Numbers:
    return (images[..., 0] == images[..., 1]).all(axis=(1, 2))[:, None] * 1.0


_SETTINGS: dict[str, tuple[str, float, dict[str, Any], Callable[[Numbers], Numbers]]] = {
    "crop": ("random_crop", 1, {"height": 20, "width": 30}, _corner),
    "bordered crop": ("random_crop", 1, {"height": 20, "width": 30, "padding": 4}, _corner),
    "area crop": ("random_resized_crop", 1, {"height": 8, "width": 8, "scale": [0.2, 1]}, _box),
    "area crop that seldom fits": ("random_resized_crop", 1, {"height": 8, "width": 8, "ratio": [2, 3]}, _box),
    "erasing": ("random_erasing", 0.7, {}, _covered),
    "rotation": ("rotate", 0.8, {"angle": [-20, 40]}, _angle),
    "brightness": ("brightness", 0.3, {"factor": [0.5, 0.9]}, _white),
    "brightness shift": ("brightness_shift", 0.6, {"delta": [-0.5, -0.1]}, _white),
    "channel contrast": ("contrast", 1, {"factor": [0.1, 0.9], "mean": "channel"}, _first_row_and_column),
    "even flip": ("horizontal_flip", 0.5, {}, _first_row_and_column),
    "seldom flip": ("vertical_flip", 0.2, {}, _first_row_and_column),
    "grayscale": ("grayscale", 0.4, {}, _gray),
}

RANDOM = {name: _pipeline(op, probability, parameters) for name, (op, probability, parameters, _) in _SETTINGS.items()}
"""Pipelines of one random step, to be run on `coordinates`."""


def drawn(name: str, images: NDArray[np.float32]) -> Numbers:
    """What was drawn for each of (N, H, W, C) results of `coordinates`, (N, k)."""
    return _SETTINGS[name][3](images.astype(np.float64) * [255, 255, 1])


def same_distribution(ours: Numbers, theirs: Numbers) -> bool:
    """Two samples of one distribution: no column's cumulative shares are far apart (Kolmogorov and Smirnov, p about 1e-4)."""
    limit = 2.2 * np.sqrt(1 / len(ours) + 1 / len(theirs))
    return all(_gap(one.round(3), other.round(3)) < limit for one, other in zip(ours.T, theirs.T, strict=True))


def _gap(one: Numbers, other: Numbers) -> float:
    places = np.union1d(one, other)
    shares = [np.searchsorted(np.sort(each), places, side="right") / len(each) for each in (one, other)]
    return float(np.abs(shares[0] - shares[1]).max())
