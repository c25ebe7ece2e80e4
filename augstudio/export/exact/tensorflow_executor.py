"""Runs stages in TensorFlow, eagerly: one kernel a kind of stage.

Source for exports: nothing here is imported by AugStudio itself, which does not need TensorFlow.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal, assert_never

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
_BORDERS: dict[Border, Literal["reflect", "edge"]] = {Border.REFLECT: "reflect", Border.EDGE: "edge"}
_NOISE = {NoiseKind.GAUSSIAN: noise.add_gaussian, NoiseKind.SALT_AND_PEPPER: noise.salt_and_pepper}


def run_stages(images: Images, stages: "Sequence[Stage]") -> Images:
    """Applies stages in order to images (B, H, W, C) float32."""
    for stage in stages:
        images = run_stage(images, stage)
    return images


def run_stage(images: Images, stage: Stage) -> Images:  # noqa: C901, PLR0911, PLR0912 -- one case for each kind of stage
    """Applies one stage; its per-sample arrays have a row for each image."""
    match stage:
        case Resample():
            size = (stage.height, stage.width)
            return resample(images, stage.boxes, *size, stage.interpolation, antialias=stage.antialias)
        case Warp():
            return warp(images, stage.matrices, stage.height, stage.width, stage.interpolation, stage.fill)
        case Displace():
            return displace(images, stage.keys, stage.weights, stage.strength)
        case Gather():
            return gather(images, stage.rows, stage.columns, stage.fill, transposed=stage.transposed)
        case Colour():
            if stage.amounts is None:
                return _WITHOUT_AMOUNT[stage.kind](images)
            return _WITH_AMOUNT[stage.kind](images, stage.amounts)
        case Channels():
            return reorder_channels(images, stage.order)
        case Standardize():
            return colour.standardize(images, stage.mean, stage.std)
        case StandardizeEach():
            return colour.standardize_each(images)
        case Noise():
            return _NOISE[stage.kind](images, stage.amounts, stage.keys)
        case Fill():
            return cover(images, stage.boxes, stage.fill, stage.noise_keys)
        case Filter(border=Border.KEEP):
            return filter_inside(images, stage.kernels)
        case Filter():
            return smooth(images, stage.kernels, _BORDERS[stage.border])
        case Jpeg():
            return eight_bit.recompress(images, stage.qualities)
        case Branches():
            for branch in stage.branches:
                changed = run_stages(rows_of(images, branch.rows), branch.stages)
                images = with_rows(images, branch.rows, changed)
            return images
        case Mixture():
            results = [images, *(run_stages(images, chain) for chain in stage.chains)]
            return weighted_mean(results, stage.weights)
        case Mix():
            return mix_images(images, stage.partners, stage.shares, stage.boxes)
        case _:
            assert_never(stage)
