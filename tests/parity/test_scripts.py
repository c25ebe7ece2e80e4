"""Exports of every preset: as scripts that test themselves, as YAML that builds, as text that a formatter leaves alone."""

import importlib
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import hydra
import numpy as np
import pytest
import torch
from omegaconf import OmegaConf
from PIL import Image
from torch import Tensor
from torchvision.transforms import v2

from augstudio.errors import ExportError
from augstudio.export.exporter import export
from augstudio.pipeline.model import Pipeline, Step
from augstudio.pipeline.yaml_format import loads
from augstudio.transforms.catalogue import transform_class
from tests.parity.cases import CASES, Case, images
from tests.parity.conftest import TensorflowRun, tensorflow_environment
from tests.parity.exported import RECIPES, torch_chains, with_fixed_torch_draws

NOT_IN_TORCHVISION = {
    "brightness_shift",
    "cutout",
    "downscale",
    "equalize",  # its own cuts floats off to bytes where the engine rounds, and so do the next two
    "jpeg",
    "posterize",
    "motion_blur",
    "per_image_standardize",
    "salt_and_pepper",
}
"""Ops for which torchvision has no class that means the same."""

QUIET = {**os.environ, "OMP_NUM_THREADS": "1"}


def run(path: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(path)],
        env=environment,
        cwd=path.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def built(text: str) -> dict[str, v2.Compose]:
    config = OmegaConf.create(text)
    return {mode: v2.Compose(hydra.utils.instantiate(config)[mode]) for mode in ("train", "eval")}


def image_for(name: str) -> Tensor:
    channels = 3 if name not in {"lecture-2", "gentle-digits"} else 1
    return torch.from_numpy(images(channels)[0]).permute(2, 0, 1)


@pytest.mark.parametrize("name", RECIPES)
def test_exported_torch_code_passes_its_own_test(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(export(RECIPES[name]), {"__name__": "__main__"})
    assert capsys.readouterr().out == "ok: train_transforms and eval_transforms\n"


@pytest.mark.parametrize("name", RECIPES)
def test_exported_tensorflow_code_passes_its_own_test(tensorflow: TensorflowRun, name: str) -> None:
    printed = {Path(path).stem: text for path, text in tensorflow.facts["scripts"].items()}
    assert printed[name] == "ok: augment, prepare and make_dataset\n"


def test_a_torch_script_says_ok(tmp_path: Path) -> None:
    path = tmp_path / "exported.py"
    path.write_text(export(RECIPES["lecture-2"]), encoding="utf-8")
    done = run(path, QUIET)
    assert (done.returncode, done.stdout) == (0, "ok: train_transforms and eval_transforms\n"), done.stderr


def test_a_tensorflow_script_that_is_wrong_fails(tmp_path: Path) -> None:
    text = export(RECIPES["lecture-2"], framework="tf")
    path = tmp_path / "exported.py"
    path.write_text(text.replace("return image, label", "return image / 0, label"), encoding="utf-8")
    done = run(path, tensorflow_environment())
    assert done.returncode != 0
    assert "AssertionError" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(("right", "wrong"), [("mean=[0.5]", "mean=[float('nan')]"), ("(28, 28)", "(27, 28)")])
def test_a_torch_script_that_is_wrong_fails(right: str, wrong: str) -> None:
    text = export(RECIPES["lecture-2"])
    start, end = text.split("def self_test")
    assert right in start
    with pytest.raises(AssertionError):
        exec(f"{start.replace(right, wrong)}def self_test{end}", {"__name__": "__main__"})


@pytest.mark.parametrize("name", [name for name in RECIPES if name != "lecture-1"])
def test_torch_yaml_draws_and_computes_what_torch_python_does(name: str) -> None:
    from_yaml = built(export(RECIPES[name], format="yaml"))
    from_python = torch_chains(RECIPES[name])
    image = image_for(name)
    for mode in ("train", "eval"):
        expected = with_fixed_torch_draws(lambda mode=mode: from_python[mode](image))
        found = with_fixed_torch_draws(lambda mode=mode: from_yaml[mode](image))
        assert torch.equal(found, expected)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_torch_yaml_says_the_same_or_refuses(case: Case) -> None:
    one_sided = not {"translate_x", "translate_y"}.isdisjoint(case.parameters)  # torchvision moves as far either way
    needs_helper = case.op in NOT_IN_TORCHVISION or case.parameters.get("mean") == "channel" or one_sided
    if needs_helper:
        with pytest.raises(ExportError, match=rf"step {case.op.replace('_', '-')} \({case.op}\): .*Python"):
            export(case.pipeline, format="yaml")
        return
    found = built(export(case.pipeline, format="yaml"))
    image = torch.from_numpy(images(case.channels[0])[0]).permute(2, 0, 1)
    for mode, chain in torch_chains(case.pipeline).items():
        assert torch.equal(found[mode](image), chain(image))


def test_torch_yaml_of_lecture_1_is_refused_for_its_brightness_shift() -> None:
    with pytest.raises(ExportError, match=r"step brightness-shift"):
        export(RECIPES["lecture-1"], format="yaml")


def test_one_mode_as_yaml_is_the_list_itself() -> None:
    for mode, ours in torch_chains(RECIPES["lecture-2"]).items():
        nodes = hydra.utils.instantiate(OmegaConf.create(export(RECIPES["lecture-2"], format="yaml", mode=mode)))
        assert [type(each) for each in nodes] == [type(each) for each in ours.transforms]


@pytest.mark.parametrize("mode", ["train", "eval", "both"])
def test_tensorflow_yaml_is_the_pipeline_file(mode: str) -> None:
    text = export(RECIPES["imagenet"], framework="tf", format="yaml", mode=mode)
    again = loads(text)
    assert OmegaConf.create(text)["framework"] == "tf"
    if mode == "eval":
        assert "random_resized_crop" not in text
    else:
        assert again == RECIPES["imagenet"]


@pytest.mark.parametrize("name", RECIPES)
def test_torch_exports_take_pil_images_arrays_and_tensors_alike(name: str) -> None:
    chain = torch_chains(RECIPES[name])["eval"]
    tensor = image_for(name)
    array = np.asarray(tensor.permute(1, 2, 0))
    flat = array[:, :, 0] if array.shape[2] == 1 else array
    given: list[Any] = [tensor, array, Image.fromarray(flat), flat]
    results = [chain(each) for each in given]
    assert all(torch.equal(each, results[0]) for each in results)
    assert results[0].dtype == torch.float32


def test_an_export_of_nothing_only_makes_floats() -> None:
    image = torch.arange(48, dtype=torch.uint8).reshape(3, 4, 4)
    for chain in torch_chains(Pipeline()).values():
        assert torch.allclose(chain(image), image / 255)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_torch_transforms_can_be_sent_to_loader_workers(case: Case, tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "exported_chain.py").write_text(export(case.pipeline), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "exported_chain", raising=False)
    module = importlib.import_module("exported_chain")
    assert len(pickle.dumps(module.train_transforms)) > 100
    monkeypatch.delitem(sys.modules, "exported_chain")


@pytest.mark.parametrize("length", [2, 3, 4])
def test_the_self_test_has_as_many_channels_as_there_are_numbers(length: int) -> None:
    transform = transform_class("rotate").create({"fill": [0.1] * length})
    exec(export(Pipeline((Step(transform),))), {"__name__": "__main__"})
    assert f"({length}, 40, 48)" in export(Pipeline((Step(transform),)))
