import numpy as np
import pytest
import torch
from PIL import Image, ImageOps

from augstudio.kernels.torch.bytes import equalize, from_bytes, posterize, to_bytes

NOISE = (torch.arange(2 * 3 * 17 * 23) * 7919 % 251).view(2, 3, 17, 23).to(torch.uint8)


def test_every_byte_comes_back_as_it_was() -> None:
    values = torch.arange(256, dtype=torch.uint8)
    assert torch.equal(to_bytes(from_bytes(values)), values)


def test_values_are_clamped_and_rounded_on_the_way_to_bytes() -> None:
    assert to_bytes(torch.tensor([-0.1, 0.4 / 255, 0.6 / 255, 1.2])).tolist() == [0, 0, 1, 255]


@pytest.mark.parametrize("bits", range(1, 9))
def test_posterize_is_pils(bits: int) -> None:
    out = posterize(from_bytes(NOISE), torch.full((2,), bits))
    for image, result in zip(NOISE, out, strict=True):
        expected = ImageOps.posterize(Image.fromarray(image.permute(1, 2, 0).numpy()), bits)
        assert np.array_equal(to_bytes(result).permute(1, 2, 0).numpy(), np.asarray(expected))


@pytest.mark.parametrize(
    "images",
    [NOISE, NOISE // 9 + 40, (NOISE > 100) * 200, torch.full_like(NOISE, 7), NOISE[..., :3, :3]],
    ids=["spread", "narrow", "two values", "flat", "fewer pixels than steps"],
)
def test_equalize_is_pils(images: torch.Tensor) -> None:
    images = images.to(torch.uint8)
    out = equalize(from_bytes(images))
    for image, result in zip(images, out, strict=True):
        expected = ImageOps.equalize(Image.fromarray(image.permute(1, 2, 0).numpy()))
        assert np.array_equal(to_bytes(result).permute(1, 2, 0).numpy(), np.asarray(expected))
