"""Sampling images at places given by a projective map."""

import numpy as np
import tensorflow as tf

from augstudio.kernels.tensorflow.draws import uniforms
from augstudio.kernels.tensorflow_stages.filters import weighted_sums
from augstudio.kernels.tensorflow_stages.places import (
    grid_places,
    pixel_places,
    sampling_grid,
)
from augstudio.kernels.tensorflow_stages.sums import multiply_add


def warp(
    images: tf.Tensor,
    matrices: np.ndarray,
    height: int,
    width: int,
    interpolation: str,
    fill: tuple[float, ...],
) -> tf.Tensor:
    """Fills each pixel from the place in its image that its matrix names.

    A fill is blended by the warped mask, so that the border is weighted twice; without
    one it is black, weighted once: both as in torchvision.
    """
    x, y = grid_places(images, matrices, height, width)
    nearest = interpolation == "nearest"
    pick = nearest_values if nearest else bilinear_values
    warped = pick(images, x, y)
    if not any(fill):
        return warped
    inside = pick(tf.ones_like(images[..., :1]), x, y)
    if nearest:
        return tf.where(inside < 0.5, tf.constant(fill, tf.float32), warped)
    return warped * inside + (1 - inside) * tf.constant(fill, tf.float32)


def displace(
    images: tf.Tensor,
    keys: np.ndarray,
    weights: np.ndarray,
    strength: float,
) -> tf.Tensor:
    """Moves each pixel by a random field, smooth over the image; black outside."""
    height, width = images.shape[1:3]
    fields = smooth_fields(keys, height, width, weights) * strength
    steps = tf.constant([2 / width, 2 / height], tf.float32)
    identity = np.eye(3)[None]
    grid = sampling_grid(images, identity, height, width) + fields * steps
    return bilinear_values(images, *pixel_places(images, grid))


def smooth_fields(
    keys: np.ndarray,
    height: int,
    width: int,
    weights: np.ndarray,
) -> tf.Tensor:
    """Two fields for each image (B, H, W, 2): U(-1, 1) in each pixel, smoothed."""
    values = 2 * uniforms(tf.constant(keys), 2 * height * width) - 1
    fields = tf.reshape(tf.cast(values, tf.float32), [len(keys), 2, height, width])
    fields = tf.transpose(fields, [0, 2, 3, 1])
    radius = len(weights) // 2
    along = np.broadcast_to(weights, (len(keys), len(weights)))
    across, down = [[0, 0], [0, 0], [radius, radius], [0, 0]], along[:, None, :]
    fields = weighted_sums(tf.pad(fields, across, "REFLECT"), down)
    across, down = [[0, 0], [radius, radius], [0, 0], [0, 0]], along[:, :, None]
    return weighted_sums(tf.pad(fields, across, "REFLECT"), down)


def nearest_values(images: tf.Tensor, x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
    """The pixels nearest to places (B, H', W'), halves to even; black outside."""
    bordered = tf.pad(images, [[0, 0], [1, 1], [1, 1], [0, 0]])
    return values_at(bordered, tf.round(x) + 1, tf.round(y) + 1)


def bilinear_values(images: tf.Tensor, x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
    """The values at places (B, H', W') between pixels; black outside."""
    bordered = tf.pad(images, [[0, 0], [2, 2], [2, 2], [0, 0]])
    # Each pixel with its right, lower and lower right neighbours: fetched at once.
    upper = tf.concat([bordered[:, :, :-1], bordered[:, :, 1:]], axis=-1)
    squares = tf.concat([upper[:, :-1], upper[:, 1:]], axis=-1)
    left, top = tf.floor(x), tf.floor(y)
    corners = tf.split(values_at(squares, left + 2, top + 2), 4, axis=-1)
    right, low = (x - left)[..., None], (y - top)[..., None]
    total = corners[0] * ((1 - right) * (1 - low))
    total = multiply_add(corners[1], right * (1 - low), total)
    total = multiply_add(corners[2], (1 - right) * low, total)
    return multiply_add(corners[3], right * low, total)


def values_at(images: tf.Tensor, x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
    """The pixels at whole places (B, H', W'); beyond the border, those of the border."""
    batch, height, width, channels = images.shape
    row = tf.cast(tf.clip_by_value(y, 0, height - 1), tf.int32)
    column = tf.cast(tf.clip_by_value(x, 0, width - 1), tf.int32)
    flat = tf.reshape(images, [batch, height * width, channels])
    return tf.gather(flat, row * width + column, axis=1, batch_dims=1)
