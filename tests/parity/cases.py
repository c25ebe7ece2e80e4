"""Pipelines of one step whose parameters leave nothing to chance, the images they run on, and how close an export has to come."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from augstudio.data.detection import open_source
from augstudio.pipeline.model import Pipeline, Step
from augstudio.transforms.catalogue import transform_class

EXACT = 1e-6
COLOUR = 1e-5
RESAMPLING = 1e-4


@dataclass(frozen=True)
class Case:
    """One step in one setting.

    Attributes:
        op: The step's op.
        parameters: Its parameters.
        tolerance: The largest difference of a value in [0, 1] that is allowed.
        channels: On which images it runs: colour and gray ones.
        share: The share of values that may differ by more; 0 except where rounding decides which pixel is nearest.
        after_gamma: Another step comes first, whose results lie between those of 8 bits.
    """

    op: str
    parameters: dict[str, Any]
    tolerance: float
    channels: tuple[int, ...] = (3, 1)
    share: float = 0
    after_gamma: bool = False

    @property
    def name(self) -> str:
        before = ["after gamma"] if self.after_gamma else []
        return " ".join([self.op, *before, *(f"{key}={value}" for key, value in self.parameters.items())])

    @property
    def pipeline(self) -> Pipeline:
        before = [("gamma", {"gamma": 1.37})] if self.after_gamma else []
        transforms = [transform_class(op).create(each) for op, each in [*before, (self.op, self.parameters)]]
        return Pipeline(tuple(Step(transform, probability=1) for transform in transforms), name=self.name)


def _cases(op: str, tolerance: float, *settings: dict[str, Any], **options: Any) -> list[Case]:
    return [Case(op, setting, tolerance, **options) for setting in settings]


RGB = {"channels": (3,)}
CASES = (
    *_cases(
        "resize",
        RESAMPLING,
        {"height": 19, "width": 23},
        {"height": 90, "width": 101},
        {"height": 19, "width": 101},
        {"height": 28, "width": 28},
        {"height": 19, "width": 23, "antialias": False},
        {"height": 19, "width": 23, "interpolation": "bicubic"},
        {"height": 90, "width": 101, "interpolation": "bicubic"},
        {"height": 19, "width": 23, "interpolation": "bicubic", "antialias": False},
        {"height": 90, "width": 101, "interpolation": "bicubic", "antialias": False},
        {"height": 19, "width": 101, "interpolation": "nearest"},
        {"shorter": 17},
        {"shorter": 97},
    ),
    *_cases(
        "pad",
        EXACT,
        {"left": 1, "top": 2, "right": 3, "bottom": 4},
        {"left": 1, "top": 2, "right": 3, "bottom": 4, "fill": 0.4},
        *({"left": 5, "top": 2, "bottom": 4, "mode": mode} for mode in ("edge", "reflect", "symmetric")),
    ),
    *_cases("pad", EXACT, {"left": 1, "top": 2, "fill": [0.1, 0.2, 0.3]}, **RGB),
    *_cases(
        "center_crop",
        EXACT,
        *(
            {"height": height, "width": width}
            for height, width in ((20, 24), (21, 25), (19, 17), (120, 11), (121, 130))
        ),
    ),
    *_cases("random_crop", EXACT, {"height": 28, "width": 28}, channels=(1,)),  # as large as the image: no choice left
    *_cases(
        "random_crop",
        EXACT,
        *(
            {"height": 34, "width": 34, "padding": 3, "padding_mode": mode, "fill": 0.3}
            for mode in ("constant", "edge", "reflect")
        ),
        channels=(1,),
    ),
    *_cases(
        "random_resized_crop",
        RESAMPLING,
        {"height": 20, "width": 17, "scale": 1, "ratio": 1},
        {"height": 20, "width": 17, "scale": 1, "ratio": 1, "interpolation": "bicubic"},
        {"height": 20, "width": 17, "scale": 1, "ratio": 1, "interpolation": "nearest"},
        channels=(1,),
    ),
    *_cases("random_resized_crop", RESAMPLING, {"height": 20, "width": 17, "scale": 1, "ratio": [2, 3]}),  # never fits
    *_cases("horizontal_flip", EXACT, {}),
    *_cases("vertical_flip", EXACT, {}),
    *_cases("rotate", RESAMPLING, *({"angle": angle} for angle in (-30, 7.5, 45, 90, 180, -271, 360))),
    *_cases("rotate", RESAMPLING, {"angle": 25, "fill": 0.6}),
    *_cases("rotate", RESAMPLING, {"angle": -25, "fill": [0.2, 0.5, 0.9]}, **RGB),
    *_cases(
        "rotate",
        EXACT,
        *({"angle": angle, "interpolation": "nearest"} for angle in (17.3, 90, 180)),
        {"angle": 17.3, "interpolation": "nearest", "fill": 0.6},
    ),
    *_cases("rotate", EXACT, *({"angle": angle, "interpolation": "nearest"} for angle in (30, 45)), share=0.02),
    *_cases("brightness", COLOUR, *({"factor": factor} for factor in (0, 0.7, 1, 1.8))),
    *_cases("brightness_shift", COLOUR, *({"delta": delta} for delta in (-0.4, 0, 0.3))),
    *_cases(
        "contrast",
        COLOUR,
        *({"factor": factor, "mean": mean} for factor in (0, 0.6, 1.7) for mean in ("gray", "channel")),
    ),
    *_cases("saturation", COLOUR, *({"factor": factor} for factor in (0, 0.6, 1.7))),
    *_cases("hue", COLOUR, *({"shift": shift} for shift in (-0.5, -0.13, 0, 0.07, 0.5))),
    *_cases("grayscale", COLOUR, {}),
    *_cases("gamma", COLOUR, *({"gamma": gamma} for gamma in (0.05, 0.7, 1, 2.4, 20))),
    *_cases("sharpness", COLOUR, *({"factor": factor} for factor in (0, 0.6, 1, 1.9, 5))),
    *_cases("invert", EXACT, {}),
    *_cases("equalize", EXACT, {}),
    *_cases("equalize", EXACT, {}, after_gamma=True),
    *_cases("autocontrast", COLOUR, {}),
    *_cases("channel_shuffle", EXACT, {}, channels=(1,)),  # one channel has one order
    *_cases("posterize", EXACT, *({"bits": bits} for bits in (1, 4, 8))),
    *_cases("posterize", EXACT, *({"bits": bits} for bits in (3, 8)), after_gamma=True),
    *_cases("solarize", EXACT, *({"threshold": threshold} for threshold in (0, 0.2, 0.5, 0.6, 1))),
    *_cases(
        "color_jitter",
        COLOUR,
        {"brightness": 0.7, "contrast": 1.8, "saturation": 0.4, "hue": 0.2, "order": "fixed"},
        {"brightness": 1.6, "contrast": 0.5, "saturation": 1.7, "hue": -0.1, "order": "fixed"},
        *(  # one change alone: their order does not matter
            {"brightness": 1, "contrast": 1, "saturation": 1, "hue": 0, **change}
            for change in ({"brightness": 1.4}, {"contrast": 0.5}, {"saturation": 1.7}, {"hue": 0.3})
        ),
    ),
    *_cases(
        "gaussian_blur",
        COLOUR,
        *({"kernel_size": size, "sigma": sigma} for size, sigma in ((1, 1), (3, 0.05), (3, 2), (9, 1.3), (23, 100))),
    ),
    *_cases(
        "motion_blur",
        COLOUR,
        *({"length": length, "angle": angle} for length, angle in ((1, 0), (2.5, 90), (5, 0), (7, 30), (12.3, -161))),
    ),
    *_cases("gaussian_noise", EXACT, {"sigma": 0}),
    *_cases("salt_and_pepper", EXACT, {"amount": 0}),
    *_cases("jpeg", EXACT, *({"quality": quality} for quality in (1, 30, 75, 95, 100))),
    *_cases("jpeg", EXACT, {"quality": 60}, after_gamma=True),
    *_cases("downscale", RESAMPLING, *({"factor": factor} for factor in (0.01, 0.1, 0.5, 0.7, 0.93, 1))),
    *_cases("transpose", EXACT, {}),
    *_cases("quarter_turn", EXACT, *({"turns": turns} for turns in range(4))),
    *_cases("affine", RESAMPLING, {"angle": 25, "scale": 0.6, "shear_x": 10}, {"shear_y": 30, "fill": 0.6}),
    *_cases(
        "affine",
        RESAMPLING,
        {"angle": -25, "translate_x": 0.2, "translate_y": -0.31, "scale": 1.3, "shear_x": 10, "shear_y": -20},
        {"angle": 140, "translate_x": -0.1, "scale": 0.7, "fill": 0.6},
    ),
    *_cases("affine", RESAMPLING, {"angle": 40, "translate_y": 0.1, "fill": [0.2, 0.5, 0.9]}, **RGB),
    *_cases(
        "affine",
        EXACT,
        {"angle": 17.3, "interpolation": "nearest", "fill": 0.6},
        {"translate_x": 0.4, "translate_y": 0.1, "interpolation": "nearest"},
    ),
    *_cases("perspective", RESAMPLING, {"distortion": 0}, {"distortion": 0, "fill": 0.6}),
    *_cases("elastic", RESAMPLING, {"alpha": 0, "sigma": 2}, {"alpha": 0, "sigma": 0}),
    *_cases("cutout", EXACT, {"holes": 3, "size": 0}, {"holes": 0, "fill": 0.5}),
    *_cases("per_image_standardize", COLOUR, {}),
    *_cases("random_erasing", EXACT, {"scale": 1, "ratio": 1}, channels=(1,)),  # never fits
    *_cases("normalize", EXACT * 10, {"mean": 0.5, "std": 0.25}),
    *_cases("normalize", EXACT * 10, {"mean": "imagenet", "std": "imagenet"}, **RGB),
)
"""Every op at least once."""


@cache
def images(channels: int) -> NDArray[np.uint8]:
    """(3, H, W, C) uint8: photographs of 85 x 63 px, or clothes of 28 x 28."""
    if channels == 3:
        source = open_source("photos")
        return np.stack([source.image(position)[:255:3, :252:4] for position in range(3)])
    source = open_source("fashion-mnist-5k")
    return np.stack([source.image(position) for position in range(3)])
