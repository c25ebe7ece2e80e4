"""Copying whole pixels."""

from collections.abc import Sequence

import torch
from torch import Tensor


def gather(images: Tensor, rows: Tensor, columns: Tensor, fill: Sequence[float], *, transposed: bool) -> Tensor:
    """Builds each image from rows and columns of the input. Exact.

    Args:
        images: (B, C, H, W), any type.
        rows: (B, H') or (1, H') int64: the input row of each output row; negative is `fill`.
        columns: (B, W') or (1, W') int64: the input column of each output column; negative is `fill`.
        fill: Value where there is no input, one or one per channel.
        transposed: Swap rows and columns of the input first.

    Returns:
        (B, C, H', W').
    """
    source = images.transpose(-2, -1) if transposed else images
    result = _pick(_pick(source, rows.clamp(min=0), 2), columns.clamp(min=0), 3)
    outside = (rows < 0)[:, None, :, None] | (columns < 0)[:, None, None, :]
    if not bool(outside.any()):
        return result.contiguous()
    values = torch.tensor(fill, dtype=images.dtype, device=images.device).view(1, -1, 1, 1)
    return torch.where(outside, values, result)


def reorder_channels(images: Tensor, order: Tensor) -> Tensor:
    """Puts the channels of each image in an order of its own: output channel c of image b is input channel order[b, c]."""
    batch, channels = order.shape
    planes = order + channels * torch.arange(batch, device=order.device)[:, None]
    return images.flatten(0, 1).index_select(0, planes.flatten()).view_as(images)


def _pick(images: Tensor, indices: Tensor, dimension: int) -> Tensor:
    if len(indices) == 1:
        return images.index_select(dimension, indices[0])
    shape = [len(indices), 1, 1, 1]
    shape[dimension] = indices.shape[1]
    return torch.take_along_dim(images, indices.view(shape), dimension)
