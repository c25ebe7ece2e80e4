"""Random boxes by area and aspect ratio, as torchvision's `RandomResizedCrop` and `RandomErasing` draw them, many at once.

Both try ten times and take the first box that fits; here the ten tries are columns, so that a batch needs no loop.
"""

from typing import TYPE_CHECKING

from augstudio.lazy import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

TRIES = 10
UNIFORMS = 2 * TRIES + 2
"""What one box reads: area and ratio for each try, then the place."""


def _tries(
    u: "NDArray[np.float64]", area: int, scale: tuple[float, float], ratio: tuple[float, float]
) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    areas = area * (scale[0] + (scale[1] - scale[0]) * u[:, 0 : 2 * TRIES : 2])
    low, high = np.log(ratio[0]), np.log(ratio[1])
    return areas, np.exp(low + (high - low) * u[:, 1 : 2 * TRIES : 2])


def _place(
    u: "NDArray[np.float64]", heights: "NDArray[np.int64]", widths: "NDArray[np.int64]", height: int, width: int
) -> "NDArray[np.int64]":
    top = np.floor(u[:, -2] * (height - heights + 1)).astype(np.int64)
    left = np.floor(u[:, -1] * (width - widths + 1)).astype(np.int64)
    return np.stack([top, left, heights, widths], axis=1)


def _first(fits: "NDArray[np.bool_]", values: "NDArray[np.int64]") -> "NDArray[np.int64]":
    return np.take_along_axis(values, fits.argmax(axis=1, keepdims=True), axis=1)[:, 0]


def crop_boxes(
    u: "NDArray[np.float64]", height: int, width: int, scale: tuple[float, float], ratio: tuple[float, float]
) -> "NDArray[np.int64]":
    """Boxes (B, 4) of top, left, height, width (px) to cut out and resize; ratio is width over height.

    Where ten tries fit nowhere, the largest centred box within the ratio's bounds. Source: torchvision v2 `RandomResizedCrop`.
    """
    areas, ratios = _tries(u, height * width, scale, ratio)
    widths = np.rint(np.sqrt(areas * ratios)).astype(np.int64)
    heights = np.rint(np.sqrt(areas / ratios)).astype(np.int64)
    fits = (widths > 0) & (widths <= width) & (heights > 0) & (heights <= height)
    found = np.any(fits, axis=1)
    central_height, central_width = height, width
    if width / height < ratio[0]:
        central_height = round(width / ratio[0])
    elif width / height > ratio[1]:
        central_width = round(height * ratio[1])
    heights = np.where(found, _first(fits, heights), central_height)
    widths = np.where(found, _first(fits, widths), central_width)
    centre = np.array([(height - central_height) // 2, (width - central_width) // 2, central_height, central_width])
    return np.where(np.expand_dims(found, 1), _place(u, heights, widths, height, width), centre[None, :])


def erasing_boxes(
    u: "NDArray[np.float64]", height: int, width: int, scale: tuple[float, float], ratio: tuple[float, float]
) -> "NDArray[np.int64]":
    """Boxes (B, 4) of top, left, height, width (px) to cover; ratio is height over width.

    Where ten tries fit nowhere, all zeros: nothing is covered. Source: torchvision v2 `RandomErasing`.
    """
    areas, ratios = _tries(u, height * width, scale, ratio)
    heights = np.rint(np.sqrt(areas * ratios)).astype(np.int64)
    widths = np.rint(np.sqrt(areas / ratios)).astype(np.int64)
    fits = (heights < height) & (widths < width)
    boxes = _place(u, _first(fits, heights), _first(fits, widths), height, width)
    return np.where(np.any(fits, axis=1, keepdims=True), boxes, 0)
