"""Turn, scale, shears and translation in one."""

import math

import tensorflow as tf

from augstudio.kernels.tensorflow.geometry import warp, warp_onto


def random_affine(
    image: tf.Tensor,
    seed: tf.Tensor,
    angle: tuple[float, float] = (0, 0),
    translate_x: tuple[float, float] = (0, 0),
    translate_y: tuple[float, float] = (0, 0),
    scale: tuple[float, float] = (1, 1),
    shear_x: tuple[float, float] = (0, 0),
    shear_y: tuple[float, float] = (0, 0),
    fill: float | list[float] | None = None,
    interpolation: str = "BILINEAR",
) -> tf.Tensor:
    """Turns, scales and slants the image about its centre, and moves it.

    Degrees are counter-clockwise; moves are fractions of the sides, in whole pixels.
    """
    ranges = (angle, shear_x, shear_y, scale, translate_x, translate_y)
    low, high = tf.unstack(tf.cast(ranges, tf.float32), axis=1)
    drawn = low + (high - low) * tf.random.stateless_uniform([6], seed)
    turn, along_x, along_y = tf.unstack(drawn[:3] * (math.pi / 180))
    linear = inverse_linear(-turn, along_x, along_y) / drawn[3]
    size = tf.cast(tf.shape(image)[1::-1], tf.float32)
    centre = (size - 1) / 2
    shift = tf.round(drawn[4:] * size)
    offset = centre - tf.linalg.matvec(linear, centre + shift)
    rows = tf.concat([linear, offset[:, None]], axis=1)
    transform = tf.concat([tf.reshape(rows, [6]), [0, 0]], axis=0)
    if fill is None:
        return warp(image, transform, interpolation)
    return warp_onto(image, transform, fill, interpolation)


def inverse_linear(
    turn: tf.Tensor,
    along_x: tf.Tensor,
    along_y: tf.Tensor,
) -> tf.Tensor:
    """From where the picture is slanted along x, then y, then turned, to where it was.

    Angles are clockwise, in radians.
    """
    slope = tf.tan(along_x)
    across = tf.cos(turn - along_y) / tf.cos(along_y)
    down = tf.sin(turn - along_y) / tf.cos(along_y)
    upper = [tf.cos(turn) - down * slope, across * slope + tf.sin(turn)]
    return tf.stack([upper, [-down, across]])
