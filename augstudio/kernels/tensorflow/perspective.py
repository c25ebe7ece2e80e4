"""Seen at an angle."""

import tensorflow as tf

from augstudio.kernels.tensorflow.geometry import warp, warp_onto


def random_perspective(
    image: tf.Tensor,
    seed: tf.Tensor,
    distortion: float,
    fill: float | list[float] | None = None,
    interpolation: str = "BILINEAR",
) -> tf.Tensor:
    """Moves each corner inwards by up to a fraction of half the sides."""
    size = tf.shape(image)[1::-1]
    far = tf.cast(size - 1, tf.float64)
    corners = tf.constant([[0, 0], [1, 0], [1, 1], [0, 1]], tf.float64)
    room = tf.floor(distortion * tf.cast(size // 2, tf.float64)) + 1
    drawn = tf.random.stateless_uniform([4, 2], seed, dtype=tf.float64)
    inwards = tf.floor(drawn * room)
    moved = corners * far + (1 - 2 * corners) * inwards
    # Corners are counted as torchvision counts them: from the outer edge of a pixel.
    transform = projection(moved - 0.5, corners * far - 0.5)
    if fill is None:
        return warp(image, transform, interpolation)
    return warp_onto(image, transform, fill, interpolation)


def projection(points: tf.Tensor, images: tf.Tensor) -> tf.Tensor:
    """The projective map that takes four points (x, y) to four others, as 8 numbers."""
    x, y = tf.unstack(points, axis=1)
    one, none = tf.ones_like(x), tf.zeros_like(x)
    u, v = tf.unstack(images, axis=1)
    for_u = tf.stack([x, y, one, none, none, none, -u * x, -u * y], axis=1)
    for_v = tf.stack([none, none, none, x, y, one, -v * x, -v * y], axis=1)
    equations = tf.concat([for_u, for_v], axis=0)
    numbers = tf.concat([u, v], axis=0)[:, None]
    # Least squares, because corners on one line have no solution and must not fail.
    solution = tf.linalg.lstsq(equations, numbers, fast=False)
    return tf.cast(solution[:, 0], tf.float32)
