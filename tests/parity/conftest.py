"""One TensorFlow process for all parity tests, and exports loaded as code."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from augstudio.export.exporter import export
from augstudio.pipeline.yaml_format import loads
from tests.parity.cases import CASES, images
from tests.parity.distributions import RANDOM, SAMPLES, coordinates
from tests.parity.exported import RECIPES
from tests.parity.keras_exports import KerasRun, run_keras
from tests.parity.policies import BLENDS, DRAWS, ONE_CHAIN, POLICIES, cutting

ROOT = Path(__file__).parents[2]
RUNNER = Path(__file__).with_name("tensorflow_runner.py")

DATASET = """
augstudio: 1
name: data set
seed: 4294967295
steps:
- {op: horizontal_flip, probability: 0.3}
- {op: random_crop, height: 5, width: 4, padding: 1}
- {op: brightness, factor: [0.5, 1.5], probability: 0.8}
"""
SIZES = """
augstudio: 1
steps:
- {op: resize, shorter: 24, probability: 0.5}
- {op: rotate, fill: 0.5}
- {op: random_resized_crop, height: 12, width: 10, probability: 0.5}
- {op: hue, probability: 0.5}
- {op: equalize, probability: 0.5}
- {op: color_jitter, probability: 0.5}
- {op: channel_shuffle, probability: 0.5}
- {op: sharpness, probability: 0.5}
- {op: gaussian_blur, probability: 0.5}
- {op: motion_blur, probability: 0.5}
- {op: jpeg, probability: 0.5}
- {op: downscale, probability: 0.5}
- {op: salt_and_pepper, probability: 0.5}
- {op: pad, left: 3, mode: edge}
- {op: random_erasing, fill: noise}
- {op: center_crop, height: 20, width: 20}
"""


@dataclass(frozen=True)
class TensorflowRun:
    """What the TensorFlow process found."""

    results: dict[str, NDArray[Any]]
    facts: dict[str, Any]
    messages: str


def draw_keys() -> NDArray[np.int64]:
    edges = [0, 1, 2**31 - 1, 2**31, 2**32 - 1]
    return np.concatenate([edges, np.random.default_rng(1).integers(0, 2**32, 500)]).astype(np.int64)


def tensorflow_environment() -> dict[str, str]:
    return {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "", "OMP_NUM_THREADS": "1"}


@pytest.fixture(scope="session")
def tensorflow(tmp_path_factory: pytest.TempPathFactory) -> TensorflowRun:
    folder = tmp_path_factory.mktemp("tensorflow")
    jobs = {
        f"{case.name}|{channels}": {"source": export(case.pipeline, framework="tf"), "images": str(channels)}
        for case in CASES
        for channels in case.channels
    }
    many = {
        name: {"source": export(pipeline, framework="tf"), "images": "coordinates", "count": SAMPLES}
        for name, pipeline in RANDOM.items()
    }
    many |= {
        f"{name}|{channels}": {
            "source": export(pipeline, framework="tf"),
            "images": f"cutting {channels}",
            "count": DRAWS,
        }
        for name, pipeline in (POLICIES | BLENDS | ONE_CHAIN).items()
        for channels in (3, 1)
    }
    scripts = []
    for name, pipeline in RECIPES.items():
        path = folder / f"{name}.py"
        path.write_text(export(pipeline, framework="tf"), encoding="utf-8")
        scripts.append(str(path))
    request = {
        "jobs": jobs,
        "many": many,
        "draws": (ROOT / "augstudio/kernels/tensorflow/draws.py").read_text(encoding="utf-8"),
        "dataset": export(loads(DATASET), framework="tf"),
        "sizes": export(loads(SIZES), framework="tf"),
        "scripts": scripts,
    }
    (folder / "jobs.json").write_text(json.dumps(request))
    np.savez(
        folder / "images.npz",
        **{"3": images(3), "1": images(1), "cutting 3": cutting(3), "cutting 1": cutting(1)},
        coordinates=coordinates(),
        keys=draw_keys(),
    )
    done = subprocess.run(
        [sys.executable, str(RUNNER), str(folder)],
        env=tensorflow_environment(),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return TensorflowRun(
        dict(np.load(folder / "results.npz")), json.loads((folder / "facts.json").read_text()), done.stderr
    )


@pytest.fixture(scope="session")
def keras_runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, KerasRun]:
    """Keras on each of its backends, both at once: on two cores in the time of the slower one."""
    folders = {backend: tmp_path_factory.mktemp(f"keras_on_{backend}") for backend in ("tensorflow", "torch")}
    with ThreadPoolExecutor(len(folders)) as pool:
        runs = {
            backend: pool.submit(run_keras, backend, folder, tensorflow_environment())
            for backend, folder in folders.items()
        }
    return {backend: run.result() for backend, run in runs.items()}


@pytest.fixture(scope="session")
def keras_on_tensorflow(keras_runs: dict[str, KerasRun]) -> KerasRun:
    return keras_runs["tensorflow"]


@pytest.fixture(scope="session")
def keras_on_torch(keras_runs: dict[str, KerasRun]) -> KerasRun:
    return keras_runs["torch"]


@pytest.fixture(scope="session", params=["tensorflow", "torch"])
def keras(request: pytest.FixtureRequest) -> KerasRun:
    run: KerasRun = request.getfixturevalue(f"keras_on_{request.param}")
    return run
