"""Covered squares."""

import tensorflow as tf


def cutout(
    image: tf.Tensor,
    seed: tf.Tensor,
    holes: tuple[int, int],
    size: tuple[float, float],
    fill: float | list[float],
) -> tf.Tensor:
    """Covers squares at random places, also partly beyond the border.

    Their side is a fraction of the shorter side.
    """
    seeds = tf.random.split(seed, num=3)
    count = tf.random.stateless_uniform([], seeds[0], holes[0], holes[1] + 1, tf.int32)
    share = tf.random.stateless_uniform([], seeds[1], *size)
    sides = tf.cast(tf.shape(image)[:2], tf.float32)
    side = tf.round(share * tf.reduce_min(sides))
    places = tf.random.stateless_uniform([holes[1], 2], seeds[2]) * sides
    corners = tf.floor(places) - side // 2
    y = tf.range(sides[0])[None, :] - corners[:, :1]
    x = tf.range(sides[1])[None, :] - corners[:, 1:]
    rows, columns = (y >= 0) & (y < side), (x >= 0) & (x < side)
    squares = rows[:count, :, None] & columns[:count, None, :]
    covered = tf.reduce_any(squares, axis=0)[..., None]
    return tf.where(covered, tf.cast(fill, tf.float32), image)
