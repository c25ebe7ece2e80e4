"""The engine against torchvision called directly, image by image, with the parameters that the engine drew."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor
from torchvision.transforms import InterpolationMode
from torchvision.transforms.v2 import functional as tv

from augstudio.engine.augmenter import Augmenter
from augstudio.transforms.catalogue import OPS
from tests.contract.examples import HEIGHT, WIDTH, images, pipeline

TOLERANCE = 1e-3
Reference = Callable[[Tensor, dict[str, Any]], Tensor]


def erase(image: Tensor, d: dict[str, Any], value: float = 0.0) -> Tensor:
    return tv.erase(image, d["top"], d["left"], d["height"], d["width"], torch.tensor(value))


def crop_and_resize(image: Tensor, d: dict[str, Any], interpolation: InterpolationMode) -> Tensor:
    box = [d["top"], d["left"], d["height"], d["width"]]
    return tv.resized_crop(image, *box, [HEIGHT, WIDTH], interpolation=interpolation, antialias=True)


def padded_crop(image: Tensor, d: dict[str, Any], mode: str, fill: float | list[float]) -> Tensor:
    bordered = tv.pad(image, [4, 4, 4, 4], fill=fill, padding_mode=mode)
    return tv.crop(bordered, d["top"] + 4, d["left"] + 4, 20, 26)


def channel_contrast(image: Tensor, d: dict[str, Any]) -> Tensor:
    """torchvision's contrast, one channel at a time: then its mean is that channel's."""
    return torch.cat([tv.adjust_contrast(channel[None], d["factor"]) for channel in image])


BILINEAR, BICUBIC, NEAREST = InterpolationMode.BILINEAR, InterpolationMode.BICUBIC, InterpolationMode.NEAREST_EXACT

CASES: list[tuple[str, dict[str, Any], Reference]] = [
    ("resize", {"height": 16, "width": 20}, lambda x, d: tv.resize(x, [16, 20], BILINEAR, antialias=True)),
    ("resize", {"height": 40, "width": 37}, lambda x, d: tv.resize(x, [40, 37], BILINEAR, antialias=True)),
    (
        "resize",
        {"height": 16, "width": 20, "antialias": False},
        lambda x, d: tv.resize(x, [16, 20], BILINEAR, antialias=False),
    ),
    (
        "resize",
        {"height": 16, "width": 20, "interpolation": "bicubic"},
        lambda x, d: tv.resize(x, [16, 20], BICUBIC, antialias=True).clamp(0, 1),
    ),
    ("resize", {"height": 17, "width": 41, "interpolation": "nearest"}, lambda x, d: tv.resize(x, [17, 41], NEAREST)),
    ("resize", {"height": None, "width": None, "shorter": 17}, lambda x, d: tv.resize(x, [17], BILINEAR)),
    (
        "pad",
        {"left": 1, "top": 2, "right": 3, "bottom": 4, "fill": 0.4},
        lambda x, d: tv.pad(x, [1, 2, 3, 4], fill=0.4),
    ),
    (
        "pad",
        {"left": 5, "top": 2, "right": 3, "bottom": 4, "mode": "reflect"},
        lambda x, d: tv.pad(x, [5, 2, 3, 4], padding_mode="reflect"),
    ),
    (
        "pad",
        {"left": 5, "top": 2, "right": 3, "bottom": 4, "mode": "symmetric"},
        lambda x, d: tv.pad(x, [5, 2, 3, 4], padding_mode="symmetric"),
    ),
    ("pad", {"left": 50, "top": 2, "mode": "edge"}, lambda x, d: tv.pad(x, [50, 2, 0, 0], padding_mode="edge")),
    ("pad", {"left": 2, "fill": [0.1, 0.5, 0.9]}, lambda x, d: tv.pad(x, [2, 0, 0, 0], fill=[0.1, 0.5, 0.9])),
    ("center_crop", {"height": 19, "width": 23}, lambda x, d: tv.center_crop(x, [19, 23])),
    ("center_crop", {"height": 18, "width": 24}, lambda x, d: tv.center_crop(x, [18, 24])),
    ("center_crop", {"height": 31, "width": 22}, lambda x, d: tv.center_crop(x, [31, 22])),
    ("center_crop", {"height": 20, "width": 41}, lambda x, d: tv.center_crop(x, [20, 41])),
    ("random_crop", {"height": 20, "width": 26}, lambda x, d: tv.crop(x, d["top"], d["left"], 20, 26)),
    *(
        (
            "random_crop",
            {"height": 20, "width": 26, "padding": 4, "padding_mode": mode, "fill": fill},
            lambda x, d, mode=mode, fill=fill: padded_crop(x, d, mode, fill),
        )
        for mode, fill in (("constant", 0.3), ("edge", 0), ("reflect", 0), ("symmetric", 0))
    ),
    ("random_resized_crop", {}, lambda x, d: crop_and_resize(x, d, BILINEAR)),
    ("random_resized_crop", {"interpolation": "nearest"}, lambda x, d: crop_and_resize(x, d, NEAREST)),
    ("random_resized_crop", {"interpolation": "bicubic"}, lambda x, d: crop_and_resize(x, d, BICUBIC).clamp(0, 1)),
    ("horizontal_flip", {}, lambda x, d: tv.horizontal_flip(x)),
    ("vertical_flip", {}, lambda x, d: tv.vertical_flip(x)),
    ("rotate", {"angle": [-180, 180]}, lambda x, d: tv.rotate(x, d["angle"], BILINEAR)),
    ("rotate", {"angle": [0, 30], "fill": 0.7}, lambda x, d: tv.rotate(x, d["angle"], BILINEAR, fill=[0.7])),
    (
        "rotate",
        {"angle": [10, 80], "fill": [0.2, 0.5, 0.9]},
        lambda x, d: tv.rotate(x, d["angle"], BILINEAR, fill=[0.2, 0.5, 0.9]),
    ),
    ("brightness", {"factor": [0, 3]}, lambda x, d: tv.adjust_brightness(x, d["factor"])),
    ("brightness_shift", {"delta": [-0.5, 0.5]}, lambda x, d: (x + d["delta"]).clamp(0, 1)),
    ("contrast", {"factor": [0, 3]}, lambda x, d: tv.adjust_contrast(x, d["factor"])),
    ("contrast", {"factor": [0, 3], "mean": "channel"}, channel_contrast),
    ("saturation", {"factor": [0, 3]}, lambda x, d: tv.adjust_saturation(x, d["factor"])),
    ("hue", {"shift": [-0.5, 0.5]}, lambda x, d: tv.adjust_hue(x, d["shift"])),
    ("grayscale", {}, lambda x, d: tv.rgb_to_grayscale(x, num_output_channels=x.shape[0])),
    ("random_erasing", {}, erase),
    ("random_erasing", {"fill": 0.5}, lambda x, d: erase(x, d, 0.5)),
    (
        "normalize",
        {"mean": [0.4, 0.5, 0.6], "std": [0.2, 0.3, 0.1]},
        lambda x, d: tv.normalize(x, [0.4, 0.5, 0.6], [0.2, 0.3, 0.1]),
    ),
    ("normalize", {"mean": 0.5, "std": 0.25}, lambda x, d: tv.normalize(x, [0.5] * len(x), [0.25] * len(x))),
]


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize(("op", "parameters", "reference"), CASES)
def test_the_engine_equals_torchvision(
    op: str, parameters: dict[str, Any], reference: Reference, channels: int
) -> None:
    per_channel = any(isinstance(value, list) and len(value) == 3 for value in parameters.values())
    if per_channel and channels == 1:
        parameters = {k: v[:1] if isinstance(v, list) and len(v) == 3 else v for k, v in parameters.items()}
        reference = rewritten_for_gray(op, parameters)
    batch = images(8, channels)
    out, record = Augmenter(pipeline(op, channels=channels, **parameters))(batch, record=True, epoch=1)
    for image, result, entry in zip(batch.float() / 255, out, record, strict=True):
        (step,) = entry.values()
        expected = reference(image, step["draws"])
        assert result.shape == expected.shape
        assert (result - expected).abs().max() <= TOLERANCE


def rewritten_for_gray(op: str, parameters: dict[str, Any]) -> Reference:
    """The reference of a case with one value per channel, for images of one channel."""
    match op:
        case "pad":
            return lambda x, d: tv.pad(x, [2, 0, 0, 0], fill=parameters["fill"])
        case "rotate":
            return lambda x, d: tv.rotate(x, d["angle"], BILINEAR, fill=parameters["fill"])
        case _:
            return lambda x, d: tv.normalize(x, parameters["mean"], parameters["std"])


def test_every_op_is_compared() -> None:
    assert {op for op, _, _ in CASES} == set(OPS)


def test_noise_is_standard_normal_and_differs_between_images() -> None:
    batch = torch.zeros(64, 3, 32, 32, dtype=torch.uint8)
    out, record = Augmenter(pipeline("random_erasing", fill="noise", scale=0.25))(batch, record=True)
    values = torch.cat([covered(image, entry) for image, entry in zip(out, record, strict=True)])
    assert values.numel() > 20_000
    assert abs(values.mean().item()) < 0.03
    assert abs(values.std().item() - 1) < 0.03
    assert len(torch.unique(values)) > 0.99 * values.numel()


def covered(image: Tensor, entry: dict[str, Any]) -> Tensor:
    ((top, left, height, width, *_),) = (step["draws"].values() for step in entry.values())
    return image[:, top : top + height, left : left + width].flatten()
