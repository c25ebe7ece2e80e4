"""Running a batch part of the way, so that the next edit can go on from there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from augstudio.engine.plan import run_start
from augstudio.errors import PipelineError
from augstudio.lazy import numpy as np
from augstudio.lazy import torch
from augstudio.pipeline.model import Pipeline, Resampling, Step
from augstudio.preview.display import shrunk_size
from augstudio.transforms.base import Category
from augstudio.transforms.batch_transform import BatchTransform
from augstudio.transforms.stage import Branches, Channels, Colour, ImageSize, Standardize, StandardizeEach
from augstudio.transforms.stage import Stage as LoweredStage

if TYPE_CHECKING:
    from torch import Tensor

_WORTH_SHRINKING = 1.25
"""How much larger than its tile an image has to be for a draft to be worth the shrinking."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Which tiles are computed together: the sample and the epoch of each."""

    indices: tuple[int, ...]
    epochs: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """A batch after some steps.

    Attributes:
        batch: Which tiles.
        seed: The pipeline's seed.
        resampling: The pipeline's.
        steps: The steps that ran.
        images: (C, H, W) float32 each, as one tensor where they have one size.
        trails: What was drawn for each tile: step id -> record.
        sizes: Height and width of each image before it was shrunk to a draft; None where it was not.
    """

    batch: Batch
    seed: int
    resampling: Resampling
    steps: tuple[Step, ...]
    images: "Tensor | list[Tensor]"
    trails: tuple[dict[str, Any], ...]
    sizes: tuple[tuple[int, int], ...] | None = None


class StageCache:
    """Keeps the batch as it was before the step that was edited last."""

    def __init__(self) -> None:
        self._kept: Stage | None = None
        self._last_steps: tuple[Step, ...] = ()

    def clear(self) -> None:
        """Keeps nothing: the samples are other ones."""
        self._kept = None

    def run(
        self, start: Callable[[], Stage], batch: Batch, pipeline: Pipeline, *, memory: int, draft: int = 0
    ) -> Stage:
        """The batch after all steps.

        Args:
            start: The batch before any.
            batch: Which tiles.
            pipeline: The steps and their seed.
            memory: What takes more than this is not kept (bytes).
            draft: Shrink images to this (px, the longest side) as soon as only pointwise steps are left; 0: never.

        Raises:
            PipelineError: A step can never be applied to an image of the batch.
        """
        steps = pipeline.active
        edited = _first_difference(steps, self._last_steps)
        if pipeline.resampling is Resampling.SINGLE:
            edited = run_start(steps, edited)  # steps that share one sampling are run together
        self._last_steps = steps
        kept = self._kept
        if kept is None or not _can_go_on(kept, batch, pipeline, draft) or len(kept.steps) < edited:
            if edited == len(steps):  # nothing was edited: what is kept may still serve the next edit
                return _advance_to(start(), steps, len(steps), draft)
            kept = _advance_to(start(), steps, edited, draft)
            self._kept = kept if _bytes(kept) <= memory else None
        return _advance_to(kept, steps, len(steps), draft)


def advance(stage: Stage, steps: tuple[Step, ...]) -> Stage:
    """The batch after some more steps.

    Draws are keyed by step, so that running a pipeline in two parts gives the same pixels.

    Raises:
        PipelineError: A step can never be applied to an image of the batch.
    """
    from augstudio.engine.augmenter import Augmenter  # noqa: PLC0415 -- imports torch: seconds, in the worker's thread

    if not steps:
        return stage
    augment = Augmenter(Pipeline(steps, seed=stage.seed, resampling=stage.resampling))
    batch, places = stage.batch, _mixing_order(stage.batch, steps)
    with torch.inference_mode():
        made, _, record = augment(
            [stage.images[place] for place in places] if places else stage.images,
            epoch=[batch.epochs[place] for place in places] or batch.epochs,
            index=[batch.indices[place] for place in places] or batch.indices,
            labels=torch.zeros(len(batch.indices), dtype=torch.int64),  # steps that mix images ask for them
            record=True,
        )
    back = sorted(range(len(places)), key=places.__getitem__)
    images = [made[place] for place in back] if back else made
    drawn = [record[place] for place in back] or record
    trails = tuple({**earlier, **later} for earlier, later in zip(stage.trails, drawn, strict=True))
    return replace(stage, steps=(*stage.steps, *steps), images=images, trails=trails)


def _mixing_order(batch: Batch, steps: tuple[Step, ...]) -> list[int]:
    """Tiles by epoch where a step mixes neighbours, so that different samples are mixed and not variants of one; empty elsewhere."""
    if not any(isinstance(step.transform, BatchTransform) for step in steps):
        return []
    return sorted(range(len(batch.epochs)), key=batch.epochs.__getitem__)


def _advance_to(stage: Stage, steps: tuple[Step, ...], position: int, draft: int) -> Stage:
    """Goes on to a position, by way of the place where a draft is shrunk."""
    pointwise_from = _pointwise_from(steps)
    if not draft or position < pointwise_from or pointwise_from == len(steps):
        return advance(stage, steps[len(stage.steps) : position])
    if len(stage.steps) < pointwise_from:
        stage = advance(stage, steps[len(stage.steps) : pointwise_from])
    return advance(_shrunk(stage, draft), steps[len(stage.steps) : position])


def _can_go_on(kept: Stage, batch: Batch, pipeline: Pipeline, draft: int) -> bool:
    steps = pipeline.active
    if (kept.batch, kept.seed, kept.resampling) != (batch, pipeline.seed, pipeline.resampling) or kept.steps != steps[
        : len(kept.steps)
    ]:
        return False
    if pipeline.resampling is Resampling.SINGLE and run_start(steps, len(kept.steps)) != len(kept.steps):
        return False
    if kept.sizes is None:
        return True
    longest = max(max(image.shape[1:]) for image in kept.images)
    return draft == longest and _pointwise_from(steps) <= len(kept.steps)


def _shrunk(stage: Stage, draft: int) -> Stage:
    """The images at the size they are shown in, if that saves enough."""
    sizes = tuple((image.shape[1], image.shape[2]) for image in stage.images)
    if stage.sizes is not None or max(map(max, sizes), default=0) < _WORTH_SHRINKING * draft:
        return stage
    if torch.is_tensor(stage.images):
        small = _resized(stage.images, draft)
        return replace(stage, images=small, sizes=sizes)
    return replace(stage, images=[_resized(image[None], draft)[0] for image in stage.images], sizes=sizes)


def _resized(images: "Tensor", longest: int) -> "Tensor":
    size = shrunk_size(images.shape[2], images.shape[3], longest)
    return torch.nn.functional.interpolate(images, size, mode="bilinear", antialias=True)


def _first_difference(new: Sequence[Step], old: Sequence[Step]) -> int:
    for position, (one, other) in enumerate(zip(new, old, strict=False)):
        if one != other:
            return position
    return min(len(new), len(old))


def _bytes(stage: Stage) -> int:
    return sum(image.nelement() * image.element_size() for image in stage.images)


def _pointwise_from(steps: tuple[Step, ...]) -> int:
    """The position from which on all steps only change values, wherever they are: they can run on smaller images."""
    position = len(steps)
    while position and _is_pointwise(steps[position - 1]):
        position -= 1
    return position


def _is_pointwise(step: Step) -> bool:
    if step.group is not None:
        return all(map(_is_pointwise, step.steps))
    transform = step.transform
    if transform.category is Category.POLICY:  # it does something else to every image
        return False
    size = ImageSize(8, 8, 3)
    try:
        draws = transform.sample(np.full((1, transform.draw_count), 0.5), size)
        return all(map(_changes_values_only, transform.lower(draws, size, 1)))
    except PipelineError:
        return False


def _changes_values_only(stage: LoweredStage) -> bool:
    match stage:
        case Branches():
            return all(_changes_values_only(each) for branch in stage.branches for each in branch.stages)
        case _:
            return isinstance(stage, Colour | Channels | Standardize | StandardizeEach)
