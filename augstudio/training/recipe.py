"""What moves the weights: optimiser, learning rate over the steps, and what keeps weights and answers in bounds."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import nn

from augstudio.training.config import Optimiser, Schedule, TrainingConfig
from augstudio.training.models import ModelKind

_WARM_SHARE = 0.15
"""Share of the steps over which one cycle rises to its peak; a cosine takes it down to 0 afterwards."""
_SGD_RATE = 10.0
"""What a learning rate made for AdamW is multiplied by for SGD: AdamW's steps do not shrink with the gradient."""
_SGD_WEIGHT_DECAY = 5e-4
_MOMENTUM = 0.9


@dataclass(frozen=True, slots=True)
class Recipe:
    """How weights are moved, the same for every model of an experiment.

    Attributes:
        learning_rate: The schedule's peak.
        weight_decay: Of AdamW apart from the gradient, of SGD as a part of it.
        label_smoothing: Share of each answer that is spread over all classes, 0..1.
    """

    optimiser: Optimiser
    schedule: Schedule
    learning_rate: float
    weight_decay: float
    label_smoothing: float

    @classmethod
    def of(cls, config: TrainingConfig, kind: ModelKind) -> "Recipe":
        """What a configuration asks for, and for the rest what trains the model well."""
        sgd = config.optimiser is Optimiser.SGD
        rate = config.learning_rate or kind.learning_rate * (_SGD_RATE if sgd else 1)
        decay = config.weight_decay
        if decay is None:
            decay = _SGD_WEIGHT_DECAY if sgd else kind.weight_decay
        return cls(config.optimiser, config.schedule, rate, decay, config.label_smoothing)

    def make_optimiser(self, parameters: Iterable[nn.Parameter], device: torch.device) -> torch.optim.Optimizer:
        """An optimiser of parameters on a device. It moves each number by itself: stacked models move as they would alone."""
        fused = device.type != "mps"
        if self.optimiser is Optimiser.SGD:
            return torch.optim.SGD(
                parameters,
                lr=self.learning_rate,
                momentum=_MOMENTUM,
                nesterov=True,
                weight_decay=self.weight_decay,
                fused=fused,
            )
        return torch.optim.AdamW(parameters, lr=self.learning_rate, weight_decay=self.weight_decay, fused=fused)

    def rate(self, step: int, steps: int) -> float:
        """The learning rate of one step.

        Args:
            step: How many steps came before.
            steps: How many there are in all.
        """
        match self.schedule:
            case Schedule.ONE_CYCLE:
                share = one_cycle(step, steps)
            case Schedule.COSINE:
                share = _falling_cosine(step / max(1, steps))
            case Schedule.CONSTANT:
                share = 1.0
        return self.learning_rate * share


def one_cycle(step: int, steps: int) -> float:
    """The learning rate as a share of its peak: rises linearly, falls along a cosine.

    Args:
        step: How many steps came before.
        steps: How many there are in all.
    """
    warm = max(1, round(_WARM_SHARE * steps))
    if step < warm:
        return (step + 1) / (warm + 1)
    return _falling_cosine((step - warm) / max(1, steps - warm))


def _falling_cosine(share: float) -> float:
    return 0.5 * (1 + math.cos(math.pi * share))
