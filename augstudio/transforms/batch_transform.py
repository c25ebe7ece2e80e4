"""What transforms that mix the images of a batch have in common."""

from typing import TYPE_CHECKING, ClassVar

from augstudio.lazy import numpy as np
from augstudio.transforms.base import Category, Transform
from augstudio.transforms.stage import ImageSize

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws


class BatchTransform(Transform):
    """A transform that mixes each image with another of its batch, and the labels in the same proportion.

    Every image draws for itself how much of it is kept; with which other it is mixed depends on the batch.
    """

    category: ClassVar = Category.BATCH

    @staticmethod
    def partners(count: int) -> "NDArray[np.int64]":
        """Which image each of a batch is mixed with: the one before it, the first with the last, as in torchvision."""
        return np.roll(np.arange(count, dtype=np.int64), 1)

    def own_shares(self, draws: "Draws", size: ImageSize) -> "NDArray[np.float64]":
        """How much of each result is the image itself, (B,) in 0..1: the weight of its own label."""
        raise NotImplementedError  # pragma: no cover -- abstract
