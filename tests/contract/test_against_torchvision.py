"""The engine against torchvision called directly, image by image, with the parameters that the engine drew."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torchvision.transforms import InterpolationMode
from torchvision.transforms.v2 import functional as tv

from augstudio.engine.augmenter import Augmenter
from augstudio.kernels.numpy.draws import uniforms
from augstudio.transforms.base import Category
from augstudio.transforms.catalogue import OPS, transform_class
from tests.contract.examples import HEIGHT, WIDTH, batch_for, pipeline

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


def jittered(image: Tensor, d: dict[str, Any], order: tuple[str, ...] = ()) -> Tensor:
    """torchvision's four adjustments in the order drawn, or in a fixed one."""
    adjust = {
        "brightness": tv.adjust_brightness,
        "contrast": tv.adjust_contrast,
        "saturation": tv.adjust_saturation,
        "hue": tv.adjust_hue,
    }
    for name in order or d["order"]:
        image = adjust[name](image, d[name])
    return image


def on_bytes(image: Tensor, function: Callable[[Tensor], Tensor]) -> Tensor:
    """What torchvision makes of the image in 8 bits, as float."""
    return function((image * 255).round().to(torch.uint8)).float() / 255


def cut_out(image: Tensor, d: dict[str, Any], value: float = 0.0) -> Tensor:
    """torchvision's `erase` for each hole, clipped at the border."""
    _, height, width = image.shape
    side = round(d["size"] * min(height, width))
    for row, column in list(zip(d["row"], d["column"], strict=True))[: d["holes"]]:
        top, left = max(row - side // 2, 0), max(column - side // 2, 0)
        bottom, right = row - side // 2 + side, column - side // 2 + side
        image = tv.erase(image, top, left, max(bottom - top, 0), max(right - left, 0), torch.tensor(value))
    return image


def standardized(image: Tensor) -> Tensor:
    """torchvision's `normalize` by the image's own statistics, over all channels alike."""
    return tv.normalize(image, [image.mean().item()] * len(image), [image.std(correction=0).item()] * len(image))


def with_gaussian_noise(image: Tensor, d: dict[str, Any]) -> Tensor:
    """torchvision's formula, with the noise of the drawn key computed apart, value by value in numpy."""
    pairs = (image.numel() + 1) // 2
    u = uniforms(np.array([d["noise"]]), 2 * pairs)[0]
    length, turn = np.sqrt(-2 * np.log(u[:pairs])), 2 * np.pi * u[pairs:]
    noise = np.concatenate([length * np.cos(turn), length * np.sin(turn)])[: image.numel()]
    return (image + torch.from_numpy(noise).float().view_as(image) * d["sigma"]).clamp(0, 1)


def with_salt_and_pepper(image: Tensor, d: dict[str, Any]) -> Tensor:
    """Pixel by pixel, from the drawn key."""
    u = uniforms(np.array([d["noise"]]), image[0].numel())[0].reshape(image.shape[1:])
    image = image.clone()
    image[:, torch.from_numpy(u < d["amount"] / 2)] = 0
    image[:, torch.from_numpy(u >= 1 - d["amount"] / 2)] = 1
    return image


def smeared(image: Tensor, d: dict[str, Any]) -> Tensor:
    """The mean of the image moved along the line, point by point; only its inside, where no border is met, is compared."""
    angle, length = math.radians(d["angle"]), d["length"]
    steps = [length * (step - 0.5) - (step - 0.5) for step in np.linspace(0, 1, 13)]
    moved = [
        tv.affine(image, 0.0, [step * math.cos(angle), -step * math.sin(angle)], 1.0, [0.0, 0.0], BILINEAR)
        for step in steps
    ]
    return torch.stack(moved).mean(0)


def shrunk(image: Tensor, d: dict[str, Any]) -> Tensor:
    height, width = image.shape[1:]
    small = tv.resize(image, [round(d["factor"] * height), round(d["factor"] * width)], BILINEAR, antialias=True)
    return tv.resize(small, [height, width], BILINEAR, antialias=True)


def transformed(image: Tensor, d: dict[str, Any], **how: Any) -> Tensor:
    """torchvision's `affine`; its angle is clockwise."""
    _, height, width = image.shape
    shift = [round(d["translate_x"] * width), round(d["translate_y"] * height)]
    return tv.affine(image, -d["angle"], shift, d["scale"], [d["shear_x"], d["shear_y"]], **how)


def seen_at_an_angle(image: Tensor, d: dict[str, Any], **how: Any) -> Tensor:
    _, height, width = image.shape
    start = [[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]]
    end = [d[name] for name in ("top_left", "top_right", "bottom_right", "bottom_left")]
    return tv.perspective(image, start, end, **how)


def bent(image: Tensor, d: dict[str, Any], alpha: float, sigma: float) -> Tensor:
    """torchvision's `ElasticTransform`, its noise taken from the drawn key."""
    _, height, width = image.shape
    u = uniforms(np.array([d["field"]]), 2 * height * width)
    noise = torch.from_numpy(2 * u - 1).float().view(2, 1, height, width)
    if sigma:
        side = int(8 * sigma + 1) // 2 * 2 + 1
        noise = tv.gaussian_blur(noise, [side, side], [sigma, sigma])
    field = torch.stack([noise[0, 0] * alpha / width, noise[1, 0] * alpha / height], dim=-1)
    return tv.elastic(image, field[None], BILINEAR)


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
    ("affine", {}, lambda x, d: x),
    *(
        (
            "affine",
            {
                "angle": [-180, 180],
                "translate_x": [-0.3, 0.3],
                "translate_y": [-0.3, 0.3],
                "scale": [0.4, 2.5],
                "shear_x": [-40, 40],
                "shear_y": [-40, 40],
                "fill": 0.6 if fill else 0,
            },
            lambda x, d, fill=fill: transformed(x, d, interpolation=BILINEAR, fill=fill),
        )
        for fill in (None, [0.6])
    ),
    ("affine", {"shear_x": [10, 40], "scale": 1.3}, lambda x, d: transformed(x, d, interpolation=BILINEAR)),
    (
        "affine",
        {"translate_x": [-0.5, 0.5], "translate_y": [-0.5, 0.5], "interpolation": "nearest"},
        lambda x, d: transformed(x, d, interpolation=InterpolationMode.NEAREST),
    ),
    ("perspective", {}, lambda x, d: seen_at_an_angle(x, d, interpolation=BILINEAR)),
    (
        "perspective",
        {"distortion": 0.9, "fill": 0.3},
        lambda x, d: seen_at_an_angle(x, d, interpolation=BILINEAR, fill=[0.3]),
    ),
    ("perspective", {"distortion": 0}, lambda x, d: x),
    ("elastic", {}, lambda x, d: bent(x, d, 50, 5)),
    ("elastic", {"alpha": 200, "sigma": 3.2}, lambda x, d: bent(x, d, 200, 3.2)),
    ("elastic", {"alpha": 4, "sigma": 0}, lambda x, d: bent(x, d, 4, 0)),
    ("brightness", {"factor": [0, 3]}, lambda x, d: tv.adjust_brightness(x, d["factor"])),
    ("brightness_shift", {"delta": [-0.5, 0.5]}, lambda x, d: (x + d["delta"]).clamp(0, 1)),
    ("contrast", {"factor": [0, 3]}, lambda x, d: tv.adjust_contrast(x, d["factor"])),
    ("contrast", {"factor": [0, 3], "mean": "channel"}, channel_contrast),
    ("saturation", {"factor": [0, 3]}, lambda x, d: tv.adjust_saturation(x, d["factor"])),
    ("hue", {"shift": [-0.5, 0.5]}, lambda x, d: tv.adjust_hue(x, d["shift"])),
    ("grayscale", {}, lambda x, d: tv.rgb_to_grayscale(x, num_output_channels=x.shape[0])),
    ("random_erasing", {}, erase),
    ("random_erasing", {"fill": 0.5}, lambda x, d: erase(x, d, 0.5)),
    ("transpose", {}, lambda x, d: x.mT),
    ("quarter_turn", {}, lambda x, d: torch.rot90(x, d["turns"], (1, 2))),
    ("quarter_turn", {"turns": [1, 3]}, lambda x, d: tv.rotate(x, 90 * d["turns"])),
    ("color_jitter", {}, jittered),
    (
        "color_jitter",
        {"brightness": [0, 3], "contrast": [0, 3], "saturation": [0, 3], "hue": [-0.5, 0.5]},
        jittered,
    ),
    (
        "color_jitter",
        {"brightness": [0.2, 2], "hue": [-0.5, 0.5], "order": "fixed"},
        lambda x, d: jittered(x, d, ("brightness", "contrast", "saturation", "hue")),
    ),
    ("gamma", {"gamma": [0.05, 5]}, lambda x, d: tv.adjust_gamma(x, d["gamma"])),
    ("invert", {}, lambda x, d: tv.invert(x)),
    ("equalize", {}, lambda x, d: tv.equalize(x)),
    ("autocontrast", {}, lambda x, d: tv.autocontrast(x)),
    ("channel_shuffle", {}, lambda x, d: tv.permute_channels(x, d["order"])),
    ("posterize", {"bits": [1, 8]}, lambda x, d: on_bytes(x, lambda b: tv.posterize(b, d["bits"]))),
    ("solarize", {"threshold": [0, 1]}, lambda x, d: tv.solarize(x, d["threshold"])),
    ("sharpness", {"factor": [0, 4]}, lambda x, d: tv.adjust_sharpness(x, d["factor"])),
    ("gaussian_blur", {}, lambda x, d: tv.gaussian_blur(x, [3, 3], [d["sigma"]])),
    (
        "gaussian_blur",
        {"kernel_size": 23, "sigma": [0.05, 9]},
        lambda x, d: tv.gaussian_blur(x, [23, 23], [d["sigma"]]),
    ),
    ("motion_blur", {}, smeared),
    ("jpeg", {"quality": [1, 100]}, lambda x, d: on_bytes(x, lambda b: tv.jpeg(b, d["quality"]))),
    ("downscale", {}, shrunk),
    ("gaussian_noise", {"sigma": [0, 0.5]}, with_gaussian_noise),
    ("salt_and_pepper", {"amount": [0, 1]}, with_salt_and_pepper),
    ("cutout", {}, cut_out),
    ("cutout", {"holes": [0, 5], "size": [0, 1], "fill": 0.5}, lambda x, d: cut_out(x, d, 0.5)),
    ("per_image_standardize", {}, lambda x, d: standardized(x)),
    (
        "normalize",
        {"mean": [0.4, 0.5, 0.6], "std": [0.2, 0.3, 0.1]},
        lambda x, d: tv.normalize(x, [0.4, 0.5, 0.6], [0.2, 0.3, 0.1]),
    ),
    ("normalize", {"mean": 0.5, "std": 0.25}, lambda x, d: tv.normalize(x, [0.5] * len(x), [0.25] * len(x))),
]


BORDERS_OF_OUR_OWN = {"motion_blur": 4}
"""Pixels at the border where torchvision has no rule for what lies beyond."""


@pytest.mark.filterwarnings("ignore:The image decoding and encoding:DeprecationWarning")  # its JPEG still works
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize(("op", "parameters", "reference"), CASES)
def test_the_engine_equals_torchvision(
    op: str, parameters: dict[str, Any], reference: Reference, channels: int
) -> None:
    per_channel = any(isinstance(value, list) and len(value) == 3 for value in parameters.values())
    if per_channel and channels == 1:
        parameters = {k: v[:1] if isinstance(v, list) and len(v) == 3 else v for k, v in parameters.items()}
        reference = rewritten_for_gray(op, parameters)
    batch = batch_for(op, 8, channels)
    out, record = Augmenter(pipeline(op, channels=channels, **parameters))(batch, record=True, epoch=1)
    for image, result, entry in zip(batch.float() / 255, out, record, strict=True):
        (step,) = entry.values()
        expected = reference(image, step["draws"])
        assert result.shape == expected.shape
        border = BORDERS_OF_OUR_OWN.get(op, 0)
        inside = (..., slice(border, image.shape[1] - border), slice(border, image.shape[2] - border))
        assert (result - expected)[inside].abs().max() <= TOLERANCE


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
    # test_policies.py, test_batch_steps.py
    elsewhere = {op for op in OPS if transform_class(op).category in {Category.POLICY, Category.BATCH, Category.GROUP}}
    assert {op for op, _, _ in CASES} == set(OPS) - elsewhere


@pytest.mark.parametrize("channels", [1, 3])
def test_gaussian_noise_has_the_drawn_deviation_and_no_pattern(channels: int) -> None:
    batch = torch.full((64, channels, 32, 32), 0.5)
    out, record = Augmenter(pipeline("gaussian_noise", sigma=[0.02, 0.1]))(batch, record=True)
    for image, entry in zip(out, record, strict=True):
        noise = (image - 0.5) / next(iter(entry.values()))["draws"]["sigma"]
        assert abs(noise.mean().item()) < 5 / noise.numel() ** 0.5
        assert abs(noise.std().item() - 1) < 5 / (2 * noise.numel()) ** 0.5
        assert abs((noise[..., 1:] * noise[..., :-1]).mean().item()) < 5 / noise.numel() ** 0.5
    assert abs((out[0] - 0.5).flatten() @ (out[1] - 0.5).flatten()) / 0.01 < 5 * out[0].numel() ** 0.5


def test_salt_and_pepper_are_as_many_and_cover_the_drawn_share() -> None:
    batch = torch.full((64, 3, 32, 32), 0.5)
    out = Augmenter(pipeline("salt_and_pepper", amount=0.2))(batch)
    white, black = (out == 1).float().mean().item(), (out == 0).float().mean().item()
    assert (out == out[:, :1]).all()
    for share in (white, black):
        assert abs(share - 0.1) < 5 * (0.1 * 0.9 / (64 * 32 * 32)) ** 0.5


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
