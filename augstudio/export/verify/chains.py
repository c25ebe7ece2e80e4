"""The plans for whole chains: training with the draws of the preview, and evaluation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from augstudio.engine.augmenter import Augmenter
from augstudio.errors import ExportError
from augstudio.export.chain import Chains, result_size
from augstudio.export.verify.exporting import Exporting
from augstudio.export.verify.frameworks import Job, Outcome
from augstudio.export.verify.pinning import DrawnStep, Scale, is_settled, size_of
from augstudio.export.verify.plan import Plan
from augstudio.export.verify.rows import Row, channels_first, channels_last, rows
from augstudio.export.verify.trial import Finding
from augstudio.export.verify.verdicts import COLOUR, Mismatch, measured, tolerance_of
from augstudio.pipeline.batch_steps import image_steps
from augstudio.pipeline.evaluation import evaluation_twin
from augstudio.pipeline.model import Pipeline, Step
from augstudio.transforms.batch_transform import BatchTransform
from augstudio.transforms.stage import ImageSize

if TYPE_CHECKING:
    from numpy.typing import NDArray

TRAIN, EVAL, CHAIN = "train", "eval", "chain"
_FEW = 4


@dataclass(frozen=True, slots=True, eq=False)
class WholeChain:
    """A chain that leaves nothing to chance, run from the images themselves to the end.

    Attributes:
        how: In a few words.
        fixed: One run for each image.
        expected: What the preview makes of each.
        tolerance: How far a value may be off.
        scale: What brings results to [0, 1].
        drawn: More runs, of the code with draws of its own, which need only make images of the right kind.
        sizes: Their sizes; None where chance decides.
    """

    how: str
    fixed: tuple[Job, ...]
    expected: "tuple[NDArray[np.float32], ...]"
    tolerance: float
    scale: Scale
    drawn: tuple[Job, ...] = ()
    sizes: tuple[ImageSize | None, ...] = ()

    @property
    def jobs(self) -> tuple[Job, ...]:
        """What to run."""
        return (*self.fixed, *self.drawn)

    def finding(self, found: Sequence[Outcome]) -> Finding:
        """What the outcomes tell."""
        theirs = [outcome.images[0] for outcome in found]
        count = len(self.fixed)
        for image, size in zip(theirs[count:], self.sizes, strict=True):
            _check_kind(image, size)
        return Finding(measured(theirs[:count], self.expected, self.tolerance, self.scale))


def _check_kind(image: "NDArray[np.float32]", size: ImageSize | None) -> None:
    if image.dtype != np.float32 or not np.isfinite(image).all():
        raise Mismatch("with draws of its own the chain makes values that are no finite float32 numbers")
    if size is not None and size_of(image) != size:
        expected = (size.height, size.width, size.channels)
        raise Mismatch(f"with draws of its own the chain makes images of shape {image.shape}, the preview {expected}")


def fixed_training_plan(
    pipeline: Pipeline, found: Sequence[Row], images: "Sequence[NDArray[np.uint8]]", exporting: Exporting
) -> Plan:
    """The training chain with its draws fixed to the preview's, without the steps whose draws cannot be.

    Args:
        pipeline: The design.
        found: Its rows.
        images: The images, (H, W, C) each.
        exporting: How it is written.
    """
    few = images[:_FEW]
    applied = [[each for row in found for each in row.applied(position)] for position in range(len(few))]
    left_out = {each.step.id: None for steps in applied for each in steps if not _can_be_fixed(each)}
    how = "fixed draws" + (f", without {', '.join(left_out)}" if left_out else "")
    chains = [pipeline.with_steps(_fixed(steps)) for steps in applied]
    try:
        source = exporting.text(pipeline)
        jobs = tuple(Job(exporting.text(chain), image[None]) for chain, image in zip(chains, few, strict=True))
        approximate = exporting.approximate(pipeline)
    except ExportError as error:
        return Plan(TRAIN, CHAIN, refusal=str(error))
    expected = tuple(_run(chain, image) for chain, image in zip(chains, few, strict=True))
    tolerance = max(tolerance_of_chain(chain, image) for chain, image in zip(chains, few, strict=True))
    drawn = tuple(Job(source, image[None], (seed,)) for seed, image in enumerate(few))
    sizes = tuple(result_size(image_steps(pipeline), size_of(image)) for image in few)
    chain = WholeChain(how, jobs, expected, tolerance, last_scale(found), drawn, sizes)
    return Plan(TRAIN, CHAIN, approximate, chain)


def _can_be_fixed(sample: DrawnStep) -> bool:
    return not isinstance(sample.transform, BatchTransform) and is_settled(sample.pinned(), sample.size)


def _fixed(steps: Sequence[DrawnStep]) -> list[Step]:
    """The steps that were applied to one image, with the numbers drawn for it."""
    return [Step(each.pinned(), id=each.step.id) for each in steps if _can_be_fixed(each)]


def evaluation_plan(pipeline: Pipeline, images: "Sequence[NDArray[np.uint8]]", exporting: Exporting) -> Plan:
    """The evaluation chain, which draws nothing.

    Args:
        pipeline: The design.
        images: The images, (H, W, C) each.
        exporting: How it is written.
    """
    twin = evaluation_twin(pipeline)
    try:
        source = exporting.text(pipeline, Chains.EVAL)
        approximate = exporting.approximate(twin)
    except ExportError as error:
        return Plan(EVAL, CHAIN, refusal=str(error))
    jobs = tuple(Job(source, image[None], call="eval") for image in images)
    expected = tuple(_run(twin, image) for image in images)
    tolerance = max(tolerance_of_chain(twin, image) for image in images)
    scale = last_scale(tuple(rows(twin, images[:1])))
    return Plan(EVAL, CHAIN, approximate, WholeChain("nothing drawn", jobs, expected, tolerance, scale))


def _run(pipeline: Pipeline, image: "NDArray[np.uint8]") -> "NDArray[np.float32]":
    return channels_last(Augmenter(pipeline)(channels_first(image)[None])[0])


def tolerance_of_chain(pipeline: Pipeline, image: "NDArray[np.uint8]") -> float:
    """The tolerance of a chain that draws nothing: that of its least exact step."""
    steps = (row.samples[0] for row in rows(pipeline, [image]))
    return max((COLOUR, *(tolerance_of(each.stages()) for each in steps)))


def last_scale(found: Sequence[Row]) -> Scale:
    """What brings the results of a chain to [0, 1]."""
    return found[-1].samples[0].scale if found else 1.0
