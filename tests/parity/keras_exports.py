"""Every pipeline that is exported for Keras, and the process that runs what was exported."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from augstudio.errors import ExportError
from augstudio.export.exporter import export
from augstudio.pipeline.model import Pipeline, Step
from augstudio.pipeline.yaml_format import loads
from augstudio.transforms.catalogue import transform_class
from tests.parity.cases import CASES, Case, images
from tests.parity.distributions import RANDOM, SAMPLES, coordinates
from tests.parity.exported import RECIPES
from tests.parity.policies import BLENDS, DRAWS, ONE_CHAIN, POLICIES, cutting

RUNNER = Path(__file__).with_name("keras_runner.py")

PROBE = """
augstudio: 1
steps:
- {op: resize, height: 40, width: 48}
- {op: random_crop, height: 30, width: 36, padding: 3, padding_mode: reflect}
- {op: random_resized_crop, height: 30, width: 36, probability: 0.5}
- {op: horizontal_flip, probability: 0.3}
- {op: vertical_flip}
- {op: rotate, fill: 0.5, probability: 0.5}
- {op: rotate}
- {op: quarter_turn, turns: [0, 2], probability: 0.5}
- {op: affine, scale: [0.8, 1.2], translate_x: [0, 0.2], probability: 0.5}
- {op: perspective, fill: 0.5, probability: 0.5}
- {op: elastic, sigma: 3}
- {op: brightness}
- {op: brightness_shift}
- {op: contrast}
- {op: saturation}
- {op: hue, shift: [0, 0.1]}
- {op: hue}
- {op: grayscale}
- {op: color_jitter}
- {op: gamma}
- {op: equalize, probability: 0.2}
- {op: autocontrast, probability: 0.5}
- {op: channel_shuffle}
- {op: posterize}
- {op: solarize, probability: 0.2}
- {op: gaussian_blur}
- {op: motion_blur, probability: 0.5}
- {op: sharpness}
- {op: gaussian_noise}
- {op: salt_and_pepper}
- {op: downscale, probability: 0.5}
- {op: rand_augment}
- {op: trivial_augment_wide}
- {op: auto_augment, policy: cifar10}
- {op: augmix}
- {op: cutout}
- {op: random_erasing, probability: 0.5}
- {op: pad, left: 3, mode: edge}
- {op: normalize, mean: imagenet, std: imagenet}
- {op: random_erasing, fill: noise, probability: 1}
- {op: per_image_standardize}
"""
"""Most ops at once, in `tf.data` and in a model."""


def single(op: str, probability: float = 1, **parameters: Any) -> Pipeline:
    return Pipeline((Step(transform_class(op).create(parameters), probability=probability),), seed=11)


MORE_RANDOM = {
    "even contrast": single("contrast", factor=[0.5, 1.5], mean="channel"),
    "gray contrast": single("contrast", 0.7, factor=[0.5, 1.2]),
    "hue": single("hue", shift=[-0.4, 0.4]),
    "uneven hue": single("hue", 0.6, shift=[-0.4, 0.1]),
    "saturation": single("saturation", 0.7, factor=[0.2, 1.4]),
    "strong saturation": single("saturation", factor=[0.2, 3]),
    "onto a colour": single("rotate", 0.5, angle=[-90, 20], fill=0.5),
}
FLIPS = Pipeline(
    (
        *single("horizontal_flip", 0.5).steps,
        *single("vertical_flip", 0.5).steps,
        *single("brightness", 0.5, factor=0.5).steps,
    )
)


@dataclass(frozen=True)
class KerasRun:
    """What the Keras process found."""

    backend: str
    results: dict[str, NDArray[Any]]
    facts: dict[str, Any]
    messages: str


def job(case: Case, channels: int) -> dict[str, str]:
    found = {"source": export(case.pipeline, framework="keras"), "images": str(channels)}
    try:
        return {**found, "yaml": export(case.pipeline, framework="keras", format="yaml")}
    except ExportError:
        return found


def run_keras(backend: str, folder: Path, environment: dict[str, str]) -> KerasRun:
    """Everything that is exported for Keras, run by one process on a backend: `tensorflow` or `torch`."""
    scripts = []
    for name, pipeline in RECIPES.items():
        path = folder / f"{name}.py"
        path.write_text(export(pipeline, framework="keras"), encoding="utf-8")
        scripts.append(str(path))
    many = {name: many_of(pipeline, "coordinates", SAMPLES) for name, pipeline in RANDOM.items()}
    many |= {name: many_of(pipeline, "coordinates", SAMPLES) for name, pipeline in MORE_RANDOM.items()}
    many["flips"] = many_of(FLIPS, "coordinates", SAMPLES)
    many |= {
        f"{name}|{channels}": many_of(pipeline, f"cutting {channels}", DRAWS)
        for name, pipeline in (POLICIES | BLENDS | ONE_CHAIN).items()
        for channels in (3, 1)
    }
    request = {
        "jobs": {f"{case.name}|{channels}": job(case, channels) for case in CASES for channels in case.channels},
        "many": many,
        "probe": export(loads(PROBE), framework="keras"),
        "scripts": scripts,
    }
    given = {"3": images(3), "1": images(1), "cutting 3": cutting(3), "cutting 1": cutting(1)}
    return run_request(backend, folder, environment, request, {**given, "coordinates": coordinates()})


def run_request(
    backend: str,
    folder: Path,
    environment: dict[str, str],
    request: dict[str, Any],
    given: dict[str, NDArray[np.uint8]],
) -> KerasRun:
    """What the request asks for, as `keras_runner.py` says, on the given images."""
    (folder / "keras_jobs.json").write_text(json.dumps(request))
    np.savez(folder / "images.npz", **given)  # type: ignore[arg-type]  # names of arrays, not its one option
    done = subprocess.run(
        [sys.executable, str(RUNNER), str(folder)],
        env={**environment, "KERAS_BACKEND": backend, "KERAS_HOME": str(folder)},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    results = dict(np.load(folder / "keras_results.npz"))
    return KerasRun(backend, results, json.loads((folder / "keras_facts.json").read_text()), done.stderr)


def many_of(pipeline: Pipeline, name: str, count: int) -> dict[str, Any]:
    return {"source": export(pipeline, framework="keras"), "images": name, "count": count}
