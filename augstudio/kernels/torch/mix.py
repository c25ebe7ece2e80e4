"""Mixing the images of a batch."""

from torch import Tensor

from augstudio.kernels.torch.cover import cover


def blend_with(images: Tensor, partners: Tensor, shares: Tensor) -> Tensor:
    """`share * image + (1 - share) * partner`; partners (B,) are rows of the batch, shares (B,)."""
    weight = shares.view(-1, 1, 1, 1)
    return images * weight + images[partners] * (1 - weight)


def paste_from(images: Tensor, partners: Tensor, boxes: Tensor) -> Tensor:
    """The partner's pixels inside boxes (B, n, 4) of top, left, height, width (px), the image's own elsewhere."""
    return cover(images, boxes, images[partners])
