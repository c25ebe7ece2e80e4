"""Declarations that several transforms share."""

from typing import Annotated

from augstudio.transforms.parameters import Choice, Count, Interpolation, PadMode, PerChannel, Range, RangeOf, Switch

MAXIMUM_SIDE = 16_384
"""Longest side an image may be given (px)."""

Side = Annotated[int, Count(1, MAXIMUM_SIDE, unit="px", help="Size of the result.")]

Antialias = Annotated[
    bool, Switch(help="Smooth before shrinking, so that fine detail does not turn into false patterns.")
]

ResizeInterpolation = Annotated[
    Interpolation,
    Choice(
        options=(Interpolation.NEAREST, Interpolation.BILINEAR, Interpolation.BICUBIC),
        help="How new pixels are computed from old ones.",
    ),
]

WarpInterpolation = Annotated[
    Interpolation,
    Choice(options=(Interpolation.NEAREST, Interpolation.BILINEAR), help="How pixels between pixels are computed."),
]

PaddingMode = Annotated[
    PadMode,
    Choice(
        options=tuple(PadMode), help="What lies beyond the border: a value, the edge's pixel, or the mirrored image."
    ),
]

FillValue = Annotated[
    tuple[float, ...],
    PerChannel(
        0, 1, help="Value of the area that no pixel covers: 0 is black, 1 is white; one number or one per channel."
    ),
]

Factor = Annotated[
    Range,
    RangeOf(
        0,
        10,
        slider=(0, 2),
        step=0.05,
        neutral=1,
        help="Multiplies: 1 changes nothing, below 1 weakens, above 1 strengthens.",
    ),
]


Angle = Annotated[
    Range,
    RangeOf(-360, 360, unit="°", slider=(-180, 180), step=1, neutral=0, help="Positive turns counter-clockwise."),
]

HueShift = Annotated[
    Range,
    RangeOf(
        -0.5,
        0.5,
        unit="turns",
        step=0.01,
        neutral=0,
        help="Fraction of a full turn of the colour wheel; 0.33 turns red into green.",
    ),
]


def seven_eighths(side: int) -> int:
    """What a new crop starts from: enough less than the image (px) to be seen, little enough to keep the object."""
    return max(1, round(side * 7 / 8))
