"""Runs a pipeline on batches of images: every image with draws of its own, the same wherever and however it is run."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, overload

import numpy as np
import torch
from torch import Tensor

from augstudio.engine.mixing import class_probabilities, mix, mix_labels
from augstudio.engine.plan import composed_steps
from augstudio.engine.single_resampling import as_placement, sample
from augstudio.engine.torch_executor import run_stages
from augstudio.errors import PipelineError
from augstudio.kernels.numpy.draws import sample_keys, step_keys, uniforms
from augstudio.kernels.numpy.placements import Placement, unmoved
from augstudio.pipeline.batch_steps import check_order
from augstudio.pipeline.evaluation import evaluation_twin, needs_statistics
from augstudio.pipeline.model import SEED_LIMIT, Mode, Pipeline, Step
from augstudio.transforms.base import Transform
from augstudio.transforms.batch_transform import BatchTransform
from augstudio.transforms.parameters import tidy
from augstudio.transforms.stage import ImageSize

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws

Images: TypeAlias = Tensor | Sequence[Tensor]
"""One (B, C, H, W) tensor, or (C, H, W) tensors of any sizes; uint8, or floating point in [0, 1]."""

Record: TypeAlias = list[dict[str, dict[str, Any]]]
"""For each sample: step id -> `{"op": ..., "hit": ..., "draws": {name: value or list of values}}`; numbers, or names."""

GATE_SLOT = 0
"""The slot of each step that decides whether it is applied; its parameters are drawn from the slots after it."""


@dataclass(frozen=True, slots=True, eq=False)
class StepTrace:
    """What a batch looks like after one step.

    Attributes:
        step: The step; None for the input.
        images: (C, H, W) float32, one per sample.
        hits: Whether the step was applied, per sample.
        draws: What was drawn, per sample; empty where it was not applied.
        seconds: What the step cost for the whole batch.
    """

    step: Step | None
    images: tuple[Tensor, ...]
    hits: tuple[bool, ...]
    draws: tuple[dict[str, Any], ...]
    seconds: float


@dataclass(frozen=True, slots=True, eq=False)
class _Bucket:
    """Images of one size: their positions in the batch (n,) and their pixels (n, C, H, W) float32.

    With a placement, the pixels are still those from before it, and it says where each is to come from.
    """

    positions: "NDArray[np.intp]"
    images: Tensor
    placement: Placement | None = None

    @property
    def size(self) -> ImageSize:
        channels, height, width = self.images.shape[1:]
        if self.placement is not None:
            height, width = self.placement.height, self.placement.width
        return ImageSize(height, width, channels)

    def settled(self) -> "_Bucket":
        """The same with the pixels sampled."""
        if self.placement is None:
            return self
        return _Bucket(self.positions, sample(self.images, self.placement))


class Augmenter:
    """A pipeline, ready to run.

    The same (pipeline seed, epoch, index) gives the same image whatever the batch size, the order or the device. No global random state
    is read or changed.
    """

    def __init__(self, pipeline: Pipeline, mode: Mode | str = Mode.TRAIN, device: torch.device | str = "cpu") -> None:
        """Prepares a pipeline.

        Args:
            pipeline: What to do.
            mode: `train` draws; `eval` runs the deterministic twin.
            device: Where to compute; images are moved there.

        Raises:
            PipelineError: Its normalize still asks for a data set's statistics, or a step follows one that mixes the batch.
            ValueError: There is no such mode.
            TypeError: It is no pipeline.
        """
        if not isinstance(pipeline, Pipeline):
            raise TypeError(f"expected a Pipeline, got {type(pipeline).__name__}: augstudio.load reads one from a file")
        self.mode = Mode(mode)
        self.pipeline = pipeline if self.mode is Mode.TRAIN else evaluation_twin(pipeline)
        self.device = torch.device(device)
        self._composed = composed_steps(self.pipeline)
        if needs_statistics(self.pipeline):
            raise PipelineError(
                "normalize asks for the statistics of a data set: give numbers, or resolve it with resolve_statistics"
            )
        check_order(self.pipeline.active)

    @overload
    def __call__(
        self,
        images: Images,
        *,
        epoch: int | Sequence[int] = 0,
        index: Sequence[int] | Tensor | None = None,
        labels: None = None,
        record: Literal[False] = False,
    ) -> Tensor | list[Tensor]: ...
    @overload
    def __call__(
        self,
        images: Images,
        *,
        epoch: int | Sequence[int] = 0,
        index: Sequence[int] | Tensor | None = None,
        labels: Tensor | None = None,
        classes: int | None = None,
        record: bool = False,
    ) -> Any: ...
    def __call__(
        self,
        images: Images,
        *,
        epoch: int | Sequence[int] = 0,
        index: Sequence[int] | Tensor | None = None,
        labels: Tensor | None = None,
        classes: int | None = None,
        record: bool = False,
    ) -> Any:
        """Augments a batch.

        Args:
            images: (B, C, H, W) uint8, or floating point in [0, 1]; or a list of (C, H, W) of any sizes.
            epoch: Which pass over the data: other draws for each; one for all images, or (B,).
            index: (B,) position of each image in the data set, 0 .. 2**32 - 1; 0 .. B-1 where it is None.
            labels: (B,) classes from 0, or (B, K) class probabilities; returned beside the images. Where a step mixes the batch
                they come back mixed, as (B, K) float32; otherwise as they are.
            classes: K, for labels that are mixed. Without it K is one more than the largest label of this batch: give it in
                training, where every batch has to have the same columns.
            record: Also return what was drawn.

        Returns:
            (B, C, H', W') float32 on the augmenter's device, in [0, 1] or as normalize leaves it; a list of (C, H', W') where sizes
            differ. With labels: (images, labels); with record: (images, record); with both: (images, labels, record).

        Raises:
            PipelineError: A step can never be applied to images of this size or channel count, or mixes labels and there are none;
                it names the step.
            ValueError: `images` are no images, `index` or `epoch` are no whole numbers from 0 or not one per image, or `labels` are
                not one per image or none that can be mixed.
        """
        buckets, keys = self._start(images, epoch, index)
        targets = self._targets(labels, classes, len(keys))
        trail: Record | None = [{} for _ in keys] if record else None
        for step in self.pipeline.active:
            buckets, shares = _apply(step, buckets, keys, trail, composes=step.id in self._composed)
            if shares is not None and targets is not None and isinstance(step.transform, BatchTransform):
                targets = mix_labels(step.transform, targets, shares)
        result: list[Any] = [_together(_settled(buckets), len(keys))]
        if targets is not None:
            result.append(targets)
        if trail is not None:
            result.append(trail)
        return result[0] if len(result) == 1 else tuple(result)

    def trace(
        self, images: Images, *, epoch: int | Sequence[int] = 0, index: Sequence[int] | Tensor | None = None
    ) -> Iterator[StepTrace]:
        """Runs step by step: the input first, then one entry for each active step; steps that mix the batch need no labels here.

        Args:
            images: As in a call.
            epoch: As in a call.
            index: As in a call.

        Raises:
            PipelineError: As in a call, when the step at fault is reached.
        """
        buckets, keys = self._start(images, epoch, index)
        count = len(keys)
        yield StepTrace(None, _apart(buckets, count), (True,) * count, ({},) * count, 0.0)
        for step in self.pipeline.active:
            trail: Record = [{} for _ in range(count)]
            started = time.perf_counter()
            buckets, _ = _apply(step, buckets, keys, trail, composes=step.id in self._composed)
            shown = _apart(_settled(buckets), count)
            seconds = time.perf_counter() - started
            entries = [entry[step.id] for entry in trail]
            hits = tuple(bool(entry["hit"]) for entry in entries)
            draws = tuple(entry["draws"] for entry in entries)
            yield StepTrace(step, shown, hits, draws, seconds)

    def _targets(self, labels: Tensor | None, classes: int | None, count: int) -> Tensor | None:
        mixing = next((step for step in self.pipeline.active if isinstance(step.transform, BatchTransform)), None)
        if labels is None:
            if mixing is not None:
                message = (
                    f"{mixing.op} mixes labels with the images: call with labels=, and classes= for how many there are"
                )
                raise PipelineError(message, place=f"step {mixing.id}")
            return None
        if len(labels) != count:
            raise ValueError(f"{len(labels)} labels for {count} images")
        return labels if mixing is None else class_probabilities(labels, classes)

    def _start(
        self, images: Images, epoch: int | Sequence[int], index: Sequence[int] | Tensor | None
    ) -> "tuple[list[_Bucket], NDArray[np.int64]]":
        buckets, count = self._buckets(images)
        indices = np.arange(count, dtype=np.int64) if index is None else _whole_numbers(index, "index")
        if indices.shape != (count,):
            raise ValueError(f"index has shape {indices.shape} for {count} images")
        epochs = _whole_numbers(epoch, "epoch")
        if epochs.shape not in ((), (count,)):
            raise ValueError(f"epoch has shape {epochs.shape} for {count} images")
        return buckets, sample_keys(self.pipeline.seed, epochs, indices)

    def _buckets(self, images: Images) -> tuple[list[_Bucket], int]:
        if isinstance(images, Tensor):
            if images.ndim != 4:
                raise ValueError(f"expected images (B, C, H, W), got {tuple(images.shape)}")
            if 0 in images.shape[1:]:
                raise ValueError(f"images of shape {tuple(images.shape)} have no pixels")
            return [_Bucket(np.arange(len(images)), self._as_float(images))], len(images)
        places: dict[tuple[int, ...], list[int]] = {}
        for position, image in enumerate(images):
            if not isinstance(image, Tensor):
                raise TypeError(f"expected torch tensors (C, H, W), got {type(image).__name__} at {position}")
            if image.ndim != 3 or 0 in image.shape:
                raise ValueError(f"expected images (C, H, W), got {tuple(image.shape)} at {position}")
            places.setdefault(tuple(image.shape), []).append(position)
        buckets = [
            _Bucket(np.array(positions), torch.stack([self._as_float(images[each]) for each in positions]))
            for positions in places.values()
        ]
        return buckets, len(images)

    def _as_float(self, images: Tensor) -> Tensor:
        moved = images.to(self.device)
        if moved.dtype == torch.uint8:
            return moved.to(torch.float32).div_(255)
        if moved.is_floating_point():
            return moved.to(torch.float32, copy=moved is images)  # what comes out is never the caller's own memory
        raise ValueError(f"images are {images.dtype}: expected uint8, or floating point in [0, 1]")


def _whole_numbers(values: int | Sequence[int] | Tensor, name: str) -> "NDArray[np.int64]":
    """Words of the draws' keys.

    Raises:
        ValueError: Some are no whole numbers of 0 .. 2**32 - 1: they would share their draws with others.
    """
    array = values.cpu().numpy() if isinstance(values, Tensor) else np.asarray(values)
    if array.size and (array.dtype.kind not in "iu" or array.min() < 0 or array.max() >= SEED_LIMIT):
        raise ValueError(f"{name} has to be whole numbers from 0 to {SEED_LIMIT - 1}")
    return array.astype(np.int64)


def _apply(
    step: Step, buckets: list[_Bucket], keys: "NDArray[np.int64]", trail: Record | None, *, composes: bool
) -> tuple[list[_Bucket], Tensor | None]:
    """The images after a step; where it mixes the batch, also how much of each is the image itself."""
    try:
        if not composes:
            buckets = _settled(buckets)
        if isinstance(step.transform, BatchTransform):
            return _mix(step, step.transform, buckets, keys, trail)
        results = [
            changed for bucket in buckets for changed in _change_and_note(step, bucket, keys, trail, composes=composes)
        ]
    except PipelineError as error:
        raise PipelineError(error.message, field=error.field, place=f"step {step.id}") from None
    return _merged(results), None


def _change_and_note(
    step: Step, bucket: _Bucket, keys: "NDArray[np.int64]", trail: Record | None, *, composes: bool
) -> list[_Bucket]:
    own_keys = step_keys(keys[bucket.positions], step.id)
    hit = _hits(step, own_keys)
    changed, draws = _change(step, bucket, own_keys, hit, composes=composes)
    if trail is not None:
        _note(step, bucket.positions, hit, draws, trail)
    return changed


def _mix(
    step: Step, transform: BatchTransform, buckets: list[_Bucket], keys: "NDArray[np.int64]", trail: Record | None
) -> tuple[list[_Bucket], Tensor]:
    images = _together(buckets, len(keys))
    if not isinstance(images, Tensor):
        if images:
            raise PipelineError(f"{step.op} mixes images of one size: resize or crop them before")
        return buckets, torch.ones(0)
    own_keys = step_keys(keys, step.id)
    hit = _hits(step, own_keys)
    draws = transform.sample(
        uniforms(own_keys, transform.draw_count, GATE_SLOT + 1), _Bucket(np.arange(0), images).size
    )
    if trail is not None:
        _note(step, np.arange(len(keys)), hit, {name: values[hit] for name, values in draws.items()}, trail)
    mixed, shares = mix(transform, images, draws, hit)
    return [_Bucket(np.arange(len(keys)), mixed)], shares


def _hits(step: Step, keys: "NDArray[np.int64]") -> "NDArray[np.bool_]":
    if step.probability >= 1:
        return np.ones(len(keys), dtype=np.bool_)
    return uniforms(keys, 1, GATE_SLOT)[:, 0] < step.probability


def _change(
    step: Step, bucket: _Bucket, keys: "NDArray[np.int64]", hit: "NDArray[np.bool_]", *, composes: bool
) -> "tuple[list[_Bucket], Draws]":
    transform, size = step.transform, bucket.size
    if len(hit):
        transform.sizes_after(size, step.probability)  # refuses what never fits at once, not when it first hits
    rows = np.flatnonzero(hit)
    if len(rows) == 0:
        return [bucket], {}
    draws = transform.sample(uniforms(keys[rows], transform.draw_count, GATE_SLOT + 1), size)
    outcomes = transform.outcomes(draws, size)
    if composes:
        composed = _composed(transform, draws, bucket, rows) if outcomes is None else None
        if composed is not None:
            return [composed], draws
        bucket = bucket.settled()
    if outcomes is None:
        return _put_back(bucket, [(rows, _lowered(transform, draws, _rows(bucket, rows)))]), draws
    changed = []
    for outcome in np.unique(outcomes):
        own = np.flatnonzero(outcomes == outcome)
        own_draws = {name: values[own] for name, values in draws.items()}
        changed.append((rows[own], _lowered(transform, own_draws, _rows(bucket, rows[own]))))
    return _put_back(bucket, changed), draws


def _composed(transform: Transform, draws: "Draws", bucket: _Bucket, rows: "NDArray[np.intp]") -> _Bucket | None:
    """The bucket with a step remembered instead of run; None where that cannot be done."""
    size, count = bucket.size, len(bucket.positions)
    step = as_placement(transform.lower(draws, size, len(rows)), size, len(rows))
    if step is None or (len(rows) < count and (step.height, step.width) != (size.height, size.width)):
        return None
    before = bucket.placement or unmoved(count, size.height, size.width)
    return _Bucket(bucket.positions, bucket.images, before.then(step.spread(rows, count)))


def _settled(buckets: list[_Bucket]) -> list[_Bucket]:
    return _merged([bucket.settled() for bucket in buckets])


def _lowered(transform: Transform, draws: "Draws", images: Tensor) -> Tensor:
    channels, height, width = images.shape[1:]
    return run_stages(images, transform.lower(draws, ImageSize(height, width, channels), len(images)))


def _rows(bucket: _Bucket, rows: "NDArray[np.intp]") -> Tensor:
    everything = len(rows) == len(bucket.positions)
    return bucket.images if everything else bucket.images[torch.from_numpy(rows).to(bucket.images.device)]


def _put_back(bucket: _Bucket, changed: "list[tuple[NDArray[np.intp], Tensor]]") -> list[_Bucket]:
    """The bucket with some rows changed; several buckets where their size is another now."""
    rows, images = changed[0]
    if len(rows) == len(bucket.positions):
        return [_Bucket(bucket.positions, images)]
    if all(each.shape[1:] == bucket.images.shape[1:] for _, each in changed):
        whole = bucket.images
        for rows, images in changed:
            whole = whole.index_copy(0, torch.from_numpy(rows).to(images.device), images)
        return [_Bucket(bucket.positions, whole)]
    rest = np.setdiff1d(np.arange(len(bucket.positions)), np.concatenate([rows for rows, _ in changed]))
    apart = [_Bucket(bucket.positions[rows], images) for rows, images in changed]
    return [*apart, _Bucket(bucket.positions[rest], _rows(bucket, rest))] if len(rest) else apart


def _merged(buckets: list[_Bucket]) -> list[_Bucket]:
    if len(buckets) == 1:
        return buckets
    by_size: dict[ImageSize, list[_Bucket]] = {}
    for bucket in buckets:
        by_size.setdefault(bucket.size, []).append(bucket)
    return [
        same[0]
        if len(same) == 1
        else _Bucket(
            np.concatenate([each.positions for each in same]), torch.cat([each.settled().images for each in same])
        )
        for same in by_size.values()
    ]


def _note(step: Step, positions: "NDArray[np.intp]", hit: "NDArray[np.bool_]", draws: "Draws", trail: Record) -> None:
    row = 0
    for position, applied in zip(positions, hit, strict=True):
        drawn: dict[str, Any] = {}
        if applied:
            names = step.transform.draw_names
            drawn = {name: _jsonable(values[row], names.get(name)) for name, values in draws.items()}
            row += 1
        trail[position][step.id] = {"op": step.op, "hit": bool(applied), "draws": drawn}


def _jsonable(value: Any, names: tuple[str, ...] | None) -> Any:
    listed = value.tolist()
    if isinstance(listed, list):
        return [_jsonable(each, names) for each in value]
    return tidy(listed) if names is None else names[int(listed)]


def _together(buckets: list[_Bucket], count: int) -> Tensor | list[Tensor]:
    if len(buckets) == 1:
        positions, images = buckets[0].positions, buckets[0].images
        in_order = bool((positions == np.arange(count)).all())
        return images if in_order else images[torch.from_numpy(np.argsort(positions)).to(images.device)]
    return list(_apart(buckets, count))


def _apart(buckets: list[_Bucket], count: int) -> tuple[Tensor, ...]:
    placed: dict[int, Tensor] = {}
    for bucket in buckets:
        placed.update(zip(bucket.positions.tolist(), bucket.images, strict=True))
    return tuple(placed[position] for position in range(count))
