"""Averages over the neighbourhood of each pixel."""

import math
from typing import Any

import keras
from keras import ops

from augstudio.kernels.keras.chance import RandomLayer, RandomValue, uniform
from augstudio.kernels.keras.colour import blend
from augstudio.kernels.keras.geometry import pad
from augstudio.kernels.keras.resampling import resampling_weights, weigh


def correlate(
    images: keras.KerasTensor,
    kernels: keras.KerasTensor,
) -> keras.KerasTensor:
    """Weighs the pixels around each one, where all are there, by a kernel per image.

    Kernels are (B, height, width). One convolution does it for the whole batch: its
    channels are the images.
    """
    kernels = ops.transpose(kernels, (1, 2, 0))[..., None]
    filtered = ops.depthwise_conv(
        ops.transpose(images, (3, 1, 2, 0)),
        kernels,
        padding="valid",
        data_format="channels_last",
    )
    return ops.transpose(filtered, (3, 1, 2, 0))


def adjust_sharpness(
    images: keras.KerasTensor,
    factor: keras.KerasTensor,
) -> keras.KerasTensor:
    """Blends with a smoothed image, but not at the border."""
    if min(images.shape[1:3]) < 3:
        return images
    kernel = ops.array([[1, 1, 1], [1, 5, 1], [1, 1, 1]], "float32") / 13
    kernels = kernel + ops.zeros_like(factor[..., 0])
    inside = images[:, 1:-1, 1:-1]
    middle = blend(inside, correlate(images, kernels), factor)
    rows = [images[:, 1:-1, :1], middle, images[:, 1:-1, -1:]]
    lines = [images[:, :1], ops.concatenate(rows, axis=2), images[:, -1:]]
    return ops.concatenate(lines, axis=1)


@keras.saving.register_keras_serializable()
class Sharpness(RandomValue):
    """Blends with a smoothed image, but not at the border, as torchvision does.

    keras.layers.RandomSharpness darkens the border.
    """

    def change(
        self,
        images: keras.KerasTensor,
        value: keras.KerasTensor,
    ) -> keras.KerasTensor:
        return adjust_sharpness(images, value)


@keras.saving.register_keras_serializable()
class GaussianBlur(RandomValue):
    """Averages by a bell, in training only; the image goes on mirrored at the border.

    In keras.layers.RandomGaussianBlur it is black there, and a batch has one bell.
    """

    def __init__(
        self,
        kernel_size: int,
        sigma: tuple[float, float],
        **options: Any,
    ) -> None:
        super().__init__(sigma, **options)
        self.kernel_size = kernel_size
        self.sigma = sigma

    def change(
        self,
        images: keras.KerasTensor,
        value: keras.KerasTensor,
    ) -> keras.KerasTensor:
        radius = self.kernel_size // 2
        places = ops.arange(-radius, radius + 1, dtype="float32")
        weights = ops.exp(-0.5 * (places / value[:, 0]) ** 2)
        weights = weights / ops.sum(weights, axis=-1, keepdims=True)
        sides = (radius, radius)
        images = pad(images, sides, sides, "reflect", 0)
        blurred = correlate(images, weights)
        return correlate(blurred, ops.transpose(weights, (0, 2, 1)))


@keras.saving.register_keras_serializable()
class MotionBlur(RandomLayer):
    """Averages along a line of drawn length (px) and direction (degrees).

    In training only; the image goes on as its edge at the border.
    """

    def __init__(
        self,
        length: tuple[float, float],
        angle: tuple[float, float],
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.length = length
        self.angle = angle

    def call(
        self,
        images: keras.KerasTensor,
        training: bool = True,
    ) -> keras.KerasTensor:
        if not training:
            return images
        radius = math.ceil((self.length[1] - 1) / 2)
        images = pad(images, (radius, radius), (radius, radius), "edge", 0)
        return correlate(images, self.kernels(images, radius))

    def kernels(self, images: keras.KerasTensor, radius: int) -> keras.KerasTensor:
        """A line of its own for each image, (B, 2 * radius + 1, 2 * radius + 1)."""
        reach = uniform(images, (1, 1), self.seed_generator, *self.length) - 1
        turn = uniform(images, (1, 1), self.seed_generator, *self.angle)
        turn = turn * (math.pi / 180)
        # Points along the line, each shared among the four pixels around it.
        points = ops.linspace(-0.5, 0.5, 4 * radius + 1)[:, None] * reach
        places = ops.arange(-radius, radius + 1, dtype="float32")
        across = ops.maximum(1 - ops.abs(places - points * ops.cos(turn)), 0)
        down = ops.maximum(1 - ops.abs(places + points * ops.sin(turn)), 0)
        down = ops.transpose(down, (0, 2, 1))
        return ops.matmul(down, across) / (4 * radius + 1)


@keras.saving.register_keras_serializable()
class Downscale(RandomLayer):
    """Shrinks each image by a factor from a range, and enlarges it again.

    In training only; both bilinear, the first antialiased.
    """

    def __init__(self, factor: tuple[float, float], **options: Any) -> None:
        super().__init__(**options)
        self.factor = factor

    def call(
        self,
        images: keras.KerasTensor,
        training: bool = True,
    ) -> keras.KerasTensor:
        if not training:
            return images
        rows, columns = images.shape[1:3]
        low, high = self.factor
        share = ops.cast(uniform(images, (1, 1), self.seed_generator), "float64")
        factor = low + (high - low) * share
        sides = self.both_ways(rows, factor), self.both_ways(columns, factor)
        return weigh(images, *sides)

    def both_ways(self, side: int, factor: keras.KerasTensor) -> keras.KerasTensor:
        """How much of each pixel of a line goes into each in the end, (B, side, side)."""
        small = ops.cast(ops.maximum(ops.round(factor * side), 1), "float32")
        zero = ops.zeros_like(small)
        how = ("bilinear", True)
        shrunk = resampling_weights(zero, zero + side, side, small, *how)
        return ops.matmul(resampling_weights(zero, small, side, side, *how), shrunk)
