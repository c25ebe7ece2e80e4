"""Changes that are defined on 8 bits."""

import tensorflow as tf


def to_bytes(image: tf.Tensor) -> tf.Tensor:
    """Rounds floats in [0, 1] to 0 .. 255, as int32."""
    return tf.cast(tf.round(tf.clip_by_value(image, 0, 1) * 255), tf.int32)


def from_bytes(values: tf.Tensor) -> tf.Tensor:
    """Turns 0 .. 255 into floats in [0, 1]."""
    return tf.cast(values, tf.float32) / 255


def posterize(image: tf.Tensor, bits: int | tf.Tensor) -> tf.Tensor:
    """Keeps the highest bits of each 8-bit value."""
    step = 2 ** (8 - bits)
    return from_bytes(to_bytes(image) // step * step)


def equalize(image: tf.Tensor) -> tf.Tensor:
    """Spreads the 8-bit values of each channel evenly, by PIL's table."""
    values = tf.transpose(tf.reshape(to_bytes(image), [-1, image.shape[-1]]))
    counts = tf.math.bincount(values, minlength=256, maxlength=256, axis=-1)
    last = tf.gather(counts, tf.reduce_max(values, axis=1), batch_dims=1)
    step = (tf.reduce_sum(counts, axis=1) - last)[:, None] // 255
    below = tf.cumsum(counts, axis=1, exclusive=True)
    table = tf.minimum((below + step // 2) // tf.maximum(step, 1), 255)
    table = tf.where(step > 0, table, tf.range(256))
    result = tf.transpose(tf.gather(table, values, batch_dims=1))
    return from_bytes(tf.reshape(result, tf.shape(image)))


def jpeg(image: tf.Tensor, quality: int | tf.Tensor) -> tf.Tensor:
    """Compresses the image as a JPEG file."""
    values = tf.cast(to_bytes(image), tf.uint8)
    values = tf.image.adjust_jpeg_quality(values, quality, "INTEGER_ACCURATE")
    return tf.ensure_shape(from_bytes(values), image.shape)
