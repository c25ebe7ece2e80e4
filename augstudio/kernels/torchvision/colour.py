"""Changes of value that torchvision does not have."""

import torch
from torch import Tensor, nn
from torchvision.transforms import v2

from augstudio.kernels.torchvision.chance import uniform


class BrightnessShift(nn.Module):
    """Adds one number, drawn from a range, to every value; clips to [0, 1]."""

    def __init__(self, delta: tuple[float, float]) -> None:
        super().__init__()
        self.delta = delta

    def forward(self, image: Tensor) -> Tensor:
        shift = torch.empty(1).uniform_(*self.delta).item()
        return (image + shift).clamp(0, 1)


class ChannelContrast(nn.Module):
    """Moves values from or to the mean of their own channel; clips to [0, 1]."""

    def __init__(self, factor: tuple[float, float]) -> None:
        super().__init__()
        self.factor = factor

    def forward(self, image: Tensor) -> Tensor:
        factor = torch.empty(1).uniform_(*self.factor).item()
        mean = image.mean(dim=(-2, -1), keepdim=True)
        return (image * factor + mean * (1 - factor)).clamp(0, 1)


class Gamma(nn.Module):
    """Raises every value to a power from a range."""

    def __init__(self, gamma: tuple[float, float]) -> None:
        super().__init__()
        self.gamma = gamma

    def forward(self, image: Tensor) -> Tensor:
        result: Tensor = v2.functional.adjust_gamma(image, uniform(self.gamma))
        return result


class Solarize(nn.Module):
    """Inverts the values that reach a threshold from a range."""

    def __init__(self, threshold: tuple[float, float]) -> None:
        super().__init__()
        self.threshold = threshold

    def forward(self, image: Tensor) -> Tensor:
        result: Tensor = v2.functional.solarize(image, uniform(self.threshold))
        return result
