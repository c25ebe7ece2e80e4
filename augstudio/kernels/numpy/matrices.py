"""Projective maps from output pixel to input pixel, (B, 3, 3) float64, acting on (x, y, 1) in pixel indices."""

from typing import TYPE_CHECKING

from augstudio.lazy import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def about_centre(linear: "NDArray[np.float64]", height: int, width: int) -> "NDArray[np.float64]":
    """The maps (B, 3, 3) that do `linear` (B, 2, 2) about the image's centre ((W - 1) / 2, (H - 1) / 2)."""
    centre = np.array([(width - 1) / 2, (height - 1) / 2])
    matrices = np.zeros((len(linear), 3, 3))
    matrices[:, :2, :2] = linear
    matrices[:, :2, 2] = centre - linear @ centre
    matrices[:, 2, 2] = 1
    return matrices


def rotation(degrees: "NDArray[np.float64]", height: int, width: int) -> "NDArray[np.float64]":
    """Rotation of the picture by `degrees` (B,), counter-clockwise as seen: each output pixel looks clockwise for its input."""
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return about_centre(np.stack([np.stack([cos, -sin], -1), np.stack([sin, cos], -1)], -2), height, width)
