"""From a request to pictures: all variants of all samples in one batch."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from augstudio.data.source import Source
from augstudio.errors import AugStudioError, DataError, PipelineError
from augstudio.lazy import numpy as np
from augstudio.lazy import torch
from augstudio.pipeline.evaluation import evaluation_twin, resolve_statistics
from augstudio.pipeline.model import Mode, Pipeline, Step
from augstudio.preview.display import shrink, to_pixels, undo_normalize
from augstudio.preview.values import (
    DrawnStep,
    PreviewGrid,
    PreviewRequest,
    PreviewRow,
    PreviewTile,
    TileFault,
)

if TYPE_CHECKING:
    from torch import Tensor

    from augstudio.preview.values import Pixels

_MOST_IMAGES = 256
_MOST_PREFIX_BYTES = 512 * 2**20


def render(request: PreviewRequest, source: Source) -> PreviewGrid:
    """Makes the pictures that a request asks for.

    Args:
        request: Which samples, how many variants, of which design.
        source: The data.
    """
    return Renderer().render(request, source)


def runnable(pipeline: Pipeline, mode: Mode) -> Pipeline:
    """The pipeline that the preview runs: the twin for evaluation; statistics still to be taken from the data set are left at 0 and 1.

    What normalize does is undone for display, so that its numbers do not show.
    """
    return resolve_statistics(evaluation_twin(pipeline) if mode is Mode.EVAL else pipeline, (0.0,), (1.0,))


def as_tensor(pixels: "Pixels") -> "Tensor":
    """An (H, W, C) uint8 picture as a (C, H, W) float32 tensor in [0, 1]."""
    return torch.from_numpy(pixels.transpose(2, 0, 1).astype(np.float32)).div_(255)


def drawn_steps(pipeline: Pipeline, trail: dict[str, dict[str, Any]]) -> tuple[DrawnStep, ...]:
    """One sample's record as values, in the order of the steps."""
    return tuple(
        DrawnStep(step.id, step.op, trail[step.id]["hit"], trail[step.id]["draws"])
        for step in pipeline.active
        if step.id in trail
    )


@dataclass(frozen=True, slots=True)
class _Batch:
    """What goes into the pipeline: tile t is image `rows[t]` of the readable samples."""

    indices: tuple[int, ...]
    epochs: tuple[int, ...]
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Stage:
    """A batch after some steps: what the next edit of a later step can start from."""

    batch: _Batch
    seed: int
    steps: tuple[Step, ...]
    images: "Tensor | list[Tensor]"
    trails: tuple[dict[str, Any], ...]


class Renderer:
    """Answers requests one after the other, keeping what the next one can use again. Not for several threads at once.

    Decoded samples are kept, and the batch as it was before the step that was edited last: a slider that is dragged costs its own step
    and those after it.
    """

    def __init__(self) -> None:
        self._source: Source | None = None
        self._images: dict[int, Pixels | TileFault] = {}
        self._tensors: dict[int, Tensor] = {}
        self._originals: dict[tuple[int, int], Pixels] = {}
        self._before_edit: _Stage | None = None
        self._last_steps: tuple[Step, ...] = ()

    def originals(self, request: PreviewRequest, source: Source) -> PreviewGrid:
        """The samples as they are, without variants; needs no torch."""
        self._follow(source)
        rows = tuple(self._row(index, request.tile_size) for index in request.indices)
        return PreviewGrid(request, rows, complete=False)

    def render(self, request: PreviewRequest, source: Source) -> PreviewGrid:
        """Everything that a request asks for."""
        grid = self.originals(request, source)
        started = time.perf_counter()
        readable = tuple(row.index for row in grid.rows if row.original is not None)
        tiles = iter(self._tiles(request, readable))
        count = len(request.epochs)
        rows = tuple(
            row if row.original is None else replace(row, variants=tuple(next(tiles) for _ in range(count)))
            for row in grid.rows
        )
        return PreviewGrid(request, rows, time.perf_counter() - started)

    def _follow(self, source: Source) -> None:
        """Forgets what another source's samples were, and starts afresh when there are many."""
        if source is not self._source or len(self._images) > _MOST_IMAGES:
            self._source = source
            self._images.clear()
            self._tensors.clear()
            self._originals.clear()
            self._before_edit = None

    def _row(self, index: int, tile_size: int) -> PreviewRow:
        assert self._source is not None  # noqa: S101 -- for the type checker
        image = self._image(index)
        position = self._source.label(index)
        label = "" if position is None or position < 0 else self._source.classes[position]
        if isinstance(image, TileFault):
            return PreviewRow(index, label, None, fault=image)
        key = index, tile_size
        if key not in self._originals:
            self._originals[key] = shrink(image, tile_size)
        return PreviewRow(index, label, self._originals[key], image.shape[:2])

    def _image(self, index: int) -> "Pixels | TileFault":
        assert self._source is not None  # noqa: S101 -- for the type checker
        if index not in self._images:
            try:
                self._images[index] = self._source.image(index)
            except DataError as error:
                self._images[index] = TileFault(str(error))
        return self._images[index]

    def _tensor(self, index: int) -> "Tensor":
        if index not in self._tensors:
            image = self._image(index)
            assert not isinstance(image, TileFault)  # noqa: S101 -- only readable samples get here
            self._tensors[index] = as_tensor(image)
        return self._tensors[index]

    def _tiles(self, request: PreviewRequest, readable: tuple[int, ...]) -> list[PreviewTile]:
        epochs = request.epochs
        rows = tuple(row for row in range(len(readable)) for _ in epochs)
        batch = _Batch(tuple(readable[row] for row in rows), epochs * len(readable), rows)
        if not rows:
            return []
        try:
            pipeline = runnable(request.pipeline, request.mode)
        except AugStudioError as error:
            fault = TileFault(str(error))
            return [PreviewTile(index, epoch, None, fault=fault) for index, epoch in _pairs(batch)]
        try:
            return _as_tiles(pipeline, self._run(pipeline, batch), request.tile_size)
        except PipelineError:
            return [self._one_by_one(pipeline, index, epoch, request.tile_size) for index, epoch in _pairs(batch)]

    def _run(self, pipeline: Pipeline, batch: _Batch) -> _Stage:
        steps = pipeline.active
        position = _first_difference(steps, self._last_steps)
        self._last_steps = steps
        before = self._before_edit
        fits = before is not None and before.batch == batch and before.seed == pipeline.seed
        if before is None or not fits or before.steps != steps[: len(before.steps)] or len(before.steps) < position:
            start = _Stage(batch, pipeline.seed, (), self._inputs(batch), tuple({} for _ in batch.rows))
            before = _advance(start, steps[:position])
            self._before_edit = before if _bytes(before) <= _MOST_PREFIX_BYTES else None
        return _advance(before, steps[len(before.steps) :])

    def _inputs(self, batch: _Batch) -> "Tensor | list[Tensor]":
        images = [self._tensor(index) for index in batch.indices]
        one_size = len({tuple(image.shape) for image in images}) == 1
        return torch.stack(images) if one_size else images

    def _one_by_one(self, pipeline: Pipeline, index: int, epoch: int, tile_size: int) -> PreviewTile:
        batch = _Batch((index,), (epoch,), (0,))
        stage = _Stage(batch, pipeline.seed, (), self._inputs(batch), ({},))
        for step in pipeline.active:
            try:
                stage = _advance(stage, (step,))
            except PipelineError as error:
                steps = drawn_steps(pipeline, stage.trails[0])
                return PreviewTile(index, epoch, None, steps=steps, fault=TileFault(error.message, step.id))
        return _as_tiles(pipeline, stage, tile_size)[0]


def _pairs(batch: _Batch) -> list[tuple[int, int]]:
    return list(zip(batch.indices, batch.epochs, strict=True))


def _bytes(stage: _Stage) -> int:
    return sum(image.nelement() * image.element_size() for image in stage.images)


def _first_difference(new: Sequence[Step], old: Sequence[Step]) -> int:
    for position, (one, other) in enumerate(zip(new, old, strict=False)):
        if one != other:
            return position
    return min(len(new), len(old))


def _advance(stage: _Stage, steps: tuple[Step, ...]) -> _Stage:
    """The batch after some more steps.

    Draws are keyed by step, so that running a pipeline in two parts gives the same pixels.
    """
    from augstudio.engine.augmenter import Augmenter  # noqa: PLC0415 -- imports torch: seconds, in the worker's thread

    if not steps:
        return stage
    augment = Augmenter(Pipeline(steps, seed=stage.seed))
    with torch.inference_mode():
        images, record = augment(stage.images, epoch=stage.batch.epochs, index=stage.batch.indices, record=True)
    trails = tuple({**earlier, **later} for earlier, later in zip(stage.trails, record, strict=True))
    return _Stage(stage.batch, stage.seed, (*stage.steps, *steps), images, trails)


def _as_tiles(pipeline: Pipeline, stage: _Stage, tile_size: int) -> list[PreviewTile]:
    tiles: list[PreviewTile | None] = [None] * len(stage.batch.rows)
    places: dict[tuple[int, ...], list[int]] = {}
    for place, image in enumerate(stage.images):
        places.setdefault(tuple(image.shape), []).append(place)
    for same in places.values():
        images = stage.images if torch.is_tensor(stage.images) else torch.stack([stage.images[each] for each in same])
        trails = [stage.trails[each] for each in same]
        shown = to_pixels(undo_normalize(images, pipeline.active, trails), tile_size)
        for row, place in enumerate(same):
            index, epoch = stage.batch.indices[place], stage.batch.epochs[place]
            size = (images.shape[2], images.shape[3])
            tiles[place] = PreviewTile(index, epoch, shown[row], size, drawn_steps(pipeline, stage.trails[place]))
    return [tile for tile in tiles if tile is not None]
