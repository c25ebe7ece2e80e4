"""Runs steps on a batch of images of one size, each image with draws of its own."""

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from augstudio.engine.mixing import class_probabilities, mix, mix_labels
from augstudio.engine.single_resampling import as_placement, sample
from augstudio.engine.torch_executor import run_stages
from augstudio.errors import PipelineError
from augstudio.kernels.numpy.draws import sample_keys, step_keys, uniforms
from augstudio.kernels.numpy.placements import Placement, unmoved
from augstudio.kernels.torch.bytes import from_bytes
from augstudio.transforms.base import Transform
from augstudio.transforms.batch_transform import BatchTransform
from augstudio.transforms.group_transform import GroupTransform
from augstudio.transforms.stage import ImageSize

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws


NOBODY = -1
"""Stands for no child of a group."""


@dataclass(frozen=True)
class Step:
    """One transform in its place; its draws are keyed by the id.

    Attributes:
        steps: The children of a group.
        composed: It shares one sampling with the steps beside it.
    """

    id: str
    probability: float
    transform: Transform
    steps: "tuple[Step, ...]" = ()
    composed: bool = False


def as_floats(images: Tensor) -> Tensor:
    """Images (B, C, H, W) as float32 in [0, 1], in memory of their own."""
    if not isinstance(images, Tensor):
        raise TypeError(f"expected a tensor (B, C, H, W), got {type(images).__name__}")
    if images.ndim != 4 or 0 in images.shape[1:]:
        raise ValueError(f"expected images (B, C, H, W), got {tuple(images.shape)}")
    if images.dtype == torch.uint8:
        return from_bytes(images)
    if not images.is_floating_point():
        raise ValueError(f"images are {images.dtype}: expected uint8, or floating point in [0, 1]")
    return images.to(torch.float32, copy=True)


def draw_keys(
    seed: int, epoch: "int | Sequence[int]", index: "Sequence[int] | Tensor", count: int
) -> "NDArray[np.int64]":
    """One key per image, (B,), that all its draws are made from."""
    indices = index.cpu().numpy() if isinstance(index, Tensor) else np.asarray(index)
    if indices.shape != (count,):
        raise ValueError(f"index has shape {indices.shape} for {count} images")
    for values in (indices, np.asarray(epoch)):
        if values.size and (values.dtype.kind not in "iu" or values.min() < 0 or values.max() >= 2**32):
            raise ValueError("epoch and index have to be whole numbers from 0 to 2**32 - 1")
    return sample_keys(seed, epoch, indices.astype(np.int64))


def run(steps: "Sequence[Step]", images: Tensor, keys: "NDArray[np.int64]") -> Tensor:
    """The images, float32, after all steps, with the draws of keys (B,)."""
    for step in steps:
        if isinstance(step.transform, BatchTransform):
            break  # this and what follows mixes the whole batch
        images = run_step(step, images, keys)
    return images


def run_step(step: Step, images: Tensor, keys: "NDArray[np.int64]") -> Tensor:
    """The images after one step."""
    if isinstance(step.transform, GroupTransform):
        return apply_group(step, step.transform, images, keys)
    with naming(step):
        return apply(step, images, step_keys(keys, step.id))


@contextmanager
def naming(step: Step) -> "Iterator[None]":
    """Lets an error say which step it is about."""
    try:
        yield
    except PipelineError as error:
        raise PipelineError(error.message, place=f"step {step.id}") from None


def apply(step: Step, images: Tensor, keys: "NDArray[np.int64]") -> Tensor:
    """The images after one step, with the draws of its own keys (B,)."""
    size = size_of(images)
    if len(step.transform.sizes_after(size, step.probability)) > 1:
        raise PipelineError(f"images of {size.width} x {size.height} px come out in two sizes, which no batch holds")
    rows = np.flatnonzero(hits(step, keys))
    if len(rows) == 0:
        return images
    draws = step.transform.sample(uniforms(keys[rows], step.transform.draw_count, 1), size)
    outcomes = step.transform.outcomes(draws, size)
    if outcomes is None:
        return changed(step.transform, images, rows, draws)
    for outcome in np.unique(outcomes):
        own = np.flatnonzero(outcomes == outcome)
        images = changed(step.transform, images, rows[own], {name: values[own] for name, values in draws.items()})
    return images


def hits(step: Step, keys: "NDArray[np.int64]") -> "NDArray[np.bool_]":
    """Which images (B,) a step is applied to: those whose first uniform is below its probability."""
    return uniforms(keys, 1)[:, 0] < step.probability


def changed(transform: Transform, images: Tensor, rows: "NDArray[np.intp]", draws: "Draws") -> Tensor:
    """The images, those in some rows changed by a transform."""
    stages = transform.lower(draws, size_of(images), len(rows))
    if len(rows) == len(images):
        return run_stages(images, stages)
    places = torch.from_numpy(rows).to(images.device)
    return images.index_copy(0, places, run_stages(images[places], stages))


def size_of(images: Tensor) -> ImageSize:
    """The size of each image of a batch."""
    channels, height, width = images.shape[1:]
    return ImageSize(height, width, channels)


def apply_group(step: Step, group: GroupTransform, images: Tensor, keys: "NDArray[np.int64]") -> Tensor:
    """The images after the children that a group chooses for each of them: in each round, each goes to the child whose turn it is."""
    own, count = step_keys(keys, step.id), len(step.steps)
    orders = group.orders(uniforms(own, group.order_draw_count(count), 1), count)
    orders = np.where(hits(step, own)[:, None], orders, NOBODY)
    for turns in orders.T if len(images) else ():
        places = [np.flatnonzero(turns == child) for child in np.unique(turns)]
        parts = [taken(images, rows) for rows in places]
        for number, rows in enumerate(places):
            child = turns[rows[0]]
            if child != NOBODY:
                parts[number] = run_step(step.steps[child], parts[number], keys[rows])
        if len({size_of(part) for part in parts}) > 1:
            raise PipelineError("images come out in two sizes, which no batch holds", place=f"step {step.id}")
        images = put_together(parts, places)
    return images


def taken(images: Tensor, rows: "NDArray[np.intp]") -> Tensor:
    """The images in some rows."""
    return images[torch.from_numpy(rows).to(images.device)]


def put_together(parts: "Sequence[Tensor]", places: "Sequence[NDArray[np.intp]]") -> Tensor:
    """The batch that parts are of, each of the images in its rows."""
    return taken(torch.cat(list(parts)), np.argsort(np.concatenate(places)))


def run_composing(steps: "Sequence[Step]", images: Tensor, keys: "NDArray[np.int64]") -> Tensor:
    """As `run`, but neighbours that move pixels are remembered as maps, and the images sampled once."""
    placement: Placement | None = None
    for step in steps:
        if isinstance(step.transform, BatchTransform):
            break  # this and what follows mixes the whole batch
        if step.composed:
            with naming(step):
                images, placement = compose(step, images, placement, step_keys(keys, step.id))
        else:
            images, placement = run_step(step, sampled(images, placement), keys), None
    return sampled(images, placement)


def compose(
    step: Step, images: Tensor, placement: Placement | None, keys: "NDArray[np.int64]"
) -> tuple[Tensor, Placement | None]:
    """The images, and where their pixels come from after one step more; those after it, where maps cannot say it."""
    stored = size_of(images)
    before = placement or unmoved(len(images), stored.height, stored.width)
    size = ImageSize(before.height, before.width, stored.channels)
    if len(step.transform.sizes_after(size, step.probability)) == 1 and len(images):
        draws = step.transform.sample(uniforms(keys, step.transform.draw_count, 1), size)
        alike = step.transform.outcomes(draws, size) is None
        after = as_placement(step.transform.lower(draws, size, len(images)), size, len(images)) if alike else None
        if after is not None:
            return images, before.then(after.only(hits(step, keys)))
    return apply(step, sampled(images, placement), keys), None


def sampled(images: Tensor, placement: Placement | None) -> Tensor:
    """The images with their pixels where a placement says."""
    return images if placement is None else sample(images, placement)


def mix_batch(
    steps: "Sequence[Step]", images: Tensor, labels: Tensor, num_classes: int | None, keys: "NDArray[np.int64]"
) -> tuple[Tensor, Tensor]:
    """The images after the steps that mix them, and their class probabilities (B, K) float32, mixed likewise."""
    if len(labels) != len(images):
        raise ValueError(f"{len(labels)} labels for {len(images)} images")
    targets = class_probabilities(labels, num_classes)
    for step in steps if len(images) else ():
        if isinstance(step.transform, BatchTransform):
            own = step_keys(keys, step.id)
            draws = step.transform.sample(uniforms(own, step.transform.draw_count, 1), size_of(images))
            images, shares = mix(step.transform, images, draws, hits(step, own))
            targets = mix_labels(step.transform, targets, shares)
    return images, targets
