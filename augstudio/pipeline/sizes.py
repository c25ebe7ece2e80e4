"""What a pipeline makes of image sizes, before any image is there."""

from collections.abc import Iterator
from contextlib import suppress

from augstudio.errors import PipelineError
from augstudio.pipeline.model import Pipeline, Step
from augstudio.transforms.base import Transform
from augstudio.transforms.declarations import MAXIMUM_SIDE
from augstudio.transforms.stage import ImageSize

_Sizes = tuple[ImageSize | None, ...]
"""The sizes that images can have at one point; None stands for a size that is not known."""

_MOST_SIZES = 32
_PROBES = ((4 * MAXIMUM_SIDE, 4 * MAXIMUM_SIDE + 1), (5 * MAXIMUM_SIDE, 6 * MAXIMUM_SIDE))


def check_sizes(pipeline: Pipeline, size: ImageSize | None = None) -> None:
    """Refuses steps that can never be applied to what the steps before them leave.

    Args:
        pipeline: The design.
        size: The size of the images that come in; None where it is not known, and then only what follows from the steps counts.

    Raises:
        PipelineError: A step never fits; `step` and `field` name it.
    """
    refusals = []
    for channels in (size.channels,) if size else _channel_counts(pipeline):
        start = ImageSize(size.height, size.width, channels) if size else None
        refusal = _first_refusal(pipeline, start, channels)
        if refusal is None:
            return
        refusals.append(refusal)
    raise max(refusals, key=lambda refusal: refusal.step or 0)


def _channel_counts(pipeline: Pipeline) -> tuple[int, ...]:
    """The channel counts worth trying where none is known: colour, gray, and as many as any step has numbers for."""
    lengths = {len(value) for step in pipeline for _, value in step.transform if isinstance(value, tuple)}
    return (3, 1, *sorted(lengths - {1, 3}))


def _first_refusal(pipeline: Pipeline, start: ImageSize | None, channels: int) -> PipelineError | None:
    sizes: _Sizes = (start,)
    for position, step in enumerate(pipeline):
        if not step.enabled or step.probability == 0:
            continue
        try:
            sizes = _after(step, sizes, channels)
        except PipelineError as error:
            return PipelineError(error.message, step=position, field=error.field)
    return None


def _after(step: Step, sizes: _Sizes, channels: int) -> _Sizes:
    """The sizes after a step; those it cannot be applied to are dropped while others are left."""
    made = list(_made(step.transform, sizes, channels))
    kept = sizes if step.probability < 1 else ()
    merged = tuple(dict.fromkeys((*made, *kept)))
    return merged if len(merged) <= _MOST_SIZES else (None,)


def _made(transform: Transform, sizes: _Sizes, channels: int) -> Iterator[ImageSize | None]:
    refusal: PipelineError | None = None
    fits = False
    for size in sizes:
        try:
            yield _of_unknown(transform, channels) if size is None else transform.output_size(size)
            fits = True
        except PipelineError as error:
            refusal = error
    if refusal is not None and not fits:
        raise refusal


def _of_unknown(transform: Transform, channels: int) -> ImageSize | None:
    """The size that a transform makes of images of any size; None where it depends on theirs."""
    with suppress(PipelineError):
        first, second = (transform.output_size(ImageSize(height, width, channels)) for height, width in _PROBES)
        return first if first == second else None
    return None
