"""Noise of a drawn strength."""

import tensorflow as tf

from augstudio.kernels.tensorflow.chance import uniform


def gaussian_noise(
    image: tf.Tensor,
    seed: tf.Tensor,
    sigma: tuple[float, float],
) -> tf.Tensor:
    """Adds noise with a deviation from a range; clips to [0, 1]."""
    seeds = tf.random.split(seed)
    noise = tf.random.stateless_normal(tf.shape(image), seeds[0])
    return tf.clip_by_value(image + noise * uniform(seeds[1], *sigma), 0, 1)


def salt_and_pepper(
    image: tf.Tensor,
    seed: tf.Tensor,
    amount: tuple[float, float],
) -> tf.Tensor:
    """Makes some pixels black and as many white; their share is drawn."""
    seeds = tf.random.split(seed)
    half = uniform(seeds[0], *amount) / 2
    chance = tf.random.stateless_uniform(tf.shape(image[..., :1]), seeds[1])
    image = tf.where(chance >= 1 - half, 1.0, image)
    return tf.where(chance < half, 0.0, image)
