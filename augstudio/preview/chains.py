"""What the preview runs, and on what."""

from typing import TYPE_CHECKING

from augstudio.lazy import numpy as np
from augstudio.lazy import torch
from augstudio.pipeline.evaluation import evaluation_twin, resolve_statistics
from augstudio.pipeline.model import Mode, Pipeline

if TYPE_CHECKING:
    from torch import Tensor

    from augstudio.preview.values import Pixels


def runnable(pipeline: Pipeline, mode: Mode) -> Pipeline:
    """The pipeline that the preview runs: the twin for evaluation; statistics still to be taken from the data set are left at 0 and 1.

    What normalize does is undone for display, so that its numbers do not show.
    """
    return resolve_statistics(evaluation_twin(pipeline) if mode is Mode.EVAL else pipeline, (0.0,), (1.0,))


def as_tensor(pixels: "Pixels") -> "Tensor":
    """An (H, W, C) uint8 picture as a (C, H, W) float32 tensor in [0, 1]."""
    return torch.from_numpy(pixels.transpose(2, 0, 1).astype(np.float32)).div_(255)
