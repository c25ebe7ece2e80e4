"""What a pipeline makes of image sizes, before any image is there."""

from collections.abc import Iterator

from augstudio.errors import PipelineError
from augstudio.pipeline.model import Pipeline, Step
from augstudio.transforms.base import Transform
from augstudio.transforms.declarations import MAXIMUM_SIDE
from augstudio.transforms.stage import ImageSize

_Sizes = tuple[ImageSize | None, ...]
"""The sizes that images can have at one point; None stands for one that is not known."""

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
    refusal = first_refusal(pipeline, size)
    if refusal is not None:
        raise refusal


def first_refusal(pipeline: Pipeline, size: ImageSize | None = None) -> PipelineError | None:
    """What `check_sizes` raises; None where everything fits."""
    if size is not None:
        return _Walk(pipeline, size, size.channels).refusal
    refusals = [_Walk(pipeline, None, channels).refusal for channels in _channel_counts(pipeline)]
    if None in refusals:
        return None
    return max((refusal for refusal in refusals if refusal), key=lambda refusal: refusal.step or 0)


def sizes_before(pipeline: Pipeline, size: ImageSize | None = None) -> Iterator[tuple[Step, tuple[ImageSize, ...]]]:
    """The active steps, each with the sizes that its images can have; none where they are not known.

    Ends with the first step that can never be applied.
    """
    channels = size.channels if size else _channel_counts(pipeline)[0]
    for step, sizes in _Walk(pipeline, size, channels).places:
        known = tuple(each for each in sizes if each is not None)
        yield step, known if len(known) == len(sizes) else ()


def _channel_counts(pipeline: Pipeline) -> tuple[int, ...]:
    """The channel counts worth trying where none is known: colour, gray, and as many as any step has numbers for."""
    lengths = {len(value) for step in pipeline for _, value in step.transform if isinstance(value, tuple)}
    return (3, 1, *sorted(lengths - {1, 3}))


class _Walk:
    """One way through the steps, with images of one channel count.

    Attributes:
        places: The active steps, each with the sizes that come to it.
        refusal: Why it ends early, where it does.
    """

    def __init__(self, pipeline: Pipeline, start: ImageSize | None, channels: int) -> None:
        self.places: list[tuple[Step, _Sizes]] = []
        self.refusal: PipelineError | None = None
        self._channels = channels
        sizes: _Sizes = (start,)
        for step in pipeline.active:
            self.places.append((step, sizes))
            try:
                sizes = self._after(step, sizes)
            except PipelineError as error:
                self.refusal = PipelineError(error.message, step=pipeline.position(step.id), field=error.field)
                return

    def _after(self, step: Step, sizes: _Sizes) -> _Sizes:
        """The sizes after a step; those it cannot be applied to are dropped while others are left."""
        made = self._made(step, sizes)
        kept = sizes if step.probability < 1 else ()
        merged = tuple(dict.fromkeys((*made, *kept)))
        return merged if len(merged) <= _MOST_SIZES else (None,)

    def _made(self, step: Step, sizes: _Sizes) -> list[ImageSize | None]:
        made: list[ImageSize | None] = []
        refusal: PipelineError | None = None
        for size in sizes:
            try:
                if size is None:
                    made.append(self._of_unknown(step.transform))
                else:
                    made.extend(step.transform.sizes_after(size, step.probability))
            except PipelineError as error:
                refusal = error
        if refusal is not None and not made:
            raise refusal
        return made

    def _of_unknown(self, transform: Transform) -> ImageSize | None:
        """The size that a transform makes of images of any size; None where it depends on theirs."""
        sizes = (ImageSize(height, width, self._channels) for height, width in _PROBES)
        try:
            first, second = (transform.sizes_after(size, 1) for size in sizes)
        except PipelineError:
            return None
        return first[0] if first == second and len(first) == 1 else None
