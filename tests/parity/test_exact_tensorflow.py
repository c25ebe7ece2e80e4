"""Exact TensorFlow and Keras code draws what the preview draws, and computes what it computes."""

import json
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from augstudio.engine.augmenter import Augmenter
from augstudio.export.exporter import export
from augstudio.pipeline.model import Pipeline, Resampling, Step
from augstudio.pipeline.yaml_format import loads
from augstudio.transforms.catalogue import transform_class
from augstudio.transforms.parameters import AutoAugmentPolicy, Interpolation, PadMode
from tests.contract.examples import BATCH_OPS, example, images
from tests.parity.conftest import tensorflow_environment
from tests.parity.exported import RECIPES
from tests.parity.test_exact_torch import GROUPS, KEEPING_SIZE, composed
from tests.parity.test_exact_torch import SINGLE as COMPOSING

RUNNER = Path(__file__).with_name("exact_runner.py")
INDEX = [7, 3, 11, 0, 250_000, 4_294_967_295]
EPOCH = 3
LABELS = [2, 0, 1, 4, 4, 3]
CLASSES = 7
CLOSE = 2e-6
"""How far values in [0, 1] may differ; normalised ones by as much more as their scale says."""
SCALE = 0.224
"""The smallest deviation that a preset normalises by."""
ROUNDING = ("rand-augment", "trivial-augment-wide")
"""Presets that round to 8 bits after they resize."""
PROBE = """
augstudio: 1
seed: 9
steps:
- {op: random_crop, height: 20, width: 18}
- {op: rotate, probability: 0.7}
- {op: color_jitter, probability: 0.7}
- {op: normalize, mean: [0.5], std: [0.25]}
"""


def one_step(op: str, probability: float, channels: int, seed: int, **parameters: object) -> Pipeline:
    return Pipeline((Step(example(op, channels, **parameters), probability=probability),), seed=seed)


def single_steps(op: str, channels: int) -> dict[str, Pipeline]:
    found = {}
    for seed, probability in ((4_294_967_295, 1.0), (5, 0.5)):
        side = 24 if probability < 1 else 20
        size = {"height": side, "width": side} if "height" in transform_class(op).model_fields else {}
        found[f"{op} {channels} {seed}"] = one_step(op, probability, channels, seed, **size)
    return found


def everything() -> Pipeline:
    """A file of all ops, in which names must not get in each other's way."""
    fixed = {"height": 24, "width": 24}
    ops = [op for op in KEEPING_SIZE if op not in {"pad", "normalize", "per_image_standardize"}]
    chosen = [example(op, **(fixed if "height" in transform_class(op).model_fields else {})) for op in ops]
    return Pipeline(tuple(Step(each, probability=0.3) for each in chosen), seed=2)


@dataclass(frozen=True)
class Job:
    pipeline: Pipeline
    images: str
    mixes: bool = False


SINGLE = {
    name: Job(pipeline, f"square {channels}")
    for op in KEEPING_SIZE
    for channels in (3, 1)
    for name, pipeline in single_steps(op, channels).items()
}
VARIED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("resize", {"height": 17, "width": 31, "interpolation": "bicubic"}),
    ("resize", {"height": 31, "width": 17, "interpolation": "bicubic", "antialias": False}),
    ("resize", {"height": 19, "width": 40, "interpolation": "nearest"}),
    ("resize", {"height": 13, "width": 29, "antialias": False}),
    *(("pad", {"left": 3, "top": 2, "bottom": 5, "mode": mode, "fill": 0.4}) for mode in PadMode),
    *(
        ("random_crop", {"height": 26, "width": 22, "padding": 3, "padding_mode": mode, "fill": 0.3})
        for mode in ("constant", "edge", "reflect")
    ),
    *(("random_resized_crop", {"height": 20, "width": 21, "interpolation": how}) for how in Interpolation),
    ("rotate", {"angle": [-180, 180], "fill": 0.6}),
    ("rotate", {"angle": [-180, 180], "interpolation": "nearest", "fill": 0.6}),
    ("affine", {"angle": [-90, 90], "translate_x": [-0.3, 0.3], "scale": [0.5, 2], "shear_y": [-20, 20], "fill": 0.2}),
    ("affine", {"translate_y": [-0.5, 0.5], "shear_x": [-40, 40], "interpolation": "nearest"}),
    ("perspective", {"distortion": 0.9, "fill": 0.7}),
    ("elastic", {"alpha": 90, "sigma": 2}),
    ("contrast", {"factor": [0.2, 2], "mean": "channel"}),
    ("color_jitter", {"brightness": [0.4, 1.6], "contrast": [0.3, 2], "saturation": [0, 3], "hue": [-0.5, 0.5]}),
    ("color_jitter", {"order": "fixed"}),
    ("gamma", {"gamma": [0.1, 8]}),
    ("posterize", {"bits": [1, 8]}),
    ("solarize", {"threshold": [0, 1]}),
    ("gaussian_blur", {"kernel_size": 23, "sigma": [0.1, 9]}),
    ("motion_blur", {"length": [1, 15]}),
    ("sharpness", {"factor": [0, 5]}),
    ("gaussian_noise", {"sigma": [0, 0.5]}),
    ("salt_and_pepper", {"amount": [0, 0.5]}),
    ("jpeg", {"quality": [1, 100]}),
    ("downscale", {"factor": [0.1, 1]}),
    ("random_erasing", {"fill": "noise"}),
    ("cutout", {"holes": [0, 5], "size": [0.1, 0.5], "fill": 0.3}),
    ("rand_augment", {"num_ops": 4, "magnitude": 25}),
    *(("auto_augment", {"policy": policy}) for policy in AutoAugmentPolicy),
    ("augmix", {"severity": 9, "width": 4, "depth": 2, "alpha": 0.3}),
)
SETTINGS = {
    f"setting {number} {op} {channels}": Job(one_step(op, 1, channels, number, **parameters), f"square {channels}")
    for number, (op, parameters) in enumerate(VARIED)
    for channels in (3, 1)
}
MIXING = {
    f"{op} {probability}": Job(
        Pipeline((Step(example("rotate")), Step(example(op), probability=probability)), seed=3), "square 3", mixes=True
    )
    for op in BATCH_OPS
    for probability in (1, 0.5)
}
GROUPED = {
    f"{name} {resampling}": Job(
        loads(
            f"augstudio: 1\nseed: 6\nresampling: {resampling}\nsteps: [{{op: rotate, id: first}}, "
            f"{{op: affine, angle: [-9, 9], id: second}}, {GROUPS[name]}, {{op: normalize, mean: 0.5, std: 0.5}}]"
        ),
        "square 3",
    )
    for name in GROUPS
    for resampling in Resampling
}
COMPOSED = {
    f"{name} {probability}": Job(composed(name, probability), "square 3")
    for name in COMPOSING
    for probability in (1.0, 0.5)
}
PRESETS = {
    f"{name} {channels}": Job(RECIPES[name], f"large {channels}")
    for name, channels in [*((name, 3) for name in RECIPES), ("lecture-1", 1), ("lecture-2", 1)]
}
TOGETHER = {
    "all ops": Job(everything(), "square 3"),
    **{f"{name} 224": Job(RECIPES[name], "photographs") for name in ("photos", "imagenet")},
}
JOBS = SINGLE | SETTINGS | GROUPED | COMPOSED | MIXING | PRESETS | TOGETHER
KERAS = (*PRESETS, *MIXING, "nested single", "now and then 0.5")
"""Jobs that Keras is tried on, too, whose layers call the same functions."""


@cache
def batches() -> dict[str, torch.Tensor]:
    found = {"3": images(), "photographs": images(6, height=224, width=250)}
    for channels in (3, 1):
        found[f"square {channels}"] = images(channels=channels, width=24)
        found[f"large {channels}"] = images(channels=channels, height=48, width=60)
    return found


@dataclass(frozen=True)
class Run:
    results: dict[str, NDArray[Any]]
    facts: dict[str, Any]
    messages: str


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("exact")

    def written(name: str, pipeline: Pipeline, framework: str = "tf") -> str:
        path = folder / f"{name} {framework}.py"
        path.write_text(export(pipeline, framework=framework, style="exact"), encoding="utf-8")
        return str(path)

    one_hot = np.eye(CLASSES)[LABELS].tolist()
    jobs = {
        name: {
            "source": written(name, job.pipeline),
            "images": job.images,
            "index": INDEX,
            "epoch": EPOCH,
            "labels": one_hot if job.mixes else None,
        }
        for name, job in JOBS.items()
    }
    for name in KERAS:
        jobs[name]["keras"] = written(name, JOBS[name].pipeline, "keras")
    scripts = {f"{name} tf": jobs[name]["source"] for name in KERAS}
    scripts |= {f"{name} keras": jobs[name]["keras"] for name in KERAS}
    probes = {"probe": written("probe", loads(PROBE)), "keras probe": written("probe", loads(PROBE), "keras")}
    request = {"jobs": jobs, "scripts": scripts, **probes}
    (folder / "jobs.json").write_text(json.dumps(request))
    np.savez(folder / "images.npz", **{name: batch.permute(0, 2, 3, 1).numpy() for name, batch in batches().items()})
    done = subprocess.run(
        [sys.executable, str(RUNNER), str(folder)],
        env=tensorflow_environment(),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return Run(dict(np.load(folder / "results.npz")), json.loads((folder / "facts.json").read_text()), done.stderr)


def differences(found: NDArray[np.float32], expected: torch.Tensor) -> NDArray[np.float32]:
    ours = expected.permute(0, 2, 3, 1).numpy()
    assert found.dtype == np.float32
    assert found.shape == ours.shape
    result: NDArray[np.float32] = np.abs(found - ours)
    return result


@pytest.mark.parametrize("name", [*SINGLE, *SETTINGS, *GROUPED, *COMPOSED, "all ops"])
def test_ops_groups_and_composed_interpolations_are_those_previewed(run: Run, name: str) -> None:
    job, batch = JOBS[name], batches()[JOBS[name].images]
    expected = Augmenter(job.pipeline)(batch, epoch=EPOCH, index=INDEX)
    assert differences(run.results[f"{name}|train"], expected).max() <= CLOSE
    assert differences(run.results[f"{name}|eval"], Augmenter(job.pipeline, mode="eval")(batch)).max() <= CLOSE


@pytest.mark.parametrize("name", [*PRESETS, "photos 224", "imagenet 224"])
def test_each_preset_is_the_one_previewed(run: Run, name: str) -> None:
    job, batch = JOBS[name], batches()[JOBS[name].images]
    found = differences(run.results[f"{name}|train"], Augmenter(job.pipeline)(batch, epoch=EPOCH, index=INDEX))
    if name.startswith(ROUNDING):
        assert np.mean(found > CLOSE / SCALE) < 1e-3  # what is half-way between two of 256 values may go either way
        assert found.max() <= 2 / 255 / SCALE
    else:
        assert found.max() <= CLOSE / SCALE
    prepared = differences(run.results[f"{name}|eval"], Augmenter(job.pipeline, mode="eval")(batch))
    assert prepared.max() <= CLOSE / SCALE


@pytest.mark.parametrize("name", [*SINGLE, *SETTINGS, *GROUPED, *COMPOSED, *PRESETS, "all ops"])
def test_an_image_by_itself_is_the_one_in_a_batch(run: Run, name: str) -> None:
    assert np.array_equal(run.results[f"{name}|alone"][0], run.results[f"{name}|train"][-1])


@pytest.mark.parametrize("name", MIXING)
def test_what_mixes_a_batch_mixes_the_same(run: Run, name: str) -> None:
    job, labels = JOBS[name], torch.tensor(LABELS)
    expected, targets = Augmenter(job.pipeline)(
        batches()[job.images], epoch=EPOCH, index=INDEX, labels=labels, classes=CLASSES
    )
    assert differences(run.results[f"{name}|train"], expected).max() <= CLOSE
    assert np.abs(run.results[f"{name}|labels"] - targets.numpy()).max() <= CLOSE


def test_labels_that_are_not_mixed_are_passed_on(run: Run) -> None:
    assert run.results["rotate 3 5|labels"].tolist() == list(range(6))


def test_graphs_and_data_sets_see_the_same_images(run: Run) -> None:
    eager = run.results["graphs|eager"]
    for name in ("traced", "unknown", "any size", "mapped"):
        assert np.array_equal(run.results[f"graphs|{name}"], eager)
    shapes = run.facts["shapes"]
    assert shapes["traced"] == [6, 20, 18, 3]
    assert shapes["mapped"] == [None, 20, 18, 3]
    assert shapes["any size"] == [None, None, None, 3]


def test_a_data_set_numbers_its_images_and_its_epochs(run: Run) -> None:
    found = run.facts["datasets"]
    assert [each["images"] for each in found["passes"]] == found["called"]
    assert found["passes"] == found["again"]
    assert found["batches of 5"][0]["images"] == found["called"][0]


def test_two_epochs_differ_in_order_and_in_every_image(run: Run) -> None:
    first, second = run.facts["datasets"]["passes"]
    assert sorted(first["labels"]) == sorted(second["labels"]) == list(range(6))
    assert first["labels"] != second["labels"]
    assert (np.array(first["images"]) != np.array(second["images"])).any(axis=(1, 2, 3)).all()


def test_evaluation_keeps_the_order(run: Run) -> None:
    assert run.facts["datasets"]["evaluation"] == run.facts["datasets"]["prepared"]


def test_what_is_no_batch_of_images_is_refused(run: Run) -> None:
    found = run.facts["refusals"]
    assert found["integers"] == "ValueError: images are int64: expected uint8 or floats"
    assert found["index"] == "ValueError: index has shape (1,) for 6 images"
    assert found["negative"] == "ValueError: epoch and index have to be whole numbers from 0 to 2**32 - 1"
    assert found["one image"] == "ValueError: expected images (B, H, W, C), got (24, 30, 3)"
    refusal = "PipelineError: step random-crop: a crop of 20 px never fits an image of 9 px with a border of 0 px"
    assert found["size"] == refusal


@pytest.mark.parametrize("name", KERAS)
def test_keras_makes_of_a_batch_what_tensorflow_makes(run: Run, name: str) -> None:
    for kind in ("train", "eval", *(["labels"] if JOBS[name].mixes else [])):
        assert np.array_equal(run.results[f"{name}|keras {kind}"], run.results[f"{name}|{kind}"])
    assert np.array_equal(run.results[f"{name}|keras off"], run.results[f"{name}|eval"])


def test_keras_layers_work_in_models_and_in_data_sets(run: Run) -> None:
    results = {name.split("|")[1]: made for name, made in run.results.items() if name.startswith("keras|")}
    for name in ("in a model", "loaded", "mapped"):
        assert np.array_equal(results[name], results["called"])
    assert np.array_equal(results["predicted"], results["prepared"])
    assert not np.array_equal(results["prepared"], results["called"])
    assert np.isfinite(results["loss"])


def test_keras_on_another_backend_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "exported.py"
    path.write_text(export(loads(PROBE), framework="keras", style="exact"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(path)],
        env=tensorflow_environment() | {"KERAS_BACKEND": "torch"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode != 0
    expected = "RuntimeError: these layers run on TensorFlow: set KERAS_BACKEND=tensorflow, or export for torch"
    assert done.stderr.splitlines()[-1] == expected


@pytest.mark.parametrize("name", KERAS)
def test_a_script_says_ok(run: Run, name: str) -> None:
    assert run.facts["scripts"][f"{name} tf"] == "ok: augment, prepare and make_dataset\n"
    assert run.facts["scripts"][f"{name} keras"] == "ok: augmentation and preprocessing\n"


def test_exact_code_needs_nothing_of_ours_and_says_nothing(run: Run) -> None:
    assert run.facts["loaded"] == []
    assert "AutoGraph" not in run.messages
    assert "Traceback" not in run.messages


def test_one_chain_alone_is_written_without_the_other() -> None:
    train, prepare = (export(loads(PROBE), framework="tf", style="exact", mode=mode) for mode in ("train", "eval"))
    assert "def prepare" not in train
    assert "def augment(" not in prepare
    assert "enumerate" not in prepare
    train, prepare = (export(loads(PROBE), framework="keras", style="exact", mode=mode) for mode in ("train", "eval"))
    assert "def preprocessing" not in train
    assert "def augmentation" not in prepare
    assert "TRAINING" not in prepare
