"""What a pipeline becomes when the model is evaluated, and the statistics that it takes from the data."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from augstudio.errors import PipelineError
from augstudio.pipeline.model import Pipeline, Step, walk
from augstudio.transforms.tensor.normalize import Normalize


def evaluation_twin(pipeline: Pipeline) -> Pipeline:
    """The deterministic pipeline that prepares images for evaluation as the training pipeline prepares them for training.

    Every step that can hit in training becomes its twin: itself, others, or nothing; all with probability 1. A twin of one step keeps
    its id. A group becomes the twins of its children in their order, one of which is chosen as those of its heaviest child.
    """
    return pipeline.with_steps(twin for step in pipeline.active for twin in twins_of(step))


def twins_of(step: Step, chance: float = 1.0) -> Iterator[Step]:
    """What an active step becomes in evaluation.

    Args:
        step: The step.
        chance: How likely the groups that it is in are to come to it.
    """
    likely = step.probability * chance
    if likely == 0:
        return
    if step.group is not None:
        chances = step.group.chances(len(step.steps))
        for position in step.group.evaluated(len(step.steps)):
            yield from twins_of(step.steps[position], likely * chances[position])
        return
    twins = step.transform.evaluation_twin(likely)
    for twin in twins:
        yield Step(twin, id=step.id if len(twins) == 1 else "")


def needs_statistics(pipeline: Pipeline) -> bool:
    """True while an active step says `dataset` where numbers have to stand before it can run."""
    return any(_waits(step) for step in walk(pipeline.active))


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
    resolved = pipeline
    for step in pipeline.walk():
        if not _waits(step):
            continue
        try:
            resolved = resolved.with_step(replace(step, transform=step.transform.replaced(**numbers)))
        except PipelineError as error:
            message = f"the data set's statistics do not serve: {error.message}"
            raise PipelineError(message, path=pipeline.path(step.id), field=error.field) from None
    return resolved


def _waits(step: Step) -> bool:
    return isinstance(step.transform, Normalize) and step.transform.needs_statistics
