"""What each transform does, as a small picture on a sample of the data."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from augstudio.errors import AugStudioError
from augstudio.lazy import numpy as np
from augstudio.pipeline.model import Pipeline, Step
from augstudio.preview.display import shrink
from augstudio.preview.renderer import Renderer
from augstudio.preview.values import PreviewRequest
from augstudio.transforms.base import Category, Transform
from augstudio.transforms.stage import ImageSize

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from augstudio.preview.values import Pixels

_DRAWS, _SHOWN = 8, 5
"""Of so many draws, from the weakest to the strongest, this one is shown: the strongest may leave nothing to see."""
_COMPARED_SIDE = 24
"""Pictures are compared at this size (px): of equal size, and blind to noise that nobody sees in a small picture."""
_LEAST_CHANGE = 1.5
"""How far apart two pictures have to be to look different (levels, root mean square)."""
_WITHOUT_PICTURE = {Category.BATCH, Category.GROUP}
"""What these do takes more than one image, or other steps."""


@dataclass(frozen=True, slots=True, eq=False)
class EffectPicture:
    """What one transform makes of a sample.

    Attributes:
        op: The transform.
        pixels: The picture; None where there is none, or nothing would be seen on it.
    """

    op: str
    pixels: "Pixels | None"


def effect_pictures(image: "Pixels", transforms: tuple[type[Transform], ...], side: int) -> Iterator[EffectPicture]:
    """A picture for each transform, as a new step would start, clearly drawn.

    Args:
        image: (H, W, C) uint8, the sample.
        transforms: What to show, in this order.
        side: Longest side of the pictures (px).
    """
    small = shrink(image, side)
    source = _OneImage(small)
    renderer = Renderer()
    for transform in transforms:
        picture = None if transform.category in _WITHOUT_PICTURE else _picture(renderer, source, transform, side)
        yield EffectPicture(transform.op, picture)


def _picture(renderer: Renderer, source: "_OneImage", transform: type[Transform], side: int) -> "Pixels | None":
    try:
        step = Step(transform.create(transform.starting_parameters(ImageSize(*source.pixels.shape))))
        request = PreviewRequest(Pipeline((step,)), (0,), variants=_DRAWS, tile_size=side)
        (row,) = renderer.render(request, source).rows
    except AugStudioError:
        return None
    before = _at_one_size(source.pixels)
    made = [(_difference(before, tile.pixels), tile.pixels) for tile in row.variants if tile.pixels is not None]
    if len(made) < _DRAWS:
        return None
    change, pixels = sorted(made, key=lambda pair: pair[0])[_SHOWN]
    return pixels if change >= _LEAST_CHANGE else None


def _difference(before: "NDArray[np.float32]", pixels: "Pixels") -> float:
    return float(np.sqrt(np.mean((_at_one_size(pixels) - before) ** 2)))


def _at_one_size(pixels: "Pixels") -> "NDArray[np.float32]":
    """(S, S, 3) float32, whatever the size and the channels."""
    from PIL import Image  # noqa: PLC0415 -- not before there is a picture

    image = Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels).convert("RGB")
    return np.asarray(image.resize((_COMPARED_SIDE, _COMPARED_SIDE), Image.Resampling.BOX), np.float32)


class _OneImage:
    """A sample as a data set of its own."""

    name = "sample"
    classes = ()
    fingerprint = ""

    def __init__(self, pixels: "Pixels") -> None:
        self.pixels = pixels

    def __len__(self) -> int:
        return 1

    def image(self, index: int) -> "Pixels":  # noqa: ARG002 -- there is only one
        return self.pixels

    def label(self, index: int) -> int | None:  # noqa: ARG002
        return None
