"""Sizes of images that a pipeline keeps alike, as those of a batch have to be."""

from collections.abc import Iterator
from dataclasses import replace

from augstudio.errors import ExportError, PipelineError
from augstudio.export.chain import sample_size
from augstudio.pipeline.evaluation import evaluation_twin
from augstudio.pipeline.model import Pipeline, Step
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
        f"step {fault.id} ({fault.op}): with probability {fault.probability:g} it makes images of two sizes, "
        f"which no batch holds: set its probability to 1, or {otherwise}"
    )


def _candidates(pipeline: Pipeline, first: ImageSize) -> Iterator[ImageSize]:
    """The first size, a square, and all that steps make of the first and that the pipeline can be applied to."""
    yield first
    square = replace(first, width=first.height)  # which a quarter turn leaves as it is
    if _fits(pipeline, square) and _fits(evaluation_twin(pipeline), square):
        yield square
    sizes: tuple[ImageSize, ...] = (first,)
    for step in pipeline.active:
        try:
            sizes = tuple({made: None for size in sizes for made in step.transform.sizes_after(size, step.probability)})
        except PipelineError:
            return
        for size in sizes:
            if _fits(pipeline, size) and _fits(evaluation_twin(pipeline), size):
                yield size


def _fits(pipeline: Pipeline, size: ImageSize) -> bool:
    try:
        return _splitting_step(pipeline, size) is None
    except PipelineError:
        return False


def _splitting_step(pipeline: Pipeline, size: ImageSize) -> Step | None:
    """The first step that makes images of two sizes of images of a size."""
    for step in pipeline.active:
        made = step.transform.sizes_after(size, step.probability)
        if len(made) > 1:
            return step
        size = made[0]
    return None
