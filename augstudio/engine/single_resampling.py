"""Several interpolations composed into one: sharper and faster than one after the other, and not the same pixels.

Steps that move pixels and follow each other are not run but remembered as maps; the image is sampled once, when a step of another kind or
the end needs it. What can shrink with antialiasing is not composed: its filter has to see every pixel. Whether a step is composed depends
on its parameters and the size of the images, never on what is drawn: an image has to be the same in any batch.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from augstudio.kernels.numpy.placements import Frame, Placement, copied, scaled
from augstudio.kernels.torch.warp import sample_once
from augstudio.transforms.parameters import Interpolation
from augstudio.transforms.stage import Gather, ImageSize, Resample, Stage, Warp


def as_placement(stages: Sequence[Stage], size: ImageSize, count: int) -> Placement | None:
    """What stages do to `count` images of a size, as maps; None where that cannot be said, or could alias."""
    if len(stages) != 1:
        return None
    match stages[0]:
        case Warp(interpolation=Interpolation.BILINEAR) as stage:
            frame = Frame(stage.matrices, size.height, size.width, stage.fill)
            return Placement(stage.matrices, stage.height, stage.width, (frame,))
        case Gather(transposed=False, bordered=False) as stage:
            return copied(stage.rows, stage.columns, count)
        case Resample(interpolation=Interpolation.BILINEAR) as stage:
            shrinks = size.height > stage.height or size.width > stage.width
            return None if stage.antialias and shrinks else scaled(stage.boxes, stage.height, stage.width)
        case _:
            return None


def sample(images: Tensor, placement: Placement) -> Tensor:
    """The images (B, C, H, W) as the placement says, (B, C, H', W') float32; those that it leaves where they are keep their bits."""
    frames = [(torch.from_numpy(frame.matrices), frame.height, frame.width, frame.fill) for frame in placement.frames]
    sampled = sample_once(images, torch.from_numpy(placement.matrices), placement.height, placement.width, frames)
    stays = placement.stays(*images.shape[2:])
    return (
        torch.where(torch.from_numpy(stays).to(images.device)[:, None, None, None], images, sampled)
        if stays.any()
        else sampled
    )
