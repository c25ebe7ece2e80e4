import json

import pytest

from augstudio.export.importing.albumentations import CLASSES, albumentations_word
from augstudio.export.importing.albumentations_dict import albumentations_calls, is_albumentations_dict
from augstudio.export.importing.json_reader import read_json
from augstudio.export.importing.vocabulary import Chain
from tests.unit.export.importing.chains import read_steps, said

IMPORTS = "import albumentations as A\nimport cv2\n"

MEANINGS = [
    ("HorizontalFlip()", [("horizontal_flip", {}, 0.5)], ""),
    ("HorizontalFlip(p=1)", [("horizontal_flip", {}, 1)], ""),
    ("VerticalFlip(0.2)", [("vertical_flip", {}, 0.2)], ""),
    ("Transpose(always_apply=False)", [("transpose", {}, 0.5)], ""),
    ("RandomRotate90()", [("quarter_turn", {}, 1)], ""),
    ("D4()", [("quarter_turn", {}, 1), ("horizontal_flip", {}, 0.5)], ""),
    (
        "SquareSymmetry(p=0.5)",
        [("some_of", {"count": 2, "steps": [("quarter_turn", {}, 1), ("horizontal_flip", {}, 0.5)]}, 0.5)],
        "",
    ),
    ("Rotate(30)", [("rotate", {"angle": [-30, 30]}, 0.5)], ""),
    ("Rotate()", [("rotate", {"angle": [-90, 90]}, 0.5)], ""),
    ("Rotate(angle_range=(0, 30), p=1)", [("rotate", {"angle": [0, 30]}, 1)], ""),
    ("Rotate(limit=(5, 9), fill=51, p=1)", [("rotate", {"angle": [5, 9], "fill": [0.2]}, 1)], "with its fill once"),
    ("Rotate(border_mode=cv2.BORDER_REFLECT_101)", [("rotate", {"angle": [-90, 90]}, 0.5)], "here it is black"),
    (
        "Rotate((5, 9), interpolation=cv2.INTER_NEAREST)",
        [("rotate", {"angle": [5, 9], "interpolation": "nearest"}, 0.5)],
        "",
    ),
    ("Rotate((5, 9), interpolation=2)", [("rotate", {"angle": [5, 9]}, 0.5)], "INTER_CUBIC"),
    (
        "ShiftScaleRotate(shift_limit=0.1, scale_limit=(0.2, 0.2), rotate_limit=10, shift_limit_y=(0, 0.05))",
        [
            (
                "affine",
                {"angle": [-10, 10], "translate_x": [-0.1, 0.1], "translate_y": [0, 0.05], "scale": 1.2},
                0.5,
            )
        ],
        "fraction of a pixel",
    ),
    ("Affine(scale=(0.8, 1.2), keep_ratio=True)", [("affine", {"scale": [0.8, 1.2]}, 0.5)], ""),
    ("Affine(scale=(0.8, 1.2))", [("affine", {"scale": [0.8, 1.2]}, 0.5)], "a scale for each side"),
    ("Affine(rotate=(-9, 20), p=1)", [("affine", {"angle": [-9, 20]}, 1)], ""),
    # A mapping that leaves y out has 1 there, for shears as for scales.
    ("Affine(shear={'x': (-5, 5)})", [("affine", {"shear_x": [-5, 5], "shear_y": 1}, 0.5)], "after turning"),
    ("Affine(shear={'x': 20, 'y': 0})", [("affine", {"shear_x": 20}, 0.5)], ""),
    (
        "Affine(translate_percent={'x': (-0.1, 0.2)})",
        [("affine", {"translate_x": [-0.1, 0.2]}, 0.5)],
        "fraction of a pixel",
    ),
    (
        "ElasticTransform(alpha=30, sigma=4, noise_distribution='uniform')",
        [("elastic", {"alpha": 60, "sigma": 4}, 0.5)],
        "",
    ),
    ("Resize(32, 48)", [("resize", {"height": 32, "width": 48, "antialias": False}, 1)], ""),
    (
        "Resize(32, 48, interpolation=cv2.INTER_CUBIC)",
        [("resize", {"height": 32, "width": 48, "interpolation": "bicubic", "antialias": False}, 1)],
        "",
    ),
    ("Resize(8, 8, cv2.INTER_AREA)", [("resize", {"height": 8, "width": 8}, 1)], "averages areas"),
    (
        "Resize(8, 8, cv2.INTER_NEAREST)",
        [("resize", {"height": 8, "width": 8, "interpolation": "nearest"}, 1)],
        "half a pixel",
    ),
    ("SmallestMaxSize(max_size=20)", [("resize", {"shorter": 20, "antialias": False}, 1)], "rounds the longer side"),
    ("Pad((1, 2, 3, 4), fill=51)", [("pad", {"left": 1, "top": 2, "right": 3, "bottom": 4, "fill": [0.2]}, 1)], ""),
    (
        "Pad((1, 2), border_mode=cv2.BORDER_REFLECT)",
        [("pad", {"left": 1, "top": 2, "right": 1, "bottom": 2, "mode": "symmetric"}, 1)],
        "",
    ),
    ("CenterCrop(24, 28)", [("center_crop", {"height": 24, "width": 28}, 1)], "upper left"),
    ("RandomCrop(height=24, width=28)", [("random_crop", {"height": 24, "width": 28}, 1)], ""),
    (
        "RandomResizedCrop(size=(24, 28), scale=(0.5, 1), ratio=(1, 2))",
        [
            (
                "random_resized_crop",
                {"height": 24, "width": 28, "scale": [0.5, 1], "ratio": [1, 2], "antialias": False},
                1,
            )
        ],
        "",
    ),
    # Up to version 2.0 a factor about black and an offset, which is a fraction of white.
    (
        "RandomBrightnessContrast(brightness_limit=0.3, contrast_limit=0, p=1)",
        [("brightness_shift", {"delta": [-0.3, 0.3]}, 1)],
        "",
    ),
    (
        "RandomBrightnessContrast(brightness_limit=0, contrast_limit=0.5, p=1)",
        [("brightness", {"factor": [0.5, 1.5]}, 1)],
        "",
    ),
    (
        "RandomBrightnessContrast(p=1)",
        [("brightness", {}, 1), ("brightness_shift", {"delta": [-0.2, 0.2]}, 1)],
        "AlbumentationsX",
    ),
    # In AlbumentationsX both are factors, contrast about the mean, and first.
    (
        "RandomBrightnessContrast(brightness_range=(-0.3, 0.3), contrast_range=(-0.1, 0.1), p=1)",
        [("contrast", {"factor": [0.9, 1.1]}, 1), ("brightness", {"factor": [0.7, 1.3]}, 1)],
        "",
    ),
    (
        "ColorJitter(0.4, (0.5, 1.5), saturation=2, hue=0.1, p=0.8)",
        [
            (
                "color_jitter",
                {"brightness": [0.6, 1.4], "contrast": [0.5, 1.5], "saturation": [0, 3], "hue": [-0.1, 0.1]},
                0.8,
            )
        ],
        "",
    ),
    ("ColorJitter()", [("color_jitter", {"hue": [-0.5, 0.5]}, 0.5)], ""),
    (
        "HueSaturationValue(hue_shift_limit=9, sat_shift_limit=0, val_shift_limit=0)",
        [("hue", {}, 0.5)],
        "",
    ),
    ("RandomGamma(gamma_limit=(50, 150))", [("gamma", {"gamma": [0.5, 1.5]}, 0.5)], ""),
    ("RandomGamma(150)", [("gamma", {"gamma": [0.05, 1.5]}, 0.5)], "below a gamma"),
    ("ToGray(p=0.1)", [("grayscale", {}, 0.1)], ""),
    ("InvertImg()", [("invert", {}, 0.5)], ""),
    ("Equalize()", [("equalize", {}, 0.5)], "OpenCV"),
    ("AutoContrast(method='pil')", [("autocontrast", {}, 0.5)], "full white"),
    ("ChannelShuffle()", [("channel_shuffle", {}, 0.5)], ""),
    ("Posterize(num_bits=(3, 5))", [("posterize", {"bits": [3, 5]}, 0.5)], ""),
    ("Posterize(3)", [("posterize", {"bits": 3}, 0.5)], ""),
    ("Solarize(threshold_range=(0.4, 0.6))", [("solarize", {"threshold": [0.4, 0.6]}, 0.5)], ""),
    ("GaussianBlur(0, (1, 2))", [("gaussian_blur", {"kernel_size": 15, "sigma": [1, 2]}, 0.5)], ""),
    ("GaussianBlur((5, 5), (1, 2))", [("gaussian_blur", {"kernel_size": 5, "sigma": [1, 2]}, 0.5)], ""),
    ("GaussianBlur((3, 7), 1)", [("gaussian_blur", {"kernel_size": 7, "sigma": [0.05, 1]}, 0.5)], "side of its kernel"),
    ("GaussianBlur(sigma_range=(1, 2))", [("gaussian_blur", {"kernel_size": 15, "sigma": [1, 2]}, 0.5)], "Pillow"),
    ("MotionBlur(blur_limit=(3, 9))", [("motion_blur", {"length": [3, 9]}, 0.5)], "in its middle"),
    (
        "MotionBlur(allow_shifted=False, angle_range=(30, 60), direction_range=(0, 0))",
        [("motion_blur", {"angle": [-60, -30]}, 0.5)],
        "odd lengths",
    ),
    (
        "MotionBlur(allow_shifted=False, angle_range=(200, 240), direction_range=(0, 0))",
        [("motion_blur", {"angle": [-60, -20]}, 0.5)],
        "odd lengths",
    ),
    ("GaussNoise(std_range=(0.01, 0.1), per_channel=True)", [("gaussian_noise", {"sigma": [0.01, 0.1]}, 0.5)], ""),
    ("GaussNoise(per_channel=False)", [("gaussian_noise", {"sigma": [0.2, 0.44]}, 0.5)], "same noise"),
    ("SaltAndPepper((0.01, 0.02), (0.5, 0.5))", [("salt_and_pepper", {"amount": [0.01, 0.02]}, 0.5)], ""),
    ("SaltAndPepper()", [("salt_and_pepper", {"amount": [0.01, 0.06]}, 0.5)], "half of them"),
    ("ImageCompression(quality_range=(50, 90))", [("jpeg", {"quality": [50, 90]}, 0.5)], "red for blue"),
    ("Downscale((0.5, 0.75))", [("downscale", {"factor": [0.5, 0.75]}, 0.5)], "nearest pixels"),
    # Width over height there, height over width here.
    ("Erasing(ratio=(0.5, 4))", [("random_erasing", {"ratio": [0.25, 2]}, 0.5)], "evenly"),
    (
        "CoarseDropout(num_holes_range=(1, 3), fill=255)",
        [("cutout", {"holes": [1, 3], "size": [0.1, 0.2], "fill": [1]}, 0.5)],
        "squares",
    ),
    (
        "Normalize()",
        [("normalize", {"mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}, 1)],
        "",
    ),
    ("Normalize(0.5, 0.25, 1.0)", [("normalize", {"mean": [0.5], "std": [0.25]}, 1)], ""),
    ("Normalize(normalization='image')", [("per_image_standardize", {}, 1)], "deviation"),
    ("NoOp()", [], ""),
    ("ToFloat(max_value=255)", [], ""),
    ("FromFloat()", [], ""),
    ("pytorch.ToTensorV2()", [], ""),
    # Holding others.
    ("Compose([A.HorizontalFlip(), A.InvertImg(p=1)], seed=3)", [("horizontal_flip", {}, 0.5), ("invert", {}, 1)], ""),
    ("Compose([A.InvertImg(p=1)], keypoint_params={'format': 'xy'})", [("invert", {}, 1)], "only images"),
    ("Compose([])", [], ""),
    ("ReplayCompose([A.InvertImg(p=1)])", [("invert", {}, 1)], ""),
    ("Sequential([A.InvertImg(p=0.5)])", [("invert", {}, 0.25)], ""),
    (
        "Sequential([A.HorizontalFlip(), A.InvertImg(p=1)], p=0.4)",
        [("some_of", {"count": 2, "steps": [("horizontal_flip", {}, 0.5), ("invert", {}, 1)]}, 0.4)],
        "",
    ),
    # What children's probabilities are in OneOf: weights.
    (
        "OneOf([A.HorizontalFlip(p=0.5), A.InvertImg(p=0.5)], p=1)",
        [("one_of", {"steps": [("horizontal_flip", {}, 1), ("invert", {}, 1)]}, 1)],
        "",
    ),
    (
        "OneOf([A.HorizontalFlip(0.2), A.Sequential([A.InvertImg()], p=0.6)])",
        [("one_of", {"weights": [0.2, 0.6], "steps": [("horizontal_flip", {}, 1), ("invert", {}, 0.5)]}, 0.5)],
        "",
    ),
    ("OneOf([A.HorizontalFlip(), A.NoOp()], p=1)", [("horizontal_flip", {}, 0.5)], ""),
    (
        "OneOrOther(A.HorizontalFlip(), A.InvertImg(), p=0.7)",
        [("one_of", {"weights": [0.7, 0.3], "steps": [("horizontal_flip", {}, 1), ("invert", {}, 1)]}, 1)],
        "",
    ),
    (
        "SomeOf([A.HorizontalFlip(), A.InvertImg(p=1), A.NoOp()], n=2)",
        [
            (
                "some_of",
                {"count": 2, "steps": [("horizontal_flip", {}, 0.5), ("invert", {}, 1), ("horizontal_flip", {}, 0)]},
                1,
            )
        ],
        "",
    ),
    (
        "RandomOrder([A.HorizontalFlip(), A.InvertImg(p=1)], n=2)",
        [("random_order", {"steps": [("horizontal_flip", {}, 0.5), ("invert", {}, 1)]}, 1)],
        "",
    ),
    (
        "RandomOrder([A.HorizontalFlip(), A.InvertImg(p=1)])",
        [("some_of", {"count": 1, "steps": [("horizontal_flip", {}, 0.5), ("invert", {}, 1)]}, 1)],
        "",
    ),
]


@pytest.mark.parametrize(("code", "expected", "note"), MEANINGS, ids=[code for code, _, _ in MEANINGS])
def test_a_class_becomes_steps_of_its_meaning(code: str, expected: list[object], note: str) -> None:
    steps, chain = read_steps(f"{IMPORTS}transform = A.{code}", albumentations_word)
    assert not chain.refusals
    assert steps == expected
    assert note in " ".join(chain.notes)
    assert bool(note) == bool(chain.notes)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("Rotate(crop_border=True)", "crop_border = True has no equal"),
        ("Rotate(30, value=0)", "'value', which is not known"),
        ("Rotate(30, always_apply=True)", "always_apply = True has no equal"),
        ("Affine(scale={'x': (0.8, 1.2), 'y': 1})", "one scale"),
        ("Affine(translate_px=3)", "by pixels"),
        ("Affine(fit_output=True)", "fit_output = True has no equal"),
        ("ElasticTransform(alpha=30, sigma=4)", "largest value"),
        ("ElasticTransform(displacement_range=(0.1, 0.2))", "points of a grid"),
        ("Resize(8, 8, interpolation=cv2.INTER_LANCZOS4)", "INTER_LANCZOS4"),
        ("SmallestMaxSize(max_size=[8, 16])", "expected a number"),
        ("SmallestMaxSize(max_size_hw=(8, None))", "max_size_hw"),
        ("Pad(1, border_mode=cv2.BORDER_WRAP)", "BORDER_WRAP"),
        ("CenterCrop(8, 8, pad_if_needed=True, fill=255)", "than black"),
        ("RandomCrop(8, 8, pad_if_needed=True)", "pad_if_needed = True has no equal"),
        ("RandomResizedCrop(8, 8)", "size: expected two numbers"),
        ("RandomResizedCrop(height=8, width=8)", "'height', which is not known"),
        ("RandomBrightnessContrast(brightness_by_max=False)", "image's mean"),
        ("HueSaturationValue(20, 30, 20)", "S and V of HSV"),
        ("ToGray(method='pca')", "has no equal"),
        ("ToGray(num_output_channels=1)", "has no equal"),
        ("Equalize(by_channels=False)", "has no equal"),
        ("AutoContrast()", "'pil' has an equal"),
        ("Posterize([(3, 5), (3, 5), (1, 2)])", "expected two numbers"),
        ("Posterize(9)", "outside 1 to 8"),
        ("GaussNoise(mean_range=(0.1, 0.1))", "mean_range"),
        ("GaussNoise(var_limit=(10, 50))", "'var_limit', which is not known"),
        ("SaltAndPepper(salt_vs_pepper=(0.1, 0.2))", "more of one"),
        ("ImageCompression('webp')", "'webp' has no equal"),
        ("Erasing(fill='random')", "expected a number"),
        ("CoarseDropout(hole_height_range=(4, 8), hole_width_range=(4, 8))", "in pixels"),
        ("CoarseDropout(hole_height_range=(0.1, 0.3))", "no squares"),
        ("Normalize(normalization='min_max')", "'min_max' has no equal"),
        ("OneOf([])", "above 0"),
        ("OneOf(A.InvertImg())", "expected a list"),
        ("SomeOf([])", "nothing in it"),
        ("OneOf([A.InvertImg(p=0)])", "above 0"),
        ("Erasing(ratio=(0, 1))", "beyond all bounds"),
        ("SomeOf([A.HorizontalFlip()], replace=True)", "replace = True has no equal"),
        ("RandomOrder([A.HorizontalFlip(), A.InvertImg(), A.ToGray()], n=2)", "one or the other"),
        ("CLAHE(clip_limit=2)", "in tiles"),
        ("LongestMaxSize(64)", "fits the longer side"),
        ("RandomRain()", "is not known"),
    ],
)
def test_a_class_without_an_equal_is_refused_with_its_place(code: str, reason: str) -> None:
    steps, chain = read_steps(f"{IMPORTS}transform = A.{code}", albumentations_word)
    assert steps == []
    (refusal,) = chain.refusals
    assert reason in refusal.reason
    assert refusal.name == f"albumentations.{code.partition('(')[0]}"
    assert refusal.value.line == 3


def test_what_is_refused_inside_of_a_group_is_named_and_the_rest_stays() -> None:
    code = f"{IMPORTS}t = A.OneOf([\n  A.CLAHE(),\n  A.InvertImg(),\n], p=1)"
    steps, chain = read_steps(code, albumentations_word)
    assert [(refusal.name, refusal.value.line) for refusal in chain.refusals] == [("albumentations.CLAHE", 4)]
    assert steps == [("invert", {}, 0.5)]


def test_values_are_followed_through_to_float() -> None:
    code = f"{IMPORTS}t = A.Compose([A.ToFloat(), A.Pad(1, fill=0.5), A.Normalize(0.5, 0.25, max_pixel_value=1.0)])"
    steps, chain = read_steps(code, albumentations_word)
    assert not chain.refusals
    assert [parameters for _, parameters, _ in steps][1] == {"mean": [0.5], "std": [0.25]}
    assert steps[0][1]["fill"] == [0.5]


def test_a_normalization_that_divides_twice_is_refused() -> None:
    steps, chain = read_steps(f"{IMPORTS}t = A.Compose([A.ToFloat(), A.Normalize()])", albumentations_word)
    assert steps == []
    assert [refusal.name for refusal in chain.refusals] == ["albumentations.Normalize"]


def test_every_class_of_the_table_is_tried_here() -> None:
    tried = " ".join(code for code, _, _ in MEANINGS)
    assert [name for name in CLASSES if f"{name}(" not in tried] == []


WRITTEN = {
    "__version__": "2.0.8",
    "transform": {
        "__class_fullname__": "Compose",
        "p": 1.0,
        "transforms": [
            {
                "__class_fullname__": "Affine",
                "p": 0.5,
                "balanced_scale": False,
                "border_mode": 0,
                "fill": 0.0,
                "fill_mask": 0.0,
                "fit_output": False,
                "interpolation": 1,
                "keep_ratio": True,
                "mask_interpolation": 0,
                "rotate": [-5.0, 5.0],
                "rotate_method": "largest_box",
                "scale": {"x": [0.8, 1.2], "y": [0.8, 1.2]},
                "shear": {"x": [0.0, 0.0], "y": [0.0, 0.0]},
                "translate_percent": None,
                "translate_px": {"x": [0, 0], "y": [0, 0]},
            },
            {
                "__class_fullname__": "OneOf",
                "p": 0.7,
                "transforms": [
                    {"__class_fullname__": "HorizontalFlip", "p": 1.0},
                    {"__class_fullname__": "Posterize", "p": 0.5, "num_bits": [4, 6]},
                ],
            },
            {"__class_fullname__": "mine.Sparkle", "p": 0.5},
        ],
        "bbox_params": None,
        "keypoint_params": None,
        "additional_targets": {},
        "is_check_shapes": True,
    },
}


@pytest.mark.parametrize("written", [WRITTEN, WRITTEN["transform"]], ids=["to_dict", "the transform itself"])
def test_its_own_files_are_read(written: object) -> None:
    value = read_json(json.dumps(written))
    assert is_albumentations_dict(value)
    chain = Chain(albumentations_word)
    steps = [said(step) for step in chain.steps(albumentations_calls(value))]
    assert steps == [
        ("affine", {"angle": [-5, 5], "scale": [0.8, 1.2]}, 0.5),
        (
            "one_of",
            {"weights": [1, 0.5], "steps": [("horizontal_flip", {}, 1), ("posterize", {"bits": [4, 6]}, 1)]},
            0.7,
        ),
    ]
    assert [refusal.name for refusal in chain.refusals] == ["mine.Sparkle"]
    assert not chain.notes


def test_other_files_are_not_taken_for_its_own() -> None:
    assert not is_albumentations_dict(read_json('{"transform": {"op": "rotate"}}'))
    assert not is_albumentations_dict(read_json("[1]"))
