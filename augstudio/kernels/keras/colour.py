"""Changes of value: torchvision's definitions, where Keras has others."""

import keras
from keras import layers, ops

from augstudio.kernels.keras.chance import RandomValue


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
        return ops.clip(images * value, 0, 1)


@keras.saving.register_keras_serializable()
class Contrast(RandomValue):
    """Blends with the mean of the gray image; in keras.layers it goes by channel."""

    def change(
        self,
        images: keras.KerasTensor,
        value: keras.KerasTensor,
    ) -> keras.KerasTensor:
        mean = ops.mean(to_grayscale(images), axis=(1, 2, 3), keepdims=True)
        return blend(images, mean, value)


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
        return blend(images, to_grayscale(images), value)


@keras.saving.register_keras_serializable()
class HueShift(RandomValue):
    """Turns the hue by a fraction of a circle; keras.layers turns as far either way."""

    def change(
        self,
        images: keras.KerasTensor,
        value: keras.KerasTensor,
    ) -> keras.KerasTensor:
        if images.shape[-1] == 1:
            return images
        hsv = ops.image.rgb_to_hsv(images, data_format="channels_last")
        turned = [ops.mod(hsv[..., :1] + value, 1), hsv[..., 1:]]
        hsv = ops.concatenate(turned, axis=-1)
        rgb = ops.image.hsv_to_rgb(hsv, data_format="channels_last")
        return ops.clip(rgb, 0, 1)
