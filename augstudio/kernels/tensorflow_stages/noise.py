"""Noise, drawn pixel by pixel from one key for each image."""

import math

import numpy as np
import tensorflow as tf

from augstudio.kernels.tensorflow.draws import uniforms


def normal_values(keys: np.ndarray, images: tf.Tensor) -> tf.Tensor:
    """N(0, 1) for every value of images (B, H, W, C) (Box and Muller, 1958)."""
    batch, height, width, channels = images.shape
    count = height * width * channels
    pairs = (count + 1) // 2
    radius, turn = tf.split(uniforms(tf.constant(keys), 2 * pairs), 2, axis=1)
    length, angle = tf.sqrt(-2 * tf.math.log(radius)), turn * (2 * math.pi)
    values = tf.concat([length * tf.cos(angle), length * tf.sin(angle)], axis=1)
    # Draws run through the channels one after the other.
    planes = tf.reshape(values[:, :count], [batch, channels, height, width])
    return tf.cast(tf.transpose(planes, [0, 2, 3, 1]), tf.float32)


def add_gaussian(images: tf.Tensor, amounts: np.ndarray, keys: np.ndarray) -> tf.Tensor:
    """Adds N(0, amount) to every value, held within 0 and 1."""
    strength = tf.constant(amounts.astype(np.float32))[:, None, None, None]
    return tf.clip_by_value(images + normal_values(keys, images) * strength, 0, 1)


def salt_and_pepper(
    images: tf.Tensor,
    amounts: np.ndarray,
    keys: np.ndarray,
) -> tf.Tensor:
    """Turns a share of the pixels black and as many white, together the amount."""
    batch, height, width, _ = images.shape
    chance = uniforms(tf.constant(keys), height * width)
    chance = tf.reshape(chance, [batch, height, width, 1])
    share = amounts.astype(np.float32).astype(np.float64)[:, None, None, None]
    images = tf.where(chance >= 1 - share / 2, 1.0, images)
    return tf.where(chance < share / 2, 0.0, images)
