"""Sizes of images that a pipeline keeps alike, as those of a batch have to be."""

from collections.abc import Iterator
from dataclasses import replace

from augstudio.errors import ExportError
from augstudio.export.chain import sample_size
from augstudio.pipeline.evaluation import evaluation_twin
from augstudio.pipeline.model import Pipeline, Step
from augstudio.pipeline.sizes import first_misfit, sizes_after, sizes_before
from augstudio.transforms.stage import ImageSize


def unsplit_size(pipeline: Pipeline, otherwise: str) -> ImageSize:
    """A size of images that stay of one size throughout, as those of a batch have to.

    Args:
        pipeline: What is applied to them.
        otherwise: What an error tells to do where there is none, besides raising a probability.

    Raises:
        PipelineError: A step can never be applied.
        ExportError: A step makes two sizes of images of one, whatever it is.
    """
    first = sample_size(pipeline)
    fault: Step | None = None
    for size in _candidates(pipeline, first):
        fault = _splitting_step(pipeline, size) or _splitting_step(evaluation_twin(pipeline), size)
        if fault is None:
            return size
    assert fault is not None  # noqa: S101 -- there is one candidate at least
    raise ExportError(
        f"step {fault.id} ({fault.op}): {_what_splits(fault)} images of two sizes, which no batch holds: "
        f"{_remedy(fault)}, or {otherwise}"
    )


def _what_splits(step: Step) -> str:
    if step.probability < 1 or step.group is None:
        return f"with probability {step.probability:g} it makes"
    return "the steps in it make"


def _remedy(step: Step) -> str:
    if step.probability < 1:
        return "set its probability to 1"
    return "crop to squares before it" if step.group is None else "move those that change the size out of it"


def _candidates(pipeline: Pipeline, first: ImageSize) -> Iterator[ImageSize]:
    """The first size, a square, and all that steps make of the first and that the pipeline can be applied to."""
    made = (size for _, sizes in sizes_before(pipeline, first) for size in sizes)
    square = replace(first, width=first.height)  # which a quarter turn leaves as it is
    others = dict.fromkeys((square, *made, *sizes_after(pipeline, first)))
    yield first
    yield from (size for size in others if _fits(pipeline, size) and _fits(evaluation_twin(pipeline), size))


def _fits(pipeline: Pipeline, size: ImageSize) -> bool:
    return first_misfit(pipeline, size) is None and _splitting_step(pipeline, size) is None


def _splitting_step(pipeline: Pipeline, size: ImageSize) -> Step | None:
    """The first step that makes images of two sizes of images of a size; of a group, if only on the way."""
    for step in pipeline.active:
        made = sizes_after(Pipeline((step,)), size)
        if len(made) != 1 or _splits_inside(step, size):
            return step
        size = made[0]
    return None


def _splits_inside(step: Step, size: ImageSize) -> bool:
    """Whether a group can apply several children to one image, and one of them changes its size."""
    if step.group is None:
        return False
    lengths = step.group.results((0,), lambda _, before: tuple(each + 1 for each in before), len(step.steps))
    if max(lengths) < 2:
        return any(_splits_inside(child, size) for child in step.steps)
    return any(sizes_after(Pipeline((child,)), size) != (size,) or _splits_inside(child, size) for child in step.steps)
