"""Changes that are defined on 8 bits."""

import numpy as np
import tensorflow as tf

from augstudio.kernels.tensorflow.bytes import from_bytes, to_bytes


def posterize(images: tf.Tensor, amounts: np.ndarray) -> tf.Tensor:
    """Keeps the highest bits of each 8-bit value, as many as the amount says."""
    steps = tf.constant((2 ** (8 - amounts)).astype(np.int32))[:, None, None, None]
    return from_bytes(to_bytes(images) // steps * steps)


def equalize(images: tf.Tensor) -> tf.Tensor:
    """Spreads the 8-bit values of each channel evenly, by PIL's table."""
    batch, height, width, channels = images.shape
    planes = tf.transpose(to_bytes(images), [0, 3, 1, 2])
    values = tf.reshape(planes, [batch * channels, height * width])
    counts = tf.math.bincount(values, minlength=256, maxlength=256, axis=-1)
    last = tf.gather(counts, tf.reduce_max(values, axis=1), batch_dims=1)
    step = (height * width - last)[:, None] // 255
    below = tf.cumsum(counts, axis=1, exclusive=True)
    table = tf.minimum((below + step // 2) // tf.maximum(step, 1), 255)
    table = tf.where(step > 0, table, tf.range(256))
    spread = tf.reshape(tf.gather(table, values, batch_dims=1), planes.shape)
    return from_bytes(tf.transpose(spread, [0, 2, 3, 1]))


def recompress(images: tf.Tensor, qualities: np.ndarray) -> tf.Tensor:
    """Through a JPEG file and back, each image in a quality of its own."""
    pixels = tf.cast(to_bytes(images), tf.uint8)
    spoiled = [
        tf.image.adjust_jpeg_quality(image, int(quality), "INTEGER_ACCURATE")
        for image, quality in zip(pixels, qualities, strict=True)
    ]
    return from_bytes(tf.stack(spoiled))
