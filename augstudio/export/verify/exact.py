"""The plan for exact code, which draws what the preview draws: whole batches of two epochs, compared directly."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from augstudio.engine.augmenter import Augmenter
from augstudio.errors import ExportError
from augstudio.export.chain import Chains
from augstudio.export.verify.chains import CHAIN, EVAL, TRAIN, last_scale, tolerance_of_chain
from augstudio.export.verify.exporting import Exporting
from augstudio.export.verify.frameworks import Job, Outcome
from augstudio.export.verify.pinning import Scale
from augstudio.export.verify.plan import Plan
from augstudio.export.verify.rows import Row, rows
from augstudio.export.verify.sample_images import middle
from augstudio.export.verify.trial import Finding
from augstudio.export.verify.verdicts import COLOUR, RESAMPLING, Mismatch, measured, tolerance_of
from augstudio.pipeline.batch_steps import batch_steps
from augstudio.pipeline.evaluation import evaluation_twin
from augstudio.pipeline.model import Mode, Pipeline

if TYPE_CHECKING:
    from numpy.typing import NDArray

_EPOCHS = (0, 1)


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Images of one size with their positions in the data set.

    Attributes:
        images: (B, H, W, C) uint8 or float32.
        index: B positions.
    """

    images: "NDArray[Any]"
    index: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class WholeBatches:
    """The same batches through exact code and through the preview."""

    pipeline: Pipeline
    mode: Mode
    source: str
    batches: tuple[Batch, ...]
    tolerance: float
    scale: Scale

    @property
    def how(self) -> str:
        """In a few words."""
        return "the same draws" if self.mode is Mode.TRAIN else "nothing drawn"

    @property
    def jobs(self) -> tuple[Job, ...]:
        """One for each batch and epoch."""
        return tuple(
            Job(self.source, batch.images, batch.index, f"exact {self.mode.value}", options=self._options(batch, epoch))
            for batch, epoch in self._runs()
        )

    def _runs(self) -> Iterator[tuple[Batch, int]]:
        for batch in self.batches:
            for epoch in _EPOCHS if self.mode is Mode.TRAIN else _EPOCHS[:1]:
                yield batch, epoch

    def _options(self, batch: Batch, epoch: int) -> dict[str, Any]:
        options: dict[str, Any] = {"epoch": epoch, "index": batch.index}
        return {**options, "classes": len(batch.images)} if self._mixes else options

    @property
    def _mixes(self) -> bool:
        return self.mode is Mode.TRAIN and bool(batch_steps(self.pipeline))

    def finding(self, found: Sequence[Outcome]) -> Finding:
        """What the outcomes tell."""
        augment = Augmenter(self.pipeline, self.mode)
        theirs, ours = [], []
        for (batch, epoch), outcome in zip(self._runs(), found, strict=True):
            expected, labels = self._preview(augment, batch, epoch)
            theirs += [*outcome.array("images")]
            ours += [*expected]
            if labels is not None:
                theirs.append(outcome.array("labels"))
                ours.append(labels)
        scale = 1.0 if self._mixes else self.scale
        return Finding(measured(theirs, ours, self.tolerance, scale))

    def _preview(
        self, augment: Augmenter, batch: Batch, epoch: int
    ) -> "tuple[NDArray[np.float32], NDArray[np.float32] | None]":
        images = torch.from_numpy(batch.images).permute(0, 3, 1, 2)
        if not self._mixes:
            made = augment(images, epoch=epoch, index=batch.index)
            if not isinstance(made, torch.Tensor):
                raise Mismatch(
                    "of these images the preview makes some of another size than others, which no batch holds"
                )
            return made.permute(0, 2, 3, 1).numpy(), None
        count = len(images)
        mixed, labels = augment(images, epoch=epoch, index=batch.index, labels=torch.arange(count), classes=count)
        return mixed.permute(0, 2, 3, 1).numpy(), labels.numpy()


def exact_plans(pipeline: Pipeline, images: "Sequence[NDArray[np.uint8]]", exporting: Exporting) -> tuple[Plan, ...]:
    """What to run: each step on what comes before it, those in a group after it; and the chains, training and evaluation.

    Args:
        pipeline: The design.
        images: (H, W, C) each, of any sizes that it can be applied to.
        exporting: How it is written.

    Raises:
        PipelineError: A step can never be applied to these images.
    """
    found = tuple(rows(pipeline, images))
    plans = [plan for row in found for plan in exact_step_plans(row, exporting)]
    tolerance = max((_row_tolerance(row) for row in found), default=COLOUR)
    train = _plan(TRAIN, CHAIN, pipeline, Mode.TRAIN, images, exporting, max(COLOUR, tolerance), last_scale(found))
    twin = evaluation_twin(pipeline)
    tolerance = max(tolerance_of_chain(twin, image) for image in images)
    scale = last_scale(tuple(rows(twin, images[:1])))
    return (*plans, train, _plan(EVAL, CHAIN, pipeline, Mode.EVAL, images, exporting, tolerance, scale))


def exact_step_plans(row: Row, exporting: Exporting) -> Iterator[Plan]:
    """The plan for a step, and for each step in it."""
    step, first = row.step, row.samples[0]
    pipeline = Pipeline((step,), name=step.id, seed=first.seed)
    images = [each.image for each in row.samples]
    yield _plan(step.id, step.op, pipeline, Mode.TRAIN, images, exporting, _row_tolerance(row), first.scale)
    for child in row.children():
        yield from exact_step_plans(child, exporting)


def _plan(
    name: str,
    op: str,
    pipeline: Pipeline,
    mode: Mode,
    images: "Sequence[NDArray[Any]]",
    exporting: Exporting,
    tolerance: float,
    scale: Scale,
) -> Plan:
    try:
        source = exporting.text(pipeline, Chains(mode.value))
    except ExportError as error:
        return Plan(name, op, refusal=str(error))
    batches = _one_batch(images) if batch_steps(pipeline) else _batches(images)
    return Plan(name, op, check=WholeBatches(pipeline, mode, source, batches, tolerance, scale))


def _row_tolerance(row: Row) -> float:
    if row.step.group is not None:
        return max((_row_tolerance(child) for child in row.children()), default=RESAMPLING)
    return max(tolerance_of(each.stages()) for each in row.samples)


def _batches(images: "Sequence[NDArray[Any]]") -> tuple[Batch, ...]:
    """Images of each size together."""
    by_shape: dict[tuple[int, ...], list[int]] = {}
    for position, image in enumerate(images):
        by_shape.setdefault(image.shape, []).append(position)
    return tuple(
        Batch(np.stack([images[position] for position in positions]), tuple(positions))
        for positions in by_shape.values()
    )


def _one_batch(images: "Sequence[NDArray[Any]]") -> tuple[Batch, ...]:
    """All images, cut to the size that all have, so that they can be mixed."""
    height, width = (min(image.shape[axis] for image in images) for axis in (0, 1))
    cut = [middle(image, height, width) for image in images]
    return (Batch(np.stack(cut), tuple(range(len(cut)))),)
