"""The draws of `augstudio.kernels.numpy.draws` in TensorFlow, equal bit for bit."""

import tensorflow as tf

MASK = 0xFFFFFFFF
GOLDEN = 0x9E3779B9


def mix(x: tf.Tensor) -> tf.Tensor:
    """lowbias32: a bijection of 32-bit words, held in int64."""
    x = tf.bitwise.bitwise_xor(x, tf.bitwise.right_shift(x, tf.cast(16, tf.int64)))
    x = tf.bitwise.bitwise_and(x * 0x7FEB352D, MASK)
    x = tf.bitwise.bitwise_xor(x, tf.bitwise.right_shift(x, tf.cast(15, tf.int64)))
    x = tf.bitwise.bitwise_and(x * 0x846CA68B, MASK)
    return tf.bitwise.bitwise_xor(x, tf.bitwise.right_shift(x, tf.cast(16, tf.int64)))


def absorb(key: tf.Tensor, word: tf.Tensor | int) -> tf.Tensor:
    """The key that a word makes of a key; different words make different keys."""
    word = tf.bitwise.bitwise_and(tf.cast(word, tf.int64), MASK)
    return mix(tf.bitwise.bitwise_xor(tf.bitwise.bitwise_and(key + GOLDEN, MASK), word))


def uniforms(keys: tf.Tensor, count: int, first_slot: int = 0) -> tf.Tensor:
    """Unit uniforms (B, count) float64 for the slots from `first_slot` on."""
    slots = tf.range(first_slot, first_slot + count, dtype=tf.int64)
    words = absorb(keys[:, None], slots[None, :])
    return (tf.cast(words, tf.float64) + 0.5) * 2.0**-32
