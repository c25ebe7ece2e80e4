"""The plan for native code, whose draws are its own: step by step on what comes before each, then the chains as a whole."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from augstudio.errors import ExportError
from augstudio.export.verify.chains import evaluation_plan, fixed_training_plan
from augstudio.export.verify.checks import pixel_check
from augstudio.export.verify.draw_comparison import RandomRuns
from augstudio.export.verify.exporting import Exporting
from augstudio.export.verify.group_check import GroupOutcomes
from augstudio.export.verify.mixing_check import MixedBatch
from augstudio.export.verify.pinning import is_settled
from augstudio.export.verify.plan import Plan
from augstudio.export.verify.rows import Row, rows
from augstudio.pipeline.model import Pipeline, Resampling
from augstudio.transforms.batch_transform import BatchTransform

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SINGLE_RESAMPLING = (
    "the preview composes interpolations into one, here each step interpolates; compared with the preview of that"
)

_SLACK = 1e-3
_APPROXIMATE_SLACK = 0.02


def native_plans(pipeline: Pipeline, images: "Sequence[NDArray[np.uint8]]", exporting: Exporting) -> tuple[Plan, ...]:
    """What to run: each step, those in a group after it; and the chains, training and evaluation.

    Args:
        pipeline: The design.
        images: (H, W, C) each, of any sizes that it can be applied to.
        exporting: How it is written.

    Raises:
        PipelineError: A step can never be applied to these images.
    """
    plain = replace(pipeline, resampling=Resampling.SEQUENTIAL)
    found = tuple(rows(plain, images))
    plans = [plan for row in found for plan in step_plans(row, exporting)]
    chains = [fixed_training_plan(plain, found, images, exporting), evaluation_plan(plain, images, exporting)]
    if pipeline.resampling is Resampling.SINGLE and len(pipeline.active) > 1:
        chains = [_with_reason(chain, SINGLE_RESAMPLING) for chain in chains]
    return (*plans, *chains)


def _with_reason(plan: Plan, reason: str) -> Plan:
    return replace(plan, approximate="; ".join(filter(None, (reason, plan.approximate))))


def step_plans(row: Row, exporting: Exporting) -> Iterator[Plan]:
    """The plan for a step, and for each step in it.

    Raises:
        PipelineError: It can never be applied to these images.
    """
    yield _step_plan(row, exporting)
    for child in row.children():
        yield from step_plans(child, exporting)


def _step_plan(row: Row, exporting: Exporting) -> Plan:
    step, first = row.step, row.samples[0]
    by_itself = Pipeline((step,), name=step.id, seed=first.seed)
    try:
        if isinstance(step.transform, BatchTransform):
            mixing = MixedBatch(by_itself, step.transform, exporting.text(by_itself), first.size.channels)
            return Plan(step.id, step.op, check=mixing)
        approximate = exporting.approximate(by_itself)
        check = GroupOutcomes.of(first, exporting) if step.group else pixel_check(row.samples, exporting)
        return Plan(step.id, step.op, approximate, check, _runs(row, by_itself, exporting, approximate))
    except ExportError as error:
        return Plan(step.id, step.op, refusal=str(error))


def _runs(row: Row, pipeline: Pipeline, exporting: Exporting, approximate: str) -> RandomRuns | None:
    step, size = row.step, row.samples[0].size
    if step.group is None and step.probability >= 1 and is_settled(step.transform, size):
        return None
    return RandomRuns.of(pipeline, size, exporting, _APPROXIMATE_SLACK if approximate else _SLACK)
