"""Copying whole pixels, and covering them."""

import numpy as np
import tensorflow as tf

from augstudio.kernels.tensorflow_stages.noise import normal_values


def gather(
    images: tf.Tensor,
    rows: np.ndarray,
    columns: np.ndarray,
    fill: tuple[float, ...],
    *,
    transposed: bool,
) -> tf.Tensor:
    """Builds each image from rows and columns of the input; -1 is the fill."""
    if transposed:
        images = tf.transpose(images, [0, 2, 1, 3])
    result = pick(pick(images, rows, 1), columns, 2)
    outside = (rows < 0)[:, :, None, None] | (columns < 0)[:, None, :, None]
    if not outside.any():
        return result
    return tf.where(outside, tf.constant(fill, tf.float32), result)


def pick(images: tf.Tensor, places: np.ndarray, axis: int) -> tf.Tensor:
    """Rows or columns of all images, or of each its own; -1 picks any."""
    places = np.maximum(places, 0)
    if len(places) == 1:
        return tf.gather(images, places[0], axis=axis)
    return tf.gather(images, places, axis=axis, batch_dims=1)


def reorder_channels(images: tf.Tensor, order: np.ndarray) -> tf.Tensor:
    """Puts the channels of each image in an order of its own."""
    return tf.gather(images, order, axis=3, batch_dims=1)


def box_mask(boxes: np.ndarray, height: int, width: int) -> np.ndarray:
    """Where boxes (B, n, 4) of top, left, height, width cover: (B, H, W, 1) bool."""
    top, left, tall, wide = np.moveaxis(boxes, 2, 0)[..., None]
    y, x = np.arange(height), np.arange(width)
    rows, columns = (y >= top) & (y < top + tall), (x >= left) & (x < left + wide)
    covered: np.ndarray = rows[..., :, None] & columns[..., None, :]
    return np.expand_dims(covered.any(axis=1), -1)


def cover(
    images: tf.Tensor,
    boxes: np.ndarray,
    fill: tuple[float, ...] | None,
    noise_keys: np.ndarray | None,
) -> tf.Tensor:
    """Covers boxes with a value, or with noise drawn from keys."""
    mask = box_mask(boxes, *images.shape[1:3])
    if noise_keys is not None:
        return tf.where(mask, normal_values(noise_keys, images), images)
    return tf.where(mask, tf.constant(fill, tf.float32), images)


def mix_images(
    images: tf.Tensor,
    partners: np.ndarray,
    shares: np.ndarray | None,
    boxes: np.ndarray | None,
) -> tf.Tensor:
    """Blends each image with its partner, or pastes boxes of the partner over it."""
    others = tf.gather(images, partners)
    if boxes is not None:
        return tf.where(box_mask(boxes, *images.shape[1:3]), others, images)
    weight = tf.cast(shares, tf.float32)[:, None, None, None]
    return images * weight + others * (1 - weight)
