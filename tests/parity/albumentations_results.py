"""Writes down what Albumentations makes of one image, for `test_imported_albumentations.py`.

By hand, once with albumentations 2.0 and once with AlbumentationsX installed, neither of which anything here needs:
`python albumentations_results.py RESULTS.npz` adds what is told to its version.
"""

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BOTH = (
    "A.Resize(5, 7)",
    "A.Resize(13, 16)",
    "A.Resize(5, 7, interpolation=cv2.INTER_CUBIC)",
    "A.Resize(13, 16, interpolation=cv2.INTER_CUBIC)",
    "A.SmallestMaxSize(6)",
    "A.Pad((1, 2, 3, 4), fill=51)",
    "A.Pad(3, border_mode=cv2.BORDER_REFLECT_101)",
    "A.Pad(3, border_mode=cv2.BORDER_REFLECT)",
    "A.Pad((3, 1), border_mode=cv2.BORDER_REPLICATE)",
    "A.CenterCrop(6, 8)",
    "A.RandomResizedCrop((5, 7), scale=(1, 1), ratio=(1.5, 1.5))",
    "A.HorizontalFlip(p=1)",
    "A.VerticalFlip(p=1)",
    "A.Transpose(p=1)",
    "A.ToGray(p=1)",
    "A.InvertImg(p=1)",
    "A.AutoContrast(method='pil', p=1)",
    "A.Solarize((0.4, 0.4), p=1)",
    "A.Normalize()",
    "A.Normalize(mean=0.5, std=0.25)",
    "A.Compose([A.ToFloat(), A.Normalize(0.5, 0.25, max_pixel_value=1.0)])",
    "A.Normalize(normalization='image')",
)
OLDER = (
    "A.Rotate((17, 17), p=1)",
    "A.Rotate((-33, -33), interpolation=cv2.INTER_NEAREST, p=1)",
    "A.ShiftScaleRotate((0.25, 0.25), (0.2, 0.2), (25, 25), p=1)",
    "A.Affine(scale=0.8, rotate=20, p=1)",
    "A.Affine(translate_percent={'x': 0.25, 'y': -0.25}, rotate=20, p=1)",
    "A.Affine(shear={'x': 20, 'y': 0}, scale=1.2, p=1)",
    "A.Affine(shear={'x': 0, 'y': -20}, p=1)",
    "A.RandomBrightnessContrast((0.2, 0.2), (0, 0), p=1)",
    "A.RandomBrightnessContrast((-0.1, -0.1), (-0.3, -0.3), p=1)",
    "A.ColorJitter((1.3, 1.3), (1, 1), (1, 1), (0, 0), p=1)",
    "A.ColorJitter((1, 1), (0.6, 0.6), (1, 1), (0, 0), p=1)",
    "A.ColorJitter((1, 1), (1, 1), (1.6, 1.6), (0, 0), p=1)",
    "A.HueSaturationValue((18, 18), (0, 0), (0, 0), p=1)",
    "A.RandomGamma((150, 150), p=1)",
    "A.Posterize(3, p=1)",
    "A.GaussianBlur(0, (1.1, 1.1), p=1)",
    "A.GaussianBlur((5, 5), (1.3, 1.3), p=1)",
)
NEWER = (
    "A.Rotate(angle_range=(17, 17), p=1)",
    "A.ShiftScaleRotate(shift_range=(0.25, 0.25), scale_range=(0.2, 0.2), rotate_range=(25, 25), p=1)",
    "A.Affine(scale=(0.8, 0.8), rotate=(20, 20), p=1)",
    "A.Affine(shear={'x': (20, 20), 'y': (0, 0)}, p=1)",
    "A.RandomBrightnessContrast(brightness_range=(0.2, 0.2), contrast_range=(-0.3, -0.3), p=1)",
    "A.RandomBrightnessContrast(brightness_range=(0.2, 0.2), contrast_range=(0, 0), brightness_by_max=True, p=1)",
    "A.ColorJitter(brightness_range=(1, 1), contrast_range=(0.6, 0.6), saturation_range=(1, 1), hue_range=(0, 0), p=1)",
    "A.HueSaturationValue(hue_shift_range=(18, 18), sat_shift_range=(0, 0), val_shift_range=(0, 0), p=1)",
    "A.RandomGamma(gamma_range=(150, 150), p=1)",
    "A.Posterize(num_bits=(3, 3), p=1)",
    "A.GaussianBlur(blur_range=(5, 5), sigma_range=(1.3, 1.3), p=1)",
    "A.Equalize(mode='pil', p=1)",
)


def one_image() -> NDArray[np.uint8]:
    """Colourful waves with a sharp box, (8, 12, 3)."""
    y, x, phase = np.linspace(0, 1, 8)[:, None, None], np.linspace(0, 1, 12)[:, None], np.arange(3) * 1.9
    waves = 0.5 + 0.5 * np.sin(9 * x + 5 * y + phase) * np.cos(4 * x - 7 * y + 2 * phase)
    waves[2:4, 3:6] = [0, 1, 0]
    return np.round(waves * 255).astype(np.uint8)


def main(path: Path) -> None:
    """Adds the results of the version that is installed."""
    import albumentations
    import cv2

    version = albumentations.__version__
    results = dict(np.load(path)) if path.exists() else {}
    for code in BOTH + (OLDER if version.startswith("2.0") else NEWER):
        transform = eval(code, {"A": albumentations, "cv2": cv2})
        results[f"{version}|{code}"] = albumentations.Compose([transform], seed=1)(image=one_image())["image"]
    single = {name: made if made.dtype == np.uint8 else made.astype(np.float32) for name, made in results.items()}
    np.savez_compressed(path, **single)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
