"""Covered squares, which may lie partly beyond the border; torchvision's boxes never do."""

import torch
from torch import Tensor, nn

from augstudio.kernels.torchvision.chance import uniform, whole_number


class Cutout(nn.Module):
    """Covers squares at random places; their side is a fraction of the shorter side."""

    def __init__(
        self,
        holes: tuple[int, int],
        size: tuple[float, float],
        fill: float | list[float],
    ) -> None:
        super().__init__()
        self.holes = holes
        self.size = size
        self.fill = fill

    def forward(self, image: Tensor) -> Tensor:
        height, width = image.shape[-2:]
        side = round(uniform(self.size) * min(height, width))
        image = image.clone()
        for _ in range(whole_number(self.holes)):
            top = whole_number((0, height - 1)) - side // 2
            left = whole_number((0, width - 1)) - side // 2
            hole = image[:, max(top, 0) : top + side, max(left, 0) : left + side]
            hole[:] = torch.as_tensor(self.fill).view(-1, 1, 1)
        return image
