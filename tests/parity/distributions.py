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


def _after_edges(op: str, probability: float, parameters: dict[str, Any]) -> Pipeline:
    """The same after a step that turns the values from 13 on, so that there is something to blur or to sharpen."""
    (step,) = _pipeline(op, probability, parameters).steps
    return Pipeline((Step(transform_class("solarize").create({"threshold": 0.05})), step), seed=11)


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


def _three_places(images: Numbers) -> Numbers:
    """Where the pixels at (20, 26), (20, 34) and (28, 26) come from: enough to tell every affine map."""
    return np.concatenate([images[:, 20, 26, :2], images[:, 20, 34, :2], images[:, 28, 26, :2]], axis=1)


def _far_places(images: Numbers) -> Numbers:
    """Where the middle and the pixels towards two corners come from: what a projective map does."""
    return np.concatenate([images[:, 20, 26, :2], images[:, 12, 15, :2], images[:, 28, 37, :2]], axis=1)


def _covered_share(images: Numbers) -> Numbers:
    """How much of the image is black in the third channel, of the whole and of its outermost rows."""
    black = images[..., 2] == 0
    return np.stack([black.mean(axis=(1, 2)), black[:, 0].mean(axis=1)], axis=1)


def _dark_pixel(images: Numbers) -> Numbers:
    """What became of 35, 45 and 255."""
    return images[:, 35, 45]


def _dark_pixel_roughly(images: Numbers) -> Numbers:
    """The same where few colours are possible, so that roundings do not make more of them."""
    return (images[:, 35, 45] * [1, 1, 255]).round(1)


def _noise(images: Numbers) -> Numbers:
    """Mean and spread of what was added to the lowest rows, and one value of it."""
    added = images[:, 30:, :, 0] - np.arange(30, HEIGHT)[:, None]
    return np.stack([added.mean(axis=(1, 2)), added.std(axis=(1, 2)), added[:, 5, 40]], axis=1)


def _dots(images: Numbers) -> Numbers:
    """Shares of black and of white pixels, and the colour of one."""
    black, white = images[..., 2] == 0, images[..., 0] == 255
    return np.stack([black.mean(axis=(1, 2)), white.mean(axis=(1, 2)), images[:, 35, 45, 0]], axis=1)


def _bright_share(images: Numbers) -> Numbers:
    return (images[..., 0] > 100).mean(axis=(1, 2))[:, None]


def _beside_edges(images: Numbers) -> Numbers:
    """Values on both sides of the two edges that `solarize` makes of coordinates."""
    return np.concatenate([images[:, 12:14, 30, 0], images[:, 30, 12:14, 1]], axis=1)


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
    "half turn": ("quarter_turn", 0.8, {"turns": [0, 2]}, _first_row_and_column),
    "odd turn": ("quarter_turn", 1, {"turns": [1, 3]}, _first_row_and_column),
    "affine": (
        "affine",
        0.8,
        {
            "angle": [-20, 40],
            "translate_x": [-0.1, 0.1],
            "translate_y": [-0.2, 0.2],
            "scale": [0.8, 1.2],
            "shear_x": [0, 20],
            "shear_y": [-20, 10],
        },
        _three_places,
    ),
    "affine to one side": ("affine", 1, {"translate_x": [0, 0.3], "translate_y": [-0.2, -0.1]}, _three_places),
    "perspective": ("perspective", 0.7, {"distortion": 0.4}, _far_places),
    "elastic": ("elastic", 0.9, {"alpha": 30, "sigma": 2.3}, _three_places),
    "rough elastic": ("elastic", 1, {"alpha": 3, "sigma": 0}, _three_places),
    "cutout": ("cutout", 0.8, {"size": [0.1, 0.6]}, _covered),
    "many cutouts": ("cutout", 1, {"holes": [0, 4], "size": 0.3}, _covered_share),
    "gamma": ("gamma", 0.7, {"gamma": [0.5, 2]}, _dark_pixel),
    "shuffled channels": ("channel_shuffle", 0.7, {}, _dark_pixel),
    "posterize": ("posterize", 0.9, {"bits": [2, 7]}, _white),
    "solarize": ("solarize", 0.8, {"threshold": [0, 0.2]}, _bright_share),
    "gaussian noise": ("gaussian_noise", 0.8, {"sigma": [0.01, 0.04]}, _noise),
    "even gaussian noise": ("gaussian_noise", 1, {"sigma": 0.03}, _noise),
    "salt and pepper": ("salt_and_pepper", 0.9, {"amount": [0, 0.4]}, _dots),
    "order of color jitter": (
        "color_jitter",
        1,
        {"brightness": 1.5, "contrast": 0.4, "saturation": 0.3, "hue": 0.2},
        _dark_pixel_roughly,
    ),
    **{
        f"color jitter in {order} order": (
            "color_jitter",
            0.8,
            {
                "brightness": [0.5, 0.9],
                "contrast": [0.4, 1.2],
                "saturation": [0.3, 1.1],
                "hue": [-0.1, 0.3],
                "order": order,
            },
            _dark_pixel,
        )
        for order in ("random", "fixed")
    },
}

_ON_EDGES: dict[str, tuple[str, float, dict[str, Any], Callable[[Numbers], Numbers]]] = {
    "sharpness": ("sharpness", 0.8, {"factor": [0.2, 1.05]}, _beside_edges),
    "gaussian blur": ("gaussian_blur", 0.8, {"kernel_size": 5, "sigma": [0.3, 3]}, _beside_edges),
    "motion blur": ("motion_blur", 0.8, {"length": [2, 9], "angle": [-40, 100]}, _beside_edges),
    "jpeg": ("jpeg", 0.8, {"quality": [5, 90]}, _beside_edges),
    "downscale": ("downscale", 0.8, {"factor": [0.2, 1]}, _beside_edges),
}

RANDOM = {
    **{name: _pipeline(*setting[:3]) for name, setting in _SETTINGS.items()},
    **{name: _after_edges(*setting[:3]) for name, setting in _ON_EDGES.items()},
}
"""Pipelines of one random step, to be run on `coordinates`; for some of them, edges are made first."""


def drawn(name: str, images: NDArray[np.float32]) -> Numbers:
    """What was drawn for each of (N, H, W, C) results of `coordinates`, (N, k)."""
    return {**_SETTINGS, **_ON_EDGES}[name][3](images.astype(np.float64) * [255, 255, 1])


def same_distribution(ours: Numbers, theirs: Numbers) -> bool:
    """Two samples of one distribution: no column's cumulative shares are far apart (Kolmogorov and Smirnov, p about 1e-4)."""
    limit = 2.2 * np.sqrt(1 / len(ours) + 1 / len(theirs))
    return all(_gap(one.round(3), other.round(3)) < limit for one, other in zip(ours.T, theirs.T, strict=True))


def _gap(one: Numbers, other: Numbers) -> float:
    places = np.union1d(one, other)
    shares = [np.searchsorted(np.sort(each), places, side="right") / len(each) for each in (one, other)]
    return float(np.abs(shares[0] - shares[1]).max())
