"""What every place that images come from offers."""

from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from augstudio.data.decoding import DecodedImage


class SplitName(StrEnum):
    """The parts that a data set may come divided into by its makers."""

    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"


@runtime_checkable
class Source(Protocol):
    """Images by position, with their labels where there are any.

    Reading is lazy and safe from several threads at once; two reads of the same position give the same pixels.
    """

    @property
    def name(self) -> str:
        """What the user calls it: a built-in name or the folder's name."""

    @property
    def classes(self) -> tuple[str, ...]:
        """Class names, in the order of the labels; empty where images have no labels."""

    @property
    def fingerprint(self) -> str:
        """Changes when the images or labels change; hexadecimal, cheap to compute (names, sizes and times, not pixels)."""

    def __len__(self) -> int:
        """How many images there are."""

    def image(self, index: int) -> "NDArray[np.uint8]":
        """One image, (H, W, C) uint8 with C = 1 (gray) or 3 (RGB), upright.

        Raises:
            DataError: The image cannot be read.
        """

    def label(self, index: int) -> int | None:
        """The class of one image as a position in `classes`; None where there are no labels."""


@runtime_checkable
class DetailedSource(Protocol):
    """What a source may offer beyond `Source`; `augstudio.data.loading` has an answer for those that do not.

    Methods only: on Python 3.11 `isinstance` evaluates properties, and a fingerprint may have a million files to look at.
    """

    def read(self, index: int) -> "DecodedImage":
        """One image together with what was done to bring it to 8-bit gray or RGB.

        Raises:
            DataError: The image cannot be read.
        """

    def location(self, index: int) -> str:
        """Where one image lies, as a user would look for it: a path, or a file and a position in it."""

    def labels(self) -> "NDArray[np.int64]":
        """All labels at once, (N,); -1 where there are none."""

    def split_of(self, index: int) -> SplitName | None:
        """The part that the makers of the data put one image in; None where they did not divide it."""

    def notes(self) -> tuple[str, ...]:
        """What the user should know about how the data were understood, such as folders left out; one line each."""


@runtime_checkable
class ArrayBackedSource(Protocol):
    """A source whose images all have one size and fit in memory."""

    def pixels(self) -> "NDArray[np.uint8]":
        """All images at once, (N, H, W, C), read-only: shared by everyone who asks.

        Raises:
            DataError: The file cannot be read.
        """
