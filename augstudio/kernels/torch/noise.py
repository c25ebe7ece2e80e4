"""Noise, drawn pixel by pixel from one key per image."""

import torch
from torch import Tensor
from torch.nn.functional import pad

from augstudio.kernels.torch.draws import normals, uniforms
from augstudio.kernels.torch.filters import correlate


def add_gaussian(images: Tensor, amounts: Tensor, keys: Tensor) -> Tensor:
    """Adds N(0, amount) to every value, clamped to [0, 1]; amounts and keys (B,)."""
    noise = normals(keys, images[0].numel()).to(images.dtype).view_as(images)
    return (images + noise * amounts.view(-1, 1, 1, 1)).clamp_(0, 1)


def salt_and_pepper(images: Tensor, amounts: Tensor, keys: Tensor) -> Tensor:
    """Turns a share of the pixels black and as many white, together the amount (B,), in all channels alike."""
    batch, _, height, width = images.shape
    place = uniforms(keys, height * width).view(batch, 1, height, width)
    share = amounts.view(-1, 1, 1, 1).to(place.dtype)
    salted = torch.where(place >= 1 - share / 2, 1, images)
    return torch.where(place < share / 2, 0, salted)


def smooth_fields(keys: Tensor, height: int, width: int, weights: Tensor) -> Tensor:
    """Two random fields for each image (B, 2, height, width) float32: U(-1, 1) in each pixel, smoothed.

    Args:
        keys: (B,) draw keys.
        height: Rows (px).
        width: Columns (px).
        weights: (k,) of the smoothing in each direction, k odd; the fields go on mirrored beyond the border.
    """
    fields = (2 * uniforms(keys, 2 * height * width) - 1).to(torch.float32).view(len(keys), 2, height, width)
    radius = len(weights) // 2
    along = weights.expand(len(keys), -1)
    fields = correlate(pad(fields, (radius, radius, 0, 0), mode="reflect"), along[:, None, :])
    return correlate(pad(fields, (0, 0, radius, radius), mode="reflect"), along[:, :, None])
