"""Whether everything that an exported group makes of an image is something that the preview's group can make of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from augstudio.engine.augmenter import Augmenter
from augstudio.errors import PipelineError
from augstudio.export.verify.exporting import Exporting
from augstudio.export.verify.frameworks import Job, Outcome
from augstudio.export.verify.pinning import MOST_OUTCOMES, DrawnStep, is_settled
from augstudio.export.verify.rows import channels_first, channels_last
from augstudio.export.verify.sample_images import middle
from augstudio.export.verify.trial import Finding
from augstudio.export.verify.verdicts import RESAMPLING, measured
from augstudio.pipeline.model import Pipeline, Step

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SIDE = 56
_INDICES = 512
_RUNS = 24


@dataclass(frozen=True, slots=True, eq=False)
class GroupOutcomes:
    """Some runs with the children's draws fixed, each compared with the nearest of all that can come out."""

    sample: DrawnStep
    source: str
    outcomes: "tuple[NDArray[np.float32], ...]"

    how = "fixed children, nearest of all outcomes"

    @classmethod
    def of(cls, sample: DrawnStep, exporting: Exporting) -> "GroupOutcomes | None":
        """Prepares the runs; None where children draw what cannot be fixed, or too much can come out.

        Raises:
            ExportError: The group cannot be said.
        """
        small = replace(sample, image=middle(sample.image, _SIDE, _SIDE))
        try:
            step = _fixed(small)
            if step is None:
                return None
            pipeline = Pipeline((step,), name=step.id, seed=sample.seed)
            outcomes = _outcomes(pipeline, small.image)
        except PipelineError:  # a child does not fit a small image, or only what another child makes of it
            return None
        return cls(small, exporting.text(pipeline), outcomes) if len(outcomes) <= MOST_OUTCOMES else None

    @property
    def jobs(self) -> tuple[Job, ...]:
        return (Job(self.source, self.sample.image[None], tuple(range(_RUNS))),)

    def finding(self, found: Sequence[Outcome]) -> Finding:
        theirs = found[0].images
        return Finding(measured(theirs, [self._nearest(each) for each in theirs], RESAMPLING, self.sample.scale))

    def _nearest(self, result: "NDArray[np.float32]") -> "NDArray[np.float32]":
        return min(self.outcomes, key=lambda each: _distance(each, result))


def _distance(one: "NDArray[np.float32]", other: "NDArray[np.float32]") -> float:
    return float(np.abs(one - other).mean()) if one.shape == other.shape else np.inf


def _fixed(sample: DrawnStep) -> Step | None:
    """The step with everything that it holds fixed to what the preview draws; None where that cannot be."""
    step = sample.step
    if step.group is None:
        pinned = sample.pinned()
        return replace(step, transform=pinned) if is_settled(pinned, sample.size) else None
    children = [_fixed(replace(sample, step=child)) for child in step.steps]
    fixed = tuple(child for child in children if child is not None)
    return replace(step, steps=fixed) if len(fixed) == len(children) else None


def _outcomes(pipeline: Pipeline, image: "NDArray[np.float32]") -> "tuple[NDArray[np.float32], ...]":
    """Everything that can come out: one image for each set of choices that occurs."""
    augment = Augmenter(pipeline)
    given = channels_first(image)
    _, records = augment([given] * _INDICES, record=True)
    first: dict[str, int] = {}
    for index, record in enumerate(records):
        first.setdefault(_choices(record), index)
    return tuple(channels_last(augment([given], index=[index])[0]) for index in first.values())


def _choices(record: dict[str, dict[str, Any]]) -> str:
    return json.dumps([[name, entry["hit"], entry["draws"].get("steps")] for name, entry in record.items()])
