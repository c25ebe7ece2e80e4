"""Runs steps on a batch of images of one size, each image with draws of its own."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from augstudio.engine.mixing import class_probabilities, mix, mix_labels
from augstudio.engine.torch_executor import run_stages
from augstudio.errors import PipelineError
from augstudio.kernels.numpy.draws import sample_keys, step_keys, uniforms
from augstudio.kernels.torch.bytes import from_bytes
from augstudio.transforms.base import Transform
from augstudio.transforms.batch_transform import BatchTransform
from augstudio.transforms.stage import ImageSize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws


@dataclass(frozen=True)
class Step:
    """One transform in its place; its draws are keyed by the id."""

    id: str
    probability: float
    transform: Transform


def as_floats(images: Tensor) -> Tensor:
    """Images (B, C, H, W) as float32 in [0, 1], in memory of their own."""
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
    """The images (B, C, H, W) float32 after all steps, with the draws of keys (B,)."""
    for step in steps:
        try:
            images = apply(step, images, step_keys(keys, step.id))
        except PipelineError as error:
            raise PipelineError(error.message, place=f"step {step.id}") from None
    return images


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


def run_and_mix(
    steps: "Sequence[Step]", images: Tensor, labels: Tensor, num_classes: int | None, keys: "NDArray[np.int64]"
) -> tuple[Tensor, Tensor]:
    """The images after all steps, and their class probabilities (B, K) float32, mixed as the images were."""
    if len(labels) != len(images):
        raise ValueError(f"{len(labels)} labels for {len(images)} images")
    targets = class_probabilities(labels, num_classes)
    for step in steps:
        if not isinstance(step.transform, BatchTransform):
            images = run((step,), images, keys)
        elif len(images):
            own = step_keys(keys, step.id)
            draws = step.transform.sample(uniforms(own, step.transform.draw_count, 1), size_of(images))
            images, shares = mix(step.transform, images, draws, hits(step, own))
            targets = mix_labels(step.transform, targets, shares)
    return images, targets
