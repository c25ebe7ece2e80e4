"""The weights of filters, one set per image, in float64."""

from typing import TYPE_CHECKING

from augstudio.lazy import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def gaussian_weights(sigmas: "NDArray[np.float64]", size: int) -> "NDArray[np.float64]":
    """Samples (B, size) of normal densities with deviations (B,) px, each summing to 1; size is odd."""
    places = np.arange(size) - size // 2
    weights = np.exp(-0.5 * (places[None, :] / sigmas[:, None]) ** 2)
    total: NDArray[np.float64] = weights / weights.sum(axis=1, keepdims=True)
    return total


def sharpening_kernels(factors: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """3 x 3 kernels (B, 3, 3): `factor * image + (1 - factor) * smooth`, with torchvision's and PIL's smoothing kernel."""
    smooth = np.array([[1, 1, 1], [1, 5, 1], [1, 1, 1]]) / 13
    itself = np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]])
    weight = factors[:, None, None]
    kernels: NDArray[np.float64] = weight * itself + (1 - weight) * smooth
    return kernels


def line_kernels(lengths: "NDArray[np.float64]", degrees: "NDArray[np.float64]", size: int) -> "NDArray[np.float64]":
    """Kernels (B, size, size) that average along lines of a length (px, at least 1) and a direction, counter-clockwise from the right.

    Each is a row of evenly spaced points, at most half a pixel apart, every one shared among the four pixels around it.
    """
    radius = size // 2
    steps = np.linspace(-0.5, 0.5, 4 * radius + 1)[None, :] * (lengths[:, None] - 1)
    angles = np.radians(degrees)[:, None]
    x, y = radius + steps * np.cos(angles), radius - steps * np.sin(angles)
    kernels = np.zeros(
        (len(lengths), size + 1, size + 1)
    )  # one more row and column, for the zero shares beyond the last
    samples = np.broadcast_to(np.arange(len(lengths))[:, None], x.shape)
    left, top = np.floor(x).astype(np.int64), np.floor(y).astype(np.int64)
    right, low = x - left, y - top
    for row, down in ((0, 1 - low), (1, low)):
        for column, across in ((0, 1 - right), (1, right)):
            np.add.at(kernels, (samples, top + row, left + column), down * across / steps.shape[1])
    return kernels[:, :size, :size]
