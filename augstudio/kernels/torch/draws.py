"""The draws of `augstudio.kernels.numpy.draws` in torch, on any device, equal bit for bit; and the noise that only pixels need."""

import math

import torch
from torch import Tensor

MASK = 0xFFFFFFFF
GOLDEN = 0x9E3779B9


def mix(x: Tensor) -> Tensor:
    """lowbias32: a bijection of 32-bit words, held in int64."""
    x = x ^ (x >> 16)
    x = (x * 0x7FEB352D) & MASK
    x = x ^ (x >> 15)
    x = (x * 0x846CA68B) & MASK
    return x ^ (x >> 16)


def absorb(key: Tensor, word: Tensor | int) -> Tensor:
    """The key that a word makes of a key; different words make different keys."""
    return mix(((key + GOLDEN) & MASK) ^ (word & MASK))


def uniforms(keys: Tensor, count: int, first_slot: int = 0) -> Tensor:
    """Unit uniforms (B, count) float64 for the slots from `first_slot` on, never 0 or 1."""
    slots = torch.arange(first_slot, first_slot + count, dtype=torch.int64, device=keys.device)
    return (absorb(keys[:, None], slots[None, :]).to(torch.float64) + 0.5) * 2.0**-32


def normals(keys: Tensor, count: int) -> Tensor:
    """N(0, 1) values (B, count) float64: two uniforms make two values (Box and Muller, 1958)."""
    pairs = (count + 1) // 2
    radius, turn = uniforms(keys, 2 * pairs).view(len(keys), 2, pairs).unbind(1)
    length, angle = torch.sqrt_(torch.log(radius).mul_(-2)), turn * (2 * math.pi)
    return torch.cat([length * torch.cos(angle), length * torch.sin(angle)], dim=1)[:, :count]
