"""The images that exported code is tried on."""

from typing import TYPE_CHECKING, Any

from augstudio.data.embedded import EMBEDDED
from augstudio.data.source import Source
from augstudio.errors import DataError, PipelineError
from augstudio.export.verify.pinning import size_of
from augstudio.pipeline.model import Pipeline
from augstudio.pipeline.sizes import check_sizes
from augstudio.transforms.stage import ImageSize

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

_COLOUR, _GRAY = "photos", "fashion-mnist-5k"
_LARGEST = 512
"""The middle of larger images does as well, and takes a fraction of the time."""


def default_source(pipeline: Pipeline) -> Source:
    """Embedded photographs if the pipeline can be applied to them, otherwise embedded gray images."""
    photographs = EMBEDDED[_COLOUR].open()
    fits = all(_fits(pipeline, size_of(photographs.image(index))) for index in range(len(photographs)))
    return photographs if fits else EMBEDDED[_GRAY].open()


def sample_images(pipeline: Pipeline, source: Source, count: int) -> "tuple[NDArray[np.uint8], ...]":
    """Some images of a data set, spread over it, (H, W, C) each.

    Raises:
        DataError: None can be read.
    """
    images = tuple(_cut(pipeline, image) for image in _readable(source, count))
    if not images:
        raise DataError(f"{source.name}: not one of its images can be read; give other data")
    return images


def _readable(source: Source, count: int) -> "Iterator[NDArray[np.uint8]]":
    wanted = min(count, len(source))
    for number in range(wanted):
        try:
            yield source.image(number * len(source) // wanted)
        except DataError:
            continue


def _cut(pipeline: Pipeline, image: "NDArray[np.uint8]") -> "NDArray[np.uint8]":
    """The middle of a large image, if the pipeline can be applied to that."""
    height, width, channels = image.shape
    if max(height, width) <= _LARGEST or not _fits(
        pipeline, ImageSize(min(height, _LARGEST), min(width, _LARGEST), channels)
    ):
        return image
    return middle(image, _LARGEST, _LARGEST)


def middle(image: "NDArray[Any]", height: int, width: int) -> "NDArray[Any]":
    """At most so many rows and columns from the middle of an image (H, W, C)."""
    top, left = (max(0, (there - side) // 2) for there, side in zip(image.shape, (height, width), strict=False))
    return image[top : top + height, left : left + width]


def _fits(pipeline: Pipeline, size: ImageSize) -> bool:
    try:
        check_sizes(pipeline, size)
    except PipelineError:
        return False
    return True
