"""Random boxes by area and aspect ratio, as torchvision draws them."""

import tensorflow as tf


def ten_boxes(
    image: tf.Tensor,
    seed: tf.Tensor,
    scale: tuple[float, float],
    ratio: tuple[float, float],
) -> tuple[tf.Tensor, tf.Tensor]:
    """Ten tries at a box: the side that grows with the ratio, and the other one."""
    seeds = tf.random.split(seed)
    fraction = tf.random.stateless_uniform([10], seeds[0], *scale)
    logs = tf.math.log(tf.cast(ratio, tf.float32))
    stretch = tf.exp(tf.random.stateless_uniform([10], seeds[1], logs[0], logs[1]))
    area = fraction * tf.cast(tf.size(image[..., 0]), tf.float32)
    return tf.round(tf.sqrt(area * stretch)), tf.round(tf.sqrt(area / stretch))


def random_area_crop(
    image: tf.Tensor,
    seed: tf.Tensor,
    scale: tuple[float, float],
    ratio: tuple[float, float],
) -> tf.Tensor:
    """Cuts out a box of random area and shape (width over height) at a random place.

    Where ten tries do not fit, the largest box in the middle that the ratio allows.
    """
    seeds = tf.random.split(seed)
    rows, columns = tf.unstack(tf.cast(tf.shape(image)[:2], tf.float32))
    widths, heights = ten_boxes(image, seeds[0], scale, ratio)
    fits = (widths > 0) & (widths <= columns) & (heights > 0) & (heights <= rows)
    found, first = tf.reduce_any(fits), tf.argmax(tf.cast(fits, tf.int32))
    tallest = tf.minimum(rows, tf.round(columns / ratio[0]))
    widest = tf.minimum(columns, tf.round(rows * ratio[1]))
    height = tf.where(found, heights[first], tallest)
    width = tf.where(found, widths[first], widest)
    room = tf.stack([rows - height, columns - width])
    place = tf.random.stateless_uniform([2], seeds[1]) * (room + 1)
    top, left = tf.unstack(tf.cast(tf.where(found, place, room / 2), tf.int32))
    bottom, right = top + tf.cast(height, tf.int32), left + tf.cast(width, tf.int32)
    return image[top:bottom, left:right]


def random_box(
    image: tf.Tensor,
    seed: tf.Tensor,
    scale: tuple[float, float],
    ratio: tuple[float, float],
) -> tf.Tensor:
    """Where a box of random area and shape (height over width) is, (H, W, 1) bool.

    Nowhere, if ten tries do not fit.
    """
    seeds = tf.random.split(seed)
    rows, columns = tf.unstack(tf.cast(tf.shape(image)[:2], tf.float32))
    heights, widths = ten_boxes(image, seeds[0], scale, ratio)
    fits = (heights < rows) & (widths < columns)
    first = tf.argmax(tf.cast(fits, tf.int32))
    height = tf.where(tf.reduce_any(fits), heights[first], 0.0)
    place = tf.random.stateless_uniform([2], seeds[1])
    top = tf.floor(place[0] * (rows - height + 1))
    left = tf.floor(place[1] * (columns - widths[first] + 1))
    y, x = tf.range(rows)[:, None, None], tf.range(columns)[:, None]
    tall = (y >= top) & (y < top + height)
    return tall & (x >= left) & (x < left + widths[first])


def random_erasing(
    image: tf.Tensor,
    seed: tf.Tensor,
    scale: tuple[float, float],
    ratio: tuple[float, float],
    value: float | list[float],
) -> tf.Tensor:
    """Covers a random box with a value."""
    box = random_box(image, seed, scale, ratio)
    return tf.where(box, tf.cast(value, tf.float32), image)


def random_erasing_by_noise(
    image: tf.Tensor,
    seed: tf.Tensor,
    scale: tuple[float, float],
    ratio: tuple[float, float],
) -> tf.Tensor:
    """Covers a random box with values from N(0, 1)."""
    seeds = tf.random.split(seed)
    noise = tf.random.stateless_normal(tf.shape(image), seeds[0])
    return tf.where(random_box(image, seeds[1], scale, ratio), noise, image)
