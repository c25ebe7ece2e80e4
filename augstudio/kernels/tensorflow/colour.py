"""Changes of value: torchvision's definitions, where tf.image has others."""

import tensorflow as tf


def to_grayscale(image: tf.Tensor) -> tf.Tensor:
    """Takes the colour away and keeps the channel count."""
    if image.shape[-1] == 1:
        return image
    return tf.image.grayscale_to_rgb(tf.image.rgb_to_grayscale(image))


def blend(image: tf.Tensor, other: tf.Tensor, factor: tf.Tensor) -> tf.Tensor:
    """Mixes two images, or goes beyond the first of them; clips to [0, 1]."""
    return tf.clip_by_value(image * factor + other * (1 - factor), 0, 1)


def adjust_contrast(image: tf.Tensor, factor: tf.Tensor) -> tf.Tensor:
    """Blends with the mean of the gray image; tf.image's goes by channel."""
    return blend(image, tf.reduce_mean(to_grayscale(image)), factor)


def adjust_saturation(image: tf.Tensor, factor: tf.Tensor) -> tf.Tensor:
    """Blends with the gray image; tf.image's scales the S of HSV."""
    if image.shape[-1] == 1:
        return image
    return blend(image, to_grayscale(image), factor)


def adjust_hue(image: tf.Tensor, shift: tf.Tensor) -> tf.Tensor:
    """Turns the hue by a fraction of a circle; gray images have none."""
    if image.shape[-1] == 1:
        return image
    return tf.clip_by_value(tf.image.adjust_hue(image, shift), 0, 1)


def normalize(image: tf.Tensor, mean: list[float], std: list[float]) -> tf.Tensor:
    """Subtracts the mean and divides by the standard deviation of each channel."""
    return (image - mean) / std
