"""Crops, borders, sizes and rotation, with torchvision's rounding."""

import math

import tensorflow as tf


def center_crop(image: tf.Tensor, height: int, width: int) -> tf.Tensor:
    """Cuts out the middle; a smaller image gets a black border first."""
    size = (height, width)
    missing = tf.maximum(size - tf.shape(image)[:2], 0)
    sides = tf.stack([missing // 2, (missing + 1) // 2], axis=1)
    bordered = tf.pad(image, tf.concat([sides, [[0, 0]]], axis=0))
    # A border of unknown width makes tf.pad forget the channel count.
    image = tf.ensure_shape(bordered, (None, None, image.shape[-1]))
    # Halves go to the even neighbour; tf.image.central_crop rounds them down.
    corner = tf.cast(tf.round((tf.shape(image)[:2] - size) / 2), tf.int32)
    return tf.image.crop_to_bounding_box(image, corner[0], corner[1], height, width)


def random_crop(
    image: tf.Tensor,
    seed: tf.Tensor,
    height: int,
    width: int,
) -> tf.Tensor:
    """Cuts out a window at a random place."""
    places = tf.cast(tf.shape(image)[:2] - (height, width) + 1, tf.float32)
    corner = tf.cast(tf.random.stateless_uniform([2], seed) * places, tf.int32)
    return tf.image.crop_to_bounding_box(image, corner[0], corner[1], height, width)


def pad_with_edge(
    image: tf.Tensor,
    top: int,
    bottom: int,
    left: int,
    right: int,
) -> tf.Tensor:
    """Adds a border that draws the edge out."""
    height, width = tf.unstack(tf.shape(image)[:2])
    rows = tf.clip_by_value(tf.range(-top, height + bottom), 0, height - 1)
    columns = tf.clip_by_value(tf.range(-left, width + right), 0, width - 1)
    return tf.gather(tf.gather(image, rows, axis=0), columns, axis=1)


def pad_with_colour(
    image: tf.Tensor,
    sides: tuple[tuple[int, int], ...],
    colour: list[float],
) -> tf.Tensor:
    """Adds a border of one colour, a value for each channel."""
    inside = tf.pad(tf.ones_like(image, tf.bool), sides)
    return tf.where(inside, tf.pad(image, sides), colour)


def size_by_shorter_side(image: tf.Tensor, shorter: int) -> tf.Tensor:
    """The height and width that bring the shorter side to a length, in proportion."""
    size = tf.shape(image)[:2]
    return size * shorter // tf.reduce_min(size)


def resize_bicubic(image: tf.Tensor, size: tuple[int, int] | tf.Tensor) -> tf.Tensor:
    """Bicubic without antialiasing, as torch: a = -0.75, where TensorFlow has -0.5."""
    rows, columns = tf.shape(image)[0], tf.shape(image)[1]
    image = tf.einsum("oh,hwc->owc", cubic_weights(rows, size[0]), image)
    return tf.einsum("ow,hwc->hoc", cubic_weights(columns, size[1]), image)


def cubic_weights(length: tf.Tensor, new_length: int | tf.Tensor) -> tf.Tensor:
    """How much of each pixel goes into each new one, (new_length, length)."""
    scale = tf.cast(length / new_length, tf.float32)
    places = (tf.range(new_length, dtype=tf.float32) + 0.5) * scale - 0.5
    first = tf.floor(places) - 1
    neighbours = first[:, None] + tf.range(4, dtype=tf.float32)
    x = tf.abs(places[:, None] - neighbours)
    near = (1.25 * x - 2.25) * x * x + 1
    far = ((-0.75 * x + 3.75) * x - 6) * x + 3
    weights = tf.where(x <= 1, near, far)
    indices = tf.clip_by_value(tf.cast(neighbours, tf.int32), 0, length - 1)
    return tf.reduce_sum(tf.one_hot(indices, length) * weights[..., None], axis=1)


def rotation(image: tf.Tensor, degrees: tf.Tensor) -> tf.Tensor:
    """Where each pixel of the image turned counter-clockwise comes from."""
    angle = tf.cast(degrees, tf.float32) * (math.pi / 180)
    cos, sin = tf.cos(angle), tf.sin(angle)
    size = tf.cast(tf.shape(image), tf.float32)
    x, y = (size[1] - 1) / 2, (size[0] - 1) / 2
    rows = [cos, -sin, x - cos * x + sin * y, sin, cos, y - sin * x - cos * y]
    return tf.stack([*rows, 0, 0])


def warp(image: tf.Tensor, transform: tf.Tensor, interpolation: str) -> tf.Tensor:
    """Fills each pixel from the place the transform names; black outside the image."""
    warped = tf.raw_ops.ImageProjectiveTransformV3(
        images=image[None],
        transforms=transform[None],
        output_shape=tf.shape(image)[:2],
        fill_value=0.0,
        interpolation=interpolation,
        fill_mode="CONSTANT",
    )
    return tf.ensure_shape(warped[0], image.shape)


def rotate(
    image: tf.Tensor,
    degrees: tf.Tensor,
    interpolation: str = "BILINEAR",
) -> tf.Tensor:
    """Turns the image counter-clockwise about its centre, onto black."""
    return warp(image, rotation(image, degrees), interpolation)


def warp_onto(
    image: tf.Tensor,
    transform: tf.Tensor,
    fill: float | list[float],
    interpolation: str,
) -> tf.Tensor:
    """Fills each pixel from the place the transform names; a colour outside."""
    inside = warp(tf.ones_like(image), transform, interpolation)
    return warp(image, transform, interpolation) * inside + (1 - inside) * fill


def rotate_onto(
    image: tf.Tensor,
    degrees: tf.Tensor,
    fill: float | list[float],
    interpolation: str = "BILINEAR",
) -> tf.Tensor:
    """Turns the image counter-clockwise about its centre, onto a colour."""
    return warp_onto(image, rotation(image, degrees), fill, interpolation)
