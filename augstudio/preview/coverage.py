"""How much of an image is no longer the image: what a pipeline does to white paper, step by step."""

from dataclasses import replace
from typing import TYPE_CHECKING

from augstudio.lazy import torch
from augstudio.pipeline.model import Pipeline, Step
from augstudio.transforms.base import Category
from augstudio.transforms.colour.brightness import Brightness
from augstudio.transforms.parameters import Range

if TYPE_CHECKING:
    from torch import Tensor

_MOVES_OR_COVERS = {Category.GEOMETRY, Category.OCCLUDE}
_UNTOUCHED = 0.5
"""From this value on a pixel of the paper is mostly still paper."""


def on_paper(pipeline: Pipeline) -> Pipeline:
    """The pipeline as it is for an image of ones: what moves or covers pixels leaves black, and all else leaves them alone.

    Every step keeps its id and its chances, so that it draws as before.
    """
    return pipeline.with_steps(_on_paper(step) for step in pipeline)


def invented_share(paper: "Tensor") -> float:
    """The share of the area (C, H, W) that is no longer covered by what was there at first."""
    return float((paper[0] < _UNTOUCHED).to(torch.float32).mean())


def _on_paper(step: Step) -> Step:
    if step.group is not None:
        return replace(step, steps=tuple(_on_paper(child) for child in step.steps))
    if step.transform.category not in _MOVES_OR_COVERS:
        return replace(step, transform=Brightness(factor=Range(1, 1)))
    if "fill" in type(step.transform).model_fields:
        return replace(step, transform=step.transform.replaced(fill=0.0))
    return step
