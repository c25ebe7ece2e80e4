"""What the helpers mean that our exports to torchvision hold: each is the step that it was made of."""

from collections.abc import Sequence

from augstudio.export.importing.arguments import Arguments, pair_of, same
from augstudio.export.importing.groups import child, group, sequences
from augstudio.export.importing.torchvision_values import numbers_list
from augstudio.export.importing.vocabulary import Chain, Table, Word, one, ours
from augstudio.pipeline.model import Step

_RANGES = ("angle", "translate_x", "translate_y", "scale", "shear_x", "shear_y")


def _affine(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    chain.expect_unit(arguments.call)
    ranges = {name: list(arguments.read(name, pair_of)) for name in _RANGES}
    fill = arguments.read("fill", numbers_list) if arguments.given("fill") else 0
    return one(
        "affine", ranges, interpolation=arguments.choice("interpolation", same("nearest", "bilinear")), fill=fill
    )


def _mixing(op: str) -> Word:
    def meaning(arguments: Arguments, chain: Chain) -> Sequence[Step]:
        return one(op, probability=arguments.number("probability", 1), alpha=arguments.number("alpha"))

    return Word("alpha num_classes probability", meaning)


def _some_of(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    children = [child(steps) for steps in sequences(arguments.required("transforms"), chain)]
    return (group("some_of", children, count=[arguments.whole("low"), arguments.whole("high")]),)


HELPER_WORDS: Table = {
    "Affine": Word(f"{' '.join(_RANGES)} fill interpolation", _affine),
    "BrightnessShift": ours("brightness_shift", delta="delta"),
    "ChannelContrast": ours("contrast", {"mean": "channel"}, factor="factor"),
    "Cutmix": _mixing("cutmix"),
    "Cutout": ours("cutout", holes="holes", size="size", fill="fill"),
    "Downscale": ours("downscale", factor="factor"),
    "Equalize": ours("equalize"),
    "Gamma": ours("gamma", gamma="gamma"),
    "GaussianNoise": ours("gaussian_noise", sigma="sigma"),
    "Jpeg": ours("jpeg", quality="quality"),
    "Mixup": _mixing("mixup"),
    "MotionBlur": ours("motion_blur", length="length", angle="angle"),
    "PerImageStandardize": ours("per_image_standardize"),
    "Posterize": ours("posterize", bits="bits"),
    "SaltAndPepper": ours("salt_and_pepper", amount="amount"),
    "Sharpness": ours("sharpness", factor="factor"),
    "Solarize": ours("solarize", threshold="threshold"),
    "SomeOf": Word("transforms low high", _some_of),
}
"""By the names that the helpers have in `augstudio.kernels.torchvision`."""
