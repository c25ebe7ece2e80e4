"""Crops, borders and flips, with torchvision's rounding."""

from typing import Any, Literal

import keras
import numpy as np
from keras import layers, ops

from augstudio.kernels.keras.chance import RandomLayer

PadMode = Literal["constant", "edge", "reflect", "symmetric"]


def pad(
    images: keras.KerasTensor,
    rows: tuple[int, int],
    columns: tuple[int, int],
    mode: PadMode,
    fill: float | list[float],
) -> keras.KerasTensor:
    """Adds rows above and below and columns left and right; modes as in numpy.pad."""
    height, width = images.shape[1:3]
    if mode == "constant":
        images = ops.pad(images, ((0, 0), rows, columns, (0, 0)))
        inside = np.pad(np.ones((height, width, 1), bool), (rows, columns, (0, 0)))
        return ops.where(inside, images, ops.cast(fill, images.dtype))
    images = ops.take(images, np.pad(np.arange(height), rows, mode), axis=1)
    return ops.take(images, np.pad(np.arange(width), columns, mode), axis=2)


def center_crop(
    images: keras.KerasTensor,
    height: int,
    width: int,
) -> keras.KerasTensor:
    """Cuts out the middle; smaller images get a black border first."""
    rows, columns = images.shape[1:3]
    missing = [max(height - rows, 0), max(width - columns, 0)]
    above, left = (each // 2 for each in missing)
    sides = ((above, missing[0] - above), (left, missing[1] - left))
    images = ops.pad(images, ((0, 0), *sides, (0, 0)))
    # Halves go to the even neighbour; keras.layers.CenterCrop rounds them down.
    top, left = round(max(rows - height, 0) / 2), round(max(columns - width, 0) / 2)
    return images[:, top : top + height, left : left + width]


@keras.saving.register_keras_serializable()
class Pad(layers.Layer):
    """Adds a border."""

    def __init__(
        self,
        rows: tuple[int, int],
        columns: tuple[int, int],
        mode: PadMode = "constant",
        fill: float | list[float] = 0,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.rows = rows
        self.columns = columns
        self.mode = mode
        self.fill = fill

    def call(self, images: keras.KerasTensor) -> keras.KerasTensor:
        return pad(images, self.rows, self.columns, self.mode, self.fill)


@keras.saving.register_keras_serializable()
class CenterCrop(layers.Layer):
    """Cuts out the middle; keras.layers.CenterCrop stretches smaller images."""

    def __init__(self, height: int, width: int, **options: Any) -> None:
        super().__init__(**options)
        self.height = height
        self.width = width

    def call(self, images: keras.KerasTensor) -> keras.KerasTensor:
        return center_crop(images, self.height, self.width)


@keras.saving.register_keras_serializable()
class RandomCrop(RandomLayer):
    """Cuts a window out of each image at a place of its own; in evaluation the middle.

    All images of a batch share the place in keras.layers.RandomCrop.
    """

    def __init__(
        self,
        height: int,
        width: int,
        padding: int = 0,
        padding_mode: PadMode = "constant",
        fill: float | list[float] = 0,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.height = height
        self.width = width
        self.padding = padding
        self.padding_mode = padding_mode
        self.fill = fill

    def call(
        self,
        images: keras.KerasTensor,
        training: bool = True,
    ) -> keras.KerasTensor:
        if not training:
            return center_crop(images, self.height, self.width)
        if self.padding:
            sides = (self.padding, self.padding)
            images = pad(images, sides, sides, self.padding_mode, self.fill)
        batch = ops.shape(images)[0]
        rows, columns, channels = images.shape[1:]
        top = self.places(batch, rows - self.height + 1)
        left = self.places(batch, columns - self.width + 1)
        first = ops.arange(batch, dtype="int32")[:, None, None] * (rows * columns)
        down = (top + ops.arange(self.height, dtype="int32"))[:, :, None]
        across = (left + ops.arange(self.width, dtype="int32"))[:, None, :]
        pixels = ops.reshape(images, (-1, channels))
        return ops.take(pixels, first + down * columns + across, axis=0)

    def places(self, batch: int, count: int) -> keras.KerasTensor:
        """Whole numbers below a count, (B, 1)."""
        return keras.random.randint((batch, 1), 0, count, seed=self.seed_generator)


@keras.saving.register_keras_serializable()
class Flip(layers.Layer):
    """Mirrors every image, in training only."""

    def __init__(self, direction: str, **options: Any) -> None:
        super().__init__(**options)
        self.axis = 2 if direction == "horizontal" else 1

    def call(
        self,
        images: keras.KerasTensor,
        training: bool = True,
    ) -> keras.KerasTensor:
        return ops.flip(images, axis=self.axis) if training else images
