"""What a policy can make of an image, one operation at a time, and whether exported code makes that."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from augstudio.engine.torch_executor import run_stages
from augstudio.transforms.base import Transform
from augstudio.transforms.occlude.cutout import Cutout
from augstudio.transforms.operations import OPERATIONS, Operation
from augstudio.transforms.policy.augmix import AugMix
from augstudio.transforms.policy.auto_augment import AutoAugment, sub_policies
from augstudio.transforms.policy.rand_augment import RandAugment
from augstudio.transforms.policy.trivial_augment_wide import TrivialAugmentWide
from augstudio.transforms.stage import ImageSize, Mixture

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws

_DIRECTIONS = [0.25, 0.75]
_HAIRS = (-1e-5, 0, 1e-5)


@dataclass(frozen=True)
class Outcomes:
    """Everything a policy can make of an image.

    Attributes:
        pixels: (3, N, C, H, W): with magnitudes a hair smaller, as they are, and a hair larger. What is half-way between two pixels, or
            on a limit between two levels, may go either way.
        weights: (N,) how likely each is.
        names: N names of what was done, coarse enough for each to occur.
    """

    pixels: Tensor
    weights: "NDArray[np.float64]"
    names: list[str]


def is_policy(transform: Transform) -> bool:
    """Whether it chooses among operations."""
    return isinstance(transform, RandAugment | TrivialAugmentWide | AutoAugment | AugMix)


def simplified(transform: Transform) -> Transform:
    """The transform doing one thing instead of several in a row or above each other, which hide each other."""
    match transform:
        case RandAugment():
            return transform.replaced(num_ops=1)
        case AugMix():
            return transform.replaced(width=1, depth=1)
        case Cutout() if transform.holes.high > 1:
            return transform.replaced(holes=1)
        case _:
            return transform


def known_outcomes(transform: Transform, image: Tensor) -> Outcomes:
    """All of them, by the engine.

    Args:
        transform: A policy, but for AugMix, whose blends are too many.
        image: (C, H, W) float32.
    """
    channels, height, width = image.shape
    size = ImageSize(height, width, channels)
    uniforms, weights = _every_draw(transform)
    draws = transform.sample(uniforms, size)
    many = image.expand(len(uniforms), -1, -1, -1)
    pixels = [run_stages(many, transform.lower(_nudged(draws, hair), size, len(many))) for hair in _HAIRS]
    return Outcomes(torch.stack(pixels), weights, _names(transform, draws))


def single_operations(transform: Transform, image: Tensor) -> Tensor:
    """What each operation of an AugMix of one makes of an image (C, H, W), before it is blended; (N, C, H, W)."""
    channels, height, width = image.shape
    size = ImageSize(height, width, channels)
    u = _grid([0.5], [0.5], [0.5], _middles(13), _middles(10), _DIRECTIONS)
    (mixture,) = transform.lower(transform.sample(u, size), size, len(u))
    assert isinstance(mixture, Mixture)  # noqa: S101 -- that is what AugMix is
    return run_stages(image.expand(len(u), -1, -1, -1), mixture.chains[0])


def first_alike(image: Tensor, known: Outcomes) -> int:
    """The nearest outcome, by every fifth value; the first of those that are no different."""
    gaps = (known.pixels.flatten(2)[..., ::5] - image.flatten()[::5]).abs()
    far = gaps.amin(dim=0).mean(dim=1)
    return int((far <= far.min() + 1e-4).nonzero()[0])


def nearest_blend(result: Tensor, image: Tensor, known: Tensor) -> Tensor:
    """The blend of an image with one of the operations' results (N, C, H, W) that is nearest to a result."""
    changes = (known - image).flatten(1)
    change = (result - image).flatten()
    shares = (changes @ change / changes.square().sum(dim=1).clamp(min=1e-6)).clamp(0, 1)
    blends = image + shares.view(-1, 1, 1, 1) * (known - image)
    return blends[int((blends - result).abs().flatten(1).mean(dim=1).argmin())]


def _nudged(draws: "Draws", hair: float) -> "Draws":
    """The same with magnitudes larger by a hair, but for numbers of bits."""
    plural = "s" if "operations" in draws else ""
    bits = draws[f"operation{plural}"] == OPERATIONS.index(Operation.POSTERIZE)
    magnitudes = draws[f"magnitude{plural}"]
    return {**draws, f"magnitude{plural}": np.where(bits, magnitudes, magnitudes * (1 + hair))}


def _every_draw(transform: Transform) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    """Unit uniforms that stand for every outcome, and how likely each row is."""
    match transform:
        case RandAugment():
            u = _grid(*[_middles(14), _DIRECTIONS] * transform.num_ops)
        case AutoAugment():
            return _every_pair(transform)
        case _:
            u = _grid(_middles(14), _middles(31), _DIRECTIONS)
    return u, np.full(len(u), 1 / len(u))


def _every_pair(transform: AutoAugment) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    _, chances, _ = sub_policies(transform.policy)
    u = _grid(_middles(25), [0.0, 1.0], [0.0, 1.0], _DIRECTIONS, _DIRECTIONS)
    chance = chances[np.floor(u[:, 0] * 25).astype(np.int64)]
    taken = np.where(u[:, 1:3] == 0, chance, 1 - chance)
    return u, taken.prod(axis=1) / (25 * 4)


def _middles(count: int) -> list[float]:
    return [(each + 0.5) / count for each in range(count)]


def _grid(*axes: list[float]) -> "NDArray[np.float64]":
    return np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, len(axes))


def _names(transform: Transform, draws: "Draws") -> list[str]:
    """The sub-policy, or the first operation."""
    if "sub_policy" in draws:
        return [f"pair {int(each)}" for each in draws["sub_policy"]]
    (kinds,) = transform.draw_names.values()
    numbers = draws["operations"][:, 0] if "operations" in draws else draws["operation"]
    return [kinds[int(each)] for each in numbers]
