"""What is defined on 8 bits: values are brought to 0..255, changed, and brought back."""

import torch
from torch import Tensor


def to_bytes(images: Tensor) -> Tensor:
    """Float images as uint8: clamped to [0, 1], then rounded."""
    return images.clamp(0, 1).mul_(255).round_().to(torch.uint8)


def from_bytes(images: Tensor) -> Tensor:
    """uint8 images as float32 in [0, 1]."""
    return images.to(torch.float32).div_(255)


def posterize(images: Tensor, amounts: Tensor) -> Tensor:
    """Keeps the highest bits of each value, as many as the amount (B,) says."""
    masks = (256 - 2 ** (8 - amounts)).to(torch.uint8)
    return from_bytes(to_bytes(images) & masks.view(-1, 1, 1, 1))


def equalize(images: Tensor) -> Tensor:
    """Spreads the values of each channel so that all are about as frequent, by the table of PIL's `ImageOps.equalize`."""
    batch, channels, height, width = images.shape
    values = to_bytes(images).reshape(batch * channels, height * width).to(torch.int64)
    counts = _histograms(values)
    levels = torch.arange(256, device=images.device)
    last = torch.where(counts > 0, levels, 0).amax(dim=1, keepdim=True)
    step = (values.shape[1] - counts.gather(1, last)) // 255
    below = counts.cumsum(1) - counts
    table = torch.where(step == 0, levels, ((below + step // 2) // step.clamp(min=1)).clamp_(0, 255))
    return from_bytes(table.to(torch.uint8).gather(1, values)).view_as(images)


def _histograms(values: Tensor) -> Tensor:
    """How often each row (N, n) holds each of 0..255: (N, 256) int64."""
    counts = torch.zeros(len(values), 256, dtype=torch.int64, device=values.device)
    return counts.scatter_add_(1, values, torch.ones(1, 1, dtype=torch.int64, device=values.device).expand_as(values))
