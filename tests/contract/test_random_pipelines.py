"""Whatever is designed: it survives the file, the same key gives the same bits, and what is exported runs and is read back."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, Phase, given, settings

import augstudio
from augstudio.engine.augmenter import Augmenter
from augstudio.errors import AugStudioError
from augstudio.export.importing.reading import read_foreign
from augstudio.pipeline.model import Pipeline
from augstudio.pipeline.yaml_format import dumps, loads
from tests.contract.examples import images
from tests.contract.runnable_pipelines import runnable
from tests.parity.conftest import tensorflow_environment

FEW = settings(max_examples=25, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
BATCH = images(5)


def augmented(pipeline: Pipeline, positions: list[int], mode: str = "train") -> torch.Tensor:
    made = Augmenter(pipeline, mode)(BATCH[positions], epoch=2, index=positions)
    assert isinstance(made, torch.Tensor)
    return made


@FEW
@given(runnable())
def test_a_pipeline_survives_its_file(pipeline: Pipeline) -> None:
    assert loads(dumps(pipeline)) == pipeline


@FEW
@given(runnable())
def test_the_same_key_gives_the_same_bits_in_any_batch_and_order(pipeline: Pipeline) -> None:
    together = augmented(pipeline, [0, 1, 2, 3, 4])
    assert together.isfinite().all()
    assert torch.equal(augmented(pipeline, [3, 0])[0], together[3])
    assert torch.equal(augmented(pipeline, [4]), together[4:])


@FEW
@given(runnable())
def test_exact_torch_code_makes_what_the_engine_makes(pipeline: Pipeline) -> None:
    names: dict[str, Any] = {"__name__": "exported"}
    exec(augstudio.export(pipeline, style="exact"), names)
    assert torch.equal(names["train_transforms"](BATCH, epoch=2, index=range(5)), augmented(pipeline, [0, 1, 2, 3, 4]))
    assert torch.equal(names["eval_transforms"](BATCH), augmented(pipeline, [0, 1, 2, 3, 4], "eval"))


@FEW
@given(runnable())
def test_native_torch_code_passes_its_own_test(pipeline: Pipeline) -> None:
    exec(augstudio.export(pipeline), {"__name__": "__main__"})


@FEW
@given(runnable())
@pytest.mark.parametrize("framework", ["torch", "tf", "keras"])
def test_what_is_exported_is_read_back_and_stays(framework: str, pipeline: Pipeline) -> None:
    first = _there_and_back(pipeline, framework)
    if first is not None:
        assert _there_and_back(first, framework) == first


def _there_and_back(pipeline: Pipeline, framework: str) -> Pipeline | None:
    try:
        text = augstudio.export(pipeline, framework=framework)
    except AugStudioError:
        return None
    imported = read_foreign(text, "random.py")
    assert imported.unrecognised == ()
    return imported.pipeline


RUNNER = """
import runpy, sys
for path in sys.argv[1:]:
    runpy.run_path(path, run_name="__main__")
"""


@pytest.fixture(scope="module")
def some() -> list[Pipeline]:
    """A handful, the same in every run."""
    found: list[Pipeline] = []

    @settings(max_examples=4, deadline=None, phases=[Phase.generate], derandomize=True, database=None)
    @given(runnable())
    def collect(pipeline: Pipeline) -> None:
        found.append(pipeline)

    collect()
    return found


@pytest.mark.parametrize(
    ("framework", "style"), [("tf", "native"), ("tf", "exact"), ("keras", "native"), ("keras", "exact")]
)
def test_code_for_tensorflow_and_keras_passes_its_own_test(
    framework: str, style: str, some: list[Pipeline], tmp_path: Path
) -> None:
    paths = []
    for number, pipeline in enumerate(some):
        path = tmp_path / f"random_{number}.py"
        path.write_text(augstudio.export(pipeline, framework=framework, style=style))
        paths.append(str(path))
    done = subprocess.run(
        [sys.executable, "-c", RUNNER, *paths],
        env=tensorflow_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.count("ok: ") == len(paths)


def test_exact_tensorflow_code_makes_what_the_engine_makes(some: list[Pipeline], tmp_path: Path) -> None:
    code = [f"import numpy as np, runpy\nimages = np.load({str(tmp_path / 'images.npy')!r})\nmade = {{}}\n"]
    for number, pipeline in enumerate(some):
        path = tmp_path / f"random_{number}.py"
        path.write_text(augstudio.export(pipeline, framework="tf", style="exact"))
        code.append(
            f"made['{number}'] = runpy.run_path({str(path)!r})['augment']"
            "(images, np.zeros(5), epoch=2, index=np.arange(5))[0].numpy()\n"
        )
    np.save(tmp_path / "images.npy", BATCH.permute(0, 2, 3, 1).numpy())
    code.append(f"np.savez({str(tmp_path / 'made.npz')!r}, **made)\n")
    subprocess.run([sys.executable, "-c", "".join(code)], env=tensorflow_environment(), check=True, timeout=300)
    with np.load(tmp_path / "made.npz") as made:
        for number, pipeline in enumerate(some):
            ours = augmented(pipeline, [0, 1, 2, 3, 4]).permute(0, 2, 3, 1).numpy()
            gaps = np.abs(made[str(number)] - ours)
            assert np.mean(gaps > 8 / 255) <= 1e-3, dumps(pipeline)  # a rounding may move a nearest pixel
