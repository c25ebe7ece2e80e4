"""Averages over the neighbourhood of each pixel."""

import math

import tensorflow as tf

from augstudio.kernels.tensorflow.chance import uniform
from augstudio.kernels.tensorflow.colour import blend
from augstudio.kernels.tensorflow.geometry import pad_with_edge


def correlate(image: tf.Tensor, kernel: tf.Tensor, padding: str) -> tf.Tensor:
    """Weighs the pixels around each one; all channels alike."""
    kernels = tf.tile(kernel[..., None, None], [1, 1, image.shape[-1], 1])
    return tf.nn.depthwise_conv2d(image[None], kernels, [1, 1, 1, 1], padding)[0]


def adjust_sharpness(image: tf.Tensor, factor: tf.Tensor) -> tf.Tensor:
    """Blends with a smoothed image, except at the border."""
    kernel = tf.constant([[1, 1, 1], [1, 5, 1], [1, 1, 1]], tf.float32) / 13
    sharpened = blend(image, correlate(image, kernel, "SAME"), factor)
    height, width = tf.unstack(tf.shape(image)[:2])
    y, x = tf.range(height)[:, None, None], tf.range(width)[:, None]
    inside = (y > 0) & (y < height - 1) & (x > 0) & (x < width - 1)
    return tf.where(inside, sharpened, image)


def gaussian_blur(image: tf.Tensor, sigma: tf.Tensor, kernel_size: int) -> tf.Tensor:
    """Averages by a bell; the image goes on mirrored beyond its border."""
    radius = kernel_size // 2
    places = tf.range(-radius, radius + 1, dtype=tf.float32)
    weights = tf.nn.softmax(-0.5 * (places / sigma) ** 2)
    sides = [[radius, radius], [radius, radius], [0, 0]]
    bordered = tf.pad(image, sides, "REFLECT")
    blurred = correlate(bordered, weights[:, None], "VALID")
    return correlate(blurred, weights[None, :], "VALID")


def motion_blur(
    image: tf.Tensor,
    seed: tf.Tensor,
    length: tuple[float, float],
    angle: tuple[float, float],
) -> tf.Tensor:
    """Averages along a line of drawn length (px) and direction (degrees)."""
    seeds = tf.random.split(seed)
    radius = math.ceil((length[1] - 1) / 2)
    reach = uniform(seeds[0], *length) - 1
    turn = uniform(seeds[1], *angle) * (math.pi / 180)
    # Points along the line, each shared among the four pixels around it.
    points = tf.linspace(-0.5, 0.5, 4 * radius + 1)[:, None] * reach
    places = tf.range(-radius, radius + 1, dtype=tf.float32)
    across = tf.maximum(1 - tf.abs(places - points * tf.cos(turn)), 0)
    down = tf.maximum(1 - tf.abs(places + points * tf.sin(turn)), 0)
    kernel = tf.matmul(down, across, transpose_a=True) / (4 * radius + 1)
    bordered = pad_with_edge(image, radius, radius, radius, radius)
    return tf.ensure_shape(correlate(bordered, kernel, "VALID"), image.shape)


def downscale(
    image: tf.Tensor,
    seed: tf.Tensor,
    factor: tuple[float, float],
) -> tf.Tensor:
    """Shrinks the image by a factor from a range, and enlarges it again."""
    size = tf.shape(image)[:2]
    share = tf.random.stateless_uniform([], seed, *factor, tf.float64)
    smaller = tf.cast(tf.round(share * tf.cast(size, tf.float64)), tf.int32)
    small = tf.image.resize(image, tf.maximum(smaller, 1), antialias=True)
    large = tf.image.resize(small, size, antialias=True)
    return tf.ensure_shape(large, image.shape)
