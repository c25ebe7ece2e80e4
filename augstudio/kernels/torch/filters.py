"""Weighted sums over the neighbourhood of each pixel, with weights of its own for each image."""

import torch
from torch import Tensor
from torch.nn.functional import pad


def correlate(images: Tensor, kernels: Tensor) -> Tensor:
    """Slides a kernel over each image, only where it fits: (B, C, H, W) to (B, C, H - kh + 1, W - kw + 1).

    A sum over shifted copies instead of a convolution: torch chooses its convolution by the size of the batch, and with it the order of
    the sum, so that the bits of an image would depend on the others. Shifts are offsets into the flat image; what runs over a row's end
    is cut off in the end.

    Args:
        images: (B, C, H, W) float32.
        kernels: (B, kh, kw).
    """
    batch, channels, height, width = images.shape
    tall, wide = kernels.shape[1:]
    flat = images.reshape(batch, -1)
    length = flat.shape[1] - (tall - 1) * width - (wide - 1)
    weights = kernels.to(images.device, images.dtype)
    total = flat.new_zeros(batch, length)
    for row, column in kernels.any(dim=0).nonzero().tolist():
        offset = row * width + column
        total.addcmul_(flat[:, offset : offset + length], weights[:, row, column, None])
    shape = (batch, channels, height - tall + 1, width - wide + 1)
    return total.as_strided(shape, (length, height * width, width, 1)).contiguous()


def smooth(images: Tensor, kernels: Tensor, border: str) -> Tensor:
    """Averages the neighbourhood by kernels (B, kh, kw) of odd sides; beyond the border the image goes on as `border` says.

    Sums of rounded weights can pass the brightest value by a rounding; results are held within what each image holds.

    Args:
        images: (B, C, H, W) float32.
        kernels: (B, kh, kw), each summing to 1.
        border: `reflect` or `replicate`.
    """
    tall, wide = kernels.shape[1] // 2, kernels.shape[2] // 2
    result = correlate(pad(images, (wide, wide, tall, tall), mode=border), kernels)
    low, high = images.amin(dim=(1, 2, 3), keepdim=True), images.amax(dim=(1, 2, 3), keepdim=True)
    return torch.clamp(result, low, high)


def filter_inside(images: Tensor, kernels: Tensor) -> Tensor:
    """Filters the pixels whose whole neighbourhood is in the image and leaves the border as it is; clamped to [0, 1]."""
    tall, wide = kernels.shape[1:]
    result = images.clone()
    if images.shape[2] >= tall and images.shape[3] >= wide:
        inside = result[:, :, tall // 2 : images.shape[2] - tall // 2, wide // 2 : images.shape[3] - wide // 2]
        inside.copy_(correlate(images, kernels))
    return result.clamp_(0, 1)
