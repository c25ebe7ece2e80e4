"""Runs stages in plain torch, on any device: one kernel a kind of stage."""

from typing import TYPE_CHECKING, assert_never

import torch
from torch import Tensor

from augstudio.errors import PipelineError
from augstudio.kernels.torch import colour
from augstudio.kernels.torch.cover import cover
from augstudio.kernels.torch.draws import normals
from augstudio.kernels.torch.gather import gather
from augstudio.kernels.torch.resample import resample
from augstudio.kernels.torch.warp import warp
from augstudio.transforms.stage import Colour, ColourKind, Fill, Gather, Resample, Stage, Standardize, Warp

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_COLOUR_KERNELS = {
    ColourKind.SCALE: colour.scale,
    ColourKind.SHIFT: colour.shift,
    ColourKind.CONTRAST_GRAY: colour.contrast_gray,
    ColourKind.CONTRAST_CHANNEL: colour.contrast_channel,
    ColourKind.SATURATION: colour.saturation,
    ColourKind.HUE: colour.turn_hue,
}
_KINDS_THAT_NEED_RGB = {ColourKind.CONTRAST_GRAY, ColourKind.SATURATION, ColourKind.HUE}


def run_stage(images: Tensor, stage: Stage) -> Tensor:
    """Applies one stage.

    Args:
        images: (B, C, H, W) float32; left as they are.
        stage: What to do; its per-sample arrays have B rows.

    Returns:
        (B, C, H', W') float32; may be the input itself where nothing changes.
    """
    match stage:
        case Resample():
            boxes = torch.from_numpy(stage.boxes)
            return resample(
                images, boxes, stage.height, stage.width, stage.interpolation.value, antialias=stage.antialias
            )
        case Warp():
            matrices = torch.from_numpy(stage.matrices)
            return warp(images, matrices, stage.height, stage.width, stage.interpolation.value, stage.fill)
        case Gather():
            rows, columns = _indices(stage.rows, images), _indices(stage.columns, images)
            return gather(images, rows, columns, stage.fill, transposed=stage.transposed)
        case Colour():
            return _run_colour(images, stage)
        case Standardize():
            return colour.standardize(images, images.new_tensor(stage.mean), images.new_tensor(stage.std))
        case Fill():
            return _run_fill(images, stage)
        case _:
            assert_never(stage)


def _indices(array: "NDArray[np.int64]", images: Tensor) -> Tensor:
    return torch.from_numpy(array.copy()).to(images.device)


def _run_colour(images: Tensor, stage: Colour) -> Tensor:
    channels = images.shape[1]
    if stage.kind in _KINDS_THAT_NEED_RGB and channels not in (1, 3):
        raise PipelineError(f"images of {channels} channels have no {stage.kind.name.lower()}: 1 or 3 are needed")
    amounts = torch.from_numpy(stage.amounts).to(images.device, images.dtype)
    return _COLOUR_KERNELS[stage.kind](images, amounts)


def _run_fill(images: Tensor, stage: Fill) -> Tensor:
    boxes = _indices(stage.boxes, images)
    if stage.fill is not None:
        return cover(images, boxes, images.new_tensor(stage.fill).view(1, -1, 1, 1))
    assert stage.noise_keys is not None  # noqa: S101 -- a fill is a value or noise
    count = images[0].numel()
    noise = normals(_indices(stage.noise_keys, images), count).view_as(images)
    return cover(images, boxes, noise.to(images.dtype))
