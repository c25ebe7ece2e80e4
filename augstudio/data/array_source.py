"""Images of one size held in one file: the source behind `.npz` and IDX files."""

from collections.abc import Mapping, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from augstudio.data.decoding import DecodedImage
from augstudio.data.on_demand import OnDemand
from augstudio.data.source import SplitName


class ImageArraySource:
    """A `Source` over one (N, H, W, C) array, which is read from its file when the first image is asked for.

    Args:
        name: What the user calls it.
        place: The file or folder, for error messages.
        block: All the images, read on first use.
        classes: Class names; empty without labels.
        labels: (N,) positions in `classes`; -1 everywhere without labels.
        splits: How many images each split has, in the order in which they follow each other; empty where the
            data are not divided.
        fingerprint: See `Source`.
        notes: See `DetailedSource`.
    """

    def __init__(
        self,
        *,
        name: str,
        place: str,
        block: OnDemand[DecodedImage],
        classes: Sequence[str],
        labels: NDArray[np.int64],
        fingerprint: str,
        splits: Mapping[SplitName, int] | None = None,
        notes: Sequence[str] = (),
    ) -> None:
        self._name = name
        self._place = place
        self._block = block
        self._classes = tuple(classes)
        self._labels = labels
        self._splits = tuple(chain.from_iterable([split] * count for split, count in (splits or {}).items()))
        self._fingerprint = fingerprint
        self._notes = tuple(notes)

    @property
    def name(self) -> str:
        """What the user calls it."""
        return self._name

    @property
    def classes(self) -> tuple[str, ...]:
        """Class names, in the order of the labels; empty where images have no labels."""
        return self._classes

    @property
    def fingerprint(self) -> str:
        """Changes when the file does."""
        return self._fingerprint

    def __len__(self) -> int:
        return len(self._labels)

    def image(self, index: int) -> NDArray[np.uint8]:
        """One image, (H, W, C) uint8: a copy of its own.

        Raises:
            DataError: The file cannot be read.
        """
        return np.array(self.pixels()[index])

    def label(self, index: int) -> int | None:
        """The class of one image as a position in `classes`; None without labels."""
        return int(self._labels[index]) if self._classes else None

    def read(self, index: int) -> DecodedImage:
        """One image and what was done to its pixels.

        Raises:
            DataError: The file cannot be read.
        """
        return DecodedImage(self.image(index), self._block.get().conversions)

    def location(self, index: int) -> str:
        """The file and the position in it."""
        return f"{self._place}[{index}]"

    def labels(self) -> NDArray[np.int64]:
        """All labels, (N,); -1 without labels."""
        return self._labels.copy()

    def split_of(self, index: int) -> SplitName | None:
        """The part that the makers put one image in; None where the data are not divided."""
        return self._splits[index] if self._splits else None

    def notes(self) -> tuple[str, ...]:
        """How the file was understood, where that is not obvious."""
        return self._notes

    def pixels(self) -> NDArray[np.uint8]:
        """All images, (N, H, W, C), read-only.

        Raises:
            DataError: The file cannot be read.
        """
        return self._block.get().pixels
