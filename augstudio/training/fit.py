"""One model being trained, step by step, and measured."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from augstudio.errors import TrainingError
from augstudio.training.cancellation import CancelToken
from augstudio.training.feed import PreparedImages
from augstudio.training.recipe import Recipe

_EVALUATION_BLOCK = 512


@dataclass(frozen=True, slots=True)
class Score:
    """How well a model does on some images: mean cross-entropy, and the share it is right about."""

    loss: float
    accuracy: float


class Fit:
    """A model, its optimiser, and how far they have come.

    Attributes:
        model: On its device.
        learning_rate: Of the last step.
    """

    def __init__(self, model: nn.Module, recipe: Recipe, *, steps: int, device: torch.device) -> None:
        """Starts from the model's weights.

        Args:
            model: With its initial weights.
            recipe: How to move them.
            steps: How many there will be: what the schedule is stretched over.
            device: Where to compute.
        """
        self.model = model.to(device)
        if device.type != "mps":
            # Halves the time of a convolutional step on a CPU. Changes no number but by rounding.
            self.model = self.model.to(memory_format=torch.channels_last)
        self.learning_rate = 0.0
        self._steps = steps
        self._step = 0
        self._recipe = recipe
        self._optimiser = recipe.make_optimiser(self.model.parameters(), device)

    def step(self, images: Tensor, targets: Tensor) -> float:
        """One optimiser step.

        Args:
            images: (B, C, H, W) float32.
            targets: Classes (B,) int64, or their probabilities (B, K) float32.

        Returns:
            The loss before the step; it may be no number.
        """
        self.learning_rate = self._recipe.rate(self._step, self._steps)
        for group in self._optimiser.param_groups:
            group["lr"] = self.learning_rate
        logits = self.model(images)
        loss = functional.cross_entropy(logits, targets, label_smoothing=self._recipe.label_smoothing)
        self._optimiser.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        self._optimiser.step()
        self._step += 1
        return loss.item()

    def weights(self) -> dict[str, Tensor]:
        """A copy of the weights as they are, on the CPU."""
        return {
            name: value.detach().to("cpu", copy=True, memory_format=torch.contiguous_format)
            for name, value in self.model.state_dict().items()
        }

    def restore(self, weights: Mapping[str, Tensor]) -> None:
        """Takes the weights back to a copy."""
        self.model.load_state_dict(weights)

    def memory(self) -> dict[str, Tensor]:
        """A copy of what the optimiser remembers of its steps, on the CPU."""
        remembered = self._optimiser.state_dict()["state"]
        return {
            f"{number}/{name}": value.detach().to("cpu", copy=True, memory_format=torch.contiguous_format)
            for number, values in remembered.items()
            for name, value in values.items()
            if isinstance(value, Tensor)
        }

    def go_on(self, weights: Mapping[str, Tensor], memory: Mapping[str, Tensor], step: int) -> None:
        """Continues where another fit of the same model stood after so many steps."""
        self.restore(weights)
        parameters = [each for group in self._optimiser.param_groups for each in group["params"]]
        remembered: dict[int, dict[str, Tensor]] = {}
        for key, value in memory.items():
            number, name = key.split("/")
            parameter = parameters[int(number)]
            # Fused optimisers walk through both memories alike: what belongs to a parameter has to lie as it does.
            same = torch.empty_like(parameter).copy_(value) if value.shape == parameter.shape else value
            remembered.setdefault(int(number), {})[name] = same
        groups = self._optimiser.state_dict()["param_groups"]
        self._optimiser.load_state_dict({"state": remembered, "param_groups": groups})
        self._step = step


def check_loss(loss: float, place: str, learning_rate: float) -> float:
    """A loss that is a number.

    Raises:
        TrainingError: It is none; the message says what to do.
    """
    if math.isfinite(loss):
        return loss
    raise TrainingError(
        f"{place}: the loss is no longer a number; lower the learning rate (it was {learning_rate:.2g} there)"
    )


def evaluate(
    model: nn.Module, images: PreparedImages, labels: Tensor, rows: Tensor, cancel: CancelToken | None = None
) -> Score:
    """Measures a model on some images, as they are prepared for evaluation.

    Args:
        model: On the images' device.
        images: All of them.
        labels: (N,) of all rows, on the device.
        rows: Which to measure on; there may be none, and then loss and accuracy are NaN.
        cancel: Looked at before every batch.

    Raises:
        Cancelled: It was asked to stop.
    """
    if not len(rows):
        return Score(math.nan, math.nan)
    losses: list[Tensor] = []
    hits: list[Tensor] = []
    model.eval()
    with torch.inference_mode():
        for block in torch.split(rows, _EVALUATION_BLOCK):
            if cancel is not None:
                cancel.check()
            logits = model(images.take(block))
            wanted = labels[block.to(labels.device)]
            losses.append(functional.cross_entropy(logits, wanted, reduction="sum"))
            hits.append((logits.argmax(dim=1) == wanted).sum())
    model.train()
    return Score(loss=float(torch.stack(losses).sum()) / len(rows), accuracy=int(torch.stack(hits).sum()) / len(rows))
