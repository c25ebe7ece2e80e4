"""Running one step on a batch: alone, as a group of others, or mixing the batch."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from augstudio.engine.buckets import Bucket, merged, put_back, rows_of, settled, together
from augstudio.engine.mixing import mix
from augstudio.engine.records import Record, note, note_group
from augstudio.engine.single_resampling import as_placement
from augstudio.engine.torch_executor import run_stages
from augstudio.errors import PipelineError
from augstudio.kernels.numpy.draws import step_keys, uniforms
from augstudio.kernels.numpy.placements import unmoved
from augstudio.pipeline.model import Pipeline, Step
from augstudio.pipeline.sizes import first_misfit
from augstudio.transforms.base import Transform
from augstudio.transforms.batch_transform import BatchTransform
from augstudio.transforms.group_transform import GroupTransform
from augstudio.transforms.stage import ImageSize

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws

GATE_SLOT = 0
"""The slot of each step that decides whether it is applied; its parameters, or a group's choice, are drawn from the slots after it."""


@dataclass(frozen=True, slots=True, eq=False)
class StepRunner:
    """Runs the steps of one batch.

    Attributes:
        keys: (B,) the samples' keys.
        trail: Where it notes what is drawn; None where nobody asks.
        composed: The ids of the steps that are remembered as maps instead of run at once.
    """

    keys: "NDArray[np.int64]"
    trail: Record | None
    composed: frozenset[str]

    def run(self, step: Step, buckets: list[Bucket]) -> list[Bucket]:
        """The images after a step that does not mix them.

        Raises:
            PipelineError: It can never be applied to images of such a size or channel count.
        """
        composes = step.id in self.composed
        if not composes:
            buckets = settled(buckets)
        if step.group is not None:
            return self._run_group(step, step.group, buckets)
        try:
            return merged([changed for bucket in buckets for changed in self._change(step, bucket, composes=composes)])
        except PipelineError as error:
            raise _placed(error, step.id) from None

    def mix(self, step: Step, transform: BatchTransform, buckets: list[Bucket]) -> tuple[list[Bucket], Tensor]:
        """The images after a step that mixes them, and how much of each is the image itself.

        Raises:
            PipelineError: Their sizes differ, or it can never be applied to images of this size.
        """
        images = together(settled(buckets), len(self.keys))
        if not isinstance(images, Tensor):
            if images:
                message = f"{step.op} mixes images of one size: resize or crop them before"
                raise PipelineError(message, place=f"step {step.id}")
            return buckets, torch.ones(0)
        own_keys, hit = self._hits(step, np.arange(len(self.keys)))
        whole = Bucket(np.arange(len(self.keys)), images)
        draws = transform.sample(uniforms(own_keys, transform.draw_count, GATE_SLOT + 1), whole.size)
        if self.trail is not None:
            note(step, whole.positions, hit, {name: values[hit] for name, values in draws.items()}, self.trail)
        images, shares = mix(transform, images, draws, hit)
        return [Bucket(whole.positions, images)], shares

    def _hits(self, step: Step, positions: "NDArray[np.intp]") -> "tuple[NDArray[np.int64], NDArray[np.bool_]]":
        """The step's own keys for some samples, and which of these it is applied to."""
        own_keys = step_keys(self.keys[positions], step.id)
        if step.probability >= 1:
            return own_keys, np.ones(len(positions), dtype=np.bool_)
        return own_keys, uniforms(own_keys, 1, GATE_SLOT)[:, 0] < step.probability

    # Groups.

    def _run_group(self, step: Step, group: GroupTransform, buckets: list[Bucket]) -> list[Bucket]:
        """Child by child: in each round every image goes to the child whose turn it is for that image."""
        if not any(len(bucket.positions) for bucket in buckets):
            return buckets
        for bucket in buckets:
            _check_fits(step, bucket)
        orders = self._orders(step, group, np.concatenate([bucket.positions for bucket in buckets]))
        for turns in orders.T:
            resting: list[Bucket] = []
            coming: dict[int, list[Bucket]] = {}
            for bucket in buckets:
                for child, part in bucket.split(turns[bucket.positions]):
                    (coming.setdefault(child, []) if child >= 0 else resting).append(part)
            changed = [each for child, parts in coming.items() for each in self.run(step.steps[child], parts)]
            buckets = merged([*resting, *changed])
        return buckets

    def _orders(self, step: Step, group: GroupTransform, positions: "NDArray[np.intp]") -> "NDArray[np.int64]":
        """The children whose turn it is, (B, rounds), one after the other; -1 for none, as for all other samples than these."""
        own_keys, hit = self._hits(step, positions)
        count = len(step.steps)
        drawn = group.orders(uniforms(own_keys, group.order_draw_count(count), GATE_SLOT + 1), count)
        drawn = np.where(hit[:, None], drawn, -1)
        if self.trail is not None:
            chosen = [[step.steps[child].id for child in row if child >= 0] for row in drawn]
            named = [ids if applied else None for ids, applied in zip(chosen, hit, strict=True)]
            note_group(step, positions, named, self.trail)
        orders = np.full((len(self.keys), drawn.shape[1]), -1, np.int64)
        orders[positions] = drawn
        return orders

    # Single steps.

    def _change(self, step: Step, bucket: Bucket, *, composes: bool) -> list[Bucket]:
        own_keys, hit = self._hits(step, bucket.positions)
        changed, draws = _changed(step, bucket, own_keys, hit, composes=composes)
        if self.trail is not None:
            note(step, bucket.positions, hit, draws, self.trail)
        return changed


def _changed(
    step: Step, bucket: Bucket, keys: "NDArray[np.int64]", hit: "NDArray[np.bool_]", *, composes: bool
) -> "tuple[list[Bucket], Draws]":
    transform, size = step.transform, bucket.size
    if len(hit) == 0:
        return [bucket], {}
    makes = transform.sizes_after(size, step.probability)  # refuses what never fits at once, not when it first hits
    if composes:
        composed = _composed(transform, bucket, keys, hit) if len(makes) == 1 else None
        if composed is not None:
            return composed
        bucket = bucket.settled()
    rows = np.flatnonzero(hit)
    if len(rows) == 0:
        return [bucket], {}
    draws = transform.sample(uniforms(keys[rows], transform.draw_count, GATE_SLOT + 1), size)
    outcomes = transform.outcomes(draws, size)
    if outcomes is None:
        return put_back(bucket, [(rows, _lowered(transform, draws, rows_of(bucket, rows)))]), draws
    changed = []
    for outcome in np.unique(outcomes):
        own = np.flatnonzero(outcomes == outcome)
        own_draws = {name: values[own] for name, values in draws.items()}
        changed.append((rows[own], _lowered(transform, own_draws, rows_of(bucket, rows[own]))))
    return put_back(bucket, changed), draws


def _composed(
    transform: Transform, bucket: Bucket, keys: "NDArray[np.int64]", hit: "NDArray[np.bool_]"
) -> "tuple[list[Bucket], Draws] | None":
    """The bucket with a step remembered instead of run, and what was drawn; None where that cannot be done.

    Whether it can is asked about all images, so that it does not depend on which of them are hit.
    """
    size, count = bucket.size, len(hit)
    draws = transform.sample(uniforms(keys, transform.draw_count, GATE_SLOT + 1), size)
    if transform.outcomes(draws, size) is not None:
        return None
    step = as_placement(transform.lower(draws, size, count), size, count)
    if step is None:
        return None
    before = bucket.placement or unmoved(count, size.height, size.width)
    placed = Bucket(bucket.positions, bucket.images, before.then(step.only(hit)))
    return [placed], {name: values[hit] for name, values in draws.items()}


def _lowered(transform: Transform, draws: "Draws", images: Tensor) -> Tensor:
    channels, height, width = images.shape[1:]
    return run_stages(images, transform.lower(draws, ImageSize(height, width, channels), len(images)))


def _check_fits(step: Step, bucket: Bucket) -> None:
    """Refuses a group in which a step never fits at once, not when it is first chosen."""
    group = Pipeline((step,))
    refusal = first_misfit(group, bucket.size)
    if refusal is not None:
        raise _placed(refusal, group.at(refusal.path).id)


def _placed(error: PipelineError, step_id: str) -> PipelineError:
    return PipelineError(error.message, field=error.field, place=f"step {step_id}")
