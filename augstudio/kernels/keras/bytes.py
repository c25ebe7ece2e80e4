"""Changes that are defined on 8 bits."""

import keras
from keras import layers, ops

from augstudio.kernels.keras.chance import RandomWholeNumber


def to_bytes(images: keras.KerasTensor) -> keras.KerasTensor:
    """Rounds floats in [0, 1] to 0 .. 255, as int32."""
    return ops.cast(ops.round(ops.clip(images, 0, 1) * 255), "int32")


def from_bytes(values: keras.KerasTensor) -> keras.KerasTensor:
    """Turns 0 .. 255 into floats in [0, 1]."""
    return ops.cast(values, "float32") / 255


def posterize(
    images: keras.KerasTensor,
    bits: keras.KerasTensor,
) -> keras.KerasTensor:
    """Keeps the highest bits of each value, as many as an int32 says."""
    lost = 8 - bits
    return from_bytes(ops.left_shift(ops.right_shift(to_bytes(images), lost), lost))


def equalize(images: keras.KerasTensor) -> keras.KerasTensor:
    """Spreads the values of each channel evenly, by PIL's table."""
    rows, columns, channels = images.shape[1:]
    lines = ops.shape(images)[0] * channels
    values = ops.transpose(to_bytes(images), (0, 3, 1, 2))
    values = ops.reshape(values, (-1, rows * columns))
    places = values + 256 * ops.arange(lines, dtype="int32")[:, None]
    every = ops.reshape(places, (-1,))
    counts = ops.segment_sum(ops.ones_like(every), every, lines * 256)
    counts = ops.reshape(counts, (-1, 256))
    below = ops.cumsum(counts, axis=1) - counts
    largest = ops.max(values, axis=1, keepdims=True)
    last = ops.take_along_axis(counts, largest, axis=1)
    step = (rows * columns - last) // 255
    table = ops.minimum((below + step // 2) // ops.maximum(step, 1), 255)
    table = ops.where(step > 0, table, ops.arange(256, dtype="int32"))
    values = ops.take(ops.reshape(table, (-1,)), places)
    values = ops.reshape(values, (-1, channels, rows, columns))
    return from_bytes(ops.transpose(values, (0, 2, 3, 1)))


@keras.saving.register_keras_serializable()
class Posterize(RandomWholeNumber):
    """Keeps the highest bits of each value; keras.layers.RandomPosterization cuts off."""

    def change(
        self,
        images: keras.KerasTensor,
        value: keras.KerasTensor,
    ) -> keras.KerasTensor:
        return posterize(images, value)


@keras.saving.register_keras_serializable()
class Equalize(layers.Layer):
    """Spreads the 8-bit values of each channel evenly by PIL's table, in evaluation too.

    keras.layers.Equalization has another table, and one for all images of a batch.
    """

    def call(self, images: keras.KerasTensor) -> keras.KerasTensor:
        return equalize(images)
