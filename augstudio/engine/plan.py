"""Which steps are run together. Loads no torch."""

from collections.abc import Sequence
from itertools import groupby

from augstudio.pipeline.model import Pipeline, Resampling, Step
from augstudio.transforms.base import Category


def composed_steps(pipeline: Pipeline) -> frozenset[str]:
    """The ids of the steps that share one sampling with a neighbour; none where the pipeline asks for one after the other."""
    if pipeline.resampling is not Resampling.SINGLE:
        return frozenset()
    runs = (tuple(steps) for moves, steps in groupby(pipeline.active, key=_moves_pixels) if moves)
    return frozenset(step.id for steps in runs if _worth_composing(steps) for step in steps)


def run_start(steps: Sequence[Step], position: int) -> int:
    """Where the run of pixel-moving steps that a position is in begins; the position itself where it is in none."""
    while 0 < position < len(steps) and _moves_pixels(steps[position]) and _moves_pixels(steps[position - 1]):
        position -= 1
    return position


def _moves_pixels(step: Step) -> bool:
    return step.transform.category is Category.GEOMETRY


def _worth_composing(steps: Sequence[Step]) -> bool:
    """At least two of them interpolate."""
    return sum("interpolation" in type(step.transform).model_fields for step in steps) > 1
