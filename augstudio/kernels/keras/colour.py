"""Changes of value: torchvision's definitions, where Keras has others."""

from typing import Any

import keras
from keras import layers, ops

from augstudio.kernels.keras.chance import RandomLayer, RandomValue, random_order, uniform


def to_grayscale(images: keras.KerasTensor) -> keras.KerasTensor:
    """Gray images of one channel."""
    if images.shape[-1] == 1:
        return images
    return ops.image.rgb_to_grayscale(images, data_format="channels_last")


def blend(
    images: keras.KerasTensor,
    others: keras.KerasTensor,
    factor: keras.KerasTensor,
) -> keras.KerasTensor:
    """Mixes images, or goes beyond the first of them; clips to [0, 1]."""
    return ops.clip(images * factor + others * (1 - factor), 0, 1)


def adjust_brightness(
    images: keras.KerasTensor,
    factor: keras.KerasTensor,
) -> keras.KerasTensor:
    """Multiplies every value."""
    return ops.clip(images * factor, 0, 1)


def adjust_contrast(
    images: keras.KerasTensor,
    factor: keras.KerasTensor,
) -> keras.KerasTensor:
    """Blends with the mean of the gray image."""
    mean = ops.mean(to_grayscale(images), axis=(1, 2, 3), keepdims=True)
    return blend(images, mean, factor)


def adjust_saturation(
    images: keras.KerasTensor,
    factor: keras.KerasTensor,
) -> keras.KerasTensor:
    """Blends with the gray image."""
    return blend(images, to_grayscale(images), factor)


def adjust_hue(
    images: keras.KerasTensor,
    shift: keras.KerasTensor,
) -> keras.KerasTensor:
    """Turns the hue by a fraction of a circle; gray images have none."""
    if images.shape[-1] == 1:
        return images
    hsv = ops.image.rgb_to_hsv(images, data_format="channels_last")
    turned = [ops.mod(hsv[..., :1] + shift, 1), hsv[..., 1:]]
    hsv = ops.concatenate(turned, axis=-1)
    rgb = ops.image.hsv_to_rgb(hsv, data_format="channels_last")
    return ops.clip(rgb, 0, 1)


def solarize(
    images: keras.KerasTensor,
    threshold: keras.KerasTensor,
) -> keras.KerasTensor:
    """Inverts the values that reach a threshold."""
    return ops.where(images >= threshold, 1 - images, images)


def autocontrast(images: keras.KerasTensor) -> keras.KerasTensor:
    """Stretches each channel to 0 .. 1; one of a single value stays as it is."""
    low = ops.min(images, axis=(1, 2), keepdims=True)
    high = ops.max(images, axis=(1, 2), keepdims=True)
    stretched = (images - low) / ops.where(high > low, high - low, 1.0)
    return ops.clip(ops.where(high > low, stretched, images), 0, 1)


@keras.saving.register_keras_serializable()
class Grayscale(layers.Layer):
    """Takes the colour away, in evaluation too, and keeps the channel count."""

    def call(self, images: keras.KerasTensor) -> keras.KerasTensor:
        return ops.zeros_like(images) + to_grayscale(images)


@keras.saving.register_keras_serializable()
class Brightness(RandomValue):
    """Multiplies; keras.layers.RandomBrightness adds."""

    def change(
        self,
        images: keras.KerasTensor,
        value: keras.KerasTensor,
    ) -> keras.KerasTensor:
        return adjust_brightness(images, value)


@keras.saving.register_keras_serializable()
class Contrast(RandomValue):
    """Blends with the mean of the gray image; in keras.layers it goes by channel."""

    def change(
        self,
        images: keras.KerasTensor,
        value: keras.KerasTensor,
    ) -> keras.KerasTensor:
        return adjust_contrast(images, value)


@keras.saving.register_keras_serializable()
class ChannelContrast(RandomValue):
    """Blends with each channel's mean, by a factor from any range."""

    def change(
        self,
        images: keras.KerasTensor,
        value: keras.KerasTensor,
    ) -> keras.KerasTensor:
        return blend(images, ops.mean(images, axis=(1, 2), keepdims=True), value)


@keras.saving.register_keras_serializable()
class Saturation(RandomValue):
    """Blends with the gray image; keras.layers.RandomSaturation scales the S of HSV."""

    def change(
        self,
        images: keras.KerasTensor,
        value: keras.KerasTensor,
    ) -> keras.KerasTensor:
        return adjust_saturation(images, value)


@keras.saving.register_keras_serializable()
class HueShift(RandomValue):
    """Turns the hue by a fraction of a circle; keras.layers turns as far either way."""

    def change(
        self,
        images: keras.KerasTensor,
        value: keras.KerasTensor,
    ) -> keras.KerasTensor:
        return adjust_hue(images, value)


@keras.saving.register_keras_serializable()
class ColorJitter(RandomLayer):
    """Changes all four, in training only, in an order that each image draws.

    In keras.layers.RandomColorJitter the order is fixed and the changes are others.
    """

    def __init__(
        self,
        brightness: tuple[float, float],
        contrast: tuple[float, float],
        saturation: tuple[float, float],
        hue: tuple[float, float],
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.brightness = brightness
        self.contrast = contrast
        self.saturation = saturation
        self.hue = hue

    def call(
        self,
        images: keras.KerasTensor,
        training: bool = True,
    ) -> keras.KerasTensor:
        if not training:
            return images
        shape, seed = (1, 1, 1), self.seed_generator
        bounds = (self.brightness, self.contrast, self.saturation, self.hue)
        values = [uniform(images, shape, seed, *each) for each in bounds]
        order = ops.one_hot(random_order(images, 4, seed), 4)[..., None, None, None]
        for place in range(4):
            turn = order[:, place]
            # All but hue blend: with black, the mean of the gray image, or this image.
            gray = to_grayscale(images)
            mean = ops.mean(gray, axis=(1, 2, 3), keepdims=True)
            factor = sum(turn[:, number] * values[number] for number in range(3))
            blended = blend(images, turn[:, 1] * mean + turn[:, 2] * gray, factor)
            images = ops.where(turn[:, 3] > 0, adjust_hue(images, values[3]), blended)
        return images


@keras.saving.register_keras_serializable()
class Gamma(RandomValue):
    """Raises every value to a power."""

    def change(
        self,
        images: keras.KerasTensor,
        value: keras.KerasTensor,
    ) -> keras.KerasTensor:
        return ops.power(images, value)


@keras.saving.register_keras_serializable()
class Solarize(RandomValue):
    """Inverts what reaches a threshold; keras.layers.Solarization cannot fix its own."""

    def change(
        self,
        images: keras.KerasTensor,
        value: keras.KerasTensor,
    ) -> keras.KerasTensor:
        return solarize(images, value)


@keras.saving.register_keras_serializable()
class Invert(layers.Layer):
    """Makes the negative, in evaluation too."""

    def call(self, images: keras.KerasTensor) -> keras.KerasTensor:
        return 1 - images


@keras.saving.register_keras_serializable()
class ShuffleChannels(RandomLayer):
    """Puts the channels of each image in an order of its own, in training only."""

    def call(
        self,
        images: keras.KerasTensor,
        training: bool = True,
    ) -> keras.KerasTensor:
        if not training:
            return images
        order = random_order(images, images.shape[-1], self.seed_generator)
        order = order[:, None, None, :] + ops.zeros_like(images, dtype="int32")
        return ops.take_along_axis(images, order, axis=-1)
