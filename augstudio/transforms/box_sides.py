"""Which boxes a range of areas and aspect ratios stands for, evenly sampled: enough to tell whether they fit an image."""

import math
from collections.abc import Iterable, Iterator

from augstudio.transforms.parameters import Range
from augstudio.transforms.stage import ImageSize

_POINTS = 24


def box_sides(scale: Range, ratio: Range, size: ImageSize) -> Iterator[tuple[int, int]]:
    """Pairs of sides (px): the first over the second is the ratio, their product the area.

    Args:
        scale: Area as a fraction of the image's, drawn evenly.
        ratio: First side over second, drawn evenly in its logarithm.
        size: The image's.
    """
    low, high = math.log(ratio.low), math.log(ratio.high)
    for row in range(_POINTS):
        area = size.height * size.width * (scale.low + (scale.high - scale.low) * (row + 0.5) / _POINTS)
        for column in range(_POINTS):
            proportion = math.exp(low + (high - low) * (column + 0.5) / _POINTS)
            yield round(math.sqrt(area * proportion)), round(math.sqrt(area / proportion))


def share(answers: Iterable[bool]) -> float:
    """The share of yes among answers."""
    listed = list(answers)
    return sum(listed) / len(listed)
