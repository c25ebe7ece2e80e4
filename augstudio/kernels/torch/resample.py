"""Resizing boxes of images, separably and antialiased."""

import torch
from torch import Tensor
from torch.nn.functional import interpolate


def resample(images: Tensor, boxes: Tensor, height: int, width: int, interpolation: str, *, antialias: bool) -> Tensor:
    """Cuts a box out of each image and resizes it.

    Bicubic results are clipped to [0, 1]: the filter overshoots beside edges. `nearest` takes the pixel whose centre is nearest.

    Args:
        images: (B, C, H, W) float32 in [0, 1].
        boxes: (B, 4) int64 on the CPU: top, left, height, width (px).
        height: Rows of the result (px).
        width: Columns of the result (px).
        interpolation: `nearest`, `bilinear` or `bicubic`.
        antialias: Widen the filter when shrinking; `nearest` ignores it.

    Returns:
        (B, C, height, width) float32.
    """
    if bool((boxes == boxes[:1]).all()):
        return _resize(_cut(images, boxes[0]), height, width, interpolation, antialias=antialias)
    parts = (
        _resize(_cut(image[None], box), height, width, interpolation, antialias=antialias)
        for image, box in zip(images, boxes, strict=True)
    )
    return torch.cat(list(parts))


def _cut(images: Tensor, box: Tensor) -> Tensor:
    top, left, height, width = box.tolist()
    return images[:, :, top : top + height, left : left + width]


def _resize(images: Tensor, height: int, width: int, interpolation: str, *, antialias: bool) -> Tensor:
    if images.shape[-2:] == (height, width):
        return images
    if interpolation == "nearest":
        return interpolate(images, (height, width), mode="nearest-exact")
    resized = interpolate(images, (height, width), mode=interpolation, align_corners=False, antialias=antialias)
    if interpolation == "bicubic":
        return resized.clamp_(0, 1)
    return _within(resized, images) if antialias else resized


def _within(averages: Tensor, images: Tensor) -> Tensor:
    """Averages held within what each image holds: a sum of rounded weights can pass white by a rounding."""
    if images.numel() == 0:
        return averages
    low, high = images.flatten(1).aminmax(dim=1)
    return torch.clamp(averages, low.view(-1, 1, 1, 1), high.view(-1, 1, 1, 1))
