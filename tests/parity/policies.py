"""Policies, what each can make of an image, and how likely that is."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from augstudio.engine.torch_executor import run_stages
from augstudio.pipeline.model import Pipeline, Step
from augstudio.transforms.base import Transform
from augstudio.transforms.catalogue import transform_class
from augstudio.transforms.operations import OPERATIONS, Operation
from augstudio.transforms.policy.auto_augment import sub_policies
from augstudio.transforms.stage import ImageSize
from tests.parity.cases import images

if TYPE_CHECKING:
    from augstudio.transforms.base import Draws

DRAWS = 400
"""How many results of one image are compared."""

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
    weights: NDArray[np.float64]
    names: list[str]


def _pipeline(op: str, parameters: dict[str, Any]) -> Pipeline:
    return Pipeline((Step(transform_class(op).create(parameters), probability=1),), seed=5)


POLICIES = {
    "rand_augment": _pipeline("rand_augment", {"num_ops": 1, "magnitude": 17}),
    "rand_augment twice": _pipeline("rand_augment", {"num_ops": 2, "magnitude": 9}),
    "trivial_augment_wide": _pipeline("trivial_augment_wide", {}),
    "auto_augment imagenet": _pipeline("auto_augment", {"policy": "imagenet"}),
    "auto_augment cifar10": _pipeline("auto_augment", {"policy": "cifar10"}),
    "auto_augment svhn": _pipeline("auto_augment", {"policy": "svhn"}),
}
BLENDS = {
    "augmix": _pipeline("augmix", {}),
    "uneven augmix": _pipeline("augmix", {"width": 4, "depth": 2, "severity": 8, "alpha": 0.3}),
}
ONE_CHAIN = {"augmix of one operation": _pipeline("augmix", {"width": 1, "depth": 1, "severity": 10})}


def cutting(channels: int) -> NDArray[np.uint8]:
    """The image that policies are tried on, (1, 28, 24, C): a part of the first one."""
    top = 20 if channels == 3 else 0
    return images(channels)[:1, top : top + 28, top : top + 24]


def photograph(channels: int) -> Tensor:
    """The same, (C, H, W) float32."""
    return torch.from_numpy(cutting(channels)[0]).permute(2, 0, 1).float() / 255


def outcomes(pipeline: Pipeline, channels: int) -> Outcomes:
    """All of them, by the engine."""
    transform = pipeline.steps[0].transform
    image = photograph(channels)
    size = ImageSize(image.shape[1], image.shape[2], channels)
    uniforms, weights = _every_draw(transform)
    draws = transform.sample(uniforms, size)
    many = image.expand(len(uniforms), -1, -1, -1)
    pixels = [run_stages(many, transform.lower(_nudged(draws, hair), size, len(many))) for hair in _HAIRS]
    return Outcomes(torch.stack(pixels), weights, _names(transform, draws))


def single_operations(pipeline: Pipeline, channels: int) -> Tensor:
    """What each operation of an AugMix of one makes of the image, before it is blended; (N, C, H, W)."""
    image = photograph(channels)
    transform = pipeline.steps[0].transform
    size = ImageSize(image.shape[1], image.shape[2], channels)
    u = _grid([0.5], [0.5], [0.5], _middles(13), _middles(10), _DIRECTIONS)
    (mixture,) = transform.lower(transform.sample(u, size), size, len(u))
    return run_stages(image.expand(len(u), -1, -1, -1), mixture.chains[0])  # type: ignore[union-attr]


def _nudged(draws: "Draws", hair: float) -> "Draws":
    """The same with magnitudes larger by a hair, but for numbers of bits."""
    plural = "s" if "operations" in draws else ""
    bits = draws[f"operation{plural}"] == OPERATIONS.index(Operation.POSTERIZE)
    magnitudes = draws[f"magnitude{plural}"]
    return {**draws, f"magnitude{plural}": np.where(bits, magnitudes, magnitudes * (1 + hair))}


def _every_draw(transform: Transform) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Unit uniforms that stand for every outcome, and how likely each row is."""
    match transform.op:
        case "rand_augment":
            u = _grid(*[_middles(14), _DIRECTIONS] * (transform.draw_count // 2))
        case "trivial_augment_wide":
            u = _grid(_middles(14), _middles(31), _DIRECTIONS)
        case _:
            return _every_pair(transform)
    return u, np.full(len(u), 1 / len(u))


def _every_pair(transform: Transform) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    _, chances, _ = sub_policies(transform.policy)  # type: ignore[attr-defined]
    u = _grid(_middles(25), [0.0, 1.0], [0.0, 1.0], _DIRECTIONS, _DIRECTIONS)
    chance = chances[np.floor(u[:, 0] * 25).astype(np.int64)]
    taken = np.where(u[:, 1:3] == 0, chance, 1 - chance)
    return u, taken.prod(axis=1) / (25 * 4)


def _middles(count: int) -> list[float]:
    return [(each + 0.5) / count for each in range(count)]


def _grid(*axes: list[float]) -> NDArray[np.float64]:
    return np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, len(axes))


def _names(transform: Transform, draws: "Draws") -> list[str]:
    """The sub-policy, or the first operation."""
    if "sub_policy" in draws:
        return [f"pair {int(each)}" for each in draws["sub_policy"]]
    (kinds,) = transform.draw_names.values()
    numbers = draws["operations"][:, 0] if "operations" in draws else draws["operation"]
    return [kinds[int(each)] for each in numbers]
