"""Changes of value: torchvision's definitions, where tf.image has others."""

from functools import partial

import tensorflow as tf

from augstudio.kernels.tensorflow.chance import uniform


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


def invert(image: tf.Tensor) -> tf.Tensor:
    """Makes the negative."""
    return 1 - image


def solarize(image: tf.Tensor, threshold: tf.Tensor) -> tf.Tensor:
    """Inverts the values that reach a threshold."""
    return tf.where(image >= threshold, 1 - image, image)


def autocontrast(image: tf.Tensor) -> tf.Tensor:
    """Stretches each channel to 0 .. 1; one of a single value stays as it is."""
    low = tf.reduce_min(image, axis=(0, 1))
    high = tf.reduce_max(image, axis=(0, 1))
    stretched = (image - low) / tf.where(high > low, high - low, 1)
    return tf.clip_by_value(tf.where(high > low, stretched, image), 0, 1)


def shuffle_channels(image: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
    """Puts the channels in random order."""
    channels = tf.range(image.shape[-1])
    order = tf.random.experimental.stateless_shuffle(channels, seed)
    return tf.gather(image, order, axis=-1)


def adjust_brightness(image: tf.Tensor, factor: tf.Tensor) -> tf.Tensor:
    """Multiplies every value; tf.image's adds."""
    return tf.clip_by_value(image * factor, 0, 1)


def color_jitter(
    image: tf.Tensor,
    seed: tf.Tensor,
    brightness: tuple[float, float],
    contrast: tuple[float, float],
    saturation: tuple[float, float],
    hue: tuple[float, float],
) -> tf.Tensor:
    """Changes all four by amounts from these ranges, in random order."""
    seeds = tf.random.split(seed, num=5)
    changes = (
        (adjust_brightness, uniform(seeds[0], *brightness)),
        (adjust_contrast, uniform(seeds[1], *contrast)),
        (adjust_saturation, uniform(seeds[2], *saturation)),
        (adjust_hue, uniform(seeds[3], *hue)),
    )
    order = tf.random.experimental.stateless_shuffle(tf.range(4), seeds[4])
    for number in tf.unstack(order):
        choices = [partial(change, image, amount) for change, amount in changes]
        image = tf.switch_case(number, choices)
    return image


def color_jitter_in_order(
    image: tf.Tensor,
    seed: tf.Tensor,
    brightness: tuple[float, float],
    contrast: tuple[float, float],
    saturation: tuple[float, float],
    hue: tuple[float, float],
) -> tf.Tensor:
    """Changes all four by amounts from these ranges, one after the other."""
    seeds = tf.random.split(seed, num=4)
    image = adjust_brightness(image, uniform(seeds[0], *brightness))
    image = adjust_contrast(image, uniform(seeds[1], *contrast))
    image = adjust_saturation(image, uniform(seeds[2], *saturation))
    return adjust_hue(image, uniform(seeds[3], *hue))
