"""Filters that torchvision does not have, or not with a drawn strength."""

import math

import torch
from torch import Tensor, nn
from torch.nn.functional import conv2d, pad
from torchvision.transforms import v2

from augstudio.kernels.torchvision.chance import uniform


class Sharpness(nn.Module):
    """Blends with a smoothed image by a factor from a range."""

    def __init__(self, factor: tuple[float, float]) -> None:
        super().__init__()
        self.factor = factor

    def forward(self, image: Tensor) -> Tensor:
        result: Tensor = v2.functional.adjust_sharpness(image, uniform(self.factor))
        return result


class MotionBlur(nn.Module):
    """Averages along a line of drawn length (px) and direction (degrees)."""

    def __init__(
        self,
        length: tuple[float, float],
        angle: tuple[float, float],
    ) -> None:
        super().__init__()
        self.length = length
        self.angle = angle

    def forward(self, image: Tensor) -> Tensor:
        radius = math.ceil((self.length[1] - 1) / 2)
        length, angle = uniform(self.length), math.radians(uniform(self.angle))
        # Points along the line, each shared among the four pixels around it.
        points = torch.linspace(-0.5, 0.5, 4 * radius + 1)[:, None] * (length - 1)
        places = torch.arange(-radius, radius + 1)
        across = (1 - (places - points * math.cos(angle)).abs()).clamp(min=0)
        down = (1 - (places + points * math.sin(angle)).abs()).clamp(min=0)
        kernel = (down.T @ across / len(points)).to(image)
        bordered = pad(image[:, None], [radius] * 4, mode="replicate")
        return conv2d(bordered, kernel[None, None])[:, 0]


class Downscale(nn.Module):
    """Shrinks the image by a factor from a range, and enlarges it again."""

    def __init__(self, factor: tuple[float, float]) -> None:
        super().__init__()
        self.factor = factor

    def forward(self, image: Tensor) -> Tensor:
        factor, size = uniform(self.factor), list(image.shape[-2:])
        smaller = [max(round(factor * side), 1) for side in size]
        small = v2.functional.resize(image, smaller)
        result: Tensor = v2.functional.resize(small, size)
        return result
