"""Through a JPEG file and back."""

from io import BytesIO

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from augstudio.kernels.torch.bytes import from_bytes, to_bytes


def recompress(images: Tensor, qualities: Tensor) -> Tensor:
    """Encodes and decodes each image in 8 bits with libjpeg, colour at half resolution.

    Pillow rather than `torchvision.io`: the same library, without the seconds that importing torchvision costs.

    Args:
        images: (B, C, H, W) float32, C = 1 or 3.
        qualities: (B,) 1 .. 100.
    """
    pixels = to_bytes(images).permute(0, 2, 3, 1).cpu().numpy()
    spoiled = [_recompressed(each, int(quality)) for each, quality in zip(pixels, qualities.tolist(), strict=True)]
    return from_bytes(torch.from_numpy(np.stack(spoiled)).permute(0, 3, 1, 2).contiguous().to(images.device))


def _recompressed(
    pixels: "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]", quality: int
) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    file = BytesIO()
    Image.fromarray(pixels.squeeze(2) if pixels.shape[2] == 1 else pixels).save(file, "JPEG", quality=quality)
    with Image.open(file) as image:
        return np.asarray(image).reshape(pixels.shape)
