"""Pointwise changes of value: torchvision's definitions, one amount for each image."""

import numpy as np
import tensorflow as tf


def each_image(amounts: np.ndarray) -> tf.Tensor:
    """Amounts (B,) in the shape of images."""
    return tf.constant(amounts.astype(np.float32))[:, None, None, None]


def held(images: tf.Tensor) -> tf.Tensor:
    """Images held within 0 and 1."""
    return tf.clip_by_value(images, 0, 1)


def gray_image(images: tf.Tensor) -> tf.Tensor:
    """The luma of images (B, H, W, 3), (B, H, W, 1); one channel as it is."""
    if images.shape[-1] == 1:
        return images
    red, green, blue = tf.split(images, 3, axis=-1)
    return red * 0.2989 + green * 0.587 + blue * 0.114


def blended(images: tf.Tensor, others: tf.Tensor, amounts: np.ndarray) -> tf.Tensor:
    """`amount * image + (1 - amount) * other`, held within 0 and 1."""
    weight = each_image(amounts)
    return held(images * weight + others * (1 - weight))


def scaled_values(images: tf.Tensor, amounts: np.ndarray) -> tf.Tensor:
    """Brightness: every value times the amount."""
    return held(images * each_image(amounts))


def shifted_values(images: tf.Tensor, amounts: np.ndarray) -> tf.Tensor:
    """Additive brightness: every value plus the amount."""
    return held(images + each_image(amounts))


def contrast_gray(images: tf.Tensor, amounts: np.ndarray) -> tf.Tensor:
    """Contrast about the mean of the gray image, as torchvision and PIL."""
    mean = tf.reduce_mean(gray_image(images), axis=[1, 2, 3], keepdims=True)
    return blended(images, mean, amounts)


def contrast_channel(images: tf.Tensor, amounts: np.ndarray) -> tf.Tensor:
    """Contrast about each channel's own mean, as tf.image and Keras."""
    mean = tf.reduce_mean(images, axis=[1, 2], keepdims=True)
    return blended(images, mean, amounts)


def saturation(images: tf.Tensor, amounts: np.ndarray) -> tf.Tensor:
    """Blend with the gray image, as torchvision and PIL; one channel as it is."""
    if images.shape[-1] == 1:
        return images
    return blended(images, gray_image(images), amounts)


def turned_hue(images: tf.Tensor, amounts: np.ndarray) -> tf.Tensor:
    """Turns the hue of HSV by a fraction of a circle; one channel as it is."""
    if images.shape[-1] == 1:
        return images
    red, green, blue = tf.split(images, 3, axis=-1)
    value = tf.reduce_max(images, axis=-1, keepdims=True)
    chroma = value - tf.reduce_min(images, axis=-1, keepdims=True)
    divisor = tf.where(chroma > 0, chroma, 1)
    sector = 4 + (red - green) / divisor
    sector = tf.where(value == green, 2 + (blue - red) / divisor, sector)
    sector = tf.where(value == red, (green - blue) / divisor, sector)
    offsets = tf.constant([5.0, 3.0, 1.0])
    k = tf.math.floormod(sector + 6 * each_image(amounts) + offsets, 6)
    return held(value - chroma * held(tf.minimum(k, 4 - k)))


def gamma(images: tf.Tensor, amounts: np.ndarray) -> tf.Tensor:
    """Every value to the power of the amount; in float64, as the preview."""
    powers = tf.cast(each_image(amounts), tf.float64)
    return held(tf.cast(tf.cast(images, tf.float64) ** powers, tf.float32))


def solarize(images: tf.Tensor, amounts: np.ndarray) -> tf.Tensor:
    """Inverts the values that reach the amount."""
    return held(tf.where(images >= each_image(amounts), 1 - images, images))


def invert(images: tf.Tensor) -> tf.Tensor:
    """Makes the negative."""
    return held(1 - images)


def autocontrast(images: tf.Tensor) -> tf.Tensor:
    """Stretches each channel to 0 .. 1; a flat one stays as it is."""
    low = tf.reduce_min(images, axis=[1, 2], keepdims=True)
    high = tf.reduce_max(images, axis=[1, 2], keepdims=True)
    flat = high == low
    low, spread = tf.where(flat, 0.0, low), tf.where(flat, 1.0, high - low)
    return held((images - low) / spread)


def standardize(
    images: tf.Tensor,
    mean: tuple[float, ...],
    std: tuple[float, ...],
) -> tf.Tensor:
    """`(image - mean) / std` with one number for all channels or one for each."""
    return (images - tf.constant(mean, tf.float32)) / tf.constant(std, tf.float32)


def standardize_each(images: tf.Tensor) -> tf.Tensor:
    """`(image - mean) / std` with each image's own; std is at least 1 / sqrt(values)."""
    axes = [1, 2, 3]
    centred = images - tf.reduce_mean(images, axes, keepdims=True)
    deviation = tf.sqrt(tf.reduce_mean(centred * centred, axes, keepdims=True))
    return centred / tf.maximum(deviation, np.prod(images.shape[1:]) ** -0.5)
