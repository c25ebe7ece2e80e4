"""Reads from images whose values say where they lie what exported code drew, so that the preview can be made to draw the same."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from augstudio.kernels.numpy.index_maps import padded
from augstudio.transforms.base import Transform
from augstudio.transforms.geometry.random_crop import RandomCrop
from augstudio.transforms.geometry.random_resized_crop import RandomResizedCrop
from augstudio.transforms.occlude.cutout import Cutout
from augstudio.transforms.parameters import PadMode
from augstudio.transforms.stage import ImageSize

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws

    Images = NDArray[np.float32]
    Places = NDArray[np.float64]

_READ_EXACTLY = 1e-4
_READABLE = 8
_OTHER_VALUES = (0.93, -0.71)
"""The third chart as a linear function of the first: what is no image has the same value in both, and is told by that."""


@dataclass(frozen=True, slots=True, eq=False)
class Charts:
    """What became of three images: of rows, of columns (each value says where it lies), and of rows in other values.

    Attributes:
        rows: (h, w) float64: which row of the input each pixel is; meaningless where nothing of the input is.
        columns: The same for columns.
        is_image: (h, w) bool: where something of the input is.
        transform: What was done to them.
        size: Of the images before.
    """

    rows: "Places"
    columns: "Places"
    is_image: "NDArray[np.bool_]"
    transform: Transform
    size: ImageSize


def charts(size: ImageSize) -> "list[Images]":
    """The three images to run, each (H, W, C)."""
    rows = (np.arange(size.height) + 1) / (size.height + 1)
    columns = (np.arange(size.width) + 1) / (size.width + 1)
    down = np.broadcast_to(rows[:, None, None], (size.height, size.width, size.channels))
    across = np.broadcast_to(columns[None, :, None], down.shape)
    return [each.astype(np.float32) for each in (down, across, _other(down))]


def read_charts(transform: Transform, results: "list[Images]", size: ImageSize) -> Charts:
    """The charts that came out."""
    down, across, other = (each[..., 0].astype(np.float64) for each in results)
    is_image = np.abs(other - _other(down)) < _READ_EXACTLY
    return Charts(down * (size.height + 1) - 1, across * (size.width + 1) - 1, is_image, transform, size)


def _other(values: "Places") -> "Places":
    offset, slope = _OTHER_VALUES
    return offset + slope * values


Reader = Callable[[Charts], dict[str, Any]]
"""Draws of one row."""


def shows_draws(transform: Transform) -> bool:
    """Whether charts tell what a transform drew; those that were shrunk to a few pixels do not."""
    if isinstance(transform, RandomResizedCrop):
        return min(transform.height, transform.width) >= _READABLE
    return transform.op in _READERS


def recovered(transform: Transform, results: "list[Images]", size: ImageSize) -> "Draws":
    """What was drawn, one row, by what became of the charts."""
    read = _READERS[transform.op](read_charts(transform, results, size))
    return {name: np.asarray([value], np.float64) for name, value in read.items()}


def _read_window(found: Charts) -> dict[str, Any]:
    """Where a crop begins; a border mirrored or repeated shows rows twice, so that every possible place is tried."""
    height, width = found.rows.shape
    assert isinstance(found.transform, RandomCrop)  # noqa: S101 -- the only op with windows
    room = found.transform.padding
    draws = {}
    for name, seen, length, side, axis in (
        ("top", found.rows, found.size.height, height, 1),
        ("left", found.columns, found.size.width, width, 0),
    ):
        starts = np.arange(-room, length + room - side + 1)
        shown = np.any(found.is_image, axis=axis)
        line = np.where(found.is_image, seen, 0).max(axis=axis)
        gaps = [_window_gap(found.transform.padding_mode, start, line, shown, length) for start in starts]
        draws[name] = float(starts[int(np.argmin(gaps))])
    return draws


def _window_gap(mode: PadMode, start: int, line: "Places", shown: "NDArray[np.bool_]", length: int) -> float:
    expected = padded(start + np.arange(len(line)), length, mode)
    inside = expected >= 0
    return float((inside != shown).sum() * length + np.abs(expected - line)[inside & shown].sum())


def _read_box(found: Charts) -> dict[str, Any]:
    """The box that was resized: away from the border rows rise evenly."""
    top, height = _read_span(np.median(found.rows, axis=1), found.size.height)
    left, width = _read_span(np.median(found.columns, axis=0), found.size.width)
    return {"top": top, "left": left, "height": height, "width": width}


def _read_span(places: "Places", length: int) -> tuple[float, float]:
    count = len(places)
    first, last = count // 4, count - 1 - count // 4
    if first == last:
        return 0.0, float(length)
    extent = float(np.clip(np.rint((places[last] - places[first]) / (last - first) * count), 1, length))
    start = np.rint(places[first] + 0.5 - (first + 0.5) * extent / count)
    return float(np.clip(start, 0, length - extent)), extent


def _read_corners(found: Charts) -> dict[str, Any]:
    """Where the image's corners went: the projective map that explains the pixels well inside it, turned around."""
    size = found.size
    y, x = np.mgrid[: size.height, : size.width].astype(np.float64)
    from_middle = np.hypot((x - size.width / 2) / size.width, (y - size.height / 2) / size.height)
    inside = from_middle < 0.2
    matrix = np.eye(3)
    for _ in range(4):
        matrix = _fitted_map(x[inside], y[inside], found.columns[inside], found.rows[inside])
        scale = matrix[2, 0] * x + matrix[2, 1] * y + 1
        column = (matrix[0, 0] * x + matrix[0, 1] * y + matrix[0, 2]) / scale
        row = (matrix[1, 0] * x + matrix[1, 1] * y + matrix[1, 2]) / scale
        inside = (column > 1) & (column < size.width - 2) & (row > 1) & (row < size.height - 2) & (scale > 0)
    left, top, right, bottom = -0.5, -0.5, size.width - 1.5, size.height - 1.5  # the corners, as `from_corners` counts
    ends = np.linalg.solve(matrix, np.array([[left, right, right, left], [top, top, bottom, bottom], [1, 1, 1, 1]]))
    corners = np.rint(ends[:2] / ends[2] + 0.5).T
    return dict(zip(("top_left", "top_right", "bottom_right", "bottom_left"), corners, strict=True))


def _fitted_map(x: "Places", y: "Places", columns: "Places", rows: "Places") -> "Places":
    """The projective map (3, 3) from (x, y) to (column, row) that fits best."""
    one, zero = np.ones_like(x), np.zeros_like(x)
    across = np.stack([x, y, one, zero, zero, zero, -columns * x, -columns * y], axis=1)
    down = np.stack([zero, zero, zero, x, y, one, -rows * x, -rows * y], axis=1)
    solution, *_ = np.linalg.lstsq(np.concatenate([across, down]), np.concatenate([columns, rows]), rcond=None)
    return np.append(solution, 1).reshape(3, 3)


def _read_covered(found: Charts) -> dict[str, Any]:
    """The box of what was covered."""
    covered = ~found.is_image
    rows, columns = (np.flatnonzero(covered.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return {"top": 0, "left": 0, "height": 0, "width": 0}
    return {
        "top": rows[0],
        "left": columns[0],
        "height": rows[-1] - rows[0] + 1,
        "width": columns[-1] - columns[0] + 1,
    }


def _read_square(found: Charts) -> dict[str, Any]:
    """The middle of the one square that was covered, of which the border may have cut off a part."""
    assert isinstance(found.transform, Cutout)  # noqa: S101 -- the only op with squares
    box = _read_covered(found)
    holes, share = found.transform.holes.low, found.transform.size.low
    side = int(np.rint(share * min(found.size.height, found.size.width)))
    top = box["top"] if box["top"] > 0 else box["height"] - side
    left = box["left"] if box["left"] > 0 else box["width"] - side
    middle = {"row": top + side // 2, "column": left + side // 2}
    return {"holes": holes, "size": share, **{name: [each] * int(holes) for name, each in middle.items()}}


_READERS: dict[str, Reader] = {
    "random_crop": _read_window,
    "random_resized_crop": _read_box,
    "perspective": _read_corners,
    "random_erasing": _read_covered,
    "cutout": _read_square,
}
