"""Small data to look at."""

import numpy as np
import pytest

from augstudio.errors import DataError


class MemoryImages:
    """Images in memory; None stands for one that cannot be read."""

    def __init__(self, images: list[np.ndarray | None], labels: list[int] | None = None) -> None:
        self._images = images
        self._labels = labels
        self.name = "tiny"
        self.classes = ("left", "right", "rare") if labels is not None else ()
        self.fingerprint = "0"
        self.reads = 0

    def __len__(self) -> int:
        return len(self._images)

    def image(self, index: int) -> np.ndarray:
        self.reads += 1
        image = self._images[index]
        if image is None:
            raise DataError(f"{index}.png: not an image of a kind we can read")
        return image

    def label(self, index: int) -> int | None:
        return None if self._labels is None else self._labels[index]


def random_image(seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)


@pytest.fixture
def colour() -> MemoryImages:
    """Twelve colour images of 20 x 16 px in two classes."""
    return MemoryImages([random_image(seed, 20, 16, 3) for seed in range(12)], [seed % 2 for seed in range(12)])


@pytest.fixture
def mixed() -> MemoryImages:
    """Unlabelled: large colour, small gray, unreadable, small colour."""
    return MemoryImages([random_image(0, 40, 60, 3), random_image(1, 9, 7, 1), None, random_image(2, 16, 16, 3)])
