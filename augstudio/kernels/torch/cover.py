"""Covering boxes of images."""

import torch
from torch import Tensor


def box_mask(boxes: Tensor, height: int, width: int) -> Tensor:
    """Where boxes (B, n, 4) of top, left, height, width (px) cover an image: (B, 1, height, width) bool."""
    top, left, tall, wide = boxes[..., None].unbind(2)
    y = torch.arange(height, device=boxes.device)
    x = torch.arange(width, device=boxes.device)
    rows = (y >= top) & (y < top + tall)
    columns = (x >= left) & (x < left + wide)
    return (rows[..., :, None] & columns[..., None, :]).any(dim=1, keepdim=True)


def cover(images: Tensor, boxes: Tensor, values: Tensor) -> Tensor:
    """Replaces the pixels under boxes.

    Args:
        images: (B, C, H, W).
        boxes: (B, n, 4) int64: top, left, height, width (px); a height of 0 covers nothing.
        values: Broadcasts against the images.
    """
    return torch.where(box_mask(boxes, *images.shape[-2:]), values, images)
