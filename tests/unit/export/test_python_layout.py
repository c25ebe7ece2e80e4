"""Exported Python looks as a formatter would leave it, whatever the numbers."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from augstudio.errors import ExportError
from augstudio.export.exporter import export
from augstudio.export.keras_layers import batch_size
from augstudio.pipeline.evaluation import resolve_statistics
from augstudio.pipeline.model import Pipeline, Step
from augstudio.pipeline.presets import PRESETS, preset
from augstudio.transforms.base import Category, Transform
from augstudio.transforms.batch_transform import BatchTransform
from augstudio.transforms.catalogue import catalogue
from augstudio.transforms.group.one_of import OneOf
from augstudio.transforms.group.random_order import RandomOrder
from augstudio.transforms.group.some_of import SomeOf
from augstudio.transforms.parameters import Choice, Count, Parameter, PerChannel, RangeOf, Switch
from augstudio.transforms.stage import ImageSize

_VARIANTS = 8


def some_value(parameter: Parameter, default: Any, rng: np.random.Generator) -> Any:
    """A value for a parameter, often an unwieldy one."""
    digits = int(rng.choice([1, 2, 17]))
    match parameter:
        case RangeOf():
            bounds = parameter.slider or (parameter.minimum, parameter.maximum)
            low, high = np.clip(np.sort(rng.uniform(*bounds, 2)).round(digits), *bounds).tolist()
            if parameter.whole:
                low, high = round(low), round(high)
            value: Any = low if rng.random() < 0.3 else [low, high]
        case PerChannel():
            numbers = rng.uniform(0.1, 1, rng.choice([1, 3])).round(digits).tolist()
            value = "noise" if "noise" in parameter.names and rng.random() < 0.3 else numbers
        case Choice():
            value = rng.choice([option.value for option in parameter.options])
        case Switch():
            value = bool(rng.random() < 0.5)
        case Count() if default is not None:
            value = max(int(rng.integers(0, 6)), int(parameter.minimum))
            value += parameter.odd and value % 2 == 0
        case _:
            value = default
    return value


def variant(cls: type[Transform], rng: np.random.Generator) -> Transform:
    start = cls.starting_parameters(ImageSize(40, 48, 3))
    values = {
        field.name: start.get(field.name, some_value(field.parameter, field.default, rng))
        for field in cls.parameter_fields()
    }
    return cls.create({name: value for name, value in values.items() if value is not None})


def pipelines() -> list[Pipeline]:
    rng = np.random.default_rng(5)
    found = [resolve_statistics(preset(name), [0.28604, 0.31, 0.2], [0.35302, 0.25, 0.123456789]) for name in PRESETS]
    found.append(Pipeline())
    for cls, number in product(catalogue(), range(_VARIANTS)):
        probability = float(rng.choice([1, 0.5, 0.123456789012345678]))
        found.append(Pipeline((Step(variant(cls, rng), probability=probability),), name=f"{cls.op} {number}"))
    for number in range(_VARIANTS):
        steps = tuple(Step(variant(cls, rng), probability=round(rng.random(), 2)) for cls in catalogue())
        mixed_up = [steps[place] for place in rng.permutation(len(steps))]
        last = sorted(mixed_up, key=lambda step: isinstance(step.transform, BatchTransform))
        found.append(Pipeline(tuple(last), name=f"all {number}"))
    found += [
        Pipeline(tuple(grouped(steps_of_some_kinds(rng), rng)), name=f"groups {each}") for each in range(_VARIANTS)
    ]
    return found


def steps_of_some_kinds(rng: np.random.Generator) -> list[Step]:
    single = [cls for cls in catalogue() if cls.category not in {Category.BATCH, Category.GROUP}]
    chosen = rng.permutation(len(single))[:10]
    return [Step(variant(single[each], rng), probability=round(rng.random(), 2)) for each in chosen]


def grouped(steps: list[Step], rng: np.random.Generator) -> Iterator[Step]:
    """The steps in groups, some of these in another."""
    inner = Step(RandomOrder(), steps=tuple(steps[:2]))
    weights = rng.uniform(0.1, 3, 4).round(int(rng.choice([1, 17]))).tolist()
    yield Step(OneOf.create({"weights": weights}), 0.123456789012345678, steps=(inner, *steps[2:5]))
    yield Step(SomeOf.create({"count": [0, 3]}), id="a-rather-long-name-for-a-group-of-steps", steps=tuple(steps[5:8]))
    yield Step(RandomOrder(), steps=(Step(OneOf(), id="a_rather-long_name-for-a_step", steps=tuple(steps[8:])),))


def written_for(framework: str) -> Iterator[Pipeline]:
    """For Keras only pipelines that leave all images of a batch of one size."""
    for pipeline in pipelines():
        with suppress(ExportError):
            if framework == "keras":
                batch_size(pipeline)
            yield pipeline


@pytest.mark.parametrize("framework", ["torch", "tf", "keras"])
def test_ruff_finds_nothing_to_format_and_nothing_wrong(framework: str, tmp_path: Path) -> None:
    count = 0
    for number, pipeline in enumerate(written_for(framework)):
        for mode in ("train", "eval", "both"):
            text = export(pipeline, framework=framework, mode=mode)
            (tmp_path / f"export_{number}_{mode}.py").write_text(text, encoding="utf-8")
        count += 1
    ruff = [sys.executable, "-m", "ruff"]
    for command in (
        ["format", "--isolated", "--diff", "."],
        ["check", "--isolated", "--no-cache", "."],
        [
            "check",
            "--isolated",
            "--no-cache",
            "--select",
            "B,C4,F,I,PIE,RET,SIM,UP",
            ".",
        ],
    ):
        done = subprocess.run([*ruff, *command], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert count > len(catalogue()) * _VARIANTS * 0.8
