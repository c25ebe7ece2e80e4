"""Groups of steps, each a function of an image and a seed."""

from collections.abc import Callable
from functools import partial

import tensorflow as tf

from augstudio.kernels.tensorflow.chance import whole_number

Step = Callable[[tf.Tensor, tf.Tensor], tf.Tensor]


def one_of(
    image: tf.Tensor,
    seed: tf.Tensor,
    steps: list[Step],
    weights: list[float] | None = None,
) -> tf.Tensor:
    """Applies one of the steps, drawn by their weights; without these all are alike."""
    seeds = tf.random.split(seed, num=2)
    chances = tf.constant([weights or [1.0] * len(steps)], tf.float32)
    drawn = tf.random.stateless_categorical(tf.math.log(chances), 1, seeds[0], tf.int32)
    branches = [partial(step, image, seeds[1]) for step in steps]
    return tf.switch_case(drawn[0, 0], branches)


def some_of(
    image: tf.Tensor,
    seed: tf.Tensor,
    steps: list[Step],
    low: int,
    high: int,
) -> tf.Tensor:
    """Applies some of the steps in their order, each selection as likely as another."""
    seeds = tf.unstack(tf.random.split(seed, num=len(steps) + 2))
    count = whole_number(seeds[0], low, high)
    ranks = tf.argsort(random_permutation(seeds[1], len(steps)))
    for step, rank, own in zip(steps, tf.unstack(ranks), seeds[2:], strict=True):
        same = partial(tf.identity, image)
        image = tf.cond(rank < count, partial(step, image, own), same)
    return image


def random_order(image: tf.Tensor, seed: tf.Tensor, steps: list[Step]) -> tf.Tensor:
    """Applies all steps, in an order that is drawn."""
    seeds = tf.unstack(tf.random.split(seed, num=len(steps) + 1))
    for turn in tf.unstack(random_permutation(seeds[0], len(steps))):
        pairs = zip(steps, seeds[1:], strict=True)
        branches = [partial(step, image, own) for step, own in pairs]
        image = tf.switch_case(turn, branches)
    return image


def random_permutation(seed: tf.Tensor, count: int) -> tf.Tensor:
    """Draws an order of 0 .. count - 1."""
    return tf.argsort(tf.random.stateless_uniform([count], seed))
