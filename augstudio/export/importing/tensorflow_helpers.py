"""What the helpers mean that our exports to TensorFlow hold: each is the step that it was made of."""

from collections.abc import Mapping, Sequence

from augstudio.export.importing.arguments import Arguments, UnequalError, number_of, numbers_of, plain_of, same
from augstudio.export.importing.foreign import Foreign, ForeignCall, ForeignFunction, ForeignList
from augstudio.export.importing.groups import group, in_order, together
from augstudio.export.importing.statements import applied_call
from augstudio.export.importing.tensorflow_values import drawn, is_drawn
from augstudio.export.importing.vocabulary import Chain, Table, Word, one
from augstudio.pipeline.model import Step

_NOT_PARAMETERS = {"image", "images", "labels", "seed"}
_INTERPOLATIONS = same("nearest", "bilinear")


def _value(value: Foreign) -> object:
    """A parameter as it is, or the ends of the range that it is drawn from."""
    return drawn(value) if is_drawn(value) else plain_of(value)


def _step(op: str, signature: str, fixed: Mapping[str, object] | None = None, **renamed: str) -> Word:
    """A helper that is told a step's parameters by their names, or by others."""
    names = [name for name in signature.split() if name not in _NOT_PARAMETERS]

    def meaning(arguments: Arguments, chain: Chain) -> Sequence[Step]:
        chain.expect_unit(arguments.call)
        told = [name for name in names if arguments.given(name)]
        made = {renamed.get(name, name): _value(arguments.value(name)) for name in told if name != "interpolation"}
        if "interpolation" in told:
            made["interpolation"] = arguments.choice("interpolation", _INTERPOLATIONS)
        return one(op, fixed or {}, made)

    return Word(signature, meaning)


def _mixing(op: str) -> Word:
    def meaning(arguments: Arguments, chain: Chain) -> Sequence[Step]:
        return one(op, probability=arguments.number("probability", 1), alpha=arguments.number("alpha"))

    return Word("images labels seed alpha probability", meaning)


def _auto_augment(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    known: dict[object, str] = {f"{name}_policy": name for name in ("imagenet", "cifar10", "svhn")}
    return one("auto_augment", policy=arguments.choice("policy", known))


def _pad_with_edge(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    return one("pad", {side: arguments.whole(side) for side in ("top", "bottom", "left", "right")}, mode="edge")


def _pad_with_colour(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    match arguments.value("sides"):
        case ForeignList(items=(rows, columns, *_)):
            (top, bottom), (left, right) = numbers_of(rows), numbers_of(columns)
            fill = list(arguments.numbers("colour"))
            return one("pad", top=top, bottom=bottom, left=left, right=right, fill=fill)
        case other:
            raise UnequalError(other, "expected the border of rows and of columns")


def _resize_bicubic(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    made: dict[str, object]
    match arguments.value("size"):
        case ForeignCall(positional=(_, shorter)):
            made = {"shorter": plain_of(shorter)}
        case other:
            height, width = numbers_of(other)
            made = {"height": height, "width": width}
    return one("resize", made, interpolation="bicubic", antialias=False)


def _random_apply(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    done = applied_call(arguments.call)
    if done is None:
        raise UnequalError(arguments.call, "what it applies is not followed")
    return together(chain.steps(done), number_of(arguments.call.positional[0]))


def _group(op: str, signature: str) -> Word:
    """A helper that is told functions of an image and a seed, each of them a step."""

    def meaning(arguments: Arguments, chain: Chain) -> Sequence[Step]:
        children = [in_order(steps) for steps in _children(arguments.value("steps"), chain) if steps]
        made: dict[str, object] = {}
        if arguments.given("weights"):
            made["weights"] = list(arguments.numbers("weights"))
        if arguments.given("low"):
            made["count"] = [arguments.whole("low"), arguments.whole("high")]
        return (group(op, children, **made),)

    return Word(signature, meaning)


def _children(value: Foreign, chain: Chain) -> list[tuple[Step, ...]]:
    if not isinstance(value, ForeignList):
        raise UnequalError(value, "its steps are not followed")
    return [_done(each, chain) for each in value.items]


def _done(value: Foreign, chain: Chain) -> tuple[Step, ...]:
    if not isinstance(value, ForeignFunction):
        raise UnequalError(value, "a step that is not followed")
    return chain.steps(value.result)


_JITTER = "image seed brightness contrast saturation hue"
_BOX = "image seed scale ratio"

HELPER_WORDS: Table = {
    "adjust_brightness": _step("brightness", "image factor"),
    "adjust_contrast": _step("contrast", "image factor"),
    "adjust_hue": _step("hue", "image shift"),
    "adjust_saturation": _step("saturation", "image factor"),
    "adjust_sharpness": _step("sharpness", "image factor"),
    "augmix": _step("augmix", "image seed severity width depth alpha"),
    "auto_augment": Word("image seed policy", _auto_augment),
    "autocontrast": _step("autocontrast", "image"),
    "center_crop": _step("center_crop", "image height width"),
    "color_jitter": _step("color_jitter", _JITTER),
    "color_jitter_in_order": _step("color_jitter", _JITTER, {"order": "fixed"}),
    "cutmix": _mixing("cutmix"),
    "cutout": _step("cutout", "image seed holes size fill"),
    "downscale": _step("downscale", "image seed factor"),
    "elastic": _step("elastic", "image seed alpha sigma"),
    "equalize": _step("equalize", "image"),
    "gaussian_blur": _step("gaussian_blur", "image sigma kernel_size"),
    "gaussian_noise": _step("gaussian_noise", "image seed sigma"),
    "invert": _step("invert", "image"),
    "jpeg": _step("jpeg", "image quality"),
    "mixup": _mixing("mixup"),
    "motion_blur": _step("motion_blur", "image seed length angle"),
    "normalize": _step("normalize", "image mean std"),
    "one_of": _group("one_of", "image seed steps weights"),
    "pad_with_colour": Word("image sides colour", _pad_with_colour),
    "pad_with_edge": Word("image top bottom left right", _pad_with_edge),
    "posterize": _step("posterize", "image bits"),
    "rand_augment": _step("rand_augment", "image seed num_ops magnitude"),
    "random_affine": _step(
        "affine", "image seed angle translate_x translate_y scale shear_x shear_y fill interpolation"
    ),
    "random_apply": Word("**", _random_apply),
    "random_crop": _step("random_crop", "image seed height width"),
    "random_erasing": _step("random_erasing", f"{_BOX} value", value="fill"),
    "random_erasing_by_noise": _step("random_erasing", _BOX, {"fill": "noise"}),
    "random_order": _group("random_order", "image seed steps"),
    "random_perspective": _step("perspective", "image seed distortion fill interpolation"),
    "random_quarter_turn": _step("quarter_turn", "image seed turns"),
    "resize_bicubic": Word("image size", _resize_bicubic),
    "rotate": _step("rotate", "image degrees interpolation", degrees="angle"),
    "rotate_onto": _step("rotate", "image degrees fill interpolation", degrees="angle"),
    "salt_and_pepper": _step("salt_and_pepper", "image seed amount"),
    "shuffle_channels": _step("channel_shuffle", "image seed"),
    "solarize": _step("solarize", "image threshold"),
    "some_of": _group("some_of", "image seed steps low high"),
    "to_grayscale": _step("grayscale", "image"),
    "trivial_augment_wide": _step("trivial_augment_wide", "image seed"),
}
"""By the names that the helpers have in `augstudio.kernels.tensorflow`."""
