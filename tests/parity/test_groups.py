"""Groups in exported code: every choice is as likely as in the preview, and what it makes is the same; children draw by themselves."""

import json
import subprocess
import sys
from pathlib import Path

import hydra
import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from omegaconf import OmegaConf
from torchvision.transforms import v2

from augstudio.engine.augmenter import Augmenter
from augstudio.errors import ExportError
from augstudio.export.exporter import export
from augstudio.pipeline.model import Pipeline, Step
from augstudio.pipeline.yaml_format import loads
from tests.contract.group_outcomes import GROUPS, VALUE, chances_of, is_as_likely, step
from tests.parity.conftest import tensorflow_environment
from tests.parity.distributions import same_distribution
from tests.parity.exported import torch_chains, with_fixed_torch_draws

COUNT = 1500
SHIFT = step("brightness_shift", delta=[0, 0.2])

DRAWING = {
    "two shifts": Pipeline((step("random_order", SHIFT, SHIFT),)),
    "two of three shifts": Pipeline((step("some_of", SHIFT, SHIFT, SHIFT, count=2),)),
    "a shift or a stronger one": Pipeline((step("one_of", SHIFT, step("brightness_shift", delta=[0.4, 0.8])),)),
    "shifts now and then": Pipeline(
        (step("random_order", *[step("brightness_shift", delta=[0, 0.2], probability=0.5)] * 2),)
    ),
}
"""Groups whose children draw: two that drew the same would spread more."""

SIZES = loads("""
augstudio: 1
steps:
- op: random_order
  steps:
  - {op: some_of, count: [1, 2], steps: [{op: rotate}, {op: horizontal_flip}, {op: center_crop, height: 9, width: 20}]}
  - {op: one_of, weights: [1, 2], probability: 0.9, steps: [{op: random_resized_crop, height: 20, width: 9}, {op: hue}]}
- {op: gaussian_blur}
- {op: resize, height: 8, width: 6}
- {op: one_of, steps: [{op: random_order, steps: [{op: gaussian_noise, probability: 0.3}, {op: gamma}]}, {op: invert}]}
""")
"""Nested groups after some of which sizes differ, and a step that has to know the channel count all the same."""

GRAY_IMAGE = [[[round(VALUE * 255)]]]
PHOTOGRAPH = np.random.default_rng(2).integers(0, 256, (24, 30, 3)).tolist()


@pytest.fixture(scope="module")
def by_tensorflow(tmp_path_factory: pytest.TempPathFactory) -> dict[str, NDArray[np.float32]]:
    folder = tmp_path_factory.mktemp("groups")
    jobs = {
        name: {"source": export(pipeline, framework="tf"), "image": GRAY_IMAGE, "count": COUNT}
        for name, pipeline in (GROUPS | DRAWING).items()
    }
    jobs["sizes"] = {"source": export(SIZES, framework="tf"), "image": PHOTOGRAPH, "count": 40}
    (folder / "jobs.json").write_text(json.dumps(jobs))
    runner = Path(__file__).with_name("groups_runner.py")
    done = subprocess.run(
        [sys.executable, str(runner), str(folder)],
        env=tensorflow_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return dict(np.load(folder / "results.npz"))


def by_torchvision(pipeline: Pipeline) -> list[float]:
    chain = torch_chains(pipeline)["train"]
    image = torch.tensor(GRAY_IMAGE, dtype=torch.uint8)
    return with_fixed_torch_draws(lambda: [float(chain(image)) for _ in range(COUNT)])


def previewed(pipeline: Pipeline) -> NDArray[np.float64]:
    return Augmenter(pipeline)(torch.full((COUNT, 1, 1, 1), VALUE)).double().numpy().reshape(-1, 1)


@pytest.mark.parametrize("name", GROUPS)
def test_torchvision_chooses_as_often_and_computes_the_same(name: str) -> None:
    assert is_as_likely(by_torchvision(GROUPS[name]), chances_of(GROUPS[name]))


@pytest.mark.parametrize("name", GROUPS)
def test_tensorflow_chooses_as_often_and_computes_the_same(
    by_tensorflow: dict[str, NDArray[np.float32]], name: str
) -> None:
    assert is_as_likely(by_tensorflow[name].ravel().tolist(), chances_of(GROUPS[name]))


@pytest.mark.parametrize("name", DRAWING)
def test_children_draw_by_themselves(by_tensorflow: dict[str, NDArray[np.float32]], name: str) -> None:
    ours = previewed(DRAWING[name])
    assert same_distribution(ours, np.array(by_torchvision(DRAWING[name]))[:, None])
    assert same_distribution(ours, by_tensorflow[name].reshape(-1, 1).astype(np.float64))


def test_children_that_drew_the_same_would_be_noticed() -> None:
    once = Pipeline((step("brightness_shift", delta=[0, 0.4]),))
    assert not same_distribution(previewed(DRAWING["two shifts"]), previewed(once))


@pytest.mark.parametrize("name", [*GROUPS, *DRAWING])
def test_evaluation_does_what_was_previewed(by_tensorflow: dict[str, NDArray[np.float32]], name: str) -> None:
    pipeline = (GROUPS | DRAWING)[name]
    expected = Augmenter(pipeline, mode="eval")(torch.full((1, 1, 1, 1), VALUE)).item()
    chain = torch_chains(pipeline)["eval"]
    assert float(chain(torch.tensor(GRAY_IMAGE, dtype=torch.uint8))) == pytest.approx(expected, abs=1e-6)
    assert by_tensorflow[f"{name}|eval"].item() == pytest.approx(expected, abs=1e-6)


def test_images_may_change_their_size_in_groups(by_tensorflow: dict[str, NDArray[np.float32]]) -> None:
    image = torch.tensor(PHOTOGRAPH, dtype=torch.uint8).permute(2, 0, 1)
    for mode, chain in torch_chains(SIZES).items():
        assert all(chain(image).shape == (3, 8, 6) for _ in range(20 if mode == "train" else 1))
    assert by_tensorflow["sizes"].shape == (40, 8, 6, 3)
    expected = Augmenter(SIZES, mode="eval")(image[None])[0].permute(1, 2, 0).numpy()
    assert np.abs(by_tensorflow["sizes|eval"] - expected).max() < 1e-4


@pytest.mark.parametrize("framework", ["torch", "tf"])
def test_exported_groups_pass_their_own_test(framework: str, tmp_path: Path) -> None:
    path = tmp_path / "exported.py"
    path.write_text(export(SIZES, framework=framework), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(path)],
        env=tensorflow_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.startswith("ok: ")


def test_yaml_for_torchvision_builds_groups_and_chooses_as_often() -> None:
    darken = step("brightness", factor=0.5, probability=0.5)
    choice = step("one_of", step("invert"), darken, weights=[1, 3], probability=0.6)
    pipeline = Pipeline((choice, step("random_order", step("invert"), darken)))
    text = export(pipeline, format="yaml", mode="train")
    chain = v2.Compose(hydra.utils.instantiate(OmegaConf.create({"train": OmegaConf.create(text)}))["train"])
    image = torch.tensor(GRAY_IMAGE, dtype=torch.uint8)
    values = with_fixed_torch_draws(lambda: [float(chain(image)) for _ in range(COUNT)])
    assert is_as_likely(values, chances_of(pipeline))


@pytest.mark.parametrize(
    ("group", "message"),
    [
        (step("some_of", step("hue"), count=1), r"^step some-of \(some_of\): torchvision has no class that does it"),
        (step("one_of", step("hue"), step("jpeg")), r"^step jpeg \(jpeg\): torchvision has no class that does it"),
    ],
)
def test_yaml_refuses_what_torchvision_has_no_class_for_by_its_own_name(group: Step, message: str) -> None:
    with pytest.raises(ExportError, match=message):
        export(Pipeline((group,)), format="yaml")


def test_functions_of_children_have_names_of_their_own() -> None:
    text = export(
        loads("""
augstudio: 1
steps:
- {op: one_of, steps: [{op: invert, id: a-b}, {op: hue, id: a_b}, {op: gamma, id: 3-d}]}
- {op: one_of, steps: [{op: invert, id: class}, {op: invert, id: seed}]}
"""),
        framework="tf",
    )
    for name in ("apply_a_b", "apply_a_b_2", "apply_3_d", "apply_class", "apply_seed"):
        assert text.count(f"def {name}(") == 1
