"""Batches (B, H, W, C) whose images are mixed, and their labels with them."""

import tensorflow as tf


def mixup(
    images: tf.Tensor,
    labels: tf.Tensor,
    seed: tf.Tensor,
    alpha: float,
    probability: float = 1,
) -> tuple[tf.Tensor, tf.Tensor]:
    """Blends each image of a batch with the one before it, by a share of its own.

    Labels are class probabilities (B, K), blended alike.
    """
    seeds = tf.random.split(seed, num=2)
    count = tf.shape(images)[0]
    shares = beta_shares(seeds[0], count, alpha)
    shares = tf.where(chosen_images(seeds[1], count, probability), shares, 1)
    own = shares[:, None, None, None]
    images = images * own + tf.roll(images, 1, axis=0) * (1 - own)
    return images, mix_labels(labels, shares)


def cutmix(
    images: tf.Tensor,
    labels: tf.Tensor,
    seed: tf.Tensor,
    alpha: float,
    probability: float = 1,
) -> tuple[tf.Tensor, tf.Tensor]:
    """Pastes a box of the image before it over each image of a batch.

    Labels are class probabilities (B, K), mixed by area.
    """
    seeds = tf.random.split(seed, num=4)
    count, height, width = (tf.shape(images)[axis] for axis in range(3))
    half = tf.sqrt(1 - beta_shares(seeds[0], count, alpha)) / 2
    half = tf.where(chosen_images(seeds[1], count, probability), half, 0)
    rows = inside_box(seeds[2], height, half)
    columns = inside_box(seeds[3], width, half)
    box = (rows[:, :, None] & columns[:, None, :])[..., None]
    images = tf.where(box, tf.roll(images, 1, axis=0), images)
    shares = 1 - tf.reduce_mean(tf.cast(box, tf.float32), axis=[1, 2, 3])
    return images, mix_labels(labels, shares)


def beta_shares(seed: tf.Tensor, count: tf.Tensor, alpha: float) -> tf.Tensor:
    """Draws shares (B,) from the beta distribution with both parameters `alpha`."""
    gammas = tf.random.stateless_gamma([2, count], seed, alpha, dtype=tf.float64)
    return tf.cast(tf.math.divide_no_nan(gammas[0], gammas[0] + gammas[1]), tf.float32)


def chosen_images(seed: tf.Tensor, count: tf.Tensor, probability: float) -> tf.Tensor:
    """Draws which of the images (B,) are changed."""
    return tf.random.stateless_uniform([count], seed) < probability


def inside_box(seed: tf.Tensor, side: tf.Tensor, half: tf.Tensor) -> tf.Tensor:
    """Draws along one side (px) which places a box covers, (B, side).

    Its middle is anywhere; `half` (B,) is half of its length as a fraction of the side.
    """
    shape = [tf.shape(half)[0], 1]
    middle = tf.random.stateless_uniform(shape, seed, 0, side, tf.int32)
    reach = tf.cast(half * tf.cast(side, tf.float32), tf.int32)[:, None]
    places = tf.range(side)
    return (middle - reach <= places) & (places < middle + reach)


def mix_labels(labels: tf.Tensor, shares: tf.Tensor) -> tf.Tensor:
    """Class probabilities (B, K), each mixed with those before, by its own share."""
    own = shares[:, None]
    return labels * own + tf.roll(labels, 1, axis=0) * (1 - own)
