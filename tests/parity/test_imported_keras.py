"""What layers of Keras do, and what the steps do that they are imported as."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

import augstudio
from augstudio.export.importing.keras import keras_word
from augstudio.export.importing.python_reader import read_python
from augstudio.export.importing.vocabulary import Chain
from augstudio.pipeline.model import Pipeline
from tests.parity.cases import images

RUNNER = Path(__file__).with_name("imported_keras_runner.py")
COPIES = 600
FARTHEST = 0.11
"""The largest distance between two distributions of 600 samples that equal laws exceed about once in a thousand times."""

FIXED = {
    # Nothing of these is left to chance: code, tolerance, pixels of the border that may differ.
    "layers.RandomRotation((0.05, 0.05), fill_mode='constant')": (1e-4, 0),
    "layers.RandomRotation((0.05, 0.05), fill_mode='constant', fill_value=51.0, interpolation='nearest')": (1e-4, 0),
    "layers.RandomZoom((0.25, 0.25), fill_mode='constant')": (1e-4, 0),
    "layers.RandomZoom((-0.2, -0.2), (-0.2, -0.2), fill_mode='constant')": (1e-4, 0),
    "layers.RandomTranslation((17 / 85, 17 / 85), (-9 / 63, -9 / 63), fill_mode='constant')": (1e-4, 0),  # whole pixels
    "layers.RandomBrightness((0.2, 0.2))": (1e-5, 0),
    "layers.RandomColorDegeneration((0.5, 0.5))": (1e-4, 0),
    "layers.RandomColorDegeneration((-0.5, -0.5))": (1e-4, 0),
    "layers.RandomInvert((1, 1))": (1e-6, 0),
    "layers.RandomPosterization((3, 3))": (1e-6, 0),
    "layers.Solarization()": (1e-6, 0),
    "layers.AutoContrast()": (1e-5, 0),
    "layers.Equalization()": (31.5 / 255, 0),  # another table, as its note says
    "layers.RandomSharpness((0.75, 0.75))": (1e-4, 1),
    "layers.RandomGaussianBlur((1, 1), kernel_size=5, sigma=(1, 1))": (1e-4, 2),
    "layers.RandomGrayscale(1.0)": (1e-4, 0),
    "layers.CenterCrop(21, 23)": (1e-6, 0),  # there is one middle
    "layers.ZeroPadding2D(((1, 2), (3, 4)))": (1e-6, 0),
    "layers.Resizing(19, 23)": (1e-4, 0),
    "layers.Resizing(19, 23, antialias=True)": (1e-4, 0),
    "layers.Resizing(60, 70, interpolation='nearest')": (1e-6, 0),
    "layers.Rescaling(1 / 127.5, offset=-1)": (1e-5, 0),
    "layers.Rescaling([1 / 255, 1 / 51, 0.01], [0, 1, -1])": (1e-5, 0),
    "layers.Normalization(mean=[51.0, 102.0, 25.5], variance=[2601.0, 100.0, 400.0])": (1e-4, 0),
    "keras.Sequential([layers.Rescaling(1 / 255), layers.RandomBrightness((-0.2, -0.2), value_range=(0, 1))])": (
        1e-5,
        0,
    ),
}
RANDOM = (
    "layers.RandomFlip()",
    "layers.RandomFlip('vertical')",
    "layers.RandomRotation(0.1, fill_mode='constant')",
    "layers.RandomRotation((0.0, 0.1), fill_mode='constant')",
    "layers.RandomBrightness(0.3)",
    "layers.RandomContrast(0.6)",
    "layers.RandomContrast((0.2, 0.6))",
    "layers.RandomColorDegeneration(0.5)",
    "layers.RandomHue(0.4)",
    "layers.RandomColorJitter(brightness_factor=0.2, contrast_factor=(0.4, 0.4))",
    "layers.RandomInvert(1.0)",
    "layers.RandomInvert((0.2, 0.6))",
    "layers.RandomPosterization(4)",
    "layers.Solarization(threshold_factor=0.7)",
    "layers.RandomGrayscale(0.3)",
    "layers.RandomSharpness(1.0)",
)


@pytest.fixture(scope="session")
def keras_results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, NDArray[np.float32]]:
    """What Keras makes of every layer here."""
    folder = tmp_path_factory.mktemp("imported keras")
    jobs = {code: {"code": code, "images": "few"} for code in FIXED}
    jobs |= {code: {"code": code, "images": "many"} for code in RANDOM}
    (folder / "layers.json").write_text(json.dumps(jobs))
    np.savez(folder / "images.npz", few=few(), many=small_copies())
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, str(RUNNER), str(folder)],
        env={**environment, "KERAS_BACKEND": "tensorflow"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return dict(np.load(folder / "results.npz"))


def few() -> NDArray[np.uint8]:
    """One image: some layers mix what they know of a batch."""
    return images(3)[:1]


def small_copies() -> NDArray[np.uint8]:
    return np.repeat(images(3)[:1, 4:20, 4:20], COPIES, axis=0)


def imported(code: str, batch: NDArray[np.uint8]) -> NDArray[np.float32]:
    """What the steps that a layer is imported as make of images, in the range of values that the layer leaves."""
    chain = Chain(keras_word)
    steps = chain.steps(read_python(f"import keras\nfrom keras import layers\nlayer = {code}").values[-1].value)
    assert not chain.refusals
    made = augstudio.Augmenter(Pipeline(steps), mode="train")(torch.from_numpy(batch).permute(0, 3, 1, 2))
    assert isinstance(made, torch.Tensor)
    return made.permute(0, 2, 3, 1).numpy() * chain.scale


@pytest.mark.parametrize("code", FIXED)
def test_a_layer_of_fixed_amounts_is_imported_as_what_it_does(
    code: str, keras_results: dict[str, NDArray[np.float32]]
) -> None:
    tolerance, border = FIXED[code]
    wanted, made = keras_results[code], imported(code, few())
    assert made.shape == wanted.shape
    inner = (slice(None), slice(border, made.shape[1] - border), slice(border, made.shape[2] - border))
    white = max(1.0, float(np.abs(wanted).max()))
    assert np.abs(made - wanted)[inner].max() <= tolerance * white


@pytest.mark.parametrize("code", RANDOM)
def test_a_random_layer_is_imported_as_the_law_it_follows(
    code: str, keras_results: dict[str, NDArray[np.float32]]
) -> None:
    wanted, made = keras_results[code], imported(code, small_copies())
    weights = np.linspace(-1, 1, wanted[0].size).reshape(wanted[0].shape) ** 3
    weights[[0, -1]] = weights[:, [0, -1]] = 0  # where filters differ, as notes say
    assert distance((wanted * weights).sum((1, 2, 3)), (made * weights).sum((1, 2, 3))) < FARTHEST


def distance(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """How far two samples are from one law: the largest gap between the shares below a value, but for rounding."""
    one, other = (np.sort(np.round(each, 1)) for each in (one, other))
    values = np.concatenate([one, other])
    shares = [np.searchsorted(each, values, side="right") / len(each) for each in (one, other)]
    return float(np.abs(shares[0] - shares[1]).max())


def test_the_distance_tells_laws_apart_that_differ_a_little() -> None:
    draws = np.random.default_rng(0).uniform(size=(3, COPIES))
    assert distance(draws[0] * 100, draws[1] * 100) < FARTHEST < distance(draws[0] * 100, draws[2] * 125)
