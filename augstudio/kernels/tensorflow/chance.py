"""Draws, and what happens to some images only."""

from collections.abc import Callable
from typing import Any

import tensorflow as tf


def uniform(seed: tf.Tensor, low: float, high: float) -> tf.Tensor:
    """Draws one number."""
    return tf.random.stateless_uniform([], seed, low, high)


def whole_number(seed: tf.Tensor, low: int, high: int) -> tf.Tensor:
    """Draws one whole number, the bounds included."""
    return tf.random.stateless_uniform([], seed, low, high + 1, tf.int32)


def random_apply(
    probability: float,
    seed: tf.Tensor,
    function: Callable[..., tf.Tensor],
    image: tf.Tensor,
    *arguments: Any,
    **options: Any,
) -> tf.Tensor:
    """Applies a function with this probability; the same seed decides alike."""
    return tf.cond(
        uniform(seed, 0, 1) < probability,
        lambda: function(image, *arguments, **options),
        lambda: image,
    )
