"""What a pipeline makes of image sizes, before any image is there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from augstudio.errors import PipelineError
from augstudio.pipeline.model import Pipeline, Step
from augstudio.transforms.base import Transform
from augstudio.transforms.declarations import MAXIMUM_SIDE
from augstudio.transforms.group_transform import GroupTransform
from augstudio.transforms.parameters import PerChannel
from augstudio.transforms.stage import ImageSize

_Sizes = tuple[ImageSize | None, ...]
"""The sizes that images can have at one point; None stands for one that is not known."""

_MOST_SIZES = 32
_PROBES = ((4 * MAXIMUM_SIDE, 4 * MAXIMUM_SIDE + 1), (5 * MAXIMUM_SIDE, 6 * MAXIMUM_SIDE))


def check_sizes(pipeline: Pipeline, size: ImageSize | None = None) -> None:
    """Refuses steps that can never be applied to what the steps before them leave, and groups that ask for more steps than they hold.

    Args:
        pipeline: The design.
        size: The size of the images that come in; None where it is not known, and then only what follows from the steps counts.

    Raises:
        PipelineError: A step never fits; `path` and `field` name it.
    """
    refusal = first_refusal(pipeline, size)
    if refusal is not None:
        raise refusal


def first_refusal(pipeline: Pipeline, size: ImageSize | None = None) -> PipelineError | None:
    """What `check_sizes` raises; None where everything fits."""
    return _short_group(pipeline) or first_misfit(pipeline, size)


def first_misfit(pipeline: Pipeline, size: ImageSize | None = None) -> PipelineError | None:
    """As `first_refusal`, of sizes alone."""
    if size is not None:
        return _Walk(pipeline, size, size.channels).refusal
    refusals = [_Walk(pipeline, None, channels).refusal for channels in _channel_counts(pipeline)]
    if None in refusals:
        return None
    return max((refusal for refusal in refusals if refusal), key=lambda refusal: refusal.path)


def sizes_before(pipeline: Pipeline, size: ImageSize | None = None) -> Iterator[tuple[Step, tuple[ImageSize, ...]]]:
    """The active steps, in groups too, each with the sizes that its images can have; none where they are not known.

    Ends with the first step that can never be applied.
    """
    channels = size.channels if size else _channel_counts(pipeline)[0]
    for place in _Walk(pipeline, size, channels).places.values():
        yield place.step, _known(place.sizes)


def misfits(pipeline: Pipeline, size: ImageSize | None = None) -> Iterator[tuple[Step, PipelineError]]:
    """The active steps that can be applied to some of the images that come to them, but not to all, and why not."""
    channels = size.channels if size else _channel_counts(pipeline)[0]
    for place in _Walk(pipeline, size, channels).places.values():
        if place.refusal is not None and place.fits:
            yield place.step, place.refusal


def sizes_after(pipeline: Pipeline, size: ImageSize) -> tuple[ImageSize, ...]:
    """Every size that images of a size can have after a pipeline; none where they are too many to tell.

    Raises:
        PipelineError: As `check_sizes`.
    """
    walk = _Walk(pipeline, size, size.channels)
    if walk.refusal is not None:
        raise walk.refusal
    return _known(walk.sizes)


def number_counts(steps: Iterable[Step]) -> set[int]:
    """How many numbers steps have where they have one for each channel."""
    return {
        len(value)
        for step in steps
        for each in step.transform.parameter_fields()
        if isinstance(each.parameter, PerChannel) and isinstance(value := getattr(step.transform, each.name), tuple)
    }


def _known(sizes: _Sizes) -> tuple[ImageSize, ...]:
    known = tuple(each for each in sizes if each is not None)
    return known if len(known) == len(sizes) else ()


def _channel_counts(pipeline: Pipeline) -> tuple[int, ...]:
    """The channel counts worth trying where none is known: colour, gray, and as many as any step has numbers for."""
    return (3, 1, *sorted(number_counts(pipeline.walk()) - {1, 3}))


def _short_group(pipeline: Pipeline) -> PipelineError | None:
    """The first group that asks for more steps than it holds; one that is still to be filled asks for none."""
    for step in pipeline.walk():
        if step.group is None or not step.steps:
            continue
        try:
            step.group.check_enough(len(step.steps))
        except PipelineError as error:
            return PipelineError(error.message, path=pipeline.path(step.id), field=error.field)
    return None


@dataclass(slots=True)
class _Place:
    """A step on the way.

    Attributes:
        step: The step.
        sizes: All that come to it.
        refusal: Why it cannot be applied to some of them.
        fits: It can be applied to others.
    """

    step: Step
    sizes: _Sizes = ()
    refusal: PipelineError | None = None
    fits: bool = False


class _Walk:
    """All ways through the steps, with images of one channel count.

    Attributes:
        places: The active steps, by id.
        sizes: What comes out.
        refusal: Why it ends early, where it does.
    """

    def __init__(self, pipeline: Pipeline, start: ImageSize | None, channels: int) -> None:
        self.places: dict[str, _Place] = {}
        self.refusal: PipelineError | None = None
        self.sizes: _Sizes = (start,)
        self._channels = channels
        for step in pipeline.active:
            self.sizes = self._after(step, self.sizes)
            refused = next((place for place in self._places_in(step) if place.refusal and not place.fits), None)
            if refused is not None and refused.refusal is not None:
                path = pipeline.path(refused.step.id)
                self.refusal = PipelineError(refused.refusal.message, path=path, field=refused.refusal.field)
                return

    def _places_in(self, step: Step) -> Iterator[_Place]:
        """The places that were reached, of a step and what is in it."""
        return (self.places[each.id] for each in step.walk() if each.id in self.places)

    def _after(self, step: Step, sizes: _Sizes) -> _Sizes:
        """The sizes after a step; those it cannot be applied to are dropped."""
        place = self.places.setdefault(step.id, _Place(step))
        place.sizes = tuple(dict.fromkeys((*place.sizes, *sizes)))
        if step.probability == 0:  # in a group: a choice that does nothing
            return sizes
        made = self._after_group(step, step.group, sizes) if step.group else self._made(place, sizes)
        kept = sizes if step.probability < 1 else ()
        merged = tuple(dict.fromkeys((*made, *kept)))
        return merged if len(merged) <= _MOST_SIZES else (None,)

    def _after_group(self, step: Step, group: GroupTransform, sizes: _Sizes) -> _Sizes:
        known: dict[tuple[int, _Sizes], _Sizes] = {}

        def after(child: int, before: _Sizes) -> _Sizes:
            if (child, before) not in known:
                known[child, before] = self._after(step.steps[child], before)
            return known[child, before]

        return group.results(sizes, after, len(step.steps))

    def _made(self, place: _Place, sizes: _Sizes) -> list[ImageSize | None]:
        made: list[ImageSize | None] = []
        for size in sizes:
            try:
                if size is None:
                    made.append(self._of_unknown(place.step.transform))
                else:
                    made.extend(place.step.transform.sizes_after(size, place.step.probability))
                place.fits = True
            except PipelineError as error:
                place.refusal = error
        return made

    def _of_unknown(self, transform: Transform) -> ImageSize | None:
        """The size that a transform makes of images of any size; None where it depends on theirs."""
        sizes = (ImageSize(height, width, self._channels) for height, width in _PROBES)
        try:
            first, second = (transform.sizes_after(size, 1) for size in sizes)
        except PipelineError:
            return None
        return first[0] if first == second and len(first) == 1 else None
