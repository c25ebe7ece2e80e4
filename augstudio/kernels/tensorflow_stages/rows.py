"""Some of the images of a batch."""

from typing import TypeAlias

import numpy as np
import tensorflow as tf

Images: TypeAlias = tf.Tensor
"""(B, H, W, C) float32."""


def rows_of(images: Images, rows: np.ndarray) -> Images:
    """The images in these rows; the batch itself where they are all."""
    return images if len(rows) == len(images) else tf.gather(images, rows)


def with_rows(images: Images, rows: np.ndarray, changed: Images) -> Images:
    """The batch with other images in these rows, which rise."""
    if len(rows) == len(images):
        return changed
    return tf.tensor_scatter_nd_update(images, rows[:, None], changed)


def in_rows(parts: list[Images], rows: np.ndarray) -> Images:
    """Parts of a batch put together; rows (B,) are where their images belong."""
    return tf.gather(tf.concat(parts, axis=0), np.argsort(rows))


def weighted_mean(results: list[Images], weights: np.ndarray) -> Images:
    """Results summed by weights (B, n), held within 0 and 1."""
    shares = tf.constant(weights.astype(np.float32))[..., None, None, None]
    total = results[0] * shares[:, 0]
    for number, result in enumerate(results[1:], start=1):
        total += result * shares[:, number]
    return tf.clip_by_value(total, 0, 1)
