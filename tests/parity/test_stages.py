"""TensorFlow's kernels for stages, against the engine's, on the same stages."""

import json
import subprocess
import sys
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum, StrEnum
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from augstudio.engine.torch_executor import run_stage
from augstudio.kernels.numpy.filter_kernels import gaussian_weights, line_kernels, sharpening_kernels
from augstudio.kernels.numpy.matrices import rotation, similarity_and_shear
from augstudio.transforms.parameters import Interpolation
from augstudio.transforms.stage import (
    Border,
    Branch,
    Branches,
    Channels,
    Colour,
    ColourKind,
    Displace,
    Fill,
    Filter,
    Gather,
    Jpeg,
    Mix,
    Mixture,
    Noise,
    NoiseKind,
    Resample,
    Stage,
    Standardize,
    StandardizeEach,
    Warp,
)
from tests.parity.cases import images
from tests.parity.conftest import ROOT, tensorflow_environment

RUNNER = Path(__file__).with_name("stages_runner.py")
COUNT = 3
KEYS = np.array([5, 2**31 + 7, 2**32 - 1], np.int64)
ANGLES = np.array([30.0, -73.21, 45.0])


@dataclass(frozen=True)
class Job:
    """A stage, and how close TensorFlow has to come.

    Attributes:
        stage: What to do.
        channels: On which images.
        tolerance: The largest difference allowed.
    """

    stage: Stage
    channels: tuple[int, ...] = (3, 1)
    tolerance: float = 2e-6


def turned(angles: NDArray[np.float64], height: int, width: int) -> NDArray[np.float64]:
    return rotation(angles, height, width)


def tilted() -> NDArray[np.float64]:
    """Maps that send a line inside the image to infinity."""
    matrices = np.stack([np.eye(3)] * COUNT)
    matrices[:, :2, :2] = similarity_and_shear(ANGLES, np.ones(COUNT), np.array([[5.0, 0.0]] * COUNT))
    matrices[:, 2, 0] = [0.01, -0.04, 0]
    return matrices


def resampling(**options: Any) -> Job:
    boxes = np.array([[0, 0, 28, 28], [3, 1, 9, 20], [2, 2, 2, 2]])
    given = {"boxes": boxes, "height": 17, "width": 21, "interpolation": "bilinear", "antialias": True, **options}
    given["interpolation"] = Interpolation(given["interpolation"])
    return Job(Resample(**given))


def warping(**options: Any) -> Job:
    given = {"matrices": turned(ANGLES, 28, 28), "height": 28, "width": 28, "fill": (0.0,), **options}
    given["interpolation"] = Interpolation(options.get("interpolation", "bilinear"))
    exact = given["interpolation"] is Interpolation.NEAREST
    return Job(Warp(**given), tolerance=0 if exact else 2e-6)


def colouring(kind: ColourKind, *amounts: float, tolerance: float = 2e-6) -> Job:
    return Job(Colour(kind, np.array(amounts) if amounts else None), tolerance=tolerance)


WHOLE = np.arange(28)[None, :]
SHIFTED = np.stack([np.roll(WHOLE[0], 5), WHOLE[0][::-1], np.where(WHOLE[0] < 20, WHOLE[0] + 8, -1)])
BOXES = np.array([[[3, -2, 9, 9], [20, 20, 30, 3]], [[0, 0, 0, 0]] * 2, [[-5, 4, 40, 7], [1, 1, 1, 1]]])
BLUR = gaussian_weights(np.array([0.3, 1.0, 9.0]), 7)
SOME = Branch(np.array([0, 2]), (Colour(ColourKind.INVERT), Gather(WHOLE, SHIFTED[:2])))
JOBS = [
    resampling(),
    resampling(antialias=False),
    resampling(interpolation="bicubic"),
    resampling(interpolation="bicubic", antialias=False),
    resampling(interpolation="nearest"),
    resampling(boxes=np.array([[0, 0, 28, 28]] * COUNT), height=90, width=11),
    resampling(boxes=np.array([[1, 2, 17, 21]] * COUNT)),
    warping(),
    warping(fill=(0.6,)),
    warping(interpolation="nearest"),
    warping(interpolation="nearest", fill=(0.6,)),
    warping(interpolation="nearest", matrices=turned(np.array([90.0, 180.0, -11.3]), 28, 28)),
    warping(matrices=tilted(), height=20, width=33),
    Job(Displace(KEYS, gaussian_weights(np.array([2.0]), 17)[0], 20.0)),
    Job(Gather(WHOLE, SHIFTED)),
    Job(Gather(SHIFTED, WHOLE[:, ::-1], (0.3,), transposed=True)),
    colouring(ColourKind.SCALE, 0, 0.7, 1.8),
    colouring(ColourKind.SHIFT, -0.4, 0, 0.3),
    colouring(ColourKind.CONTRAST_GRAY, 0, 0.6, 1.7),
    colouring(ColourKind.CONTRAST_CHANNEL, 0, 0.6, 1.7),
    colouring(ColourKind.SATURATION, 0, 0.6, 1.7),
    colouring(ColourKind.HUE, -0.5, 0.07, 0.31),
    colouring(ColourKind.GAMMA, 0.05, 0.7, 20),
    colouring(ColourKind.SOLARIZE, 0, 0.5, 0.6, tolerance=0),
    colouring(ColourKind.INVERT, tolerance=0),
    colouring(ColourKind.AUTOCONTRAST),
    colouring(ColourKind.POSTERIZE, 0, 3, 8, tolerance=0),
    colouring(ColourKind.EQUALIZE, tolerance=0),
    Job(Channels(np.array([[2, 0, 1], [0, 1, 2], [1, 0, 2]])), channels=(3,), tolerance=0),
    Job(Standardize((0.5,), (0.25,))),
    Job(Standardize((0.1, 0.2, 0.3), (1.0, 0.5, 0.25)), channels=(3,)),
    Job(StandardizeEach(), tolerance=5e-6),
    Job(Noise(NoiseKind.GAUSSIAN, np.array([0, 0.05, 1.3]), KEYS)),
    Job(Noise(NoiseKind.SALT_AND_PEPPER, np.array([0, 0.1, 1]), KEYS), tolerance=0),
    Job(Filter(BLUR[:, None, :], Border.REFLECT)),
    Job(Filter(line_kernels(np.array([1.0, 4.2, 9.0]), ANGLES, 9), Border.EDGE)),
    Job(Filter(sharpening_kernels(np.array([0.0, 1.0, 5.0])), Border.KEEP)),
    Job(Jpeg(np.array([1.0, 50, 95])), tolerance=1e-6),
    Job(Fill(BOXES, (0.4,)), tolerance=0),
    Job(Fill(BOXES, None, KEYS)),
    Job(Mix(np.array([2, 0, 1]), np.array([0.1, 0.5, 1]))),
    Job(Mix(np.array([2, 0, 1]), None, BOXES), tolerance=0),
    Job(Branches((SOME, Branch(np.array([1]), ()))), tolerance=0),
    Job(Mixture(np.array([[0.2, 0.5, 0.3]] * COUNT), ((Branches((SOME,)),), (Colour(ColourKind.INVERT),)))),
]
RUNS = [(job, channels) for job in JOBS for channels in job.channels]
NAMES = [f"{number} {type(job.stage).__name__} {channels}" for number, (job, channels) in enumerate(RUNS)]


def given(channels: int) -> NDArray[np.float32]:
    return images(channels)[:COUNT, :28, :28].astype(np.float32) / 255


def encoded(value: Any, arrays: dict[str, NDArray[Any]]) -> Any:
    """A stage as JSON; arrays are put aside, by a key of their own."""
    match value:
        case np.ndarray():
            arrays[str(len(arrays))] = value
            return {"array": str(len(arrays) - 1)}
        case StrEnum():
            return value.value
        case Enum():
            return {"class": type(value).__name__, "member": value.name}
        case tuple():
            return [encoded(each, arrays) for each in value]
        case _ if is_dataclass(value):
            own = {field.name: encoded(getattr(value, field.name), arrays) for field in fields(value)}
            return {"class": type(value).__name__, "fields": own}
        case _:
            return value


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> list[NDArray[np.float32]]:
    folder = tmp_path_factory.mktemp("stages")
    arrays: dict[str, NDArray[Any]] = {f"images {channels}": given(channels) for channels in (3, 1)}
    jobs = [{"stage": encoded(job.stage, arrays), "images": f"images {channels}"} for job, channels in RUNS]
    (folder / "jobs.json").write_text(json.dumps(jobs))
    np.savez(folder / "arrays.npz", **arrays)
    done = subprocess.run(
        [sys.executable, str(RUNNER), str(folder)],
        env=tensorflow_environment() | {"PYTHONPATH": str(ROOT)},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found = np.load(folder / "results.npz")
    return [found[str(number)] for number in range(len(jobs))]


def test_every_kind_of_stage_is_compared() -> None:
    stages = [job.stage for job in JOBS]
    assert {type(stage) for stage in stages} == {
        kind for kinds in get_args(Stage) for kind in get_args(kinds) or (kinds,)
    }
    assert {stage.kind for stage in stages if isinstance(stage, Colour)} == set(ColourKind)
    assert {stage.border for stage in stages if isinstance(stage, Filter)} == set(Border)


@pytest.mark.parametrize("number", range(len(RUNS)), ids=NAMES)
def test_a_stage_does_in_tensorflow_what_it_does_in_the_engine(results: list[NDArray[np.float32]], number: int) -> None:
    job, channels = RUNS[number]
    batch = torch.from_numpy(given(channels)).permute(0, 3, 1, 2).contiguous()
    ours = run_stage(batch, job.stage).permute(0, 2, 3, 1).numpy()
    assert results[number].shape == ours.shape
    assert np.abs(results[number] - ours).max() <= job.tolerance
