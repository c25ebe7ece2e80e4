"""Hand-written statements of tf.image do what the steps do that they are imported as: TensorFlow runs in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from augstudio.engine.augmenter import Augmenter
from augstudio.export.importing.reading import read_foreign

STATEMENTS = (
    "tf.image.resize(image, (19, 31))",
    "tf.image.resize(image, (19, 31), antialias=True)",
    "tf.image.resize(image, (40, 51), method='nearest')",
    "tf.image.flip_left_right(image)",
    "tf.image.rot90(image, 3)",
    "tf.image.transpose(image)",
    "tf.image.resize_with_crop_or_pad(image, 20, 38)",
    "tf.pad(image, [[1, 2], [3, 4], [0, 0]], constant_values=0.25)",
    "tf.pad(image, [[1, 2], [3, 4], [0, 0]], mode='SYMMETRIC')",
    "tf.clip_by_value(tf.image.adjust_brightness(image, 0.2), 0, 1)",
    "tf.clip_by_value(tf.image.adjust_contrast(image, 1.7), 0, 1)",
    "tf.clip_by_value(image * 1.4, 0, 1)",
    "tf.image.adjust_hue(image, 0.15)",
    "tf.image.adjust_gamma(image, 1.8)",
    "tf.image.per_image_standardization(image)",
    "1.0 - image",
    "(image - 0.5) / 0.25",
    "(image - [0.1, 0.2, 0.3]) / [0.4, 0.5, 0.6]",
    "image * 2 - 1",
    "image if tf.random.uniform([]) < 0.0 else tf.image.flip_up_down(image)",
    "tf.cond(tf.random.uniform([]) < 1.0, lambda: tf.image.flip_up_down(image), lambda: image)",
)
SOURCE = """
import tensorflow as tf
def augment(image):
    image = tf.image.convert_image_dtype(image, tf.float32)
    image = {}
    return image
"""
RUNNER = """
import json, sys
import numpy as np
sources, image, folder = json.loads(sys.argv[1]), np.load(sys.argv[2]), sys.argv[3]
for number, source in enumerate(sources):
    names = {}
    exec(source, names)
    np.save(f"{folder}/{number}.npy", names["augment"](image).numpy())
"""


@pytest.fixture(scope="module")
def image() -> np.ndarray:
    return np.random.default_rng(4).integers(0, 256, (24, 30, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory, image: np.ndarray) -> list[np.ndarray]:
    folder = tmp_path_factory.mktemp("imported")
    np.save(folder / "image.npy", image)
    sources = json.dumps([SOURCE.format(each) for each in STATEMENTS])
    arguments = [sys.executable, "-c", RUNNER, sources, str(folder / "image.npy"), str(folder)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return [np.load(Path(folder) / f"{number}.npy") for number in range(len(STATEMENTS))]


@pytest.mark.parametrize("number", range(len(STATEMENTS)), ids=STATEMENTS)
def test_images_come_out_as_in_tensorflow(number: int, image: np.ndarray, results: list[np.ndarray]) -> None:
    imported = read_foreign(SOURCE.format(STATEMENTS[number]), "source.py")
    assert imported.unrecognised == ()
    here = Augmenter(imported.pipeline)(torch.from_numpy(image).permute(2, 0, 1)[None], epoch=0)[0].permute(1, 2, 0)
    assert here.shape == results[number].shape
    assert np.abs(here.numpy() - results[number]).max() < 2e-5
