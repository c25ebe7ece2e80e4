"""The few kinds of stage that every transform lowers to: the only meaning there is.

An executor for a framework is one kernel per kind. Arrays have one row per sample (B first) and are float64 unless said otherwise.
Pixel coordinates are indices: the centre of the top left pixel is (0, 0), x to the right, y down.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, TypeAlias

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
class Displace:
    """Moves each pixel by a random field, smooth over the image: bilinear, black outside.

    Attributes:
        keys: (B,) int64 draw keys of the fields, U(-1, 1) in each pixel before they are smoothed.
        weights: (k,) of the smoothing in each direction; fields go on mirrored beyond the border.
        strength: What the smoothed fields are multiplied by (px).
    """

    keys: "NDArray[np.int64]"
    weights: "NDArray[np.float64]"
    strength: float


@dataclass(frozen=True, slots=True, eq=False)
class Gather:
    """Copies whole pixels: flips, crops, padding, quarter turns. Exact.

    Attributes:
        rows: (B, H') or (1, H') int64: which input row each output row is; -1 is `fill`.
        columns: (B, W') or (1, W') int64: which input column each output column is; -1 is `fill`.
        transposed: Rows and columns of the input are swapped first.
        bordered: The image was given a border: whether rows and columns lie in it is drawn.
    """

    rows: "NDArray[np.int64]"
    columns: "NDArray[np.int64]"
    fill: tuple[float, ...] = (0.0,)
    transposed: bool = False
    bordered: bool = False


class ColourKind(Enum):
    """What a `Colour` stage does to x, with amount a."""

    SCALE = auto()  # a x
    SHIFT = auto()  # x + a
    CONTRAST_GRAY = auto()  # a x + (1 - a) mean of the gray image
    CONTRAST_CHANNEL = auto()  # a x + (1 - a) mean of each channel
    SATURATION = auto()  # a x + (1 - a) gray; one channel: x
    HUE = auto()  # hue turned by a (1 = full circle); one channel: x
    GAMMA = auto()  # x to the power of a
    SOLARIZE = auto()  # 1 - x where x >= a
    POSTERIZE = auto()  # the a highest of the 8 bits of x
    INVERT = auto()  # 1 - x
    AUTOCONTRAST = auto()  # each channel stretched from its minimum and maximum to 0 and 1
    EQUALIZE = auto()  # each channel's 256 values spread evenly, as PIL does


@dataclass(frozen=True, slots=True, eq=False)
class Colour:
    """A pointwise change of values, clamped to [0, 1].

    Attributes:
        amounts: (B,); None for the kinds that have none.
    """

    kind: ColourKind
    amounts: "NDArray[np.float64] | None" = None


@dataclass(frozen=True, slots=True, eq=False)
class Channels:
    """Puts channels in another order.

    Attributes:
        order: (B, C) int64: which input channel each output channel is.
    """

    order: "NDArray[np.int64]"


@dataclass(frozen=True, slots=True)
class Standardize:
    """(x - mean) / std per channel; not clamped.

    Attributes:
        mean: One per channel, or one for all.
        std: As `mean`.
    """

    mean: tuple[float, ...]
    std: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class StandardizeEach:
    """(x - mean) / std, each image by its own over all channels; not clamped.

    The deviation is at least 1 / sqrt(values of the image), as in tf.image, so that a flat image becomes 0.
    """


class NoiseKind(Enum):
    """What a `Noise` stage does to x, with amount a."""

    GAUSSIAN = auto()  # x + a N(0, 1), each value by itself
    SALT_AND_PEPPER = auto()  # a share a of the pixels becomes black or white, all channels of a pixel alike


@dataclass(frozen=True, slots=True, eq=False)
class Noise:
    """Adds noise, clamped to [0, 1].

    Attributes:
        amounts: (B,).
        keys: (B,) int64 draw keys.
    """

    kind: NoiseKind
    amounts: "NDArray[np.float64]"
    keys: "NDArray[np.int64]"


class Border(Enum):
    """What a filter does where its window passes the border."""

    REFLECT = auto()  # the image goes on mirrored at its border pixels
    EDGE = auto()  # the image goes on with its border pixels
    KEEP = auto()  # pixels whose window passes the border stay as they are


@dataclass(frozen=True, slots=True, eq=False)
class Filter:
    """Replaces each value by a weighted sum of its neighbourhood, each channel by itself.

    With `Border.KEEP` the result is clamped to [0, 1]; otherwise the weights are those of an average and nothing needs to be.

    Attributes:
        kernels: (B, kh, kw), odd sides; applied as they are, not turned around.
        border: What happens where the kernel passes the border.
    """

    kernels: "NDArray[np.float64]"
    border: Border


@dataclass(frozen=True, slots=True, eq=False)
class Jpeg:
    """Through a JPEG file and back.

    Attributes:
        qualities: (B,) 1 .. 100, whole.
    """

    qualities: "NDArray[np.float64]"


@dataclass(frozen=True, slots=True, eq=False)
class Branch:
    """Some of the samples, and what is done to them.

    Attributes:
        rows: (n,) int64: which samples, in rising order.
        stages: What happens to them; per-sample arrays have n rows.
    """

    rows: "NDArray[np.int64]"
    stages: "tuple[Stage, ...]"


@dataclass(frozen=True, slots=True, eq=False)
class Branches:
    """Does different things to different samples. Those in no branch stay as they are; all keep their size."""

    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Mixture:
    """A weighted mean of each image and of what chains of stages make of it, clamped to [0, 1].

    Attributes:
        weights: (B, 1 + n) summing to 1: of the image itself, then of each chain.
        chains: n chains; all keep the size of the images.
    """

    weights: "NDArray[np.float64]"
    chains: "tuple[tuple[Stage, ...], ...]"


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


@dataclass(frozen=True, slots=True, eq=False)
class Mix:
    """Mixes each image with another of the batch: a weighted mean, or the other's pixels in boxes.

    Attributes:
        partners: (B,) int64: the other image of each.
        shares: (B,) weights of the image itself; None where boxes are pasted.
        boxes: (B, n, 4) int64: top, left, height, width (px) of what the other image covers; None where the two are blended.
    """

    partners: "NDArray[np.int64]"
    shares: "NDArray[np.float64] | None"
    boxes: "NDArray[np.int64] | None" = None


Geometric: TypeAlias = Resample | Warp | Displace | Gather
"""Stages that move pixels."""

Pointwise: TypeAlias = Colour | Channels | Standardize | StandardizeEach | Noise | Fill
"""Stages that change values where they are."""

Neighbourhood: TypeAlias = Filter | Jpeg
"""Stages that compute a value from those around it."""

Composite: TypeAlias = Branches | Mixture
"""Stages made of stages."""

Stage: TypeAlias = Geometric | Pointwise | Neighbourhood | Composite | Mix
