"""Random boxes by area and aspect ratio, as torchvision draws them."""

import math
from typing import Any

import keras
from keras import ops

from augstudio.kernels.keras.chance import RandomLayer, uniform
from augstudio.kernels.keras.geometry import center_crop
from augstudio.kernels.keras.resampling import resample, resize, size_by_shorter_side


class RandomBox(RandomLayer):
    """A layer that draws a box for each image."""

    def ten_boxes(
        self,
        images: keras.KerasTensor,
        scale: tuple[float, float],
        ratio: tuple[float, float],
    ) -> tuple[keras.KerasTensor, keras.KerasTensor]:
        """Ten tries at a box, (B, 10): the side that grows with the ratio, the other."""
        area = images.shape[1] * images.shape[2]
        area = area * uniform(images, (10,), self.seed_generator, *scale)
        logs = math.log(ratio[0]), math.log(ratio[1])
        stretch = ops.exp(uniform(images, (10,), self.seed_generator, *logs))
        return ops.round(ops.sqrt(area * stretch)), ops.round(ops.sqrt(area / stretch))

    def chosen(
        self,
        fits: keras.KerasTensor,
        sides: keras.KerasTensor,
        otherwise: float,
    ) -> keras.KerasTensor:
        """The side of the first box that fits, (B, 1, 1)."""
        first = ops.one_hot(ops.argmax(ops.cast(fits, "int32"), axis=1), 10)
        found = ops.any(fits, axis=1)
        side = ops.where(found, ops.sum(sides * first, axis=1), otherwise)
        return side[:, None, None]


@keras.saving.register_keras_serializable()
class RandomResizedCrop(RandomBox):
    """Cuts a box of random area and shape out of each image, and resizes it.

    Where ten tries do not fit, the largest box in the middle that the ratio allows;
    in evaluation the middle of the resized image.
    """

    def __init__(
        self,
        size: tuple[int, int],
        scale: tuple[float, float],
        ratio: tuple[float, float],
        interpolation: str = "bilinear",
        antialias: bool = True,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.size = size
        self.scale = scale
        self.ratio = ratio
        self.interpolation = interpolation
        self.antialias = antialias

    def call(
        self,
        images: keras.KerasTensor,
        training: bool = True,
    ) -> keras.KerasTensor:
        if training:
            box = self.box(images)
            how = (self.interpolation, self.antialias)
            return resample(images, box, self.size, *how)
        size = size_by_shorter_side(images, round(min(self.size) * 256 / 224))
        images = resize(images, size, self.interpolation, self.antialias)
        return center_crop(images, *self.size)

    def box(self, images: keras.KerasTensor) -> tuple[keras.KerasTensor, ...]:
        """Top, left, height and width, each (B, 1, 1)."""
        rows, columns = images.shape[1:3]
        widths, heights = self.ten_boxes(images, self.scale, self.ratio)
        fits = (widths > 0) & (widths <= columns) & (heights > 0) & (heights <= rows)
        tallest = min(rows, round(columns / self.ratio[0]))
        widest = min(columns, round(rows * self.ratio[1]))
        height = self.chosen(fits, heights, tallest)
        width = self.chosen(fits, widths, widest)
        found = ops.any(fits, axis=1)[:, None, None]
        place = uniform(images, (2, 1, 1), self.seed_generator)
        down = ops.where(found, place[:, 0] * (rows - height + 1), (rows - height) / 2)
        across = ops.where(
            found,
            place[:, 1] * (columns - width + 1),
            (columns - width) / 2,
        )
        return ops.floor(down), ops.floor(across), height, width


@keras.saving.register_keras_serializable()
class RandomErasing(RandomBox):
    """Covers a random box of each image, in training only.

    Nothing where ten tries do not fit. keras.layers.RandomErasing draws other sizes.
    """

    def __init__(
        self,
        scale: tuple[float, float],
        ratio: tuple[float, float],
        value: float | list[float] | None = None,
        **options: Any,
    ) -> None:
        """Without a value the box is filled with N(0, 1)."""
        super().__init__(**options)
        self.scale = scale
        self.ratio = ratio
        self.value = value

    def call(
        self,
        images: keras.KerasTensor,
        training: bool = True,
    ) -> keras.KerasTensor:
        if not training:
            return images
        if self.value is None:
            shape = ops.shape(images)
            cover = keras.random.normal(shape, seed=self.seed_generator)
        else:
            cover = ops.cast(self.value, images.dtype)
        return ops.where(self.inside(images)[..., None], cover, images)

    def inside(self, images: keras.KerasTensor) -> keras.KerasTensor:
        """Which pixels the boxes cover, (B, H, W)."""
        rows, columns = images.shape[1:3]
        heights, widths = self.ten_boxes(images, self.scale, self.ratio)
        fits = (heights < rows) & (widths < columns)
        height, width = (self.chosen(fits, each, 0) for each in (heights, widths))
        place = uniform(images, (2, 1, 1), self.seed_generator)
        top = ops.floor(place[:, 0] * (rows - height + 1))
        left = ops.floor(place[:, 1] * (columns - width + 1))
        y = ops.arange(rows, dtype="float32")[:, None]
        x = ops.arange(columns, dtype="float32")
        tall = (y >= top) & (y < top + height)
        return tall & (x >= left) & (x < left + width)
