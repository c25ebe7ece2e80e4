"""The copies of some images: a pure function of the pipeline, the images and the epochs, whoever calls it and however often."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from augstudio.data.loading import Unreadable, location_of
from augstudio.data.source import Source
from augstudio.engine.augmenter import Augmenter
from augstudio.errors import DataError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

_MOST_PIXELS = 4_000_000
"""Of the images that are augmented at once: 48 MB in RGB."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The copies of one image that are to be made: the image's position in the source, and an epoch for each copy."""

    index: int
    epochs: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """One copy.

    Attributes:
        index: The image's position in the source.
        epoch: Whose draws it has.
        pixels: (H, W, C) uint8.
        steps: What was drawn, by step id.
    """

    index: int
    epoch: int
    pixels: "NDArray[np.uint8]"
    steps: dict[str, dict[str, Any]]


def make(augment: Augmenter, source: Source, wanted: Sequence[Wanted]) -> Iterator[Made | Unreadable]:
    """Makes copies, in the order asked for.

    Args:
        augment: The pipeline, without anything that normalises.
        source: Where the images come from.
        wanted: Which.

    Raises:
        PipelineError: A step can never be applied to an image.
    """
    batch: list[tuple[Tensor, int, int]] = []
    pixels = 0
    for each in wanted:
        try:
            image = torch.from_numpy(np.ascontiguousarray(source.image(each.index).transpose(2, 0, 1)))
        except DataError as error:
            location = location_of(source, each.index)
            yield Unreadable(each.index, location, str(error).removeprefix(f"{location}: "))
            continue
        for epoch in each.epochs:
            size = image.shape[1] * image.shape[2]
            if batch and pixels + size > _MOST_PIXELS:
                yield from _augmented(augment, batch)
                batch, pixels = [], 0
            batch.append((image, each.index, epoch))
            pixels += size
    yield from _augmented(augment, batch)


def _augmented(augment: Augmenter, batch: "list[tuple[Tensor, int, int]]") -> Iterator[Made]:
    if not batch:
        return
    images, indices, epochs = zip(*batch, strict=True)
    same_size = len({image.shape for image in images}) == 1
    made, record = augment(
        torch.stack(images) if same_size else list(images), epoch=list(epochs), index=list(indices), record=True
    )
    for index, epoch, image, steps in zip(indices, epochs, made, record, strict=True):
        levels = image.mul(255).round_().clamp_(0, 255).to(torch.uint8)
        yield Made(index, epoch, levels.permute(1, 2, 0).contiguous().numpy(), steps)
