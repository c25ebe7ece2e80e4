"""A small data set that is quickly learnt, and pipelines for it."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from augstudio.data.source import Source
from augstudio.errors import DataError
from augstudio.pipeline.model import Pipeline, Step
from augstudio.transforms.geometry.random_crop import RandomCrop
from augstudio.transforms.geometry.rotate import Rotate
from augstudio.transforms.tensor.normalize import Normalize


class MemorySource:
    """Images in a list; None stands for one that cannot be read."""

    name = "memory"

    def __init__(
        self, images: Sequence[NDArray[np.uint8] | None], labels: Sequence[int], classes: tuple[str, ...]
    ) -> None:
        self._images = images
        self._labels = labels
        self.classes = classes
        self.fingerprint = "00"

    def __len__(self) -> int:
        return len(self._images)

    def image(self, index: int) -> NDArray[np.uint8]:
        image = self._images[index]
        if image is None:
            raise DataError(f"memory[{index}]: damaged")
        return image

    def label(self, index: int) -> int | None:
        return self._labels[index] if self.classes else None


def stripes(count: int = 90, side: int = 8, classes: int = 3) -> tuple[list[NDArray[np.uint8]], list[int]]:
    """Noise with one bright row, whose height is the class."""
    rng = np.random.default_rng(0)
    labels = [position % classes for position in range(count)]
    images = rng.integers(0, 120, (count, side, side, 1), dtype=np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[1 + 2 * label] += 110
    return list(images), labels


@pytest.fixture(name="source")
def source_fixture() -> Source:
    return MemorySource(*stripes(), ("low", "middle", "high"))


@pytest.fixture(name="make_source")
def make_source_fixture() -> Callable[..., Source]:
    return MemorySource


@pytest.fixture(name="shaky")
def shaky_fixture() -> Pipeline:
    """Draws a lot."""
    crop = RandomCrop.create({"height": 8, "width": 8, "padding": 1})
    return Pipeline((Step.of(Rotate.create({"angle": [-90, 90]})), Step.of(crop)), name="shaky")


@pytest.fixture(name="still")
def still_fixture() -> Pipeline:
    """Draws nothing."""
    return Pipeline((Step.of(Normalize.create({"mean": [0.4], "std": [0.3]})),), name="still")
