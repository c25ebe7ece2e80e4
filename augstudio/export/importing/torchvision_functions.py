"""What functions on one image mean, where torchvision is given them: in a Lambda, or called with the image."""

from collections.abc import Sequence

from augstudio.export.importing.affine import affine_of
from augstudio.export.importing.arguments import Arguments, UnequalError, numbers_of
from augstudio.export.importing.foreign import Foreign, ForeignCall, ForeignFunction, ForeignName, Parameter
from augstudio.export.importing.torchvision_colour import COLOUR_WORDS
from augstudio.export.importing.torchvision_geometry import GEOMETRY_WORDS
from augstudio.export.importing.torchvision_values import OVERSHOOT
from augstudio.export.importing.vocabulary import Chain, Meaning, Table, Word, one
from augstudio.pipeline.model import Step

_IMAGE = "img"
_FUNCTIONAL = "torchvision.transforms.v2.functional", "torchvision.transforms.functional"


def function_word(path: str) -> Word | None:
    """The meaning of a function of torch or torchvision, called with an image."""
    origin, _, name = path.rpartition(".")
    if path == ForeignCall.APPLIED:
        return Word("transform img", _applied)
    if path == ".convert":
        return Word(f"{_IMAGE} mode", _convert)
    if origin == "torch":
        return _TORCH.get(name)
    return _FUNCTIONS.get(name) if origin in _FUNCTIONAL else None


def function_steps(function: Foreign, chain: Chain) -> Sequence[Step]:
    """What a function does to the image that it is given: one without a name, one by name, or one with some arguments given.

    Raises:
        UnequalError: It is not followed.
    """
    match function:
        case ForeignFunction(result=result, parameters=(name,)):
            return image_steps(result, chain, name)
        case ForeignCall(path="functools.partial", positional=(ForeignName(path=path), *rest), keywords=keywords):
            image = Parameter(_IMAGE, line=function.line, column=function.column)
            call = ForeignCall(path, (image, *rest), keywords, line=function.line, column=function.column)
            return image_steps(call, chain, _IMAGE)
        case ForeignName(path=path):
            image = Parameter(_IMAGE, line=function.line, column=function.column)
            call = ForeignCall(path, (image,), line=function.line, column=function.column)
            return image_steps(call, chain, _IMAGE)
        case _:
            raise UnequalError(function, "it is given a function that is not followed")


def image_steps(value: Foreign, chain: Chain, name: str) -> Sequence[Step]:
    """The steps that make an expression of an image."""
    inner, affine = affine_of(value)
    if isinstance(inner, Parameter) and inner.name == name:
        before: Sequence[Step] = ()
    elif isinstance(inner, ForeignCall) and chain.words(inner.path) is not None:
        before = chain.steps(inner)
    else:
        raise UnequalError(value, "it is given a function that is not followed")
    return before if affine.changes_nothing else (*before, *chain.rescaled(affine.factors, affine.offsets))


def _before(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """What was done to the image before."""
    image = arguments.value(_IMAGE)
    return () if isinstance(image, Parameter) else chain.steps(image)


def _applied(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """`transform(image)`."""
    before = _before(arguments, chain)
    return (*before, *chain.steps(arguments.required("transform")))


def _convert(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Pillow's way to colour, which is how images are opened here."""
    arguments.insist("mode", on=("RGB",))
    return _before(arguments, chain)


def _mirror(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    flips: dict[tuple[float, ...], str] = {
        (-1,): "horizontal_flip",
        (2,): "horizontal_flip",
        (-2,): "vertical_flip",
        (1,): "vertical_flip",
    }
    op = flips.get(arguments.read("dims", numbers_of))
    if op is None:
        raise UnequalError(arguments.value("dims"), "mirrors other dimensions than height or width")
    return (*_before(arguments, chain), *one(op))


def _transpose(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    if {arguments.whole("dim0"), arguments.whole("dim1")} not in ({-2, -1}, {1, 2}):
        raise UnequalError(arguments.call, "swaps other dimensions than height and width")
    return (*_before(arguments, chain), *one("transpose"))


def _turn(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """From rows to columns it turns counter-clockwise."""
    if arguments.read("dims", numbers_of) not in ((-2, -1), (1, 2)):
        raise UnequalError(arguments.value("dims"), "turns other dimensions than height and width")
    before, turns = _before(arguments, chain), arguments.whole("k", 1) % 4
    return (*before, *one("quarter_turn", turns=[turns])) if turns else before


def _clamp(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Values lie in their range, but for what bicubic resizing adds, which is clipped here at once."""
    if (arguments.number("min"), arguments.number("max")) != (0, chain.scale if chain.white else 1):
        raise UnequalError(arguments.call, "keeps values in another range than that of the image")
    before = _before(arguments, chain)
    chain.drop_note(OVERSHOOT)
    return before


def _gamma(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    arguments.insist("gain", on=(1,))
    return (*_before(arguments, chain), *one("gamma", gamma=arguments.number("gamma")))


def _after(meaning: Meaning) -> Meaning:
    """The meaning of the class that does what a function does, after what was done before."""

    def following(arguments: Arguments, chain: Chain) -> Sequence[Step]:
        before = _before(arguments, chain)
        return (*before, *meaning(arguments, chain))

    return following


def _factor(op: str, name: str, parameter: str = "factor") -> Word:
    def meaning(arguments: Arguments, chain: Chain) -> Sequence[Step]:
        return (*_before(arguments, chain), *one(op, {parameter: arguments.number(name)}))

    return Word(f"{_IMAGE} {name}", meaning)


def _always(op: str) -> Word:
    def meaning(arguments: Arguments, chain: Chain) -> Sequence[Step]:
        return (*_before(arguments, chain), *one(op))

    return Word(_IMAGE, meaning)


_TORCH: Table = {
    "clamp": Word(f"{_IMAGE} min max", _clamp),
    "clip": Word(f"{_IMAGE} min max", _clamp),
    "flip": Word(f"{_IMAGE} dims", _mirror),
    "rot90": Word(f"{_IMAGE} k dims", _turn),
    "transpose": Word(f"{_IMAGE} dim0 dim1", _transpose),
}

_FUNCTIONS: Table = {
    "adjust_brightness": _factor("brightness", "brightness_factor"),
    "adjust_contrast": _factor("contrast", "contrast_factor"),
    "adjust_gamma": Word(f"{_IMAGE} gamma gain", _gamma),
    "adjust_hue": _factor("hue", "hue_factor", "shift"),
    "adjust_saturation": _factor("saturation", "saturation_factor"),
    "adjust_sharpness": _factor("sharpness", "sharpness_factor"),
    "gaussian_noise": Word(f"{_IMAGE} mean sigma clip", _after(COLOUR_WORDS["GaussianNoise"].meaning)),
    "normalize": Word(f"{_IMAGE} mean std inplace", _after(COLOUR_WORDS["Normalize"].meaning)),
    "pad": Word(f"{_IMAGE} padding fill padding_mode", _after(GEOMETRY_WORDS["Pad"].meaning)),
    "resize": Word(f"{_IMAGE} size interpolation max_size antialias", _after(GEOMETRY_WORDS["Resize"].meaning)),
    "autocontrast": _always("autocontrast"),
    "equalize": _always("equalize"),
    "hflip": _always("horizontal_flip"),
    "horizontal_flip": _always("horizontal_flip"),
    "invert": _always("invert"),
    "vertical_flip": _always("vertical_flip"),
    "vflip": _always("vertical_flip"),
}
