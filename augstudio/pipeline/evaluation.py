"""What a pipeline becomes when the model is evaluated, and the statistics that it takes from the data."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from augstudio.errors import PipelineError
from augstudio.pipeline.model import Pipeline, Step
from augstudio.transforms.tensor.normalize import Normalize


def evaluation_twin(pipeline: Pipeline) -> Pipeline:
    """The deterministic pipeline that prepares images for evaluation as the training pipeline prepares them for training.

    Every step that can hit in training becomes its twin: itself, others, or nothing; all with probability 1. A twin of one step keeps
    its id.
    """
    return pipeline.with_steps(twin for step in pipeline.active for twin in _twins(step))


def _twins(step: Step) -> Iterator[Step]:
    twins = step.transform.evaluation_twin(step.probability)
    for twin in twins:
        yield Step(twin, id=step.id if len(twins) == 1 else "")


def needs_statistics(pipeline: Pipeline) -> bool:
    """True while an active step says `dataset` where numbers have to stand before it can run."""
    return any(_waits(step) for step in pipeline.active)


def resolve_statistics(pipeline: Pipeline, mean: Sequence[float], std: Sequence[float]) -> Pipeline:
    """The same pipeline with the data set's numbers wherever it says `dataset`.

    Args:
        pipeline: The design.
        mean: Per channel, of values in 0..1.
        std: As `mean`.

    Raises:
        PipelineError: The numbers cannot be normalised with: a standard deviation of 0, say.
    """
    numbers = {"mean": tuple(float(each) for each in mean), "std": tuple(float(each) for each in std)}
    steps = []
    for position, step in enumerate(pipeline):
        try:
            steps.append(replace(step, transform=step.transform.replaced(**numbers)) if _waits(step) else step)
        except PipelineError as error:
            message = f"the data set's statistics do not serve: {error.message}"
            raise PipelineError(message, step=position, field=error.field) from None
    return pipeline.with_steps(steps)


def _waits(step: Step) -> bool:
    return isinstance(step.transform, Normalize) and step.transform.needs_statistics
