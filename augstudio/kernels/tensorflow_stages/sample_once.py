"""Several interpolations composed into one."""

import numpy as np
import tensorflow as tf

from augstudio.kernels.tensorflow_stages.places import grid_places, map_places
from augstudio.kernels.tensorflow_stages.warp import bilinear_values


def sample_once(
    images: tf.Tensor,
    matrices: np.ndarray,
    height: int,
    width: int,
    frames: list[tuple[np.ndarray, int, int, tuple[float, ...]]],
) -> tf.Tensor:
    """Samples at places that several maps lead to.

    What lies outside any border on the way is filled; frames are those borders: maps to
    an image, its height and width (px), and the value outside.
    """
    rows, columns = images.shape[1:3]
    x, y = grid_places(images, matrices, height, width)
    x, y = tf.clip_by_value(x, 0, columns - 1), tf.clip_by_value(y, 0, rows - 1)
    result = bilinear_values(images, x, y)
    for maps, tall, wide, fill in frames:
        x, y = map_places(maps, height, width)
        inside = (share_inside(x, wide) * share_inside(y, tall))[..., None]
        result = result * inside
        if any(fill):
            result = result * inside + (1 - inside) * tf.constant(fill, tf.float32)
    return result


def share_inside(places: tf.Tensor, length: int) -> tf.Tensor:
    """What a sample at each place takes from pixels 0 .. length - 1."""
    after_start = tf.clip_by_value(places + 1, 0, 1)
    share = after_start * tf.clip_by_value(length - places, 0, 1)
    return tf.where(tf.math.is_nan(share), 0.0, share)
