"""What several classes of torchvision are told in one way: sizes, ranges, fills, interpolations."""

from collections.abc import Callable

from augstudio.export.importing.arguments import (
    Arguments,
    UnequalError,
    is_none,
    number_of,
    numbers_of,
    pair_of,
    same,
    whole_of,
)
from augstudio.export.importing.foreign import Foreign, ForeignList
from augstudio.export.importing.vocabulary import Chain

_MODES: dict[object, tuple[str, str]] = {
    "nearest": ("nearest", "NEAREST"),
    "nearest_exact": ("nearest", ""),
    "nearest-exact": ("nearest", ""),
    "bilinear": ("bilinear", ""),
    "bicubic": ("bicubic", "BICUBIC"),
    0: ("nearest", "NEAREST"),
    2: ("bilinear", ""),
    3: ("bicubic", "BICUBIC"),
}
"""InterpolationMode, its values and Pillow's numbers: what it is here, and of which there is something to say."""

HALF_PIXEL = "NEAREST is off by half a pixel when it resizes; here it is NEAREST_EXACT"
TWICE = "blends the border twice, so that it is a little darker; here as the second version does with fill=None"
OVERSHOOT = "bicubic interpolation goes beyond black and white beside edges; here it is clipped"

PADDING_MODES = same("constant", "edge", "reflect", "symmetric")


def size(arguments: Arguments, name: str = "size") -> dict[str, object]:
    """A height and a width; one number is a square."""
    height, width = arguments.read(name, _sides)
    return {"height": height, "width": width}


def _sides(value: Foreign) -> tuple[int, int]:
    match value:
        case ForeignList(items=(height, width)):
            return whole_of(height), whole_of(width)
        case ForeignList(items=(side,)):
            return whole_of(side), whole_of(side)
        case _:
            return whole_of(value), whole_of(value)


def borders(value: Foreign) -> tuple[int, int, int, int]:
    """Left, top, right and bottom: one number is all of them, two are left and right, top and bottom."""
    match value:
        case ForeignList(items=(left, top, right, bottom)):
            return whole_of(left), whole_of(top), whole_of(right), whole_of(bottom)
        case ForeignList(items=(x, y)):
            return whole_of(x), whole_of(y), whole_of(x), whole_of(y)
        case ForeignList(items=(side,)):
            return (whole_of(side),) * 4
        case _:
            return (whole_of(value),) * 4


def around(middle: float, least: float | None = None) -> Callable[[Foreign], list[float]]:
    """Reads a range: one number reaches as far to both sides of a middle, down to the least; two are its ends."""

    def interval(value: Foreign) -> list[float]:
        if isinstance(value, ForeignList):
            return list(pair_of(value))
        reach = number_of(value)
        if reach < 0:
            raise UnequalError(value, f"expected a number above 0, not {reach:g}")
        low = middle - reach if least is None else max(least, middle - reach)
        return [_tidied(low), _tidied(middle + reach)]

    return interval


def fixed_or_range(value: Foreign) -> float | list[float]:
    """A number that is always the same, or the ends of a range."""
    return list(pair_of(value)) if isinstance(value, ForeignList) else number_of(value)


def one_side(value: Foreign) -> int:
    """A number, or a list in which it is the only one, however often."""
    sides = {whole_of(each) for each in value.items} if isinstance(value, ForeignList) else {whole_of(value)}
    if len(sides) != 1:
        raise UnequalError(value, "sides that are not alike")
    return sides.pop()


def probability(arguments: Arguments, default: float = 0.5) -> float:
    """How likely it is."""
    return arguments.number("p", default)


def resampled(arguments: Arguments, chain: Chain) -> dict[str, object]:
    """How a class that resizes computes pixels."""
    interpolation, special = arguments.choice("interpolation", _MODES, ("bilinear", ""))
    if special == "NEAREST":
        chain.note(arguments.call, HALF_PIXEL)
    smooth: dict[object, bool] = {True: True, False: False, None: True, "warn": True}
    antialias = interpolation == "nearest" or arguments.choice("antialias", smooth, default=True)
    if special == "BICUBIC" and chain.white == 1:
        chain.note(arguments.call, OVERSHOOT)
    return {"interpolation": interpolation, "antialias": antialias}


def warped(arguments: Arguments, chain: Chain, default: str) -> dict[str, object]:
    """How a class that warps computes pixels, and what it fills with; the names before version 0.13 are read, too."""
    name = "resample" if arguments.given("resample") else "interpolation"
    interpolation, _ = arguments.choice(name, _MODES, _MODES[default])
    fill = pixel_values(arguments, chain, "fillcolor" if arguments.given("fillcolor") else "fill")
    once = is_none(arguments.value("fill")) and arguments.call.path.startswith("torchvision.transforms.v2.")
    if interpolation == "bilinear" and not any(fill) and not once:
        chain.note(arguments.call, TWICE)
    return {"interpolation": interpolation, "fill": list(fill)}


def pixel_values(arguments: Arguments, chain: Chain, name: str) -> tuple[float, ...]:
    """Values of pixels in the range of the source: of bytes, as long as nothing has made floats of them."""
    values = arguments.numbers(name, (0,)) if arguments.given(name) else (0.0,)
    if chain.white is None and any(0 < each <= 1 for each in values):
        chain.note(arguments.call, f"{name} is taken for a value of 0 to 255, because nothing before has made floats")
    return chain.unscaled(*values)


def numbers_list(value: Foreign) -> list[float]:
    """The numbers of a list, or one number."""
    return list(numbers_of(value))


def _tidied(value: float) -> float:
    return float(f"{value:.12g}")
