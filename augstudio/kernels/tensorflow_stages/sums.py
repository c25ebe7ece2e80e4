"""Sums of products, rounded as torch rounds them."""

import tensorflow as tf


def multiply_add(values: tf.Tensor, weights: tf.Tensor, total: tf.Tensor) -> tf.Tensor:
    """`values * weights + total` in float32, rounded once as processors do."""
    products = tf.cast(values, tf.float64) * tf.cast(weights, tf.float64)
    return tf.cast(products + tf.cast(total, tf.float64), tf.float32)
