"""Resizing boxes of images, separably and antialiased, as torch does it."""

from typing import Any

import keras
from keras import layers, ops


def cubic(x: keras.KerasTensor, a: float) -> keras.KerasTensor:
    """The cubic filter at a distance, with its parameter a."""
    near = ((a + 2) * x - (a + 3)) * x * x + 1
    far = ((a * x - 5 * a) * x + 8 * a) * x - 4 * a
    return ops.where(x <= 1, near, ops.where(x < 2, far, 0.0))


def resampling_weights(
    start: keras.KerasTensor,
    length: keras.KerasTensor,
    count: int,
    new_count: int | keras.KerasTensor,
    interpolation: str,
    antialias: bool,
) -> keras.KerasTensor:
    """How much of each pixel of a line goes into each new one, (B, new_count, count).

    Where each image has a `new_count` of its own, there are `count` new ones for all,
    of which those after its own mean nothing.

    Args:
        start: Where the part begins that is resized, (B, 1, 1).
        length: How long it is, (B, 1, 1).
        count: Pixels of the line.
        new_count: Pixels that become of the part, or as many for each image, (B, 1, 1).
        interpolation: nearest, bilinear or bicubic.
        antialias: Widen the filter when shrinking.
    """
    scale = length / new_count
    pixels = ops.arange(count, dtype="float32")
    lines = new_count if isinstance(new_count, int) else count
    places = (ops.arange(lines, dtype="float32")[:, None] + 0.5) * scale
    if interpolation == "nearest":
        return ops.cast(pixels == start + ops.floor(places), "float32")
    if interpolation == "bicubic" and not antialias:  # torch has another curve here
        first = ops.floor(places - 0.5) - 1
        weights = 0
        for step in range(4):
            pixel = start + ops.minimum(ops.maximum(first + step, 0), length - 1)
            weight = cubic(ops.abs(first + step + 0.5 - places), -0.75)
            weights = weights + weight * ops.cast(pixels == pixel, "float32")
        return weights
    inside = (pixels >= start) & (pixels < start + length)
    width = ops.maximum(scale, 1.0) if antialias else 1.0
    x = ops.abs(pixels + 0.5 - start - places) / width
    weights = cubic(x, -0.5) if interpolation == "bicubic" else ops.maximum(1 - x, 0)
    weights = ops.where(inside, weights, 0.0)
    total = ops.sum(weights, axis=-1, keepdims=True)
    return weights / ops.where(total > 0, total, 1.0)


def weigh(
    images: keras.KerasTensor,
    down: keras.KerasTensor,
    across: keras.KerasTensor,
) -> keras.KerasTensor:
    """Makes new rows, then new columns as weighted sums of the old, (B, new, old)."""
    for weights in (down, across):
        _, old, other, channels = images.shape
        lines = ops.matmul(weights, ops.reshape(images, (-1, old, other * channels)))
        images = ops.reshape(lines, (-1, weights.shape[1], other, channels))
        images = ops.transpose(images, (0, 2, 1, 3))
    return images


def resample(
    images: keras.KerasTensor,
    box: tuple[keras.KerasTensor, ...],
    size: tuple[int, int],
    interpolation: str,
    antialias: bool,
) -> keras.KerasTensor:
    """Resizes a box of each image to a height and width; bicubic clips to [0, 1].

    The box is given by its top, left, height and width, each (B, 1, 1).
    """
    top, left, height, width = box
    rows, columns = images.shape[1:3]
    how = (interpolation, antialias)
    down = resampling_weights(top, height, rows, size[0], *how)
    across = resampling_weights(left, width, columns, size[1], *how)
    images = weigh(images, down, across)
    return ops.clip(images, 0, 1) if interpolation == "bicubic" else images


def resize(
    images: keras.KerasTensor,
    size: tuple[int, int],
    interpolation: str,
    antialias: bool,
) -> keras.KerasTensor:
    """Resizes whole images."""
    zero = ops.zeros((1, 1, 1))
    box = (zero, zero, zero + images.shape[1], zero + images.shape[2])
    return resample(images, box, size, interpolation, antialias)


def size_by_shorter_side(images: keras.KerasTensor, shorter: int) -> tuple[int, int]:
    """The height and width that bring the shorter side to a length, in proportion."""
    rows, columns = images.shape[1:3]
    side = min(rows, columns)
    return rows * shorter // side, columns * shorter // side


@keras.saving.register_keras_serializable()
class Resize(layers.Layer):
    """Resizes to a height and width, or the shorter side to a length."""

    def __init__(
        self,
        size: int | tuple[int, int],
        interpolation: str = "bilinear",
        antialias: bool = True,
        **options: Any,
    ) -> None:
        super().__init__(**{"dtype": "float32", **options})
        self.size = size
        self.interpolation = interpolation
        self.antialias = antialias

    def call(self, images: keras.KerasTensor) -> keras.KerasTensor:
        size = self.size
        if isinstance(size, int):
            size = size_by_shorter_side(images, size)
        return resize(images, size, self.interpolation, self.antialias)
