"""Groups of transforms."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from augstudio.kernels.torchvision.chance import whole_number


class SomeOf(nn.Module):
    """Applies some transforms in their order, each selection as likely as another."""

    def __init__(
        self,
        transforms: Sequence[Callable[[Tensor], Tensor]],
        low: int,
        high: int,
    ) -> None:
        super().__init__()
        self.transforms = transforms
        self.bounds = low, high

    def forward(self, image: Tensor) -> Tensor:
        count = whole_number(self.bounds)
        chosen = torch.randperm(len(self.transforms))[:count]
        for position in chosen.sort().values.tolist():
            image = self.transforms[position](image)
        return image
