"""One step of each op, made from what a newly added step starts from, and images to try it on."""

import torch
from torch import Tensor

from augstudio.pipeline.model import Pipeline, Step
from augstudio.transforms.base import Category, Transform
from augstudio.transforms.catalogue import OPS, transform_class
from augstudio.transforms.stage import ImageSize

HEIGHT, WIDTH = 24, 30


def images(count: int = 6, channels: int = 3, height: int = HEIGHT, width: int = WIDTH) -> Tensor:
    """Smooth, colourful (B, C, H, W) uint8 images that differ from each other, with full range and sharp edges."""
    y = torch.linspace(0, 1, height).view(1, 1, height, 1)
    x = torch.linspace(0, 1, width).view(1, 1, 1, width)
    phase = torch.arange(count).view(count, 1, 1, 1) * 0.7 + torch.arange(channels).view(1, channels, 1, 1) * 1.9
    waves = 0.5 + 0.5 * torch.sin(9 * x + 5 * y + phase) * torch.cos(4 * x - 7 * y + 2 * phase)
    waves[:, :, 3:9, 4:12] = (torch.arange(channels) % 2).view(1, channels, 1, 1).float()
    return (waves * 255).round().to(torch.uint8)


BATCH_OPS = tuple(op for op in OPS if transform_class(op).category is Category.BATCH)
"""Ops that mix the images of a batch and need labels: tests/contract/test_batch_steps.py."""

GROUP_OPS = tuple(op for op in OPS if transform_class(op).category is Category.GROUP)
"""Ops that hold other steps: tests/contract/test_groups.py."""

IMAGE_OPS = tuple(op for op in OPS if op not in (*BATCH_OPS, *GROUP_OPS))
"""Ops that change each image by itself."""

SQUARE = {"transpose", "quarter_turn"}
"""Ops that change the size of images that are not square, or refuse them."""


def batch_for(op: str, count: int = 6, channels: int = 3) -> Tensor:
    """Images that an op can be tried on with any probability, without changing their size by chance."""
    return images(count, channels, HEIGHT, HEIGHT if op in SQUARE else WIDTH)


def example(op: str, channels: int = 3, **changes: object) -> Transform:
    """A transform with starting parameters for the images above, some of them changed."""
    cls = transform_class(op)
    return cls.create({**cls.starting_parameters(ImageSize(HEIGHT, WIDTH, channels)), **changes})


def pipeline(op: str, probability: float = 1.0, seed: int = 0, channels: int = 3, **changes: object) -> Pipeline:
    """A pipeline of that one step."""
    return Pipeline((Step(example(op, channels, **changes), probability=probability),), seed=seed)
