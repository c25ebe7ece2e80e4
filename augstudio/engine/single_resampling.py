"""Several interpolations composed into one: sharper and faster than one after the other, and not the same pixels.

Steps that move pixels and follow each other are not run but remembered as maps; the image is sampled once, when a step of another kind or
the end needs it. What shrinks with antialiasing is not composed: its filter has to see every pixel.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from augstudio.kernels.numpy.placements import Frame, Placement, copied, scaled
from augstudio.kernels.torch.warp import sample_once
from augstudio.transforms.parameters import Interpolation
from augstudio.transforms.stage import Gather, ImageSize, Resample, Stage, Warp

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def as_placement(stages: Sequence[Stage], size: ImageSize, count: int) -> Placement | None:
    """What stages do to `count` images of a size, as maps; None where that cannot be said, or would alias."""
    if len(stages) != 1:
        return None
    match stages[0]:
        case Warp(interpolation=Interpolation.BILINEAR) as stage:
            frame = Frame(stage.matrices, size.height, size.width, stage.fill)
            return Placement(stage.matrices, stage.height, stage.width, (frame,))
        case Gather(transposed=False) as stage:
            return copied(stage.rows, stage.columns, count)
        case Resample(interpolation=Interpolation.BILINEAR) as stage:
            return scaled(stage.boxes, stage.height, stage.width) if _enlarges(stage) else None
        case _:
            return None


def sample(images: Tensor, placement: Placement) -> Tensor:
    """The images (B, C, H, W) as the placement says, (B, C, H', W') float32."""
    frames = [(torch.from_numpy(frame.matrices), frame.height, frame.width, frame.fill) for frame in placement.frames]
    return sample_once(images, torch.from_numpy(placement.matrices), placement.height, placement.width, frames)


def _enlarges(stage: Resample) -> bool:
    boxes: NDArray[np.int64] = stage.boxes
    return not stage.antialias or bool((boxes[:, 2] <= stage.height).all() and (boxes[:, 3] <= stage.width).all())
