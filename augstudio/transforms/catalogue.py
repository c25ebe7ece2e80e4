"""The catalogue: which file each op is in. Classes are loaded when asked for, so that reading a pipeline loads only what it uses."""

from difflib import get_close_matches
from functools import cache
from importlib import import_module

from augstudio.errors import PipelineError
from augstudio.transforms.base import Transform

_PLACES = {
    "resize": "geometry.resize:Resize",
    "pad": "geometry.pad:Pad",
    "center_crop": "geometry.center_crop:CenterCrop",
    "random_crop": "geometry.random_crop:RandomCrop",
    "random_resized_crop": "geometry.random_resized_crop:RandomResizedCrop",
    "horizontal_flip": "geometry.horizontal_flip:HorizontalFlip",
    "vertical_flip": "geometry.vertical_flip:VerticalFlip",
    "transpose": "geometry.transpose:Transpose",
    "quarter_turn": "geometry.quarter_turn:QuarterTurn",
    "rotate": "geometry.rotate:Rotate",
    "affine": "geometry.affine:Affine",
    "perspective": "geometry.perspective:Perspective",
    "elastic": "geometry.elastic:Elastic",
    "brightness": "colour.brightness:Brightness",
    "brightness_shift": "colour.brightness_shift:BrightnessShift",
    "contrast": "colour.contrast:Contrast",
    "saturation": "colour.saturation:Saturation",
    "hue": "colour.hue:Hue",
    "color_jitter": "colour.color_jitter:ColorJitter",
    "grayscale": "colour.grayscale:Grayscale",
    "gamma": "colour.gamma:Gamma",
    "invert": "colour.invert:Invert",
    "equalize": "colour.equalize:Equalize",
    "autocontrast": "colour.autocontrast:Autocontrast",
    "channel_shuffle": "colour.channel_shuffle:ChannelShuffle",
    "posterize": "colour.posterize:Posterize",
    "solarize": "colour.solarize:Solarize",
    "gaussian_blur": "filter.gaussian_blur:GaussianBlur",
    "motion_blur": "filter.motion_blur:MotionBlur",
    "sharpness": "filter.sharpness:Sharpness",
    "gaussian_noise": "filter.gaussian_noise:GaussianNoise",
    "salt_and_pepper": "filter.salt_and_pepper:SaltAndPepper",
    "jpeg": "filter.jpeg:Jpeg",
    "downscale": "filter.downscale:Downscale",
    "random_erasing": "occlude.random_erasing:RandomErasing",
    "cutout": "occlude.cutout:Cutout",
    "rand_augment": "policy.rand_augment:RandAugment",
    "trivial_augment_wide": "policy.trivial_augment_wide:TrivialAugmentWide",
    "auto_augment": "policy.auto_augment:AutoAugment",
    "augmix": "policy.augmix:AugMix",
    "normalize": "tensor.normalize:Normalize",
    "per_image_standardize": "tensor.per_image_standardize:PerImageStandardize",
    "one_of": "group.one_of:OneOf",
    "some_of": "group.some_of:SomeOf",
    "random_order": "group.random_order:RandomOrder",
    "mixup": "batch.mixup:Mixup",
    "cutmix": "batch.cutmix:Cutmix",
}

OPS: tuple[str, ...] = tuple(_PLACES)
"""Every op's name, in the order the library shows them."""


@cache
def transform_class(op: str) -> type[Transform]:
    """The class of an op.

    Raises:
        PipelineError: There is no such op; the message suggests the nearest.
    """
    place = _PLACES.get(op)
    if place is None:
        near = get_close_matches(str(op), OPS, n=1)
        hint = f"did you mean {near[0]!r}?" if near else "`augstudio ops` lists them all"
        raise PipelineError(f"unknown op {op!r}: {hint}", field="op")
    module, name = place.split(":")
    found: type[Transform] = getattr(import_module(f"augstudio.transforms.{module}"), name)
    return found


def catalogue() -> tuple[type[Transform], ...]:
    """Every transform there is, in the order the library shows them."""
    return tuple(transform_class(op) for op in OPS)
