"""What exported Keras layers compute and draw, in the real framework, against the engine."""

import re

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from augstudio.engine.augmenter import Augmenter
from augstudio.errors import ExportError
from augstudio.export.exporter import export
from augstudio.pipeline.model import Pipeline
from augstudio.pipeline.yaml_format import loads
from tests.parity.cases import CASES, Case, images
from tests.parity.distributions import (
    HEIGHT,
    RANDOM,
    SAMPLES,
    WIDTH,
    coordinates,
    drawn,
    same_distribution,
)
from tests.parity.exported import RECIPES
from tests.parity.keras_exports import MORE_RANDOM, PROBE, KerasRun, single
from tests.parity.test_pixels import assert_close, previewed

OWN_LAYERS = {"resize", "pad", "rotate", "brightness_shift", "saturation", "autocontrast", "normalize"}
"""Ops that YAML can say in some settings that leave nothing to chance."""

RUNS = [pytest.param(case, channels, id=f"{case.name} {channels}") for case in CASES for channels in case.channels]


@pytest.mark.parametrize(("case", "channels"), RUNS)
def test_keras_computes_what_was_previewed(keras: KerasRun, case: Case, channels: int) -> None:
    name = f"{case.name}|{channels}"
    assert name not in keras.facts["refused"]
    for mode in ("train", "eval"):
        assert_close(keras.results[f"{name}|{mode}"], previewed(case, channels, mode), case)
    assert np.array_equal(keras.results[f"{name}|off"], keras.results[f"{name}|eval"])


@pytest.mark.parametrize(("case", "channels"), RUNS)
def test_keras_yaml_computes_what_the_code_does_or_is_refused(keras: KerasRun, case: Case, channels: int) -> None:
    name = f"{case.name}|{channels}"
    if f"{name}|yaml train" not in keras.results:
        with pytest.raises(
            ExportError, match=r"step .* has no class that does it, so YAML cannot say it: export Python"
        ):
            export(case.pipeline, framework="keras", format="yaml")
        return
    assert case.op in OWN_LAYERS
    for mode in ("train", "eval"):
        assert np.array_equal(keras.results[f"{name}|yaml {mode}"], keras.results[f"{name}|{mode}"])


def test_some_setting_of_each_op_that_keras_has_is_said_in_yaml(keras: KerasRun) -> None:
    said = {case.op for case in CASES if f"{case.name}|{case.channels[0]}|yaml train" in keras.results}
    assert said == OWN_LAYERS


def test_yaml_takes_the_nearest_layer_of_keras_own_and_says_how_it_differs() -> None:
    hue = export(single("hue", shift=[-0.1, 0.1]), framework="keras", format="yaml")
    assert "_target_: keras.layers.RandomHue\n  factor: 0.2" in hue
    assert "Approximate: step hue" in hue
    assert "Approximate" not in export(single("hue", shift=[-0.1, 0.1]), framework="keras")
    moved = export(single("affine", translate_x=[-0.1, 0.2]), framework="keras", format="yaml")
    assert "_target_: keras.layers.RandomTranslation" in moved
    assert "Approximate: step affine" in moved


def test_lecture_1_is_said_in_yaml_by_layers_of_keras_own() -> None:
    text = export(RECIPES["lecture-1"], framework="keras", format="yaml")
    targets = re.findall("_target_: (.*)", text.partition("eval:")[0])
    names = ["Rescaling", "Resizing", "RandomGrayscale", "RandomBrightness", "RandomContrast", "RandomFlip"]
    assert targets == [f"keras.layers.{name}" for name in names]


def many_previewed(pipeline: Pipeline) -> NDArray[np.float32]:
    image = torch.from_numpy(coordinates()).permute(0, 3, 1, 2)
    results = Augmenter(pipeline)(image.expand(SAMPLES, -1, -1, -1))
    return np.stack([each.permute(1, 2, 0).numpy() for each in results])


@pytest.mark.parametrize("name", RANDOM)
def test_each_image_of_a_batch_is_drawn_from_the_same_distribution(keras: KerasRun, name: str) -> None:
    ours = drawn(name, many_previewed(RANDOM[name]))
    assert same_distribution(ours, drawn(name, keras.results[f"{name}|many"]))


@pytest.mark.parametrize("name", MORE_RANDOM)
def test_pixels_of_each_image_have_the_same_distribution(keras: KerasRun, name: str) -> None:
    places = ((0, 0), (20, 3), (39, 51), (30, 40))
    ours, theirs = (
        np.concatenate([found[:, row, column] for row, column in places], axis=1).astype(np.float64)
        for found in (many_previewed(MORE_RANDOM[name]), keras.results[f"{name}|many"])
    )
    assert same_distribution(ours, theirs)


def found_corners(image: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where the corners (x, y) of `coordinates` went, by the projective map that fits its pixels best."""
    rows, columns, white = np.moveaxis(image * [255, 255, 1], -1, 0)
    y, x = np.nonzero(white == 1)
    across, down, one, none = columns[y, x], rows[y, x], np.ones(len(x)), np.zeros(len(x))
    for_x = np.stack([x, y, one, none, none, none, -x * across, -y * across], axis=1)
    for_y = np.stack([none, none, none, x, y, one, -x * down, -y * down], axis=1)
    numbers, *_ = np.linalg.lstsq(np.concatenate([for_x, for_y]), np.concatenate([across, down]), rcond=None)
    right, bottom = WIDTH - 1, HEIGHT - 1
    corners = np.array([[0, 0, 1], [right, 0, 1], [right, bottom, 1], [0, bottom, 1]]) - [0.5, 0.5, 0]
    found = corners @ np.linalg.inv(np.append(numbers, 1).reshape(3, 3)).T
    return found[:, :2] / found[:, 2:] + 0.5


def test_perspective_takes_corners_to_pixels_as_torchvision_counts_them(keras: KerasRun) -> None:
    corners = np.stack([found_corners(each) for each in keras.results["perspective|many"][:100].astype(np.float64)])
    assert np.abs(corners - corners.round()).max() < 1e-3
    inwards = np.abs(corners.round() - [[0, 0], [WIDTH - 1, 0], [WIDTH - 1, HEIGHT - 1], [0, HEIGHT - 1]])
    assert (inwards.max(axis=(0, 1)) == [10, 8]).all()


def test_steps_toss_coins_of_their_own(keras: KerasRun) -> None:
    corner = keras.results["flips|many"][:, 0, 0]
    outcomes, counts = np.unique(corner.round(3), axis=0, return_counts=True)
    assert len(outcomes) == 8
    assert counts.min() > SAMPLES / 8 * 0.7


@pytest.mark.parametrize("name", RECIPES)
def test_exported_keras_code_passes_its_own_test(keras: KerasRun, name: str) -> None:
    assert keras.facts["scripts"][name] == "ok: augmentation and preprocessing\n"


def probe_evaluated() -> NDArray[np.float32]:
    batch = torch.from_numpy(images(3)).permute(0, 3, 1, 2)
    return np.asarray(Augmenter(loads(PROBE), "eval")(batch).permute(0, 2, 3, 1))


def test_layers_work_in_models_and_are_off_there_once_they_are_loaded_again(keras: KerasRun) -> None:
    for name in ("model", "loaded model"):
        assert np.abs(keras.results[name] - probe_evaluated()).max() < 1e-3, name


def test_layers_work_in_data_sets_and_draw_anew(keras_on_tensorflow: KerasRun) -> None:
    found, evaluated = keras_on_tensorflow.results, probe_evaluated()
    for name in ("ds off", "ds eval", "after ds"):
        assert np.abs(found[name] - evaluated).max() < 1e-3, name
    assert found["ds first"].shape == evaluated.shape
    assert not np.allclose(found["ds first"], found["ds again"])
    assert not np.allclose(found["ds first"], evaluated)


def test_layers_work_in_models_of_half_precision(keras: KerasRun) -> None:
    assert np.isfinite(keras.results["half"]).all()
    assert np.abs(keras.results["half off"] - keras.results["model"]).max() < 0.02


def test_exported_keras_code_needs_nothing_of_ours(keras: KerasRun) -> None:
    assert set(keras.facts["loaded"]) <= {keras.backend}
    assert "Traceback" not in keras.messages


def test_what_makes_two_sizes_in_one_batch_is_refused() -> None:
    steps = (*single("resize", height=20, width=20).steps, *single("center_crop", 0.5, height=10, width=10).steps)
    with pytest.raises(ExportError, match=r"step center-crop \(center_crop\): with probability 0.5 .* two sizes"):
        export(Pipeline(steps), framework="keras")
    same = (
        *single("resize", height=20, width=20).steps,
        *single("random_crop", 0.5, height=20, width=20, padding=2).steps,
    )
    assert "RandomApply(RandomCrop(20, 20, padding=2), 0.5)" in export(Pipeline(same), framework="keras")
