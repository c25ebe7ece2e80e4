"""Where projective maps lead, in the float32 arithmetic of torch."""

import numpy as np
import tensorflow as tf


def map_places(
    matrices: np.ndarray,
    height: int,
    width: int,
) -> tuple[tf.Tensor, tf.Tensor]:
    """Where maps (B, 3, 3) lead from each pixel: x and y, (B, height, width) each."""
    y = tf.range(height, dtype=tf.float32)[None, :, None]
    x = tf.range(width, dtype=tf.float32)[None, None, :]
    term = tf.constant(matrices.astype(np.float32))[..., None, None]
    u, v, w = (term[:, n, 0] * x + term[:, n, 1] * y + term[:, n, 2] for n in range(3))
    return u / w, v / w


def sampling_grid(
    images: tf.Tensor,
    matrices: np.ndarray,
    height: int,
    width: int,
) -> tf.Tensor:
    """Places as torch's `grid_sample` counts them: -1 and 1 are the image's edges.

    By this detour the float32 arithmetic is torch's, and rounding finds the same pixels.
    """
    rows, columns = images.shape[1:3]
    to_grid = np.diag([2 / columns, 2 / rows, 1])
    to_grid[:2, 2] = 1 / columns - 1, 1 / rows - 1
    places = map_places(to_grid @ matrices, height, width)
    grid = tf.stack(places, axis=-1)
    # A projective map sends a line to infinity; what is far outside is black.
    grid = tf.where(tf.math.is_nan(grid), 1e4, grid)
    return tf.clip_by_value(grid, -1e4, 1e4)


def pixel_places(images: tf.Tensor, grid: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """Places of `grid_sample` as pixels: x and y."""
    rows, columns = images.shape[1:3]
    halves = tf.constant([columns / 2, rows / 2], tf.float64)
    # In float64, because torch rounds once where it multiplies and subtracts.
    places = tf.cast(tf.cast(grid + 1, tf.float64) * halves - 0.5, tf.float32)
    return places[..., 0], places[..., 1]


def grid_places(
    images: tf.Tensor,
    matrices: np.ndarray,
    height: int,
    width: int,
) -> tuple[tf.Tensor, tf.Tensor]:
    """Where maps lead from each output pixel, in pixels of the image: x and y."""
    return pixel_places(images, sampling_grid(images, matrices, height, width))
