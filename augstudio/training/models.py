"""The models that can be trained: one entry a model, and a user's own by the name of what makes it."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path

import torch
from torch import nn

from augstudio.errors import TrainingError
from augstudio.training import networks
from augstudio.training.randomness import Stream, generator

Builder = Callable[[tuple[int, int, int], int], nn.Module]
"""Makes a model for images of a shape (C, H, W) and a number of classes."""


@dataclass(frozen=True, slots=True)
class ModelKind:
    """One model, with what trains it well.

    Attributes:
        name: What to call it on the command line.
        summary: One line on what it is.
        build: Makes it.
        learning_rate: Peak learning rate of the one-cycle schedule, for AdamW.
        weight_decay: For AdamW.
        keeps_weights: Its weights are those that `build` gives it; otherwise they are set anew.
    """

    name: str
    summary: str
    build: Builder
    learning_rate: float
    weight_decay: float
    keeps_weights: bool = False

    def create(self, shape: tuple[int, int, int], classes: int, seed: int) -> nn.Module:
        """The model on the CPU with initial weights that depend on the seed alone.

        Args:
            shape: (C, H, W) of the images.
            classes: How many there are.
            seed: Of the weights.

        Raises:
            TrainingError: It is the user's own, and cannot be made, or does not fit the images.
        """
        if self.keeps_weights:
            return _own_model(self, shape, classes, seed)
        # On the meta device the layers' own initialisation, which reads torch's global generator, draws nothing.
        with torch.device("meta"):
            model = self.build(shape, classes)
        model = model.to_empty(device="cpu")
        _initialise(model, generator(seed, Stream.WEIGHTS))
        return model


def _initialise(model: nn.Module, rng: torch.Generator) -> None:
    """Sets every weight: He et al. (2015), uniform, by the number of inputs; biases are 0. Normalisation starts as it is defined."""
    layers = [module for module in model.modules() if next(module.parameters(recurse=False), None) is not None]
    for layer in layers:
        match layer:
            case nn.BatchNorm2d():
                layer.reset_parameters()
            case nn.Linear() | nn.Conv2d():
                is_output = layer is layers[-1]
                nn.init.kaiming_uniform_(layer.weight, nonlinearity="linear" if is_output else "relu", generator=rng)
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)
            case _:
                raise TypeError(f"no rule for the initial weights of {type(layer).__name__}")


MODELS = {
    kind.name: kind
    for kind in (
        ModelKind(
            "softmax", "linear: one weight a pixel and class", networks.softmax, learning_rate=0.01, weight_decay=1.0
        ),
        ModelKind("mlp", "two hidden layers of 256 and 128 units", networks.mlp, learning_rate=2e-3, weight_decay=0.1),
        ModelKind(
            "lecture-cnn",
            "small convolutional network: convolution and pooling twice, then two dense layers",
            networks.lecture_cnn,
            learning_rate=4e-3,
            weight_decay=0.05,
        ),
        ModelKind(
            "small-resnet",
            "residual network of 75,000 weights",
            networks.small_resnet,
            learning_rate=0.01,
            weight_decay=0.05,
        ),
        ModelKind(
            "resnet9",
            "residual network of nine layers and 6.6 million weights, for small images",
            networks.resnet9,
            learning_rate=5e-3,
            weight_decay=0.05,
        ),
        ModelKind(
            "resnet18",
            "torchvision's residual network of 18 layers and 11 million weights, untrained",
            networks.resnet18,
            learning_rate=3e-3,
            weight_decay=0.05,
        ),
    )
}

_OWN_LEARNING_RATE = 1e-3


def model_kind(name: str) -> ModelKind:
    """The model of that name; `package.module:factory` is the user's own.

    A factory is called with the shape (C, H, W) of the images and the number of classes and returns a `torch.nn.Module` that makes logits
    (B, classes) of images (B, C, H, W). It is imported, and so runs, here.

    Raises:
        TrainingError: There is none; the message says which there are, or why the factory cannot be had.
    """
    if ":" in name:
        return ModelKind(name, "your own", _factory(name), _OWN_LEARNING_RATE, weight_decay=0.05, keeps_weights=True)
    if name not in MODELS:
        close = get_close_matches(name, MODELS, n=1)
        meant = (
            f"; did you mean {close[0]}?" if close else f"; there are {', '.join(MODELS)}, or package.module:factory"
        )
        raise TrainingError(f"no model {name!r}{meant}")
    return MODELS[name]


def _factory(name: str) -> Builder:
    module_name, _, attribute = name.partition(":")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.append(here)  # where the user works: an installed command does not look there by itself
    try:
        found = import_module(module_name)
    except Exception as error:  # noqa: BLE001 -- foreign code may raise anything
        raise TrainingError(
            f"{name}: {module_name or 'the part before the colon'} cannot be imported: {_said(error)}"
        ) from None
    factory = getattr(found, attribute, None)
    if not callable(factory):
        raise TrainingError(f"{name}: {module_name} has no function {attribute!r}")
    made: Builder = factory
    return made


def _own_model(kind: ModelKind, shape: tuple[int, int, int], classes: int, seed: int) -> nn.Module:
    """What the user's factory makes, tried on one image; torch's global generator is seeded for it and then put back."""
    with torch.random.fork_rng():
        (state,) = torch.randint(2**62, (1,), generator=generator(seed, Stream.WEIGHTS)).tolist()
        torch.default_generator.manual_seed(state)
        try:
            model = kind.build(shape, classes)
        except Exception as error:  # noqa: BLE001 -- foreign code may raise anything
            raise TrainingError(f"{kind.name}{(shape, classes)} raised {_said(error)}") from None
        if not isinstance(model, nn.Module):
            raise TrainingError(f"{kind.name} returned {type(model).__name__}; it has to return a torch.nn.Module")
        _try_on(model, kind.name, shape, classes)
    return model


def _try_on(model: nn.Module, name: str, shape: tuple[int, int, int], classes: int) -> None:
    model.eval()
    try:
        with torch.inference_mode():
            made = model(torch.zeros(2, *shape))
    except Exception as error:  # noqa: BLE001 -- foreign code may raise anything
        raise TrainingError(f"{name}: the model does not take images {shape}: {_said(error)}") from None
    finally:
        model.train()
    if getattr(made, "shape", None) != (2, classes):
        raise TrainingError(
            f"{name}: the model has to make logits (B, {classes}), not {tuple(getattr(made, 'shape', ()))}"
        )


def _said(error: Exception) -> str:
    """What an error says, on one line."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:200]}" if text else type(error).__name__
