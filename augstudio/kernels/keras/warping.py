"""Images sampled at places between their pixels."""

import math
from typing import Any

import keras
import numpy as np
from keras import ops

from augstudio.kernels.keras.chance import RandomLayer, RandomValue, uniform


def sampled(
    images: keras.KerasTensor,
    x: keras.KerasTensor,
    y: keras.KerasTensor,
    interpolation: str,
) -> keras.KerasTensor:
    """The values at places (x, y) in pixels, each (B, H, W); black outside."""
    rows, columns, channels = images.shape[1:]
    bordered = ops.pad(images, ((0, 0), (1, 1), (1, 1), (0, 0)))
    pixels = ops.reshape(bordered, (-1, channels))
    first = ops.arange(ops.shape(images)[0], dtype="int32")[:, None, None]
    first = first * ((rows + 2) * (columns + 2))

    def value(row: keras.KerasTensor, column: keras.KerasTensor) -> keras.KerasTensor:
        place = ops.cast(row * (columns + 2) + column, "int32")
        return ops.take(pixels, first + place, axis=0)

    if interpolation == "nearest":
        x, y = ops.round(x), ops.round(y)
    x, y = ops.clip(x + 1, 0, columns + 1), ops.clip(y + 1, 0, rows + 1)
    if interpolation == "nearest":
        return value(y, x)
    left, top = ops.minimum(ops.floor(x), columns), ops.minimum(ops.floor(y), rows)
    x, y = (x - left)[..., None], (y - top)[..., None]
    upper = value(top, left) * (1 - x) + value(top, left + 1) * x
    lower = value(top + 1, left) * (1 - x) + value(top + 1, left + 1) * x
    return upper * (1 - y) + lower * y


def sampled_onto(
    images: keras.KerasTensor,
    places: tuple[keras.KerasTensor, keras.KerasTensor],
    fill: float | list[float],
    interpolation: str,
) -> keras.KerasTensor:
    """The values at places (x, y); a colour outside.

    The border is blended with a colour twice, with black once, as torchvision does.
    """
    if not np.any(fill):
        return sampled(images, *places, interpolation)
    both = ops.concatenate([images, ops.ones_like(images[..., :1])], axis=-1)
    both = sampled(both, *places, interpolation)
    images, inside = both[..., :-1], both[..., -1:]
    return images * inside + (1 - inside) * ops.cast(fill, images.dtype)


def places_about_centre(
    images: keras.KerasTensor,
    linear: tuple[tuple[keras.KerasTensor, ...], ...],
    shift: tuple[float | keras.KerasTensor, float | keras.KerasTensor] = (0, 0),
) -> tuple[keras.KerasTensor, keras.KerasTensor]:
    """Where each pixel comes from (x, y) when images are turned or slanted, then moved.

    Args:
        images: (B, H, W, C).
        linear: From where a pixel is to where it was, two rows of (B, 1, 1).
        shift: By how many pixels to the right and down, (B, 1, 1).
    """
    bottom, right = images.shape[1] - 1, images.shape[2] - 1
    x = ops.arange(right + 1, dtype="float32") - right / 2 - shift[0]
    y = ops.arange(bottom + 1, dtype="float32")[:, None] - bottom / 2 - shift[1]
    (a, b), (c, d) = linear
    return a * x + b * y + right / 2, c * x + d * y + bottom / 2


@keras.saving.register_keras_serializable()
class RotateOnto(RandomValue):
    """Turns each image counter-clockwise about its centre, onto a colour."""

    def __init__(
        self,
        degrees: tuple[float, float],
        fill: float | list[float],
        interpolation: str = "bilinear",
        **options: Any,
    ) -> None:
        super().__init__(degrees, **options)
        self.fill = fill
        self.interpolation = interpolation

    def change(
        self,
        images: keras.KerasTensor,
        value: keras.KerasTensor,
    ) -> keras.KerasTensor:
        angle = ops.reshape(value, (-1, 1, 1)) * (math.pi / 180)
        cos, sin = ops.cos(angle), ops.sin(angle)
        places = places_about_centre(images, ((cos, -sin), (sin, cos)))
        return sampled_onto(images, places, self.fill, self.interpolation)


@keras.saving.register_keras_serializable()
class RandomAffine(RandomLayer):
    """Turns, scales, slants and moves each image about its centre, in training only.

    Degrees are counter-clockwise; moves are fractions of the sides, in whole pixels.
    """

    def __init__(
        self,
        angle: tuple[float, float] = (0, 0),
        translate_x: tuple[float, float] = (0, 0),
        translate_y: tuple[float, float] = (0, 0),
        scale: tuple[float, float] = (1, 1),
        shear_x: tuple[float, float] = (0, 0),
        shear_y: tuple[float, float] = (0, 0),
        fill: float | list[float] = 0,
        interpolation: str = "bilinear",
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.angles = (angle, shear_x, shear_y)
        self.scale = scale
        self.translate = (translate_x, translate_y)
        self.fill = fill
        self.interpolation = interpolation

    def call(
        self,
        images: keras.KerasTensor,
        training: bool = True,
    ) -> keras.KerasTensor:
        if not training:
            return images
        angles = [self.drawn(images, each) for each in self.angles]
        turn, along_x, along_y = (each * (math.pi / 180) for each in angles)
        scale = self.drawn(images, self.scale)
        # The picture is slanted along x, then along y, scaled, and turned.
        slope, back = ops.tan(along_x), turn + along_y
        across = ops.cos(back) / ops.cos(along_y) / scale
        up = ops.sin(back) / ops.cos(along_y) / scale
        left = ops.cos(turn) / scale + up * slope
        linear = ((left, across * slope - ops.sin(turn) / scale), (up, across))
        x, y = (self.drawn(images, each) for each in self.translate)
        shift = (ops.round(x * images.shape[2]), ops.round(y * images.shape[1]))
        places = places_about_centre(images, linear, shift)
        return sampled_onto(images, places, self.fill, self.interpolation)

    def drawn(
        self,
        images: keras.KerasTensor,
        bounds: tuple[float, float],
    ) -> keras.KerasTensor:
        """A number for each image, (B, 1, 1)."""
        return uniform(images, (1, 1), self.seed_generator, *bounds)


@keras.saving.register_keras_serializable()
class RandomPerspective(RandomLayer):
    """Moves each corner inwards by up to a fraction of half the sides, in training only.

    keras.layers.RandomPerspective draws other corners.
    """

    def __init__(
        self,
        distortion: float,
        fill: float | list[float] = 0,
        interpolation: str = "bilinear",
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.distortion = distortion
        self.fill = fill
        self.interpolation = interpolation

    def call(
        self,
        images: keras.KerasTensor,
        training: bool = True,
    ) -> keras.KerasTensor:
        if not training:
            return images
        places = self.places(images, self.corners(images))
        return sampled_onto(images, places, self.fill, self.interpolation)

    def corners(self, images: keras.KerasTensor) -> keras.KerasTensor:
        """Where the corners (x, y) go, clockwise from the top left, (B, 4, 2)."""
        size = np.array([images.shape[2], images.shape[1]])
        room = ops.cast(np.floor(self.distortion * (size // 2)) + 1, "float32")
        inwards = ops.floor(uniform(images, (4, 2), self.seed_generator) * room)
        corners = ops.cast([[0, 0], [1, 0], [1, 1], [0, 1]], "float32")
        last = ops.cast(size - 1, "float32")
        return corners * last + (1 - 2 * corners) * inwards

    def places(
        self,
        images: keras.KerasTensor,
        corners: keras.KerasTensor,
    ) -> tuple[keras.KerasTensor, keras.KerasTensor]:
        """Where each pixel comes from (x, y); corners on one line move nothing."""
        bottom, right = images.shape[1] - 1, images.shape[2] - 1
        x, y, corner = columns_from_square(corners)
        # The inverse, but for a factor: a projective map has none. On torch the axis has
        # to be said, or it is the first of length 3.
        pairs = ((y, corner), (corner, x), (x, y))
        inverse = ops.stack([ops.cross(*each, axis=1) for each in pairs], axis=1)
        usable = ops.abs(ops.sum(x * inverse[:, 0], axis=1)) > 0.5
        unmoved = ops.diag([1 / max(right, 1), 1 / max(bottom, 1), 1.0])
        inverse = ops.where(usable[:, None, None], inverse, unmoved)[..., None, None]
        # As torchvision has it, corners are pixels but places are those of their edges.
        x = ops.arange(right + 1, dtype="float32") + 0.5
        y = ops.arange(bottom + 1, dtype="float32")[:, None] + 0.5
        places = (inverse[:, :, 0] * x + inverse[:, :, 1] * y) + inverse[:, :, 2]
        x, y, depth = places[:, 0], places[:, 1], places[:, 2]
        depth = ops.where(depth == 0, 1.0, depth)
        return x / depth * right - 0.5, y / depth * bottom - 0.5


def columns_from_square(corners: keras.KerasTensor) -> tuple[keras.KerasTensor, ...]:
    """The columns (B, 3) of the map that takes the unit square to four corners.

    Heckbert's closed form (1989), times what it divides by.
    """
    first, second, third, fourth = (corners[:, each] for each in range(4))
    one, other, rest = second - third, fourth - third, first - second + third - fourth
    depth, tilt_x, tilt_y = cross(one, other), cross(rest, other), cross(one, rest)
    x = (second - first) * depth + tilt_x * second
    y = (fourth - first) * depth + tilt_y * fourth
    columns = ((x, tilt_x), (y, tilt_y), (first * depth, depth))
    return tuple(ops.concatenate(each, axis=1) for each in columns)


def cross(one: keras.KerasTensor, other: keras.KerasTensor) -> keras.KerasTensor:
    """The area that two vectors (B, 2) span, (B, 1)."""
    return one[:, :1] * other[:, 1:] - one[:, 1:] * other[:, :1]
