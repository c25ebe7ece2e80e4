"""Which input row or column each output row or column is: all that flips, crops and padding are."""

from typing import TYPE_CHECKING

from augstudio.lazy import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

OUTSIDE = -1
"""Marks an output row or column that is filled."""


def padded(indices: "NDArray[np.int64]", length: int, mode: str) -> "NDArray[np.int64]":
    """Brings indices outside 0 .. length - 1 back in, or marks them OUTSIDE.

    Args:
        indices: Any shape; positions on the image's endless extension.
        length: Rows or columns of the image (px).
        mode: `constant` (OUTSIDE), `edge` (the border's pixel), `reflect` (mirrored at the border's pixel) or `symmetric` (mirrored
            behind it).
    """
    match mode:
        case "edge":
            return np.clip(indices, 0, length - 1)
        case "reflect":
            period = 2 * max(length - 1, 1)
            folded = np.mod(np.abs(indices), period)
            return np.where(folded < length, folded, period - folded)
        case "symmetric":
            folded = np.mod(indices, 2 * length)
            return np.where(folded < length, folded, 2 * length - 1 - folded)
        case _:
            return np.where((indices >= 0) & (indices < length), indices, OUTSIDE)


def centred(length: int, size: int) -> "NDArray[np.int64]":
    """Where a centre crop of `size` lies, (size,); OUTSIDE where it is larger than the image.

    torchvision's rounding: halves to even when cropping, the smaller half first when padding.
    """
    start = -((size - length) // 2) if size > length else round((length - size) / 2)
    return padded(np.arange(start, start + size, dtype=np.int64), length, "constant")


def windows(starts: "NDArray[np.int64]", size: int) -> "NDArray[np.int64]":
    """Runs of `size` indices from each start: (B,) to (B, size)."""
    return starts[:, None] + np.arange(size, dtype=np.int64)[None, :]


def whole(length: int) -> "NDArray[np.int64]":
    """Every row or column as it is, (1, length)."""
    return np.arange(length, dtype=np.int64)[None, :]
