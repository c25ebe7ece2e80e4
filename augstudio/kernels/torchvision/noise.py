"""Noise of a drawn strength."""

import torch
from torch import Tensor, nn
from torchvision.transforms import v2

from augstudio.kernels.torchvision.chance import uniform


class GaussianNoise(nn.Module):
    """Adds noise with a deviation from a range; clips to [0, 1]."""

    def __init__(self, sigma: tuple[float, float]) -> None:
        super().__init__()
        self.sigma = sigma

    def forward(self, image: Tensor) -> Tensor:
        result: Tensor = v2.functional.gaussian_noise(image, sigma=uniform(self.sigma))
        return result


class SaltAndPepper(nn.Module):
    """Makes some pixels black and as many white; their share is drawn."""

    def __init__(self, amount: tuple[float, float]) -> None:
        super().__init__()
        self.amount = amount

    def forward(self, image: Tensor) -> Tensor:
        half = uniform(self.amount) / 2
        chance = torch.rand(image.shape[-2:], device=image.device)
        return image.masked_fill(chance >= 1 - half, 1).masked_fill(chance < half, 0)
