"""Weighted sums over the neighbourhood of each pixel, with each image's own weights."""

from typing import Literal

import numpy as np
import tensorflow as tf

from augstudio.kernels.tensorflow_stages.resample import within
from augstudio.kernels.tensorflow_stages.sums import multiply_add


def weighted_sums(images: tf.Tensor, kernels: np.ndarray) -> tf.Tensor:
    """Slides a kernel (B, kh, kw) over each image, only where it fits."""
    tall, wide = kernels.shape[1:]
    height, width = images.shape[1] - tall + 1, images.shape[2] - wide + 1
    weights = tf.constant(kernels.astype(np.float32))[..., None, None, None]
    total = tf.zeros([len(images), height, width, images.shape[3]])
    for row, column in np.argwhere(kernels.any(axis=0)):
        part = images[:, row : row + height, column : column + width]
        total = multiply_add(part, weights[:, row, column], total)
    return total


def smooth(
    images: tf.Tensor,
    kernels: np.ndarray,
    border: Literal["reflect", "edge"],
) -> tf.Tensor:
    """Averages the neighbourhood; beyond the border the image goes on as numpy pads."""
    tall, wide = kernels.shape[1] // 2, kernels.shape[2] // 2
    rows = np.pad(np.arange(images.shape[1]), tall, border)
    columns = np.pad(np.arange(images.shape[2]), wide, border)
    bordered = tf.gather(tf.gather(images, rows, axis=1), columns, axis=2)
    return within(weighted_sums(bordered, kernels), images)


def filter_inside(images: tf.Tensor, kernels: np.ndarray) -> tf.Tensor:
    """Filters the pixels whose whole neighbourhood is in the image, and keeps the rest."""
    height, width = images.shape[1:3]
    tall, wide = kernels.shape[1] // 2, kernels.shape[2] // 2
    if height > 2 * tall and width > 2 * wide:
        sides = [[0, 0], [tall, tall], [wide, wide], [0, 0]]
        inside = np.zeros((height, width, 1), np.bool_)
        inside[tall : height - tall, wide : width - wide] = True
        images = tf.where(inside, tf.pad(weighted_sums(images, kernels), sides), images)
    return tf.clip_by_value(images, 0, 1)
