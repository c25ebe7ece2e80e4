"""What our own layers mean, of which exports to Keras are made where Keras has no equal."""

from collections.abc import Sequence

from augstudio.export.importing.arguments import Arguments, UnequalError, plain_of, same, whole_of
from augstudio.export.importing.foreign import Foreign, ForeignList
from augstudio.export.importing.groups import child, group, one_of, sequences, together
from augstudio.export.importing.vocabulary import Chain, Table, Word, one, ours
from augstudio.pipeline.model import Step
from augstudio.transforms.code import Value
from augstudio.transforms.parameters import AutoAugmentPolicy


def _random_apply(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    return together(chain.steps(arguments.required("layer")), arguments.number("probability"))


def _flip(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    known: dict[object, str] = {"horizontal": "horizontal_flip", "vertical": "vertical_flip"}
    return one(arguments.choice("direction", known))


def _resize(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """To a height and width, or the shorter side to a length."""
    chain.expect_unit(arguments.call)
    return one("resize", arguments.read("size", _size), _how(arguments))


def _random_resized_crop(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    chain.expect_unit(arguments.call)
    box = {"scale": arguments.pair("scale"), "ratio": arguments.pair("ratio")}
    return one("random_resized_crop", arguments.read("size", _size), box, _how(arguments))


def _how(arguments: Arguments) -> dict[str, object]:
    """How pixels are computed anew."""
    interpolation = arguments.choice("interpolation", same("nearest", "bilinear", "bicubic"), "bilinear")
    return {"interpolation": interpolation, "antialias": arguments.flag("antialias", default=True)}


def _size(value: Foreign) -> dict[str, object]:
    match value:
        case ForeignList(items=(height, width)):
            return {"height": whole_of(height), "width": whole_of(width)}
        case ForeignList():
            raise UnequalError(value, "expected a height and a width")
        case _:
            return {"shorter": whole_of(value)}


def _pad(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    chain.expect_unit(arguments.call)
    (top, bottom), (left, right) = arguments.pair("rows"), arguments.pair("columns")
    mode = arguments.choice("mode", same("constant", "edge", "reflect", "symmetric"), "constant")
    fill = arguments.numbers("fill", (0,))
    return one("pad", left=left, top=top, right=right, bottom=bottom, mode=mode, fill=fill)


def _random_erasing(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Without a value it covers with noise."""
    chain.expect_unit(arguments.call)
    fill = arguments.numbers("value") if arguments.given("value") else "noise"
    return one("random_erasing", scale=arguments.pair("scale"), ratio=arguments.pair("ratio"), fill=fill)


def _one_of(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    children = sequences(arguments.required("steps"), chain)
    return one_of(children, arguments.numbers("weights") if arguments.given("weights") else None)


def _some_of(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    children = [child(steps) for steps in sequences(arguments.required("steps"), chain)]
    return (group("some_of", children, count=(arguments.whole("low"), arguments.whole("high"))),)


def _random_order(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    children = [child(steps) for steps in sequences(arguments.required("steps"), chain)]
    return (group("random_order", children),)


def _auto_augment(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Its argument is a policy, written out."""
    chain.expect_unit(arguments.call)
    written = arguments.read("policy", plain_of)
    for policy in AutoAugmentPolicy:
        (step,) = one("auto_augment", policy=policy)
        (layer,) = step.transform.keras_code(1).layers
        if written == _as_lists(layer.positional[0]):
            return (step,)
    raise UnequalError(arguments.value("policy"), "it is none of the policies that are known")


def _as_lists(value: Value) -> object:
    return [_as_lists(each) for each in value] if isinstance(value, tuple | list) else value


def _mixing(op: str) -> Word:
    def meaning(arguments: Arguments, chain: Chain) -> Sequence[Step]:
        return one(op, alpha=arguments.number("alpha"), probability=arguments.number("probability", 1))

    return Word("alpha probability", meaning)


_MOVED = ("angle", "translate_x", "translate_y", "scale", "shear_x", "shear_y", "fill", "interpolation")

OWN_LAYERS: Table = {
    "RandomApply": Word("layer probability evaluated", _random_apply),
    "Resize": Word("size interpolation antialias", _resize),
    "Pad": Word("rows columns mode fill", _pad),
    "CenterCrop": ours("center_crop", height="height", width="width"),
    "RandomCrop": ours(
        "random_crop", height="height", width="width", padding="padding", padding_mode="padding_mode", fill="fill"
    ),
    "RandomResizedCrop": Word("size scale ratio interpolation antialias", _random_resized_crop),
    "Flip": Word("direction", _flip),
    "Transpose": ours("transpose"),
    "RandomQuarterTurn": ours("quarter_turn", turns="turns"),
    "RotateOnto": ours("rotate", degrees="angle", fill="fill", interpolation="interpolation"),
    "RandomAffine": ours("affine", **{name: name for name in _MOVED}),
    "RandomPerspective": ours("perspective", distortion="distortion", fill="fill", interpolation="interpolation"),
    "Elastic": ours("elastic", alpha="alpha", sigma="sigma"),
    "Brightness": ours("brightness", bounds="factor"),
    "Contrast": ours("contrast", bounds="factor"),
    "ChannelContrast": ours("contrast", {"mean": "channel"}, bounds="factor"),
    "Saturation": ours("saturation", bounds="factor"),
    "HueShift": ours("hue", bounds="shift"),
    "ColorJitter": ours(
        "color_jitter", brightness="brightness", contrast="contrast", saturation="saturation", hue="hue"
    ),
    "Grayscale": ours("grayscale"),
    "Gamma": ours("gamma", bounds="gamma"),
    "Invert": ours("invert"),
    "Equalize": ours("equalize"),
    "ShuffleChannels": ours("channel_shuffle"),
    "Posterize": ours("posterize", bounds="bits"),
    "Solarize": ours("solarize", bounds="threshold"),
    "GaussianBlur": ours("gaussian_blur", kernel_size="kernel_size", sigma="sigma"),
    "MotionBlur": ours("motion_blur", length="length", angle="angle"),
    "Sharpness": ours("sharpness", bounds="factor"),
    "GaussianNoise": ours("gaussian_noise", bounds="sigma"),
    "SaltAndPepper": ours("salt_and_pepper", bounds="amount"),
    "Jpeg": ours("jpeg", bounds="quality"),
    "Downscale": ours("downscale", factor="factor"),
    "Cutout": ours("cutout", holes="holes", size="size", fill="fill"),
    "OneOf": Word("steps weights evaluated", _one_of),
    "SomeOf": Word("steps low high evaluated", _some_of),
    "RandomOrder": Word("steps evaluated", _random_order),
    "RandAugment": ours("rand_augment", num_ops="num_ops", magnitude="magnitude"),
    "TrivialAugmentWide": ours("trivial_augment_wide"),
    "AutoAugment": Word("policy", _auto_augment),
    "AugMix": ours("augmix", severity="severity", width="width", depth="depth", alpha="alpha"),
    "Mixup": _mixing("mixup"),
    "Cutmix": _mixing("cutmix"),
    "RandomErasing": Word("scale ratio value", _random_erasing),
    "PerImageStandardize": ours("per_image_standardize"),
}
