"""Noise, drawn pixel by pixel from one key per image."""

import torch
from torch import Tensor

from augstudio.kernels.torch.draws import normals, uniforms


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
