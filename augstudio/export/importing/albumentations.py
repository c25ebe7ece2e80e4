"""The vocabulary of Albumentations: version 2.0 and AlbumentationsX, whose names for ranges differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from augstudio.export.importing import albumentations_geometry as geometry
from augstudio.export.importing import albumentations_pixels as pixels
from augstudio.export.importing.arguments import Arguments, UnequalError, number_of
from augstudio.export.importing.foreign import Foreign, ForeignCall, ForeignList, Literal
from augstudio.export.importing.groups import child, group, one_of, together
from augstudio.export.importing.vocabulary import Chain, Meaning, Word, nothing, one, refused, rounded
from augstudio.pipeline.model import Step

_HOME = "albumentations."
_USUALLY = 0.5
"""The probability of most classes, unless told otherwise."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A class.

    Attributes:
        signature: What it takes besides its probability, which comes last by position.
        meaning: What it means when it is applied.
        probability: How likely it is unless told otherwise.
    """

    signature: str
    meaning: Meaning
    probability: float = _USUALLY


def albumentations_word(path: str) -> Word | None:
    """The meaning of a class of Albumentations, with its probability."""
    entry = _entry(path)
    if entry is None:
        reason = WITHOUT_EQUAL.get(path.rpartition(".")[2]) if path.startswith(_HOME) else None
        return None if reason is None else Word("**", refused(reason))

    def meaning(arguments: Arguments, chain: Chain) -> Sequence[Step]:
        arguments.insist("always_apply", on=(False, None))
        if entry.meaning is _one_or_other:
            return _one_or_other(arguments, chain)
        return together(entry.meaning(arguments, chain), arguments.number("p", entry.probability))

    return Word(_full(entry), meaning)


def _entry(path: str) -> _Entry | None:
    return CLASSES.get(path.rpartition(".")[2]) if path.startswith(_HOME) else None


def _full(entry: _Entry) -> str:
    by_position, _, by_name = entry.signature.partition("*")
    return f"{by_position} p * {by_name} always_apply"


# Classes that hold others.


def _compose(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Each in turn."""
    for name in ("bbox_params", "keypoint_params", "additional_targets"):
        if arguments.given(name) and not _is_empty(arguments.value(name)):
            chain.note(arguments.call, f"{name}: only images are followed")
    return [step for each in _children(arguments) for step in chain.steps(each)]


def _is_empty(value: Foreign) -> bool:
    return not value.children() and not isinstance(value, Literal)


def _one_of(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """Probabilities of the children are how likely each is to be the one, which is then applied."""
    children = _children(arguments)
    weights = [_probability(each) for each in children]
    if sum(weights) <= 0:
        raise UnequalError(arguments.call, "none of its transforms has a probability above 0")
    forced = [chain.steps(_certain(each)) for each in children]
    return one_of(forced, None if len(set(weights)) == 1 else weights)


def _one_or_other(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """The first with the probability, the second without; either is then applied."""
    given = arguments.given("transforms")
    children = _children(arguments) if given else [arguments.required("first"), arguments.required("second")]
    if len(children) != 2:
        raise UnequalError(arguments.call, "needs two transforms")
    first = arguments.number("p", 0.5)
    return one_of(
        [chain.steps(_certain(child)) for child in children], None if first == 0.5 else [first, rounded(1 - first)]
    )


def _some_of(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """As many as it says, in their order, each with its own probability."""
    children, count = _several(arguments, chain)
    return (group("some_of", children, count=count),)


def _random_order(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """As many as it says, in any order: all, or one."""
    children, count = _several(arguments, chain)
    if count >= len(children):
        return (group("random_order", children),)
    if count > 1:
        raise UnequalError(arguments.call, "draws some of its transforms and their order; steps draw one or the other")
    return (group("some_of", children, count=count),)


def _several(arguments: Arguments, chain: Chain) -> tuple[list[Step], int]:
    arguments.insist("replace", on=(False,))
    children = [child(chain.steps(each)) for each in _children(arguments)]
    if not children:
        raise UnequalError(arguments.call, "there is nothing in it")
    return children, min(arguments.whole("n", 1), len(children))


def _children(arguments: Arguments) -> Sequence[Foreign]:
    children = arguments.required("transforms")
    if not isinstance(children, ForeignList):
        raise UnequalError(children, "expected a list of transforms")
    return children.items


def _probability(transform: Foreign) -> float:
    """How likely a transform is by itself; one that is not known is likely to have the usual default."""
    if not isinstance(transform, ForeignCall):
        return _USUALLY
    entry = _entry(transform.path)
    if entry is None:
        return number_of(transform.keywords["p"]) if "p" in transform.keywords else _USUALLY
    try:
        return Arguments(transform, _full(entry)).number("p", entry.probability)
    except UnequalError:  # it is refused by its own name when it is read
        return _USUALLY


def _certain(transform: Foreign) -> Foreign:
    """The same transform, applied in any case; but some classes toss their coin all the same."""
    entry = _entry(transform.path) if isinstance(transform, ForeignCall) else None
    if entry is None or not isinstance(transform, ForeignCall) or entry.meaning in _TOSSING:
        return transform
    positions = entry.signature.partition("*")[0].split()
    likely = Literal(1, line=transform.line, column=transform.column)
    named = {**transform.keywords, "p": likely}
    return replace(transform, positional=transform.positional[: len(positions)], keywords=named)


_TOSSING = {_some_of, _random_order, _one_or_other}

_COMPOSED = (
    "transforms bbox_params keypoint_params additional_targets * is_check_shapes strict mask_interpolation seed "
    "save_applied_params telemetry instance_binding frame_binding semantic_mask_label_mappings"
)
_PADDED = "pad_if_needed pad_position border_mode fill fill_mask"
_RESIZED = "interpolation mask_interpolation area_for_downscale"
_ROTATED = "interpolation border_mode rotate_method crop_border mask_interpolation fill fill_mask"

CLASSES: Mapping[str, _Entry] = {
    "Compose": _Entry(_COMPOSED, _compose, 1),
    "ReplayCompose": _Entry(_COMPOSED, _compose, 1),
    "Sequential": _Entry("transforms", _compose),
    "OneOf": _Entry("transforms", _one_of),
    "OneOrOther": _Entry("first second transforms", _one_or_other),
    "SomeOf": _Entry("transforms n replace", _some_of, 1),
    "RandomOrder": _Entry("transforms n replace", _random_order, 1),
    "NoOp": _Entry("", nothing),
    "ToTensorV2": _Entry("transpose_mask", nothing, 1),
    "Resize": _Entry(f"height width {_RESIZED}", geometry.resize, 1),
    "SmallestMaxSize": _Entry(f"max_size max_size_hw {_RESIZED}", geometry.smallest_max_size, 1),
    "Pad": _Entry("padding fill fill_mask border_mode", geometry.pad, 1),
    "CenterCrop": _Entry(f"height width {_PADDED}", geometry.center_crop, 1),
    "RandomCrop": _Entry(f"height width {_PADDED}", geometry.random_crop, 1),
    "RandomResizedCrop": _Entry(f"size scale ratio {_RESIZED} * sampling_method", geometry.random_resized_crop, 1),
    "HorizontalFlip": _Entry("", lambda *_: one("horizontal_flip")),
    "VerticalFlip": _Entry("", lambda *_: one("vertical_flip")),
    "Transpose": _Entry("", lambda *_: one("transpose")),
    "RandomRotate90": _Entry("* group_element group_elements", geometry.random_rotate_90, 1),
    "D4": _Entry("* group_element", geometry.square_symmetry, 1),
    "SquareSymmetry": _Entry("* group_element", geometry.square_symmetry, 1),
    "Rotate": _Entry(f"limit {_ROTATED} * angle_range", geometry.rotate),
    "ShiftScaleRotate": _Entry(
        "shift_limit scale_limit rotate_limit interpolation border_mode shift_limit_x shift_limit_y rotate_method "
        "mask_interpolation fill fill_mask * shift_range scale_range rotate_range shift_range_x shift_range_y",
        geometry.shift_scale_rotate,
    ),
    "Affine": _Entry(
        "scale translate_percent translate_px rotate shear interpolation mask_interpolation fit_output keep_ratio "
        "rotate_method balanced_scale border_mode fill fill_mask",
        geometry.affine,
    ),
    "ElasticTransform": _Entry(
        "alpha sigma interpolation approximate same_dxdy mask_interpolation noise_distribution keypoint_remapping_method "
        "border_mode fill fill_mask * displacement_range control_grid_shape",
        geometry.elastic,
    ),
    "RandomBrightnessContrast": _Entry(
        "brightness_limit contrast_limit brightness_by_max ensure_safe_range "
        "* brightness_range contrast_range ensure_safe_output",
        pixels.random_brightness_contrast,
    ),
    "ColorJitter": _Entry(
        "brightness contrast saturation hue * brightness_range contrast_range saturation_range hue_range",
        pixels.color_jitter,
    ),
    "HueSaturationValue": _Entry(
        "hue_shift_limit sat_shift_limit val_shift_limit * hue_shift_range sat_shift_range val_shift_range",
        pixels.hue_saturation_value,
    ),
    "RandomGamma": _Entry("gamma_limit * gamma_range", pixels.random_gamma),
    "ToGray": _Entry("num_output_channels method", pixels.to_gray),
    "InvertImg": _Entry("", lambda *_: one("invert")),
    "Equalize": _Entry("mode by_channels mask mask_params", pixels.equalize),
    "AutoContrast": _Entry("cutoff ignore method", pixels.autocontrast),
    "ChannelShuffle": _Entry("* channel_order", pixels.channel_shuffle),
    "Posterize": _Entry("num_bits", pixels.posterize),
    "Solarize": _Entry("threshold_range", pixels.solarize),
    "GaussianBlur": _Entry(
        "blur_limit sigma_limit * blur_range sigma_range volume_mode sigma_z_range blur_z_range", pixels.gaussian_blur
    ),
    "MotionBlur": _Entry("blur_limit allow_shifted angle_range direction_range * blur_range", pixels.motion_blur),
    "GaussNoise": _Entry("std_range mean_range per_channel noise_scale_factor", pixels.gauss_noise),
    "SaltAndPepper": _Entry("amount salt_vs_pepper * amount_range salt_vs_pepper_range", pixels.salt_and_pepper),
    "ImageCompression": _Entry("compression_type quality_range", pixels.image_compression),
    "Downscale": _Entry("scale_range interpolation_pair", pixels.downscale),
    "Erasing": _Entry("scale ratio fill fill_mask", pixels.erasing),
    "CoarseDropout": _Entry("num_holes_range hole_height_range hole_width_range fill fill_mask", pixels.coarse_dropout),
    "Normalize": _Entry("mean std max_pixel_value normalization * clip_range", pixels.normalize, 1),
    "ToFloat": _Entry("max_value", pixels.to_float, 1),
    "FromFloat": _Entry("dtype max_value", pixels.from_float, 1),
}

WITHOUT_EQUAL: Mapping[str, str] = {
    "Blur": "averages a square of pixels evenly, which no step does",
    "MedianBlur": "takes medians, which no step does",
    "Sharpen": "sharpens by other kernels than sharpness does",
    "CLAHE": "equalizes an image in tiles, which no step does",
    "RGBShift": "shifts each channel by itself, which no step does",
    "ChannelDropout": "empties whole channels, which no step does",
    "MultiplicativeNoise": "multiplies by noise, which no step does",
    "LongestMaxSize": "fits the longer side; resize takes both sides, or the shorter one",
    "PadIfNeeded": "adds as much as an image lacks; pad adds numbers of pixels",
    "RandomScale": "changes the size of an image by chance, which no step does",
    "RandomSizedCrop": "crops heights in pixels; random_resized_crop takes shares of the area",
    "SafeRotate": "shrinks an image so that its corners stay, which no step does",
    "Perspective": "moves corners by a normal distribution; perspective moves them evenly",
    "GridDistortion": "bends an image on a grid; elastic bends it by a smooth field",
    "OpticalDistortion": "bends an image as a lens does, which no step does",
    "GridDropout": "covers a grid of squares; cutout covers squares at random places",
}
"""Classes that are often used, and why nothing here says them."""
