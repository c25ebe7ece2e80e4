"""The models that can be trained: one entry a model."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

import torch
from torch import nn

from augstudio.errors import TrainingError
from augstudio.training.randomness import Stream, generator

Builder = Callable[[tuple[int, int, int], int], nn.Module]
"""Makes a model for images of a shape (C, H, W) and a number of classes; the weights are set afterwards."""


@dataclass(frozen=True, slots=True)
class ModelKind:
    """One model, with what trains it well.

    Attributes:
        name: What to call it on the command line.
        summary: One line on what it is.
        build: Makes it.
        learning_rate: Peak learning rate of the one-cycle schedule, for AdamW.
        weight_decay: For AdamW.
    """

    name: str
    summary: str
    build: Builder
    learning_rate: float
    weight_decay: float

    def create(self, shape: tuple[int, int, int], classes: int, seed: int) -> nn.Module:
        """The model on the CPU with initial weights that depend on the seed alone.

        Args:
            shape: (C, H, W) of the images.
            classes: How many there are.
            seed: Of the weights.
        """
        # On the meta device the layers' own initialisation, which reads torch's global generator, draws nothing.
        with torch.device("meta"):
            model = self.build(shape, classes)
        model = model.to_empty(device="cpu")
        _initialise(model, generator(seed, Stream.WEIGHTS))
        return model


def _softmax(shape: tuple[int, int, int], classes: int) -> nn.Module:
    return nn.Sequential(nn.Flatten(), nn.Linear(math.prod(shape), classes))


def _lecture_cnn(shape: tuple[int, int, int], classes: int) -> nn.Module:
    """Convolution and pooling until 8 x 8 are left, at least twice, then two dense layers."""
    channels, height, width = shape
    layers: list[nn.Module] = []
    wide = 16
    while len(layers) < 6 or max(height, width) > 8:
        # With ceil_mode any size can be halved, down to one pixel. ReLU after the pooling gives the same for a quarter of the work.
        layers += [nn.Conv2d(channels, wide, 3, padding=1), nn.MaxPool2d(2, ceil_mode=True), nn.ReLU()]
        channels, wide = wide, min(64, wide * 2)
        height, width = (height + 1) // 2, (width + 1) // 2
    features = channels * height * width
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(features, 64), nn.ReLU(), nn.Linear(64, classes))


def _initialise(model: nn.Module, rng: torch.Generator) -> None:
    """Sets every weight: He et al. (2015), uniform, by the number of inputs; biases are 0."""
    layers = [module for module in model.modules() if next(module.parameters(recurse=False), None) is not None]
    for layer in layers:
        if not isinstance(layer, nn.Linear | nn.Conv2d):
            raise TypeError(f"no rule for the initial weights of {type(layer).__name__}")
        is_output = layer is layers[-1]
        nn.init.kaiming_uniform_(layer.weight, nonlinearity="linear" if is_output else "relu", generator=rng)
        if layer.bias is not None:
            nn.init.zeros_(layer.bias)


MODELS = {
    kind.name: kind
    for kind in (
        ModelKind("softmax", "linear: one weight a pixel and class", _softmax, learning_rate=0.01, weight_decay=1.0),
        ModelKind(
            "lecture-cnn",
            "small convolutional network: convolution and pooling twice, then two dense layers",
            _lecture_cnn,
            learning_rate=4e-3,
            weight_decay=0.05,
        ),
    )
}


def model_kind(name: str) -> ModelKind:
    """The model of that name.

    Raises:
        TrainingError: There is none; the message says which there are.
    """
    if name not in MODELS:
        close = get_close_matches(name, MODELS, n=1)
        meant = f"; did you mean {close[0]}?" if close else f"; there are {', '.join(MODELS)}"
        raise TrainingError(f"no model {name!r}{meant}")
    return MODELS[name]
