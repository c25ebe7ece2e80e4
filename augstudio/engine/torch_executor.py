"""Runs stages in plain torch, on any device: one kernel a kind of stage."""

from collections.abc import Callable
from typing import TYPE_CHECKING, assert_never

import torch
from torch import Tensor

from augstudio.errors import PipelineError
from augstudio.kernels.torch import bytes as eight_bit
from augstudio.kernels.torch import colour, noise
from augstudio.kernels.torch.cover import cover
from augstudio.kernels.torch.draws import normals
from augstudio.kernels.torch.filters import filter_inside, smooth
from augstudio.kernels.torch.gather import gather, reorder_channels
from augstudio.kernels.torch.jpeg import recompress
from augstudio.kernels.torch.mix import blend_with, paste_from
from augstudio.kernels.torch.resample import resample
from augstudio.kernels.torch.warp import displace, warp
from augstudio.transforms.stage import (
    Border,
    Branches,
    Channels,
    Colour,
    ColourKind,
    Composite,
    Displace,
    Fill,
    Filter,
    Gather,
    Geometric,
    Jpeg,
    Mix,
    Mixture,
    Neighbourhood,
    Noise,
    NoiseKind,
    Pointwise,
    Resample,
    Stage,
    Standardize,
    StandardizeEach,
    Warp,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

_WITH_AMOUNT: dict[ColourKind, Callable[[Tensor, Tensor], Tensor]] = {
    ColourKind.SCALE: colour.scale,
    ColourKind.SHIFT: colour.shift,
    ColourKind.CONTRAST_GRAY: colour.contrast_gray,
    ColourKind.CONTRAST_CHANNEL: colour.contrast_channel,
    ColourKind.SATURATION: colour.saturation,
    ColourKind.HUE: colour.turn_hue,
    ColourKind.GAMMA: colour.gamma,
    ColourKind.SOLARIZE: colour.solarize,
    ColourKind.POSTERIZE: eight_bit.posterize,
}
_WITHOUT_AMOUNT: dict[ColourKind, Callable[[Tensor], Tensor]] = {
    ColourKind.INVERT: colour.invert,
    ColourKind.AUTOCONTRAST: colour.autocontrast,
    ColourKind.EQUALIZE: eight_bit.equalize,
}
_KINDS_THAT_NEED_RGB = {ColourKind.CONTRAST_GRAY, ColourKind.SATURATION, ColourKind.HUE}
_BORDERS = {Border.REFLECT: "reflect", Border.EDGE: "replicate"}
_NOISE = {NoiseKind.GAUSSIAN: noise.add_gaussian, NoiseKind.SALT_AND_PEPPER: noise.salt_and_pepper}


def run_stage(images: Tensor, stage: Stage) -> Tensor:
    """Applies one stage.

    Args:
        images: (B, C, H, W) float32; left as they are.
        stage: What to do; its per-sample arrays have B rows.

    Returns:
        (B, C, H', W') float32; may be the input itself where nothing changes.
    """
    match stage:
        case Resample() | Warp() | Displace() | Gather():
            return _run_geometric(images, stage)
        case Colour() | Channels() | Standardize() | StandardizeEach() | Noise() | Fill():
            return _run_pointwise(images, stage)
        case Filter() | Jpeg():
            return _run_neighbourhood(images, stage)
        case Branches() | Mixture():
            return _run_composite(images, stage)
        case Mix():
            return _run_mix(images, stage)
        case _:
            assert_never(stage)


def run_stages(images: Tensor, stages: "Sequence[Stage]") -> Tensor:
    """Applies stages in order."""
    for stage in stages:
        images = run_stage(images, stage)
    return images


def _run_geometric(images: Tensor, stage: Geometric) -> Tensor:
    match stage:
        case Resample():
            boxes = torch.from_numpy(stage.boxes)
            return resample(
                images, boxes, stage.height, stage.width, stage.interpolation.value, antialias=stage.antialias
            )
        case Warp():
            matrices = torch.from_numpy(stage.matrices)
            return warp(images, matrices, stage.height, stage.width, stage.interpolation.value, stage.fill)
        case Displace():
            keys, weights = _indices(stage.keys, images), torch.from_numpy(stage.weights)
            fields = noise.smooth_fields(keys, images.shape[2], images.shape[3], weights)
            return displace(images, fields * stage.strength)
        case Gather():
            rows, columns = _indices(stage.rows, images), _indices(stage.columns, images)
            return gather(images, rows, columns, stage.fill, transposed=stage.transposed)
        case _:
            assert_never(stage)


def _run_pointwise(images: Tensor, stage: Pointwise) -> Tensor:
    match stage:
        case Colour():
            return _run_colour(images, stage)
        case Channels():
            return reorder_channels(images, _indices(stage.order, images))
        case Standardize():
            return colour.standardize(images, images.new_tensor(stage.mean), images.new_tensor(stage.std))
        case StandardizeEach():
            return colour.standardize_each(images)
        case Noise():
            return _NOISE[stage.kind](images, _amounts(stage.amounts, images), _indices(stage.keys, images))
        case Fill():
            return _run_fill(images, stage)
        case _:
            assert_never(stage)


def _run_neighbourhood(images: Tensor, stage: Neighbourhood) -> Tensor:
    match stage:
        case Filter(border=Border.KEEP):
            return filter_inside(images, torch.from_numpy(stage.kernels))
        case Filter():
            return smooth(images, torch.from_numpy(stage.kernels), _BORDERS[stage.border])
        case Jpeg():
            return recompress(images, torch.from_numpy(stage.qualities))
        case _:
            assert_never(stage)


def _run_composite(images: Tensor, stage: Composite) -> Tensor:
    match stage:
        case Branches():
            result = images.clone()
            for branch in stage.branches:
                rows = _indices(branch.rows, images)
                result.index_copy_(0, rows, run_stages(images[rows], branch.stages))
            return result
        case Mixture():
            weights = _amounts(stage.weights, images).view(len(images), -1, 1, 1, 1)
            total = images * weights[:, 0]
            for number, chain in enumerate(stage.chains, start=1):
                total += run_stages(images, chain) * weights[:, number]
            return total.clamp_(0, 1)
        case _:
            assert_never(stage)


def _run_mix(images: Tensor, stage: Mix) -> Tensor:
    partners = _indices(stage.partners, images)
    if stage.boxes is not None:
        return paste_from(images, partners, _indices(stage.boxes, images))
    assert stage.shares is not None  # noqa: S101 -- images are blended or pasted
    return blend_with(images, partners, _amounts(stage.shares, images))


def _indices(array: "NDArray[np.int64]", images: Tensor) -> Tensor:
    return torch.from_numpy(array.copy()).to(images.device)


def _amounts(array: "NDArray[np.float64]", images: Tensor) -> Tensor:
    return torch.from_numpy(array).to(images.device, images.dtype)


def _run_colour(images: Tensor, stage: Colour) -> Tensor:
    channels = images.shape[1]
    if stage.kind in _KINDS_THAT_NEED_RGB and channels not in (1, 3):
        raise PipelineError(f"images of {channels} channels have no {stage.kind.name.lower()}: 1 or 3 are needed")
    if stage.amounts is None:
        return _WITHOUT_AMOUNT[stage.kind](images)
    return _WITH_AMOUNT[stage.kind](images, _amounts(stage.amounts, images))


def _run_fill(images: Tensor, stage: Fill) -> Tensor:
    boxes = _indices(stage.boxes, images)
    if stage.fill is not None:
        return cover(images, boxes, images.new_tensor(stage.fill).view(1, -1, 1, 1))
    assert stage.noise_keys is not None  # noqa: S101 -- a fill is a value or noise
    count = images[0].numel()
    values = normals(_indices(stage.noise_keys, images), count).view_as(images)
    return cover(images, boxes, values.to(images.dtype))
