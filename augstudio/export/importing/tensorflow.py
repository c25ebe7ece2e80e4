"""What functions of TensorFlow mean here that are given an image and give one back."""

from collections.abc import Sequence

from augstudio.export.importing.arguments import Arguments, UnequalError, number_of, numbers_of, plain_of, same
from augstudio.export.importing.foreign import Foreign, ForeignCall, ForeignList, ForeignName
from augstudio.export.importing.statements import RESIZED_CROP
from augstudio.export.importing.tensorflow_helpers import HELPER_WORDS
from augstudio.export.importing.tensorflow_values import drawn, ends, is_drawn, size
from augstudio.export.importing.vocabulary import BYTES, Chain, Meaning, Table, Word, nothing, one
from augstudio.pipeline.model import Step

_KERNELS = "augstudio.kernels.tensorflow"


def tensorflow_word(path: str) -> Word | None:
    """The meaning of a function of TensorFlow, or of one of our own helpers."""
    if path == RESIZED_CROP:
        return Word("crop resize", _random_resized_crop)
    origin, _, name = path.rpartition(".")
    if origin == _KERNELS:
        return HELPER_WORDS.get(name)
    if origin == "tensorflow.image":
        return IMAGE_FUNCTIONS.get(name)
    if path.startswith("operator."):
        return _OPERATORS.get(name)
    return CORE_FUNCTIONS.get(name) if origin in {"tensorflow", "tensorflow.math"} else None


# What several functions are told in one way.

_NO_CLIP = "leaves values beyond black and white; here they are clipped"
_HSV = "scales the S of HSV, which is far from the blend with gray that saturation is"


def _plain(op: str, probability: float = 1.0) -> Meaning:
    def meaning(arguments: Arguments, chain: Chain) -> Sequence[Step]:
        return one(op, probability=probability)

    return meaning


def _refused(reason: str) -> Word:
    def meaning(arguments: Arguments, chain: Chain) -> Sequence[Step]:
        raise UnequalError(arguments.call, reason)

    return Word("**", meaning)


def _unit(chain: Chain) -> float:
    """What tf.image's own range ends at: it takes bytes for 0 to 1, and floats for what they are."""
    return 1 if chain.white is None else chain.white


# Sizes and places.

_RESIZE = "images size method preserve_aspect_ratio antialias name"


def _resize(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    arguments.insist("preserve_aspect_ratio", on=(False,))
    method = arguments.choice("method", same("bilinear", "bicubic", "nearest", "nearest_neighbor"), "bilinear")
    interpolation = "nearest" if method == "nearest_neighbor" else method
    smooth = interpolation == "nearest" or arguments.flag("antialias", default=False)
    if interpolation == "bicubic":
        chain.note(arguments.call, _NO_CLIP)
        if not smooth:
            chain.note(arguments.call, "bicubic without antialias has another curve: a = -0.5, here -0.75")
    return one("resize", _side_or_sides(arguments.value("size")), interpolation=interpolation, antialias=smooth)


def _side_or_sides(value: Foreign) -> dict[str, object]:
    match value:
        case ForeignCall(path=path, positional=(_, shorter)) if path == f"{_KERNELS}.size_by_shorter_side":
            return {"shorter": plain_of(shorter)}
        case _:
            height, width = size(value)
            return {"height": height, "width": width}


def _random_resized_crop(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """A box of random area and shape, resized: two statements, one step."""
    crop, resize = arguments.value("crop"), arguments.value("resize")
    assert isinstance(crop, ForeignCall) and isinstance(resize, ForeignCall)  # noqa: S101, PT018 -- so they were joined
    (resized,) = _resize(Arguments(resize, _RESIZE), chain)
    box = Arguments(crop, "image seed scale ratio")
    ranges = {name: list(box.pair(name)) for name in ("scale", "ratio")}
    return one("random_resized_crop", resized.transform.plain(), ranges)


def _crop_or_pad(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    chain.note(arguments.call, "of two middles takes the upper left one")
    return one("center_crop", height=arguments.whole("target_height"), width=arguments.whole("target_width"))


def _random_crop(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    height, width = arguments.read("size", size)
    return one("random_crop", height=height, width=width)


def _pad(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    match arguments.value("paddings"):
        case ForeignList(items=(rows, columns, channels)) if not any(numbers_of(channels)):
            (top, bottom), (left, right) = numbers_of(rows), numbers_of(columns)
        case other:
            raise UnequalError(other, "expected the border of rows and of columns, and none of channels")
    mode = arguments.choice("mode", same("constant", "reflect", "symmetric"), "constant")
    fill = list(chain.unscaled(arguments.number("constant_values", 0)))
    return one("pad", left=left, top=top, right=right, bottom=bottom, mode=mode, fill=fill)


def _rot90(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    turns = arguments.whole("k", 1) % 4
    return one("quarter_turn", turns=[turns]) if turns else ()


# Values.


def _adjust_brightness(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    return _shifted(arguments, chain, arguments.read("delta", drawn))


def _random_brightness(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    most = arguments.number("max_delta")
    return _shifted(arguments, chain, [-most, most])


def _shifted(arguments: Arguments, chain: Chain, delta: float | list[float]) -> Sequence[Step]:
    chain.note(arguments.call, _NO_CLIP)
    return one("brightness_shift", delta=[each / _unit(chain) for each in ends(delta)])


def _adjust_contrast(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    chain.note(arguments.call, _NO_CLIP)
    return one("contrast", factor=arguments.read("contrast_factor", drawn), mean="channel")


def _random_contrast(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    chain.note(arguments.call, _NO_CLIP)
    return one("contrast", factor=[arguments.number("lower"), arguments.number("upper")], mean="channel")


def _adjust_hue(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    return one("hue", shift=arguments.read("delta", drawn))


def _random_hue(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    most = arguments.number("max_delta")
    return one("hue", shift=[-most, most])


def _adjust_gamma(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    arguments.insist("gain", on=(1,))
    return one("gamma", gamma=arguments.read("gamma", drawn))


def _power(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    chain.expect_unit(arguments.call)
    return one("gamma", gamma=arguments.read("y", drawn))


def _adjust_jpeg(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    return one("jpeg", quality=arguments.read("jpeg_quality", drawn))


def _random_jpeg(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Its upper bound is never drawn."""
    return one("jpeg", quality=[arguments.whole("min_jpeg_quality"), arguments.whole("max_jpeg_quality") - 1])


def _to_gray(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    chain.note(arguments.call, "leaves one channel; here as many as there were stay, all alike")
    return one("grayscale")


def _standardize(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    chain.white = 1
    return one("per_image_standardize")


def _multiplied(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """By a drawn number: one that is always the same is arithmetic, which is read before."""
    factor = next((each for each in (arguments.value("x"), arguments.value("y")) if is_drawn(each)), None)
    if factor is None:
        raise UnequalError(arguments.call, "is multiplied by something that is not followed")
    chain.note(arguments.call, _NO_CLIP)
    return one("brightness", factor=drawn(factor))


def _added(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    shift = next((each for each in (arguments.value("x"), arguments.value("y")) if is_drawn(each)), None)
    if shift is None:
        raise UnequalError(arguments.call, "something is added that is not followed")
    chain.note(arguments.call, _NO_CLIP)
    return one("brightness_shift", delta=list(chain.unscaled(*ends(drawn(shift)))))


def _subtracted(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """White less the image is its negative."""
    if number_of(arguments.value("x")) != chain.scale:
        raise UnequalError(arguments.call, f"is subtracted from another number than {chain.scale:g}, which is white")
    return one("invert")


def _clip(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Values are kept in their range, where they are kept here anyway."""
    if (arguments.number("clip_value_min"), arguments.number("clip_value_max")) != (0, _unit(chain)):
        raise UnequalError(arguments.call, "keeps values in another range than that of the image")
    chain.drop_note(_NO_CLIP)
    return ()


# What changes how values are kept, not what they show.


def _convert(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Between bytes and floats from 0 to 1."""
    if _is_float(arguments.value("dtype")):
        chain.white = 1
    else:
        chain.note(arguments.call, "rounds values to 8 bits; here they stay floats")
        chain.white = BYTES
    return ()


def _cast(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    if _is_float(arguments.value("dtype")):
        chain.values_up_to(BYTES)
    return ()


def _is_float(value: Foreign) -> bool:
    name = value.path if isinstance(value, ForeignName) else plain_of(value)
    kind = str(name).rpartition(".")[2]
    if kind not in {"float16", "float32", "float64", "bfloat16", "uint8"}:
        raise UnequalError(value, "a type of values that is not known")
    return kind != "uint8"


IMAGE_FUNCTIONS: Table = {
    "adjust_brightness": Word("image delta", _adjust_brightness),
    "adjust_contrast": Word("images contrast_factor", _adjust_contrast),
    "adjust_gamma": Word("image gamma gain", _adjust_gamma),
    "adjust_hue": Word("image delta name", _adjust_hue),
    "adjust_jpeg_quality": Word("image jpeg_quality dct_method name", _adjust_jpeg),
    "adjust_saturation": _refused(_HSV),
    "convert_image_dtype": Word("image dtype saturate name", _convert),
    "decode_image": Word("**", nothing),
    "decode_jpeg": Word("**", nothing),
    "decode_png": Word("**", nothing),
    "flip_left_right": Word("image", _plain("horizontal_flip")),
    "flip_up_down": Word("image", _plain("vertical_flip")),
    "grayscale_to_rgb": Word("images name", nothing),
    "per_image_standardization": Word("image", _standardize),
    "random_brightness": Word("image max_delta seed", _random_brightness),
    "random_contrast": Word("image lower upper seed", _random_contrast),
    "random_crop": Word("value size seed name", _random_crop),
    "random_flip_left_right": Word("image seed", _plain("horizontal_flip", probability=0.5)),
    "random_flip_up_down": Word("image seed", _plain("vertical_flip", probability=0.5)),
    "random_hue": Word("image max_delta seed", _random_hue),
    "random_jpeg_quality": Word("image min_jpeg_quality max_jpeg_quality seed", _random_jpeg),
    "random_saturation": _refused(_HSV),
    "resize": Word(_RESIZE, _resize),
    "resize_with_crop_or_pad": Word("image target_height target_width", _crop_or_pad),
    "rgb_to_grayscale": Word("images name", _to_gray),
    "rot90": Word("image k name", _rot90),
    "stateless_random_brightness": Word("image max_delta seed", _random_brightness),
    "stateless_random_contrast": Word("image lower upper seed", _random_contrast),
    "stateless_random_crop": Word("value size seed name", _random_crop),
    "stateless_random_flip_left_right": Word("image seed", _plain("horizontal_flip", probability=0.5)),
    "stateless_random_flip_up_down": Word("image seed", _plain("vertical_flip", probability=0.5)),
    "stateless_random_hue": Word("image max_delta seed", _random_hue),
    "stateless_random_jpeg_quality": Word("image min_jpeg_quality max_jpeg_quality seed", _random_jpeg),
    "stateless_random_saturation": _refused(_HSV),
    "transpose": Word("image name", _plain("transpose")),
}

_ARITHMETIC = "x y name"

_OPERATORS: Table = {
    "add": Word(_ARITHMETIC, _added),
    "mul": Word(_ARITHMETIC, _multiplied),
    "sub": Word(_ARITHMETIC, _subtracted),
    "pow": Word(_ARITHMETIC, _power),
}

CORE_FUNCTIONS: Table = {
    "add": _OPERATORS["add"],
    "cast": Word("x dtype name", _cast),
    "clip_by_value": Word("t clip_value_min clip_value_max name", _clip),
    "ensure_shape": Word("x shape name", nothing),
    "identity": Word("input name", nothing),
    "multiply": _OPERATORS["mul"],
    "pad": Word("tensor paddings mode constant_values name", _pad),
    "pow": _OPERATORS["pow"],
    "subtract": _OPERATORS["sub"],
}
