"""Networks of dense layers side by side: one program computes all of them."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn


class DenseStack:
    """Networks of the same dense layers, each with weights of its own.

    Activations are (R, features, B), networks first: with the images transposed in place, nothing is copied for the products.

    Attributes:
        parameters: Weights (R, out, in) and biases (R, out, 1), layer by layer.
    """

    def __init__(self, models: Sequence[nn.Module], device: torch.device) -> None:
        """Takes the weights of some models, for which `is_dense` holds and which have the same layers."""
        self._layers = _linear_layers(models[0].to(device))
        self._model = models[0]
        alike = list(zip(*map(_linear_layers, models), strict=True))
        self._weights = [
            nn.Parameter(torch.stack([each.weight.detach() for each in layers]).to(device)) for layers in alike
        ]
        self._biases = [
            nn.Parameter(torch.stack([each.bias.detach()[:, None] for each in layers]).to(device)) for layers in alike
        ]
        self.parameters = [*self._weights, *self._biases]

    def logits(self, images: Tensor) -> Tensor:
        """What each network makes of images of its own.

        Args:
            images: (R, B, pixels).

        Returns:
            (R, classes, B).
        """
        values = images.transpose(1, 2)
        for weights, biases in zip(self._weights, self._biases, strict=True):
            values = torch.baddbmm(biases, weights, values)
            if weights is not self._weights[-1]:
                values = values.relu()
        return values

    @torch.no_grad()
    def model(self, number: int) -> nn.Module:
        """One of the networks as it is now; asking for another changes it."""
        for layer, weights, biases in zip(self._layers, self._weights, self._biases, strict=True):
            layer.weight.copy_(weights[number])
            layer.bias.copy_(biases[number, :, 0])
        return self._model


def is_dense(model: nn.Module) -> bool:
    """It flattens images, then applies dense layers with ReLU between them, and nothing else."""
    if not isinstance(model, nn.Sequential) or not all(each.requires_grad for each in model.parameters()):
        return False
    first, *layers = model
    if not isinstance(first, nn.Flatten) or (first.start_dim, first.end_dim) != (1, -1) or not len(layers) % 2:
        return False
    return all(_is_linear(layer) for layer in layers[::2]) and all(type(layer) is nn.ReLU for layer in layers[1::2])


def _is_linear(layer: nn.Module) -> bool:
    return type(layer) is nn.Linear and len(list(layer.parameters())) == 2 and layer.weight.dtype is torch.float32


def _linear_layers(model: nn.Module) -> list[nn.Linear]:
    return [layer for layer in model.modules() if isinstance(layer, nn.Linear)]
