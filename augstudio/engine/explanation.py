"""What the engine makes of a pipeline for images of a size: which steps run, as what, on how many images, and which share a sampling."""

from dataclasses import dataclass

import numpy as np

from augstudio.engine.plan import composed_steps
from augstudio.pipeline.model import Pipeline, Step
from augstudio.pipeline.sizes import check_sizes, sizes_before
from augstudio.transforms.batch_transform import BatchTransform
from augstudio.transforms.stage import ImageSize


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One step as it is run.

    Attributes:
        number: Which it is, as users count: `3`, or in a group `3.2`.
        id: The step's.
        op: What it does.
        chance: The share of the images that reach it to which it is applied.
        stages: The kinds of stage that it becomes, in order; none for groups, and for steps that are not run.
        sizes: What can come into it; none where the sizes are too many to tell.
        composed: It shares one sampling with its neighbours.
        skipped: Why it is not run; empty where it is.
    """

    number: str
    id: str
    op: str
    chance: float
    stages: tuple[str, ...]
    sizes: tuple[ImageSize, ...]
    composed: bool
    skipped: str


def explain(pipeline: Pipeline, size: ImageSize) -> tuple[PlannedStep, ...]:
    """The plan for images of one size, every step in its order, groups before their children.

    Raises:
        PipelineError: A step can never be applied to such images.
    """
    check_sizes(pipeline, size)
    composed = composed_steps(pipeline)
    reached = {step.id: sizes for step, sizes in sizes_before(pipeline, size)}
    running = {step.id for top in pipeline.active for step in top.walk()}
    plan = []
    for step in pipeline.walk():
        sizes = reached.get(step.id, ())
        runs = step.id in running
        plan.append(
            PlannedStep(
                number=pipeline.number(step.id),
                id=step.id,
                op=step.op,
                chance=step.probability,
                stages=_stages(step, sizes[0]) if runs and sizes else (),
                sizes=sizes,
                composed=step.id in composed,
                skipped="" if runs else _why_not(pipeline, step),
            )
        )
    return tuple(plan)


def _why_not(pipeline: Pipeline, step: Step) -> str:
    if not step.enabled:
        return "it is switched off"
    if step.probability == 0:
        return "its probability is 0"
    if step.group is not None:
        return "none of its steps can be chosen"
    parent = pipeline.parent(step.id)
    return f"{parent.id} never chooses it" if parent is not None else "it can do nothing"


def _stages(step: Step, size: ImageSize) -> tuple[str, ...]:
    """What it becomes for one image, with the middle of everything that it can draw."""
    if step.group is not None:
        return ()
    if isinstance(step.transform, BatchTransform):
        return ("mix",)
    draws = step.transform.sample(np.full((1, step.transform.draw_count), 0.5), size)
    return tuple(type(stage).__name__.lower() for stage in step.transform.lower(draws, size, 1))
