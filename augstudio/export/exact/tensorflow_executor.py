"""Runs stages in TensorFlow, eagerly: source for exports, which never runs in AugStudio itself."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, assert_never

from augstudio.kernels.tensorflow_stages import bytes as eight_bit
from augstudio.kernels.tensorflow_stages import colour, noise
from augstudio.kernels.tensorflow_stages.filters import filter_inside, smooth
from augstudio.kernels.tensorflow_stages.gather import cover, gather, mix_images, reorder_channels
from augstudio.kernels.tensorflow_stages.resample import resample
from augstudio.kernels.tensorflow_stages.rows import Images, rows_of, weighted_mean, with_rows
from augstudio.kernels.tensorflow_stages.warp import displace, warp
from augstudio.transforms.stage import (
    Border,
    Branches,
    Channels,
    Colour,
    ColourKind,
    Displace,
    Fill,
    Filter,
    Gather,
    Jpeg,
    Mix,
    Mixture,
    Noise,
    NoiseKind,
    Resample,
    Stage,
    Standardize,
    StandardizeEach,
    Warp,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WITH_AMOUNT: "dict[ColourKind, Callable[[Images, NDArray[np.float64]], Images]]" = {
    ColourKind.SCALE: colour.scaled_values,
    ColourKind.SHIFT: colour.shifted_values,
    ColourKind.CONTRAST_GRAY: colour.contrast_gray,
    ColourKind.CONTRAST_CHANNEL: colour.contrast_channel,
    ColourKind.SATURATION: colour.saturation,
    ColourKind.HUE: colour.turned_hue,
    ColourKind.GAMMA: colour.gamma,
    ColourKind.SOLARIZE: colour.solarize,
    ColourKind.POSTERIZE: eight_bit.posterize,
}
_WITHOUT_AMOUNT: dict[ColourKind, Callable[[Images], Images]] = {
    ColourKind.INVERT: colour.invert,
    ColourKind.AUTOCONTRAST: colour.autocontrast,
    ColourKind.EQUALIZE: eight_bit.equalize,
}
_NOISE = {NoiseKind.GAUSSIAN: noise.add_gaussian, NoiseKind.SALT_AND_PEPPER: noise.salt_and_pepper}


def run_stages(images: Images, stages: "Sequence[Stage]") -> Images:
    """Applies stages in order to images (B, H, W, C) float32."""
    for stage in stages:
        images = run_stage(images, stage)
    return images


def run_stage(images: Images, stage: Stage) -> Images:  # noqa: C901, PLR0911, PLR0912 -- one case for each kind of stage
    """Applies one stage; its per-sample arrays have a row for each image."""
    match stage:
        case Resample(boxes, height, width, interpolation, antialias):
            return resample(images, boxes, height, width, interpolation, antialias=antialias)
        case Warp(matrices, height, width, interpolation, fill):
            return warp(images, matrices, height, width, interpolation, fill)
        case Displace(keys, weights, strength):
            return displace(images, keys, weights, strength)
        case Gather(rows, columns, fill, transposed):
            return gather(images, rows, columns, fill, transposed=transposed)
        case Colour(kind, amounts):
            return _WITHOUT_AMOUNT[kind](images) if amounts is None else _WITH_AMOUNT[kind](images, amounts)
        case Channels(order):
            return reorder_channels(images, order)
        case Standardize(mean, std):
            return colour.standardize(images, mean, std)
        case StandardizeEach():
            return colour.standardize_each(images)
        case Noise(kind, amounts, keys):
            return _NOISE[kind](images, amounts, keys)
        case Fill(boxes, fill, noise_keys):
            return cover(images, boxes, fill, noise_keys)
        case Filter(kernels, Border.KEEP):
            return filter_inside(images, kernels)
        case Filter(kernels, border):
            return smooth(images, kernels, "edge" if border is Border.EDGE else "reflect")
        case Jpeg(qualities):
            return eight_bit.recompress(images, qualities)
        case Branches(branches):
            for branch in branches:
                changed = run_stages(rows_of(images, branch.rows), branch.stages)
                images = with_rows(images, branch.rows, changed)
            return images
        case Mixture(weights, chains):
            return weighted_mean([images, *(run_stages(images, chain) for chain in chains)], weights)
        case Mix(partners, shares, boxes):
            return mix_images(images, partners, shares, boxes)
        case _:
            assert_never(stage)
