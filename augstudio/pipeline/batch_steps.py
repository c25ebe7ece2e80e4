"""Steps that mix the images of a batch, apart from those that change each image."""

from collections.abc import Sequence

from augstudio.errors import PipelineError
from augstudio.pipeline.model import Pipeline, Step
from augstudio.transforms.batch_transform import BatchTransform


def image_steps(pipeline: Pipeline) -> Pipeline:
    """The pipeline as far as it changes images one by one."""
    return pipeline.with_steps(step for step in pipeline if not isinstance(step.transform, BatchTransform))


def batch_steps(pipeline: Pipeline) -> tuple[tuple[Step, BatchTransform], ...]:
    """The active steps that mix the images of a batch, and what they do.

    Raises:
        PipelineError: Another step follows one of them.
    """
    check_order(pipeline.active)
    return tuple((step, step.transform) for step in pipeline.active if isinstance(step.transform, BatchTransform))


def check_order(steps: Sequence[Step]) -> None:
    """Refuses steps after one that mixes: they would draw for images that are two.

    Raises:
        PipelineError: A step that mixes the images of a batch is not among the last; it names the step.
    """
    mixing: Step | None = None
    for step in steps:
        if isinstance(step.transform, BatchTransform):
            mixing = step
        elif mixing is not None:
            message = f"{mixing.op} mixes the images of a batch and has to come last: move it after {step.id}"
            raise PipelineError(message, place=f"step {mixing.id}")
