"""Runs a pipeline on batches of images: every image with draws of its own, the same wherever and however it is run."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, overload

import numpy as np
import torch
from torch import Tensor

from augstudio.engine.buckets import Bucket, apart, settled, together
from augstudio.engine.mixing import class_probabilities, mix_labels
from augstudio.engine.plan import composed_steps
from augstudio.engine.records import Record
from augstudio.engine.steps import StepRunner
from augstudio.errors import PipelineError
from augstudio.kernels.numpy.draws import sample_keys
from augstudio.pipeline.batch_steps import check_order
from augstudio.pipeline.evaluation import evaluation_twin, needs_statistics
from augstudio.pipeline.model import SEED_LIMIT, Mode, Pipeline, Step
from augstudio.transforms.batch_transform import BatchTransform

if TYPE_CHECKING:
    from numpy.typing import NDArray

Images: TypeAlias = Tensor | Sequence[Tensor]
"""One (B, C, H, W) tensor, or (C, H, W) tensors of any sizes; uint8, or floating point in [0, 1]."""


@dataclass(frozen=True, slots=True, eq=False)
class StepTrace:
    """What a batch looks like after one step.

    Attributes:
        step: The step; None for the input.
        images: (C, H, W) float32, one per sample.
        hits: Whether the step was applied, per sample.
        draws: What was drawn, per sample; empty where it was not applied.
        record: The whole of that, and of the steps in a group.
        seconds: What the step cost for the whole batch.
    """

    step: Step | None
    images: tuple[Tensor, ...]
    hits: tuple[bool, ...]
    draws: tuple[dict[str, Any], ...]
    record: Record
    seconds: float


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
        run = StepRunner(keys, trail, self._composed)
        for step in self.pipeline.active:
            if isinstance(step.transform, BatchTransform):
                buckets, shares = run.mix(step, step.transform, buckets)
                targets = None if targets is None else mix_labels(step.transform, targets, shares)
            else:
                buckets = run.run(step, buckets)
        result: list[Any] = [together(settled(buckets), len(keys))]
        if targets is not None:
            result.append(targets)
        if trail is not None:
            result.append(trail)
        return result[0] if len(result) == 1 else tuple(result)

    def trace(
        self, images: Images, *, epoch: int | Sequence[int] = 0, index: Sequence[int] | Tensor | None = None
    ) -> Iterator[StepTrace]:
        """Runs step by step: the input first, then one entry for each active step, of which a group is one.

        Steps that mix the batch need no labels here.

        Args:
            images: As in a call.
            epoch: As in a call.
            index: As in a call.

        Raises:
            PipelineError: As in a call, when the step at fault is reached.
        """
        buckets, keys = self._start(images, epoch, index)
        count = len(keys)
        yield StepTrace(None, apart(buckets, count), (True,) * count, ({},) * count, [{} for _ in range(count)], 0.0)
        for step in self.pipeline.active:
            trail: Record = [{} for _ in range(count)]
            run = StepRunner(keys, trail, self._composed)
            started = time.perf_counter()
            if isinstance(step.transform, BatchTransform):
                buckets, _ = run.mix(step, step.transform, buckets)
            else:
                buckets = run.run(step, buckets)
            shown = apart(settled(buckets), count)
            seconds = time.perf_counter() - started
            entries = [entry[step.id] for entry in trail]
            hits = tuple(bool(entry["hit"]) for entry in entries)
            draws = tuple(entry["draws"] for entry in entries)
            yield StepTrace(step, shown, hits, draws, trail, seconds)

    def step_seconds(self, images: Images, *, epoch: int = 0) -> list[tuple[Step, float]]:
        """Runs step by step without noting anything; what each active step costs for the whole batch.

        Steps that are composed cost little until the one that needs the pixels, or the last of all, which samples them.

        Args:
            images: As in a call.
            epoch: As in a call.

        Raises:
            PipelineError: As in a call.
        """
        buckets, keys = self._start(images, epoch, None)
        run = StepRunner(keys, None, self._composed)
        spent: list[tuple[Step, float]] = []
        for number, step in enumerate(self.pipeline.active, start=1):
            started = self._now()
            if isinstance(step.transform, BatchTransform):
                buckets, _ = run.mix(step, step.transform, buckets)
            else:
                buckets = run.run(step, buckets)
            if number == len(self.pipeline.active):
                buckets = settled(buckets)
            spent.append((step, self._now() - started))
        return spent

    def _now(self) -> float:
        """The clock, once the device has done what it was given."""
        if self.device.type != "cpu":
            torch.accelerator.synchronize(self.device)
        return time.perf_counter()

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
    ) -> "tuple[list[Bucket], NDArray[np.int64]]":
        buckets, count = self._buckets(images)
        indices = np.arange(count, dtype=np.int64) if index is None else _whole_numbers(index, "index")
        if indices.shape != (count,):
            raise ValueError(f"index has shape {indices.shape} for {count} images")
        epochs = _whole_numbers(epoch, "epoch")
        if epochs.shape not in ((), (count,)):
            raise ValueError(f"epoch has shape {epochs.shape} for {count} images")
        return buckets, sample_keys(self.pipeline.seed, epochs, indices)

    def _buckets(self, images: Images) -> tuple[list[Bucket], int]:
        if isinstance(images, Tensor):
            if images.ndim != 4:
                raise ValueError(f"expected images (B, C, H, W), got {tuple(images.shape)}")
            if 0 in images.shape[1:]:
                raise ValueError(f"images of shape {tuple(images.shape)} have no pixels")
            return [Bucket(np.arange(len(images)), self._as_float(images))], len(images)
        places: dict[tuple[int, ...], list[int]] = {}
        for position, image in enumerate(images):
            if not isinstance(image, Tensor):
                raise TypeError(f"expected torch tensors (C, H, W), got {type(image).__name__} at {position}")
            if image.ndim != 3 or 0 in image.shape:
                raise ValueError(f"expected images (C, H, W), got {tuple(image.shape)} at {position}")
            places.setdefault(tuple(image.shape), []).append(position)
        buckets = [
            Bucket(np.array(positions), torch.stack([self._as_float(images[each]) for each in positions]))
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
