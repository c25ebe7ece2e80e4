"""Policies, what each can make of an image, and how likely that is."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from augstudio.export.verify.policy_outcomes import Outcomes, known_outcomes
from augstudio.export.verify.policy_outcomes import single_operations as operations_of
from augstudio.pipeline.model import Pipeline, Step
from augstudio.transforms.catalogue import transform_class
from tests.parity.cases import images

DRAWS = 400
"""How many results of one image are compared."""


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
    return known_outcomes(pipeline.steps[0].transform, photograph(channels))


def single_operations(pipeline: Pipeline, channels: int) -> Tensor:
    """What each operation of an AugMix of one makes of the image, before it is blended; (N, C, H, W)."""
    return operations_of(pipeline.steps[0].transform, photograph(channels))
