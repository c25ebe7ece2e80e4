"""What several classes of Albumentations are told in one way: ranges under two names, borders, interpolations."""

from collections.abc import Callable

from augstudio.export.importing.arguments import Arguments, UnequalError, number_of, pair_of
from augstudio.export.importing.foreign import Foreign, ForeignList, ForeignMapping
from augstudio.export.importing.vocabulary import Chain, rounded

Pair = tuple[float, float]


def limits(arguments: Arguments, names: str, default: Pair, one: Callable[[float], Pair] | None = None) -> Pair:
    """A range that has one name up to version 2.0 and another in AlbumentationsX.

    Args:
        arguments: What the class is given.
        names: Both names, separated by a space.
        default: Its default.
        one: The range that one number stands for; by default as far to both sides of 0.
    """
    for name in names.split():
        if arguments.given(name):
            return arguments.read(name, _range(one or around_zero))
    return default


def around_zero(reach: float) -> Pair:
    """As far to both sides."""
    return (-reach, reach)


def fixed(value: float) -> Pair:
    """Always the same."""
    return (value, value)


def _range(one: Callable[[float], Pair]) -> Callable[[Foreign], Pair]:
    def read(value: Foreign) -> Pair:
        return pair_of(value) if isinstance(value, ForeignList) else one(number_of(value))

    return read


def both_axes(arguments: Arguments, name: str, default: float) -> dict[str, Pair]:
    """A range for x and one for y: one for both, or a mapping, in which one that is left out has the default."""

    def read(value: Foreign) -> dict[str, Pair]:
        if isinstance(value, ForeignMapping):
            return {axis: interval(value.entries[axis]) if axis in value.entries else fixed(default) for axis in "xy"}
        return dict.fromkeys("xy", interval(value))

    interval = _range(fixed)
    return arguments.read(name, read) if arguments.given(name) else dict.fromkeys("xy", fixed(default))


def shifted(interval: Pair, by: float) -> Pair:
    """The range moved by a number."""
    return (rounded(interval[0] + by), rounded(interval[1] + by))


_BORDERS: dict[object, str] = dict(enumerate(("constant", "edge", "symmetric", "wrap", "reflect")))
_BORDER_NAMES = ("border_constant", "border_replicate", "border_reflect", "border_wrap", "border_reflect_101")
_BORDERS |= dict(zip(_BORDER_NAMES, _BORDERS.values(), strict=True))
_BORDERS |= {"border_reflect101": "reflect", "border_default": "reflect"}

_WAYS = ("nearest", "linear", "cubic", "area", "lanczos4", "linear_exact", "nearest_exact")
_INTERPOLATIONS: dict[object, str] = dict(enumerate(_WAYS)) | {f"inter_{way}": way for way in _WAYS}


def border(arguments: Arguments) -> str:
    """What lies beyond the image, by numpy's names for it; OpenCV's reflect repeats the edge, reflect_101 does not."""
    return arguments.choice("border_mode", _BORDERS, "constant")


def fill(arguments: Arguments, chain: Chain) -> tuple[float, ...]:
    """Values of pixels; words for noise and inpainting have no equal."""
    return chain.unscaled(*arguments.numbers("fill", (0,)))


def warped(arguments: Arguments, chain: Chain) -> dict[str, object]:
    """How a warp computes pixels and fills what none covers."""
    way = arguments.choice("interpolation", _INTERPOLATIONS, "linear")
    if way not in {"linear", "nearest"}:
        chain.note(arguments.call, f"interpolates by INTER_{way.upper()}; here bilinearly")
    made: dict[str, object] = {"interpolation": "nearest" if way == "nearest" else "bilinear"}
    if border(arguments) != "constant":
        chain.note(arguments.call, "continues the image beyond its border; here it is black")
        return made
    value = fill(arguments, chain)
    if any(value) and way != "nearest":
        chain.note(arguments.call, "blends the border with its fill once, here twice as in torchvision")
    return {**made, "fill": value}


def resampled(arguments: Arguments, chain: Chain) -> dict[str, object]:
    """How resizing computes pixels: OpenCV smooths before shrinking only where it averages areas."""
    way = arguments.choice("interpolation", _INTERPOLATIONS, "linear")
    areas = arguments.choice("area_for_downscale", {None: False, "image": True, "image_mask": True}, default=False)
    if way == "lanczos4":
        raise UnequalError(arguments.value("interpolation"), "INTER_LANCZOS4 has no equal")
    if way == "area" or areas:
        chain.note(arguments.call, "averages areas where it shrinks; here it is bilinear with antialiasing")
        return {"interpolation": "bilinear", "antialias": True}
    if way == "nearest":
        chain.note(arguments.call, "INTER_NEAREST is off by half a pixel; here it is INTER_NEAREST_EXACT")
    known = {"linear": "bilinear", "linear_exact": "bilinear", "cubic": "bicubic"}
    interpolation = known.get(way, "nearest")
    return {"interpolation": interpolation, "antialias": interpolation == "nearest"}
