"""Projective maps from output pixel to input pixel, (B, 3, 3) float64, acting on (x, y, 1) in pixel indices."""

from typing import TYPE_CHECKING

from augstudio.lazy import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def centre_of(height: int, width: int) -> "NDArray[np.float64]":
    """The middle of an image, ((W - 1) / 2, (H - 1) / 2)."""
    return np.array([(width - 1) / 2, (height - 1) / 2])


def about(linear: "NDArray[np.float64]", fixed: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """The maps (B, 3, 3) that do `linear` (B, 2, 2) about the point `fixed` (x, y)."""
    matrices = np.zeros((len(linear), 3, 3))
    matrices[:, :2, :2] = linear
    matrices[:, :2, 2] = fixed - linear @ fixed
    matrices[:, 2, 2] = 1
    return matrices


def moved(matrices: "NDArray[np.float64]", shifts: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """The maps that then move the picture by `shifts` (B, 2) px, right and down."""
    result = matrices.copy()
    result[:, :2, 2] -= (matrices[:, :2, :2] @ shifts[:, :, None])[:, :, 0]
    return result


def rotation(degrees: "NDArray[np.float64]", height: int, width: int) -> "NDArray[np.float64]":
    """Rotation of the picture by `degrees` (B,), counter-clockwise as seen: each output pixel looks clockwise for its input."""
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    linear = np.stack([np.stack([cos, -sin], -1), np.stack([sin, cos], -1)], -2)
    return about(linear, centre_of(height, width))


def similarity_and_shear(
    degrees: "NDArray[np.float64]", scale: "NDArray[np.float64]", shear: "NDArray[np.float64]"
) -> "NDArray[np.float64]":
    """The linear part (B, 2, 2), from output to input, of a turn, a scale and two shears.

    The picture is sheared along x, then along y, scaled, and turned. Source: torchvision's `affine`, whose angle is clockwise.

    Args:
        degrees: (B,) counter-clockwise.
        scale: (B,) above 1 enlarges.
        shear: (B, 2) degrees, along x and y.
    """
    turn, along_y = np.radians(-degrees), np.radians(shear[:, 1])
    slope = np.tan(np.radians(shear[:, 0]))
    across = np.cos(turn - along_y) / np.cos(along_y)
    down = np.sin(turn - along_y) / np.cos(along_y)
    upper = np.stack([np.cos(turn) - down * slope, across * slope + np.sin(turn)], -1)
    lower = np.stack([-down, across], -1)
    linear: NDArray[np.float64] = np.stack([upper, lower], -2) / scale[:, None, None]
    return linear


def from_corners(corners: "NDArray[np.float64]", height: int, width: int) -> "NDArray[np.float64]":
    """The maps (B, 3, 3) that put the image's corners at `corners` (B, 4, 2), clockwise from the top left; (x, y) in px.

    From the closed form of the map from the unit square to a quadrilateral (Heckbert, 1989), multiplied out so that nothing is divided,
    and inverted by its adjugate: a projective map has no scale. As in torchvision, corners are counted from 0 to W - 1 and H - 1, but
    places in between are those of pixel edges. Corners on one line make no map; those images stay as they are.
    """
    first, second, third, fourth = (corners[:, each] for each in range(4))
    one, other, rest = second - third, fourth - third, first - second + third - fourth
    denominator = _cross(one, other)
    tilt_x, tilt_y = _cross(rest, other), _cross(one, rest)
    square = np.zeros((len(corners), 3, 3))
    square[:, :2, 0] = (second - first) * denominator[:, None] + tilt_x[:, None] * second
    square[:, :2, 1] = (fourth - first) * denominator[:, None] + tilt_y[:, None] * fourth
    square[:, :2, 2] = first * denominator[:, None]
    square[:, 2] = np.stack([tilt_x, tilt_y, denominator], -1)
    onto_pixels = np.diag([max(width - 1, 1), max(height - 1, 1), 1])
    edges, indices = np.eye(3), np.eye(3)
    edges[:2, 2], indices[:2, 2] = 0.5, -0.5
    maps: NDArray[np.float64] = indices @ onto_pixels @ _adjugate(square) @ edges
    usable = np.abs(np.linalg.det(square)) > 1e-9
    return np.where(usable[:, None, None], maps, np.eye(3))


def _cross(one: "NDArray[np.float64]", other: "NDArray[np.float64]") -> "NDArray[np.float64]":
    return one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]


def _adjugate(matrices: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """The inverse (B, 3, 3) times the determinant: its rows are cross products of columns."""
    x, y, z = (matrices[:, :, column] for column in range(3))
    return np.stack([np.cross(y, z), np.cross(z, x), np.cross(x, y)], axis=1)
