"""The images of a run in memory, divided into those that train, validate and test."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from augstudio.data.loading import labels_of, load_images
from augstudio.data.source import ArrayBackedSource, Source
from augstudio.data.splits import nested_subsets, split_source
from augstudio.data.statistics import channel_statistics
from augstudio.errors import DataError, TrainingError
from augstudio.training.cancellation import CancelToken
from augstudio.training.config import TrainingConfig

_BLOCK = 1024
"""Images that are decoded between two looks at the cancel token."""


@dataclass(frozen=True, slots=True, eq=False)
class TrainingData:
    """Images by row, and which rows are for what.

    Attributes:
        images: (N, C, H, W) uint8 where all have one size, else N times (C, H, W).
        labels: (N,) int64.
        positions: (N,) int64, where each row is in the source.
        train: Rows that train, int64.
        validation: Rows that choose.
        test: Rows that are read once at the end; may be none.
        classes: How many classes the model tells apart.
        skipped: What could not be read, one line each.
    """

    images: Tensor | tuple[Tensor, ...]
    labels: Tensor
    positions: Tensor
    train: Tensor
    validation: Tensor
    test: Tensor
    classes: int
    skipped: tuple[str, ...]


def load_training_data(source: Source, config: TrainingConfig, cancel: CancelToken) -> TrainingData:
    """Reads and divides what a run needs.

    Raises:
        TrainingError: The images have no labels, or there are too few to train, to validate or of one class.
        DataError: Not one image can be read.
        Cancelled: It was asked to stop.
    """
    _refuse_without_labels(source)
    split = split_source(source, validation=config.validation, test=config.test, seed=config.seed)
    train = split.train
    if config.limit is not None and config.limit < len(train):
        train = np.sort(nested_subsets(train, labels_of(source), [config.limit], config.seed)[config.limit])
    wanted = np.sort(np.concatenate((train, split.validation, split.test)))
    pixels, positions, skipped = _read(source, wanted, cancel)
    data = TrainingData(
        images=pixels,
        labels=torch.from_numpy(labels_of(source, positions)),
        positions=torch.from_numpy(positions),
        train=_rows(train, positions),
        validation=_rows(split.validation, positions),
        test=_rows(split.test, positions),
        classes=len(source.classes),
        skipped=skipped,
    )
    _refuse_too_few(source, data)
    return data


def training_statistics(source: Source, data: TrainingData) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Mean and standard deviation per channel of the images that train: what `normalize: dataset` stands for."""
    return channel_statistics(source, data.positions[data.train].numpy())


def _refuse_without_labels(source: Source) -> None:
    if not source.classes:
        raise TrainingError(
            f"{source.name}: the images have no labels to learn; give a folder for each class, or a labelled data set"
        )
    if len(source.classes) < 2:
        raise TrainingError(
            f"{source.name}: every image is of the class {source.classes[0]}; there must be two or more"
        )


def _refuse_too_few(source: Source, data: TrainingData) -> None:
    classes = int((torch.bincount(data.labels) > 0).sum())
    if len(data.train) < classes:
        raise TrainingError(
            f"{source.name}: {len(data.train)} training images for {classes} classes; give at least one of each class"
        )
    if not len(data.validation):
        raise TrainingError(f"{source.name}: no image is left to validate on; hold out more, or add images")


def _rows(wanted: NDArray[np.int64], positions: NDArray[np.int64]) -> Tensor:
    """Rows of those of the wanted positions that could be read, in the order they were asked for."""
    readable = wanted[np.isin(wanted, positions)]
    return torch.from_numpy(np.searchsorted(positions, readable))


def _read(
    source: Source, wanted: NDArray[np.int64], cancel: CancelToken
) -> tuple[Tensor | tuple[Tensor, ...], NDArray[np.int64], tuple[str, ...]]:
    """Pixels and positions of what can be read, and one line for each image that cannot."""
    if isinstance(source, ArrayBackedSource):
        return _channels_first(source.pixels()[wanted]), wanted, ()
    images: list[NDArray[np.uint8]] = []
    positions: list[NDArray[np.int64]] = []
    skipped: list[str] = []
    for start in range(0, len(wanted), _BLOCK):
        cancel.check()
        block = load_images(source, wanted[start : start + _BLOCK])
        images += block.images
        positions.append(block.indices)
        skipped += [f"{each.location}: {each.reason}" for each in block.unreadable]
    if not images:
        raise DataError(f"{source.name}: not one of {len(wanted)} images can be read; the first is {skipped[0]}")
    return _together(images), np.concatenate(positions), tuple(skipped)


def _together(images: Sequence[NDArray[np.uint8]]) -> Tensor | tuple[Tensor, ...]:
    """One tensor where sizes allow; gray becomes RGB where any image is RGB."""
    channels = max(image.shape[2] for image in images)
    alike = [image if image.shape[2] == channels else np.repeat(image, channels, axis=2) for image in images]
    if len({image.shape for image in alike}) == 1:
        return _channels_first(np.stack(alike))
    return tuple(_channels_first(image[np.newaxis])[0] for image in alike)


def _channels_first(images: NDArray[np.uint8]) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(images.transpose(0, 3, 1, 2)))
