"""Resizing boxes of images, separably and antialiased."""

import numpy as np
import tensorflow as tf

from augstudio.kernels.tensorflow.geometry import cubic_weights


def resample(
    images: tf.Tensor,
    boxes: np.ndarray,
    height: int,
    width: int,
    interpolation: str,
    *,
    antialias: bool,
) -> tf.Tensor:
    """Cuts a box of top, left, height, width (px) out of each image and resizes it."""
    alike = (boxes == boxes[:1]).all()
    parts = [images] if alike else tf.split(images, len(boxes))
    results = []
    for part, (top, left, tall, wide) in zip(parts, boxes.tolist(), strict=False):
        cut = part[:, top : top + tall, left : left + wide]
        results.append(resize(cut, height, width, interpolation, antialias=antialias))
    return tf.concat(results, axis=0)


def resize(
    images: tf.Tensor,
    height: int,
    width: int,
    interpolation: str,
    *,
    antialias: bool,
) -> tf.Tensor:
    """Resizes as torch does, and stays within what each image holds."""
    if images.shape[1:3] == (height, width):
        return images
    if interpolation == "nearest":
        rows = nearest_pixels(images.shape[1], height)
        columns = nearest_pixels(images.shape[2], width)
        return tf.gather(tf.gather(images, rows, axis=1), columns, axis=2)
    if interpolation == "bicubic" and not antialias:
        # torch has a = -0.75 here, where TensorFlow has -0.5.
        down = cubic_weights(images.shape[1], height)
        across = cubic_weights(images.shape[2], width)
        images = tf.einsum("oh,bhwc->bowc", down, images)
        return tf.clip_by_value(tf.einsum("ow,bhwc->bhoc", across, images), 0, 1)
    size = (height, width)
    resized = tf.image.resize(images, size, interpolation, antialias=antialias)
    if interpolation == "bicubic":
        return tf.clip_by_value(resized, 0, 1)
    return within(resized, images) if antialias else resized


def nearest_pixels(length: int, new_length: int) -> np.ndarray:
    """Which pixel's centre is nearest to each new one's, in float32."""
    scale = np.float32(length) / np.float32(new_length)
    places = (np.arange(new_length, dtype=np.float32) + np.float32(0.5)) * scale
    return np.minimum(places.astype(np.int64), length - 1)


def within(averages: tf.Tensor, images: tf.Tensor) -> tf.Tensor:
    """Averages held within what each image holds: rounded weights can sum to more."""
    low = tf.reduce_min(images, axis=[1, 2, 3], keepdims=True)
    high = tf.reduce_max(images, axis=[1, 2, 3], keepdims=True)
    return tf.clip_by_value(averages, low, high)
