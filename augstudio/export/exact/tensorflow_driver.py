"""Runs steps on a batch of images of one size, as far as TensorFlow is another matter.

Source for exports: what is here takes the place of what has the same name in `torch_driver` and in the engine, and does the same.
"""

from typing import TYPE_CHECKING

import numpy as np

from augstudio.export.exact.tensorflow_executor import run_stages
from augstudio.kernels.numpy.draws import sample_keys
from augstudio.kernels.tensorflow_stages.batches import as_probabilities, mixed_labels
from augstudio.kernels.tensorflow_stages.rows import Images, in_rows, rows_of, with_rows
from augstudio.kernels.tensorflow_stages.sample_once import sample_once
from augstudio.transforms.stage import ImageSize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from augstudio.kernels.numpy.placements import Placement
    from augstudio.transforms.base import Draws, Transform
    from augstudio.transforms.batch_transform import BatchTransform


def draw_keys(seed: int, epoch: "ArrayLike", index: "ArrayLike", count: int) -> "NDArray[np.int64]":
    """One key per image, (B,), that all its draws are made from."""
    epochs, indices = np.asarray(epoch), np.asarray(index)
    if indices.shape != (count,):
        raise ValueError(f"index has shape {indices.shape} for {count} images")
    for values in (epochs, indices):
        if values.size and (values.dtype.kind not in "iu" or values.min() < 0 or values.max() >= 2**32):
            raise ValueError("epoch and index have to be whole numbers from 0 to 2**32 - 1")
    return sample_keys(seed, epochs.astype(np.int64), indices.astype(np.int64))


def changed(transform: "Transform", images: Images, rows: "NDArray[np.intp]", draws: "Draws") -> Images:
    """The images, those in some rows changed by a transform."""
    stages = transform.lower(draws, size_of(images), len(rows))
    return with_rows(images, rows, run_stages(rows_of(images, rows), stages))


def size_of(images: Images) -> ImageSize:
    """The size of each image of a batch."""
    return ImageSize(*images.shape[1:])


def taken(images: Images, rows: "NDArray[np.intp]") -> Images:
    """The images in some rows."""
    return rows_of(images, rows)


def put_together(parts: "Sequence[Images]", places: "Sequence[NDArray[np.intp]]") -> Images:
    """The batch that parts are of, each of the images in its rows."""
    return in_rows(list(parts), np.concatenate(places))


def sample(images: Images, placement: "Placement") -> Images:
    """The images as the placement says."""
    frames = [(frame.matrices, frame.height, frame.width, frame.fill) for frame in placement.frames]
    return sample_once(images, placement.matrices, placement.height, placement.width, frames)


def class_probabilities(labels: Images, classes: int | None) -> Images:  # noqa: ARG001 -- as in torch; here labels say it
    """Labels as probabilities, (B, K) float32."""
    return as_probabilities(labels)


def mix(
    transform: "BatchTransform", images: Images, draws: "Draws", hit: "NDArray[np.bool_]"
) -> "tuple[Images, NDArray[np.float64]]":
    """Mixes the images that a step hits with their partners; also how much of each is the image itself, (B,)."""
    size = size_of(images)
    mixed = run_stages(images, transform.lower(draws, size, len(images)))
    rows = np.flatnonzero(hit)
    return with_rows(images, rows, rows_of(mixed, rows)), np.where(hit, transform.own_shares(draws, size), 1)


def mix_labels(transform: "BatchTransform", targets: Images, shares: "NDArray[np.float64]") -> Images:
    """Class probabilities (B, K) mixed as the images were: each with its partner's, by the share (B,) of its own."""
    return mixed_labels(targets, transform.partners(len(targets)), shares)
