"""What every place that images come from offers."""

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


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
