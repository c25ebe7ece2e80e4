"""From what a pipeline computes to what a screen can show."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from augstudio.lazy import numpy as np
from augstudio.lazy import torch
from augstudio.pipeline.model import Step, walk
from augstudio.transforms.tensor.normalize import Normalize

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from augstudio.preview.values import Pixels


def shrunk_size(height: int, width: int, longest: int) -> tuple[int, int]:
    """Height and width after shrinking the longest side to `longest` px, the aspect ratio kept; 0 or a smaller image: as it is."""
    side = max(height, width)
    if longest <= 0 or side <= longest:
        return height, width
    return max(1, round(height * longest / side)), max(1, round(width * longest / side))


def shrink(pixels: "Pixels", longest: int) -> "Pixels":
    """A picture no larger than `longest` px, smoothed; itself where it is small enough. Needs no torch."""
    from PIL import Image  # noqa: PLC0415 -- not before there is a picture

    height, width = shrunk_size(pixels.shape[0], pixels.shape[1], longest)
    if (height, width) == pixels.shape[:2]:
        return np.ascontiguousarray(pixels)
    image = Image.fromarray(pixels[..., 0] if pixels.shape[2] == 1 else pixels)
    small = image.resize((width, height), Image.Resampling.BILINEAR, reducing_gap=2.0)
    return np.ascontiguousarray(np.asarray(small).reshape(height, width, pixels.shape[2]))


def undo_normalize(
    images: "Tensor", steps: Sequence[Step], trails: Sequence[Mapping[str, Mapping[str, Any]]]
) -> "Tensor":
    """Images as they were before every normalize that was applied to them.

    Args:
        images: (B, C, H, W) float32.
        steps: The steps that ran, in order.
        trails: For each image, what was drawn: step id -> {"hit": bool, ...}.
    """
    normalizes = [(step.id, step.transform) for step in walk(steps) if isinstance(step.transform, Normalize)]
    if not normalizes or not len(images):
        return images
    channels = images.shape[1]
    scales, offsets = np.ones((len(images), channels)), np.zeros((len(images), channels))
    for step_id, transform in normalizes:
        hit = np.array([[bool(trail.get(step_id, {}).get("hit"))] for trail in trails])
        if not hit.any():  # it may be one that cannot be applied to such images
            continue
        mean, std = transform.numbers()
        offsets = np.where(hit, offsets + scales * np.asarray(mean), offsets)
        scales = np.where(hit, scales * np.asarray(std), scales)
    return images * _per_channel(scales) + _per_channel(offsets)


def _per_channel(values: "NDArray[np.float64]") -> "Tensor":
    return torch.from_numpy(values.astype(np.float32))[:, :, None, None]


def to_pixels(images: "Tensor", longest: int = 0) -> "NDArray[np.uint8]":
    """Float images in [0, 1] as bytes; values outside are clipped.

    Args:
        images: (B, C, H, W) float32.
        longest: Longest side of the result (px); 0: as it is.

    Returns:
        (B, H', W', C) uint8, contiguous, C = 1 or 3; of other channel counts the first is shown, as gray.
    """
    size = shrunk_size(images.shape[2], images.shape[3], longest)
    if size != tuple(images.shape[2:]):
        images = torch.nn.functional.interpolate(images, size, mode="bilinear", antialias=True)
    if images.shape[1] not in (1, 3):
        images = images[:, :1]
    # Half a level is added because the conversion to bytes cuts off.
    scaled = images.mul(255).add_(0.5).clamp_(0, 255).to(torch.uint8)
    return scaled.permute(0, 2, 3, 1).contiguous().numpy()
