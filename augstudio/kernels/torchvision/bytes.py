"""Changes that are defined on 8 bits; torchvision cuts floats off for them, these round."""

from io import BytesIO

import torch
from PIL import Image
from torch import Tensor, nn
from torchvision.transforms import v2

from augstudio.kernels.torchvision.chance import whole_number


def to_bytes(image: Tensor) -> Tensor:
    """Rounds floats in [0, 1] to 0 .. 255."""
    return (image.clamp(0, 1) * 255).round().to(torch.uint8)


class Equalize(nn.Module):
    """Spreads the 8-bit values of each channel evenly."""

    def forward(self, image: Tensor) -> Tensor:
        result: Tensor = v2.functional.equalize(to_bytes(image)) / 255
        return result


class Posterize(nn.Module):
    """Keeps the highest bits of each 8-bit value, as many as are drawn."""

    def __init__(self, bits: tuple[int, int]) -> None:
        super().__init__()
        self.bits = bits

    def forward(self, image: Tensor) -> Tensor:
        bits = whole_number(self.bits)
        result: Tensor = v2.functional.posterize(to_bytes(image), bits) / 255
        return result


class Jpeg(nn.Module):
    """Compresses the image as a JPEG file of a drawn quality.

    By Pillow: torchvision.io is about to lose its own JPEG functions.
    """

    def __init__(self, quality: tuple[int, int]) -> None:
        super().__init__()
        self.quality = quality

    def forward(self, image: Tensor) -> Tensor:
        picture = v2.functional.to_pil_image(to_bytes(image))
        file = BytesIO()
        picture.save(file, "JPEG", quality=whole_number(self.quality))
        result: Tensor = v2.functional.pil_to_tensor(Image.open(file)) / 255
        return result.to(image.device)
