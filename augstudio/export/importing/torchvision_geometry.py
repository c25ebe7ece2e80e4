"""What torchvision's classes mean that move pixels, or cover them."""

from collections.abc import Sequence

from augstudio.export.importing.arguments import Arguments, UnequalError, number_of
from augstudio.export.importing.foreign import Foreign, ForeignList
from augstudio.export.importing.torchvision_values import (
    PADDING_MODES,
    around,
    borders,
    numbers_list,
    one_side,
    pixel_values,
    probability,
    resampled,
    size,
    warped,
)
from augstudio.export.importing.vocabulary import Chain, Table, Word, one
from augstudio.pipeline.model import Step


def _resize(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    arguments.insist("max_size", on=(None,))
    value = arguments.value("size")
    if isinstance(value, ForeignList) and len(value.items) == 2:
        return one("resize", size(arguments), resampled(arguments, chain))
    return one("resize", resampled(arguments, chain), shorter=arguments.read("size", one_side))


def _center_crop(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    return one("center_crop", size(arguments))


def _pad(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    return one("pad", _border(arguments, chain), mode=arguments.choice("padding_mode", PADDING_MODES, "constant"))


def _border(arguments: Arguments, chain: Chain) -> dict[str, object]:
    sides = dict(zip(("left", "top", "right", "bottom"), arguments.read("padding", borders), strict=True))
    return {**sides, "fill": list(pixel_values(arguments, chain, "fill"))}


def _random_crop(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    if arguments.flag("pad_if_needed", default=False):
        chain.note(arguments.call, "pads images that are smaller than the crop; here they are refused")
    if not arguments.given("padding"):
        return one("random_crop", size(arguments))
    mode = arguments.choice("padding_mode", PADDING_MODES, "constant")
    border = _border(arguments, chain)
    sides = {border[name] for name in ("left", "top", "right", "bottom")}
    if len(sides) > 1:
        return (*one("pad", border, mode=mode), *one("random_crop", size(arguments)))
    fill = border["fill"]
    return one("random_crop", size(arguments), padding=sides.pop(), padding_mode=mode, fill=fill)


def _random_resized_crop(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    ranges = {name: list(arguments.pair(name)) for name in ("scale", "ratio") if arguments.given(name)}
    return one("random_resized_crop", size(arguments), ranges, resampled(arguments, chain))


def _flip(op: str) -> Word:
    def meaning(arguments: Arguments, chain: Chain) -> Sequence[Step]:
        return one(op, probability=probability(arguments))

    return Word("p", meaning)


def _random_rotation(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    arguments.insist("expand", on=(False,))
    arguments.insist("center", on=(None,))
    angle = arguments.read("degrees", around(0))
    return one("rotate", warped(arguments, chain, "nearest"), angle=angle)


def _random_affine(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Its degrees are clockwise, unlike those of RandomRotation."""
    arguments.insist("center", on=(None,))
    low, high = arguments.read("degrees", around(0))
    made: dict[str, object] = {"angle": [-high, -low]}
    if arguments.given("translate"):
        x, y = arguments.pair("translate")
        made |= {"translate_x": [-x, x], "translate_y": [-y, y]}
    if arguments.given("scale"):
        made["scale"] = list(arguments.pair("scale"))
    if arguments.given("shear"):
        made |= arguments.read("shear", _shears)
    return one("affine", warped(arguments, chain, "nearest"), made)


def _shears(value: Foreign) -> dict[str, object]:
    """One number or two are of x alone, four are of x and y."""
    if isinstance(value, ForeignList) and len(value.items) == 4:
        x_low, x_high, y_low, y_high = numbers_list(value)
        return {"shear_x": [x_low, x_high], "shear_y": [y_low, y_high]}
    return {"shear_x": around(0)(value)}


def _random_perspective(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    how = warped(arguments, chain, "bilinear")
    distortion = arguments.number("distortion_scale", 0.5)
    return one("perspective", how, probability=probability(arguments), distortion=distortion)


def _elastic(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    how = warped(arguments, chain, "bilinear")
    if how["interpolation"] != "bilinear" or any(pixel_values(arguments, chain, "fill")):
        raise UnequalError(arguments.call, "elastic is bilinear, onto black")
    strength = {name: arguments.read(name, _alike, default) for name, default in (("alpha", 50.0), ("sigma", 5.0))}
    return one("elastic", strength)


def _alike(value: Foreign) -> float:
    """A number, or one for x and one for y that are the same."""
    if not isinstance(value, ForeignList):
        return number_of(value)
    if len(set(numbers_list(value))) != 1:
        raise UnequalError(value, "other along x than along y")
    return number_of(value.items[0])


def _random_erasing(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    arguments.insist("inplace", on=(False, True))
    ranges = {name: list(arguments.pair(name)) for name in ("scale", "ratio") if arguments.given(name)}
    noise = getattr(arguments.value("value"), "value", None) == "random"
    fill: object = "noise" if noise else list(pixel_values(arguments, chain, "value"))
    return one("random_erasing", ranges, probability=probability(arguments), fill=fill)


_WARP = "interpolation fill center * resample fillcolor"

GEOMETRY_WORDS: Table = {
    "CenterCrop": Word("size", _center_crop),
    "ElasticTransform": Word("alpha sigma interpolation fill", _elastic),
    "Pad": Word("padding fill padding_mode", _pad),
    "RandomAffine": Word(f"degrees translate scale shear {_WARP}", _random_affine),
    "RandomCrop": Word("size padding pad_if_needed fill padding_mode", _random_crop),
    "RandomErasing": Word("p scale ratio value inplace", _random_erasing),
    "RandomHorizontalFlip": _flip("horizontal_flip"),
    "RandomPerspective": Word("distortion_scale p interpolation fill", _random_perspective),
    "RandomResizedCrop": Word("size scale ratio interpolation antialias", _random_resized_crop),
    "RandomRotation": Word("degrees interpolation expand center fill * resample fillcolor", _random_rotation),
    "RandomVerticalFlip": _flip("vertical_flip"),
    "Resize": Word("size interpolation max_size antialias", _resize),
}
