"""What a pipeline becomes when a model is evaluated, and what it still needs to know of the data."""

from collections.abc import Sequence
from dataclasses import replace

from augstudio.pipeline.model import Pipeline, Step
from augstudio.transforms.tensor.normalize import Normalize


def evaluation_twin(pipeline: Pipeline) -> Pipeline:
    """The deterministic pipeline that prepares images for evaluation: nothing random, every size and scale as in training."""
    return pipeline.with_steps(
        Step(twin, id="" if position else step.id)
        for step in pipeline.active
        for position, twin in enumerate(step.transform.evaluation_twin(step.probability))
    )


def needs_statistics(pipeline: Pipeline) -> bool:
    """True while a step still asks for the data set's mean and standard deviation."""
    return any(isinstance(step.transform, Normalize) and step.transform.needs_statistics for step in pipeline.active)


def resolve_statistics(pipeline: Pipeline, mean: Sequence[float], std: Sequence[float]) -> Pipeline:
    """The same pipeline with `dataset` replaced by numbers.

    Args:
        pipeline: Any pipeline; one that does not ask is returned as it is.
        mean: Per channel, of values in 0..1.
        std: As `mean`.
    """
    return pipeline.with_steps(
        replace(step, transform=Normalize.create({"mean": tuple(mean), "std": tuple(std)}))
        if isinstance(step.transform, Normalize) and step.transform.needs_statistics
        else step
        for step in pipeline
    )
