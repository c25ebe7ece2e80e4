"""Turns that move whole pixels."""

import tensorflow as tf


def random_quarter_turn(
    image: tf.Tensor,
    seed: tf.Tensor,
    turns: list[int],
) -> tf.Tensor:
    """Turns the image counter-clockwise by one of these numbers of quarter turns."""
    choice = tf.random.stateless_uniform([], seed, 0, len(turns), tf.int32)
    return tf.image.rot90(image, tf.gather(turns, choice))
