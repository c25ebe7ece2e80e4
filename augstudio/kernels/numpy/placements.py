"""Stages that move pixels, as projective maps: composed, they sample an image once instead of several times."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from augstudio.lazy import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """The border of an image that a warp took its pixels from: what lies outside it is filled.

    Attributes:
        matrices: (B, 3, 3): output pixel to pixel of that image.
        height: Of that image (px).
        width: Of that image (px).
        fill: Value outside, one per channel or one for all.
    """

    matrices: "NDArray[np.float64]"
    height: int
    width: int
    fill: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Placement:
    """Where the pixels of images that are yet to be sampled come from.

    Attributes:
        matrices: (B, 3, 3): output pixel to pixel of the images there are.
        height: Of the output (px).
        width: Of the output (px).
        frames: Borders on the way, the first crossed first.
    """

    matrices: "NDArray[np.float64]"
    height: int
    width: int
    frames: tuple[Frame, ...] = ()

    def then(self, step: "Placement") -> "Placement":
        """This, and a further step whose maps lead to pixels of this one's output."""
        moved = (Frame(each.matrices @ step.matrices, each.height, each.width, each.fill) for each in self.frames)
        return Placement(self.matrices @ step.matrices, step.height, step.width, (*moved, *step.frames))

    def only(self, moved: "NDArray[np.bool_]") -> "Placement":
        """The same for the images (B,) that are moved, while the others stay as they are; the size has to stay too."""
        frames = tuple(_only(each, moved) for each in self.frames)
        return Placement(_chosen(moved, self.matrices, np.eye(3)), self.height, self.width, frames)

    def stays(self, height: int, width: int) -> "NDArray[np.bool_]":
        """Which images (B,) of a size are as they were: no pixel moved, none outside of a border."""
        if (self.height, self.width) != (height, width):
            return np.zeros(len(self.matrices), np.bool_)
        same = _equal(self.matrices, np.eye(3))
        for each in self.frames:
            same = same & (_equal(each.matrices, np.eye(3)) | _equal(each.matrices, _middle(each)))
        return same


def _only(frame: Frame, moved: "NDArray[np.bool_]") -> Frame:
    """For the images that do not cross the border, every pixel leads to its middle: nothing is outside."""
    return Frame(_chosen(moved, frame.matrices, _middle(frame)), frame.height, frame.width, frame.fill)


def _middle(frame: Frame) -> "NDArray[np.float64]":
    return np.array([[0, 0, (frame.width - 1) / 2], [0, 0, (frame.height - 1) / 2], [0, 0, 1]])


def _chosen(
    which: "NDArray[np.bool_]", matrices: "NDArray[np.float64]", other: "NDArray[np.float64]"
) -> "NDArray[np.float64]":
    chosen: NDArray[np.float64] = np.where(which[:, None, None], matrices, other)
    return chosen


def _equal(matrices: "NDArray[np.float64]", other: "NDArray[np.float64]") -> "NDArray[np.bool_]":
    equal: NDArray[np.bool_] = np.all(matrices == other, axis=(1, 2))
    return equal


def unmoved(count: int, height: int, width: int) -> Placement:
    """Every pixel where it is."""
    return Placement(np.broadcast_to(np.eye(3), (count, 3, 3)).copy(), height, width)


def scaled(boxes: "NDArray[np.int64]", height: int, width: int) -> Placement:
    """Boxes (B, 4) of top, left, height, width (px), resized to one size: pixel edges fall on pixel edges."""
    top, left, tall, wide = boxes.T.astype(np.float64)
    matrices = np.zeros((len(boxes), 3, 3))
    matrices[:, 0, 0], matrices[:, 1, 1], matrices[:, 2, 2] = wide / width, tall / height, 1
    matrices[:, 0, 2] = left + 0.5 * wide / width - 0.5
    matrices[:, 1, 2] = top + 0.5 * tall / height - 0.5
    return Placement(matrices, height, width)


def copied(rows: "NDArray[np.int64]", columns: "NDArray[np.int64]", count: int) -> Placement | None:
    """Rows (B or 1, H') and columns (B or 1, W') copied in one direction without gaps; None where they are not."""
    if not (_is_run(rows) and _is_run(columns)):
        return None
    matrices = np.zeros((count, 3, 3))
    matrices[:, 0, 0], matrices[:, 0, 2] = _direction(columns), columns[:, 0]
    matrices[:, 1, 1], matrices[:, 1, 2] = _direction(rows), rows[:, 0]
    matrices[:, 2, 2] = 1
    return Placement(matrices, rows.shape[1], columns.shape[1])


def _is_run(indices: "NDArray[np.int64]") -> bool:
    steps = np.diff(indices, axis=1)
    return bool((indices >= 0).all() and (steps == steps[:1, :1]).all() and (np.abs(steps) == 1).all())


def _direction(indices: "NDArray[np.int64]") -> float:
    return float(indices[0, 1] - indices[0, 0]) if indices.shape[1] > 1 else 1.0
