"""Batches whose images are mixed, and their labels with them.

torchvision draws one share or one box for a whole batch; these draw for every image.
"""

import torch
from torch import Tensor, nn
from torch.distributions import Beta
from torch.nn.functional import one_hot


class Mixup(nn.Module):
    """Blends each image of a batch with the one before it, by a share of its own.

    Labels (B,) or class probabilities (B, K) come out as probabilities, blended alike.
    """

    def __init__(self, alpha: float, num_classes: int, probability: float = 1) -> None:
        super().__init__()
        self.alpha = alpha
        self.num_classes = num_classes
        self.probability = probability

    def forward(self, images: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
        count = len(images)
        shares = Beta(self.alpha, self.alpha).sample((count,))
        shares[torch.rand(count) >= self.probability] = 1
        own = shares.to(images.device).view(-1, 1, 1, 1)
        images = images * own + images.roll(1, 0) * (1 - own)
        return images, mix_labels(labels, self.num_classes, shares)


class Cutmix(nn.Module):
    """Pastes a box of the image before it over each image of a batch.

    Labels (B,) or class probabilities (B, K) come out as probabilities, by area.
    """

    def __init__(self, alpha: float, num_classes: int, probability: float = 1) -> None:
        super().__init__()
        self.alpha = alpha
        self.num_classes = num_classes
        self.probability = probability

    def forward(self, images: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
        count, _, height, width = images.shape
        half = (1 - Beta(self.alpha, self.alpha).sample((count,))).sqrt() / 2
        half[torch.rand(count) >= self.probability] = 0
        rows, columns = inside_box(height, half), inside_box(width, half)
        box = rows[:, None, :, None] & columns[:, None, None, :]
        shares = 1 - box.to(torch.float32).mean(dim=(1, 2, 3))
        images = torch.where(box.to(images.device), images.roll(1, 0), images)
        return images, mix_labels(labels, self.num_classes, shares)


def inside_box(side: int, half: Tensor) -> Tensor:
    """Draws along one side (px) which places a box covers, (B, side).

    Its middle is anywhere; `half` (B,) is half of its length as a fraction of the side.
    """
    middle = torch.randint(side, (len(half), 1))
    reach = (half * side).floor()[:, None]
    places = torch.arange(side)
    return (middle - reach <= places) & (places < middle + reach)


def mix_labels(labels: Tensor, num_classes: int, shares: Tensor) -> Tensor:
    """Class probabilities (B, K), each mixed with those before, by its own share."""
    if labels.ndim == 1:
        labels = one_hot(labels, num_classes)
    own = shares.to(labels.device)[:, None]
    return labels * own + labels.roll(1, 0) * (1 - own)
