"""What torchvision's classes mean that change values: colours, filters, policies, and normalising."""

from collections.abc import Sequence

from augstudio.export.importing.arguments import Arguments
from augstudio.export.importing.foreign import Foreign, Literal
from augstudio.export.importing.torchvision_values import (
    around,
    fixed_or_range,
    one_side,
    pixel_values,
    probability,
)
from augstudio.export.importing.vocabulary import Chain, Table, Word, one
from augstudio.pipeline.model import Step

_JITTERED = {
    "brightness": ("brightness", "factor", around(1, least=0)),
    "contrast": ("contrast", "factor", around(1, least=0)),
    "saturation": ("saturation", "factor", around(1, least=0)),
    "hue": ("hue", "shift", around(0)),
}
_NEUTRAL = {"brightness": 1, "contrast": 1, "saturation": 1, "hue": 0}


def _color_jitter(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """One change alone is a step of its own; 0 is no change."""
    given = [name for name in _JITTERED if arguments.given(name) and not _is_zero(arguments.value(name))]
    ranges = {name: arguments.read(name, _JITTERED[name][2]) for name in given}
    if len(given) == 1:
        op, parameter, _ = _JITTERED[given[0]]
        return one(op, {parameter: ranges[given[0]]})
    return one("color_jitter", _NEUTRAL, ranges) if given else ()


def _is_zero(value: Foreign) -> bool:
    return isinstance(value, Literal) and value.value == 0


def _grayscale(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    channels = arguments.whole("num_output_channels", 1)
    if channels == 1:
        chain.note(arguments.call, "leaves one channel; here as many as there were stay, all alike")
    return one("grayscale")


def _sometimes(op: str, default: float = 0.5) -> Word:
    """A class that is told only how likely it is."""

    def meaning(arguments: Arguments, chain: Chain) -> Sequence[Step]:
        return one(op, probability=probability(arguments, default))

    return Word("p", meaning)


def _channel_permutation(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    return one("channel_shuffle")


def _posterize(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    _note_floats(arguments, chain, "makes floats up to 1/255 darker; here as it does bytes")
    return one("posterize", probability=probability(arguments), bits=arguments.whole("bits"))


def _equalize(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    _note_floats(arguments, chain, "cuts floats off to 8 bits; here they are rounded")
    return one("equalize", probability=probability(arguments))


def _note_floats(arguments: Arguments, chain: Chain, text: str) -> None:
    if chain.white == 1:
        chain.note(arguments.call, text)


def _solarize(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    (threshold,) = pixel_values(arguments, chain, "threshold")
    return one("solarize", probability=probability(arguments), threshold=threshold)


def _sharpness(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    return one("sharpness", probability=probability(arguments), factor=arguments.number("sharpness_factor"))


def _gaussian_blur(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    given = {"sigma": arguments.read("sigma", fixed_or_range)} if arguments.given("sigma") else {}
    return one("gaussian_blur", given, kernel_size=arguments.read("kernel_size", one_side))


def _gaussian_noise(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    arguments.insist("mean", on=(0,))
    arguments.insist("clip", on=(True,))
    return one("gaussian_noise", sigma=arguments.number("sigma", 0.1))


def _jpeg(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    return one("jpeg", quality=arguments.read("quality", fixed_or_range))


def _normalize(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    arguments.insist("inplace", on=(False, True))
    chain.values_up_to(1)
    return chain.normalized(arguments.numbers("mean"), arguments.numbers("std"))


# Policies: torchvision's definitions are those of the steps, but for how they warp.


def _plain_warps(arguments: Arguments, usual: str) -> None:
    arguments.insist("interpolation", on=(usual.upper(), usual))
    arguments.insist("fill", on=(None,))


def _rand_augment(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    _plain_warps(arguments, "nearest")
    arguments.insist("num_magnitude_bins", on=(31,))
    return one("rand_augment", num_ops=arguments.whole("num_ops", 2), magnitude=arguments.whole("magnitude", 9))


def _trivial_augment(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    _plain_warps(arguments, "nearest")
    arguments.insist("num_magnitude_bins", on=(31,))
    return one("trivial_augment_wide")


def _auto_augment(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    _plain_warps(arguments, "nearest")
    names = ("imagenet", "cifar10", "svhn")
    known: dict[object, str] = {name: name for name in names}
    return one("auto_augment", policy=arguments.choice("policy", known, "imagenet"))


def _aug_mix(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    _plain_warps(arguments, "bilinear")
    arguments.insist("all_ops", on=(True,))
    return one(
        "augmix",
        severity=arguments.whole("severity", 3),
        width=arguments.whole("mixture_width", 3),
        depth=arguments.whole("chain_depth", -1),
        alpha=arguments.number("alpha", 1.0),
    )


# Batches.


def _mixing(op: str, shared: str) -> Word:
    def meaning(arguments: Arguments, chain: Chain) -> Sequence[Step]:
        arguments.insist("labels_getter", on=("default",))
        chain.note(arguments.call, f"draws one {shared} for the whole batch; here each image draws its own")
        return one(op, alpha=arguments.number("alpha", 1.0))

    return Word("* alpha num_classes labels_getter", meaning)


_BINS = "num_magnitude_bins interpolation fill"

COLOUR_WORDS: Table = {
    "AugMix": Word("severity mixture_width chain_depth alpha all_ops interpolation fill", _aug_mix),
    "AutoAugment": Word("policy interpolation fill", _auto_augment),
    "ColorJitter": Word("brightness contrast saturation hue", _color_jitter),
    "CutMix": _mixing("cutmix", "box"),
    "GaussianBlur": Word("kernel_size sigma", _gaussian_blur),
    "GaussianNoise": Word("mean sigma clip", _gaussian_noise),
    "Grayscale": Word("num_output_channels", _grayscale),
    "JPEG": Word("quality", _jpeg),
    "MixUp": _mixing("mixup", "share"),
    "Normalize": Word("mean std inplace", _normalize),
    "RandAugment": Word(f"num_ops magnitude {_BINS}", _rand_augment),
    "RandomAdjustSharpness": Word("sharpness_factor p", _sharpness),
    "RandomAutocontrast": _sometimes("autocontrast"),
    "RandomChannelPermutation": Word("", _channel_permutation),
    "RandomEqualize": Word("p", _equalize),
    "RandomGrayscale": _sometimes("grayscale", 0.1),
    "RandomInvert": _sometimes("invert"),
    "RandomPosterize": Word("bits p", _posterize),
    "RandomSolarize": Word("threshold p", _solarize),
    "TrivialAugmentWide": Word(_BINS, _trivial_augment),
}
