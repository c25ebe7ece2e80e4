"""The steps of a pipeline, each with what comes before it and what the preview draws for it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from augstudio.engine.augmenter import Augmenter
from augstudio.export.verify.pinning import DrawnStep, Scale
from augstudio.pipeline.model import Pipeline, Step
from augstudio.transforms.tensor.normalize import Normalize

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One step.

    Attributes:
        samples: The step with each image.
        records: What the preview drew for each: for the step, and for all in it.
    """

    samples: tuple[DrawnStep, ...]
    records: tuple[Mapping[str, Any], ...]

    @property
    def step(self) -> Step:
        """The step."""
        return self.samples[0].step

    def children(self) -> "Iterator[Row]":
        """The steps in a group, each tried on what comes before the group."""
        for child in self.step.steps:
            scale = _scale(child, self.samples[0].scale)
            yield Row(tuple(replace(each, step=child, scale=scale) for each in self.samples), self.records)

    def applied(self, position: int) -> Iterator[DrawnStep]:
        """The single steps that are applied to one image, in the order in which they are."""
        entry = self.records[position][self.step.id]
        if not entry["hit"]:
            return
        if self.step.group is None:
            yield self.samples[position]
            return
        children = {child.step.id: child for child in self.children()}
        for child in entry["draws"]["steps"]:
            yield from children[child].applied(position)


def rows(pipeline: Pipeline, images: "Sequence[NDArray[np.uint8]]") -> Iterator[Row]:
    """Each active step of a pipeline; steps that mix batches see what comes before the first of them.

    Raises:
        PipelineError: A step can never be applied to these images.
    """
    scale: Scale = 1.0
    before: tuple[torch.Tensor, ...] = ()
    for trace in Augmenter(pipeline).trace([channels_first(image) for image in images]):
        if trace.step is not None:
            scale = _scale(trace.step, scale)
            samples = (
                DrawnStep(trace.step, channels_last(image), pipeline.seed, index, scale)
                for index, image in enumerate(before)
            )
            yield Row(tuple(samples), tuple(trace.record))
        before = trace.images


def _scale(step: Step, before: Scale) -> Scale:
    return np.array(step.transform.numbers()[1], np.float32) if isinstance(step.transform, Normalize) else before


def channels_first(image: "NDArray[Any]") -> torch.Tensor:
    """An image (H, W, C) as the engine takes it."""
    return torch.from_numpy(np.ascontiguousarray(np.moveaxis(image, -1, 0)))


def channels_last(image: torch.Tensor) -> "NDArray[np.float32]":
    """An image (H, W, C), as the engine leaves it in another order."""
    found: NDArray[np.float32] = image.permute(1, 2, 0).contiguous().numpy()
    return found
