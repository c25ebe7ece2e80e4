"""Groups in exported Keras code: what each image of a batch gets, in the real framework, against the engine."""

from functools import cache

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from augstudio.engine.augmenter import Augmenter
from augstudio.errors import ExportError
from augstudio.export.exporter import export
from augstudio.pipeline.model import Pipeline
from augstudio.pipeline.yaml_format import loads
from tests.parity.cases import images
from tests.parity.conftest import tensorflow_environment
from tests.parity.distributions import SAMPLES, coordinates
from tests.parity.keras_exports import KerasRun, many_of, run_request

ONE_OF = """
- op: one_of
  weights: [1, 3]
  steps:
  - {op: brightness, factor: 0.5}
  - {op: horizontal_flip, probability: 0.5}
"""
ALIKE = """
- op: one_of
  probability: 0.6
  steps:
  - {op: brightness, factor: 0.5}
  - {op: horizontal_flip, probability: 0}
  - {op: invert}
  - {op: grayscale, probability: 0.5}
"""
SOME_OF = """
- op: some_of
  count: [0, 2]
  steps:
  - {op: brightness_shift, delta: 0.2}
  - {op: invert, probability: 0.8}
  - {op: gamma, gamma: 2}
"""
ALWAYS_TWO = SOME_OF.replace("[0, 2]", "2")
ORDER = """
- op: random_order
  steps:
  - {op: brightness_shift, delta: 0.2}
  - {op: invert}
  - {op: gamma, gamma: 2}
"""
NESTED = """
- op: one_of
  probability: 0.9
  steps:
  - op: random_order
    steps:
    - {op: invert}
    - {op: gamma, gamma: 2}
  - op: some_of
    count: 1
    probability: 0.5
    steps:
    - {op: brightness, factor: 0.5}
    - {op: posterize, bits: 2}
"""
SIZES = """
- op: one_of
  weights: [3, 1]
  steps:
  - {op: resize, height: 20, width: 30, interpolation: nearest}
  - {op: center_crop, height: 20, width: 30}
- op: some_of
  count: 1
  steps:
  - {op: resize, height: 10, width: 10, interpolation: nearest}
  - {op: center_crop, height: 10, width: 10}
"""
TWINS = """
- op: random_order
  probability: 0.5
  steps:
  - {op: rotate, angle: 20}
  - {op: resize, height: 40, width: 40, probability: 1}
- op: one_of
  weights: [1, 2]
  steps:
  - {op: invert}
  - {op: random_crop, height: 40, width: 40, padding: 2}
- op: some_of
  steps:
  - {op: invert}
  - {op: normalize, mean: 0.5, std: 0.25}
"""
"""Some of what is in the groups is kept in evaluation: not what only some images get."""


@cache
def pipeline(steps: str) -> Pipeline:
    return loads(f"augstudio: 1\nseed: 5\nsteps:{steps}")


GROUPS = {
    name: pipeline(steps)
    for name, steps in {
        "one of": ONE_OF,
        "one of equals": ALIKE,
        "some of": SOME_OF,
        "always two": ALWAYS_TWO,
        "order": ORDER,
        "nested": NESTED,
        "sizes": SIZES,
    }.items()
}


@pytest.fixture(name="groups", scope="module", params=["tensorflow", "torch"])
def groups_fixture(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> KerasRun:
    folder = tmp_path_factory.mktemp("keras_groups")
    scripts = []
    for name, each in {**GROUPS, "twins": squares(TWINS)}.items():
        path = folder / f"{name.replace(' ', '_')}.py"
        path.write_text(export(each, framework="keras"), encoding="utf-8")
        scripts.append(str(path))
    probe = export(squares(TWINS), framework="keras")
    wanted = {
        "jobs": {"twins": {"source": probe, "images": "3"}},
        "many": {name: many_of(each, "coordinates", SAMPLES) for name, each in GROUPS.items()},
        "probe": probe,
        "scripts": scripts,
    }
    given = {"3": images(3), "coordinates": coordinates()}
    return run_request(request.param, folder, tensorflow_environment(), wanted, given)


def squares(steps: str) -> Pipeline:
    """After a resize, so that what follows finds the size that it makes itself."""
    return pipeline(f"\n- {{op: resize, height: 40, width: 40}}{steps}")


def outcomes(found: NDArray[np.float32]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What became of two pixels, and how often each of it did."""
    seen = np.concatenate([found[:, 2, 7], found[:, 9, 4]], axis=1).astype(np.float64)
    kinds, counts = np.unique(seen.round(3), axis=0, return_counts=True)
    return kinds, counts / len(found)


def previewed(name: str) -> NDArray[np.float32]:
    image = torch.from_numpy(coordinates()).permute(0, 3, 1, 2)
    found = Augmenter(GROUPS[name])(image.expand(SAMPLES, -1, -1, -1))
    return np.stack([each.permute(1, 2, 0).numpy() for each in found])


@pytest.mark.parametrize("name", GROUPS)
def test_each_image_draws_what_it_gets_as_often_as_in_the_preview(groups: KerasRun, name: str) -> None:
    ours, theirs = (outcomes(found) for found in (previewed(name), groups.results[f"{name}|many"]))
    assert len(ours[0]) > 1
    assert np.allclose(ours[0], theirs[0], atol=2e-3)
    spread = np.sqrt(2 * ours[1] * (1 - ours[1]) / SAMPLES)
    assert (np.abs(ours[1] - theirs[1]) < 4.5 * spread).all()


def test_in_evaluation_groups_do_what_their_twins_do(groups: KerasRun) -> None:
    batch = torch.from_numpy(images(3)).permute(0, 3, 1, 2)
    evaluated = np.asarray(Augmenter(squares(TWINS), "eval")(batch).permute(0, 2, 3, 1))
    kinds = ["twins|off", "twins|eval", "model", "loaded model"]
    for kind in [*kinds, *(["ds off", "after ds"] if groups.backend == "tensorflow" else [])]:
        assert np.abs(groups.results[kind] - evaluated).max() < 1e-3, kind
    assert groups.facts["refused"] == {}


def test_groups_draw_anew_in_data_sets(groups: KerasRun) -> None:
    if groups.backend == "tensorflow":
        assert not np.allclose(groups.results["ds first"], groups.results["ds again"])


def test_exported_groups_pass_their_own_test(groups: KerasRun) -> None:
    assert set(groups.facts["scripts"].values()) == {"ok: augmentation and preprocessing\n"}
    assert len(groups.facts["scripts"]) == len(GROUPS) + 1


def test_groups_name_the_steps_in_them_that_are_approximate() -> None:
    inside = pipeline("\n- {op: random_order, steps: [{op: rand_augment}, {op: invert}]}")
    assert "# Approximate: step rand-augment: " in export(inside, framework="keras")


def test_groups_are_refused_in_yaml() -> None:
    with pytest.raises(ExportError, match=r"step one-of \(one_of\): Keras has no class that does it"):
        export(GROUPS["one of"], framework="keras", format="yaml")


@pytest.mark.parametrize(
    "steps",
    [
        "\n- {op: some_of, count: [1, 2], steps: [{op: resize, height: 9, width: 9}, {op: invert}]}",
        "\n- {op: one_of, steps: [{op: resize, height: 9, width: 9}, {op: center_crop, height: 8, width: 8}]}",
    ],
)
def test_groups_that_leave_two_sizes_in_a_batch_are_refused(steps: str) -> None:
    with pytest.raises(ExportError, match=r"the steps in it make images of two sizes.*: move those that change the"):
        export(squares(steps), framework="keras")
    with pytest.raises(ExportError, match=r"with probability 0\.5 it makes images of two sizes"):
        export(squares(steps.replace("steps:", "probability: 0.5, steps:")), framework="keras")
