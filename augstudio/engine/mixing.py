"""Steps that mix the images of a batch, and their labels with them."""

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from augstudio.engine.torch_executor import run_stages
from augstudio.transforms.batch_transform import BatchTransform
from augstudio.transforms.stage import ImageSize

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws


def class_probabilities(labels: Tensor, classes: int | None) -> Tensor:
    """Labels as probabilities, (B, K) float32.

    Args:
        labels: (B,) classes as whole numbers from 0, or (B, K) probabilities.
        classes: K; one more than the largest label where it is None.

    Raises:
        ValueError: They are neither, or there are more classes than `classes` says.
    """
    if labels.ndim == 2:
        if classes not in {None, labels.shape[1]}:
            raise ValueError(f"labels have {labels.shape[1]} columns, but there are {classes} classes")
        return labels.to(torch.float32)
    if labels.ndim != 1 or labels.is_floating_point() or labels.is_complex():
        raise ValueError(f"expected labels (B,) as whole numbers or (B, K), got {tuple(labels.shape)} {labels.dtype}")
    numbers = labels.to(torch.int64)
    low, high = (int(numbers.min()), int(numbers.max())) if len(numbers) else (0, -1)
    if low < 0:
        raise ValueError(f"the label {low} is no class: images without a label cannot be mixed")
    count = high + 1 if classes is None else classes
    if high >= count:
        raise ValueError(f"the label {high} is beyond the last of {count} classes, {count - 1}")
    return torch.nn.functional.one_hot(numbers, count).to(torch.float32)


def mix(transform: BatchTransform, images: Tensor, draws: "Draws", hit: "NDArray[np.bool_]") -> tuple[Tensor, Tensor]:
    """Mixes the images that a step hits with their partners, whether it hits those or not.

    Args:
        transform: What mixes.
        images: (B, C, H, W).
        draws: What was drawn for all B.
        hit: (B,) which of them it is applied to.

    Returns:
        The images, and how much of each is the image itself: (B,) float32.
    """
    channels, height, width = images.shape[1:]
    size = ImageSize(height, width, channels)
    mixed = run_stages(images, transform.lower(draws, size, len(images)))
    applied = torch.from_numpy(hit).to(images.device)
    shares = np.where(hit, transform.own_shares(draws, size), 1)
    return torch.where(applied.view(-1, 1, 1, 1), mixed, images), torch.from_numpy(shares).to(
        images.device, images.dtype
    )


def mix_labels(transform: BatchTransform, targets: Tensor, shares: Tensor) -> Tensor:
    """Class probabilities (B, K) mixed as the images were: each with its partner's, by the share (B,) of its own."""
    weight = shares.view(-1, 1).to(targets.device)
    partners = torch.from_numpy(transform.partners(len(targets))).to(targets.device)
    return targets * weight + targets[partners] * (1 - weight)
