"""The few kinds of stage that every transform lowers to: the only meaning there is.

An executor for a framework is one kernel per kind. Arrays have one row per sample (B first) and are float64 unless said otherwise.
Pixel coordinates are indices: the centre of the top left pixel is (0, 0), x to the right, y down.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from augstudio.transforms.parameters import Interpolation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class ImageSize:
    """Height, width (px) and channel count of an image."""

    height: int
    width: int
    channels: int


@dataclass(frozen=True, slots=True, eq=False)
class Resample:
    """Cuts a box out of each image and resizes it to `height` x `width` (separable; antialiased when shrinking, if asked).

    Attributes:
        boxes: (B, 4) int64: top, left, height, width (px) of each box.
    """

    boxes: "NDArray[np.int64]"
    height: int
    width: int
    interpolation: Interpolation
    antialias: bool


@dataclass(frozen=True, slots=True, eq=False)
class Warp:
    """Samples the input at places given by a projective map.

    Attributes:
        matrices: (B, 3, 3): output pixel (x, y, 1) to input pixel.
        fill: Value outside the image, one per channel or one for all. Zero leaves black and darkens the border once, as torchvision's
            `fill=None`; other values are blended by the warped mask, as torchvision's `fill=v`.
    """

    matrices: "NDArray[np.float64]"
    height: int
    width: int
    interpolation: Interpolation
    fill: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Gather:
    """Copies whole pixels: flips, crops, padding, quarter turns. Exact.

    Attributes:
        rows: (B, H') or (1, H') int64: which input row each output row is; -1 is `fill`.
        columns: (B, W') or (1, W') int64: which input column each output column is; -1 is `fill`.
        transposed: Rows and columns of the input are swapped first.
    """

    rows: "NDArray[np.int64]"
    columns: "NDArray[np.int64]"
    fill: tuple[float, ...] = (0.0,)
    transposed: bool = False


class ColourKind(Enum):
    """What a `Colour` stage does to x, with amount a."""

    SCALE = auto()  # a x
    SHIFT = auto()  # x + a
    CONTRAST_GRAY = auto()  # a x + (1 - a) mean of the gray image
    CONTRAST_CHANNEL = auto()  # a x + (1 - a) mean of each channel
    SATURATION = auto()  # a x + (1 - a) gray; one channel: x
    HUE = auto()  # hue turned by a (1 = full circle); one channel: x


@dataclass(frozen=True, slots=True, eq=False)
class Colour:
    """A pointwise change of values, clamped to [0, 1].

    Attributes:
        amounts: (B,).
    """

    kind: ColourKind
    amounts: "NDArray[np.float64]"


@dataclass(frozen=True, slots=True)
class Standardize:
    """(x - mean) / std per channel; not clamped.

    Attributes:
        mean: One per channel, or one for all.
        std: As `mean`.
    """

    mean: tuple[float, ...]
    std: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Fill:
    """Covers boxes with a value, or with noise.

    Attributes:
        boxes: (B, n, 4) int64: top, left, height, width (px); a height of 0 covers nothing.
        fill: Value per channel or for all; None is noise, N(0, 1) per value, drawn from `noise_keys`.
        noise_keys: (B,) int64 draw keys; None where `fill` is a value.
    """

    boxes: "NDArray[np.int64]"
    fill: tuple[float, ...] | None
    noise_keys: "NDArray[np.int64] | None" = None


Stage = Resample | Warp | Gather | Colour | Standardize | Fill
