"""From a request to pictures: all variants of all samples in one batch."""

import math
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

from augstudio.data.source import Source
from augstudio.errors import AugStudioError, DataError, PipelineError
from augstudio.lazy import torch
from augstudio.pipeline.model import Pipeline, walk
from augstudio.preview.chains import as_tensor, runnable
from augstudio.preview.display import shrink, to_pixels, undo_normalize
from augstudio.preview.staging import Batch, Stage, StageCache, advance
from augstudio.preview.values import (
    DrawnStep,
    PreviewGrid,
    PreviewRequest,
    PreviewRow,
    PreviewTile,
    TileFault,
)

if TYPE_CHECKING:
    from augstudio.preview.values import Pixels

_Made = TypeVar("_Made")

_MEMORY = 1024 * 2**20
_MOST_BATCH_BYTES = 512 * 2**20
_FLOAT_BYTES = 4
_WORTH_THREADS = 2 * 2**20
"""How much there has to be computed for several threads to be worth it (bytes of input)."""


def render(request: PreviewRequest, source: Source) -> PreviewGrid:
    """Makes the pictures that a request asks for.

    Args:
        request: Which samples, how many variants, of which design.
        source: The data.
    """
    return Renderer().render(request, source)


def drawn_steps(pipeline: Pipeline, trail: dict[str, dict[str, Any]]) -> tuple[DrawnStep, ...]:
    """One sample's record as values, in the order of the steps."""
    return tuple(
        DrawnStep(step.id, step.op, trail[step.id]["hit"], trail[step.id]["draws"])
        for step in walk(pipeline.active)
        if step.id in trail
    )


class Renderer:
    """Answers requests one after the other, keeping what the next one can use again. Not for several threads at once.

    Decoded samples are kept, and the batch as it was before the step that was edited last: a slider that is dragged costs its own step
    and those after it.

    Args:
        threads: In how many threads of its own large batches are computed. Torch's own threads wait by spinning: on a core that
            others want too, a frame took ten times as long with them (measured).

    Attributes:
        memory: How much is kept at most (bytes): a third of it samples, the rest batches. May be changed at any time.
    """

    def __init__(self, *, threads: int = 1) -> None:
        self.memory = _MEMORY
        self._threads = threads
        self._pool = _pool(threads) if threads > 1 else None
        self._source: Source | None = None
        self._images: dict[int, Pixels | TileFault] = {}
        self._originals: dict[tuple[int, int], Pixels] = {}
        self._stages: list[StageCache] = []

    def close(self) -> None:
        """Ends its threads. Returns at once."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

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

    def alone(self, work: Callable[..., _Made], *arguments: Any) -> _Made:
        """Does something else in a thread where torch computes alone, as it does for large batches: so times can be compared."""
        return work(*arguments) if self._pool is None else self._pool.submit(work, *arguments).result()

    def _follow(self, source: Source) -> None:
        """Forgets what another source's samples were, and starts afresh when there are many."""
        kept = sum(image.size for image in self._images.values() if not isinstance(image, TileFault))
        if source is not self._source or kept > self.memory // 3:
            self._source = source
            self._images.clear()
            self._originals.clear()
            self._stages.clear()

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

    def _pixels(self, index: int) -> "Pixels":
        image = self._image(index)
        assert not isinstance(image, TileFault)  # noqa: S101 -- only readable samples get here
        return image

    def _tiles(self, request: PreviewRequest, readable: tuple[int, ...]) -> list[PreviewTile]:
        pairs = [(index, epoch) for index in readable for epoch in request.epochs]
        try:
            pipeline = runnable(request.pipeline, request.mode)
        except AugStudioError as error:
            fault = TileFault(str(error))
            return [PreviewTile(index, epoch, None, fault=fault) for index, epoch in pairs]
        parts = self._parts(readable, pairs)
        while len(self._stages) < len(parts):
            self._stages.append(StageCache())
        memory = self.memory * 2 // 3 // max(1, len(parts))
        jobs = [(part, stages, memory) for part, stages in zip(parts, self._stages, strict=False)]
        if self._pool is None:
            made = [self._batch_tiles(request, pipeline, *job) for job in jobs]
        else:
            futures = [self._pool.submit(self._batch_tiles, request, pipeline, *job) for job in jobs]
            made = [future.result() for future in futures]
        return [tile for tiles in made for tile in tiles]

    def _parts(self, readable: tuple[int, ...], pairs: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
        """Which tiles are computed together: all, but a part for each thread where there is much to do.

        Images so large that memory would run out are taken a few at a time.
        """
        largest = max((self._pixels(index).size * _FLOAT_BYTES for index in readable), default=1)
        wanted = self._threads if largest * len(pairs) > _WORTH_THREADS else 1
        together = min(math.ceil(len(pairs) / wanted), max(1, _MOST_BATCH_BYTES // largest))
        return [pairs[start : start + together] for start in range(0, len(pairs), max(1, together))]

    def _batch_tiles(
        self,
        request: PreviewRequest,
        pipeline: Pipeline,
        pairs: list[tuple[int, int]],
        stages: StageCache,
        memory: int,
    ) -> list[PreviewTile]:
        if not pairs:
            return []
        indices, epochs = zip(*pairs, strict=True)
        batch = Batch(indices, epochs)
        draft = request.tile_size if request.is_draft else 0
        try:
            stage = stages.run(lambda: self._start(pipeline, batch), batch, pipeline, draft=draft, memory=memory)
        except PipelineError:
            return [self._one_by_one(pipeline, index, epoch, request.tile_size) for index, epoch in pairs]
        return _as_tiles(pipeline, stage, request.tile_size)

    def _start(self, pipeline: Pipeline, batch: Batch) -> Stage:
        own = {index: as_tensor(self._pixels(index)) for index in dict.fromkeys(batch.indices)}
        images = [own[index] for index in batch.indices]
        one_size = len({tuple(image.shape) for image in images}) == 1
        trails: tuple[dict[str, Any], ...] = tuple({} for _ in images)
        return Stage(batch, pipeline.seed, pipeline.resampling, (), torch.stack(images) if one_size else images, trails)

    def _one_by_one(self, pipeline: Pipeline, index: int, epoch: int, tile_size: int) -> PreviewTile:
        stage = self._start(pipeline, Batch((index,), (epoch,)))
        for step in pipeline.active:
            try:
                stage = advance(stage, (step,))
            except PipelineError as error:
                steps = drawn_steps(pipeline, stage.trails[0])
                return PreviewTile(index, epoch, None, steps=steps, fault=TileFault(error.message, step.id))
        return _as_tiles(pipeline, stage, tile_size)[0]


def _pool(threads: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(threads, thread_name_prefix="augstudio-render", initializer=_use_one_thread)


def _use_one_thread() -> None:
    """In this thread torch computes alone; what other threads start with is put back."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    # Torch keeps the number for each thread, and also as what new threads start with.
    restoring = Thread(target=torch.set_num_threads, args=(before,))
    restoring.start()
    restoring.join()


def _as_tiles(pipeline: Pipeline, stage: Stage, tile_size: int) -> list[PreviewTile]:
    tiles: list[PreviewTile | None] = [None] * len(stage.batch.indices)
    places: dict[tuple[int, ...], list[int]] = {}
    for place, image in enumerate(stage.images):
        places.setdefault(tuple(image.shape), []).append(place)
    for same in places.values():
        images = stage.images if torch.is_tensor(stage.images) else torch.stack([stage.images[each] for each in same])
        trails = [stage.trails[each] for each in same]
        shown = to_pixels(undo_normalize(images, pipeline.active, trails), tile_size)
        for row, place in enumerate(same):
            tiles[place] = PreviewTile(
                stage.batch.indices[place],
                stage.batch.epochs[place],
                shown[row],
                stage.sizes[place] if stage.sizes else (images.shape[2], images.shape[3]),
                drawn_steps(pipeline, stage.trails[place]),
                is_draft=stage.sizes is not None,
            )
    return [tile for tile in tiles if tile is not None]
