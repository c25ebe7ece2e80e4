"""What `augstudio.export` accepts, refuses and writes into the head of a file."""

import ast
import re
import subprocess
import sys
import tokenize
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
import yaml

import augstudio
from augstudio.errors import ExportError, PipelineError
from augstudio.pipeline.model import Pipeline, Resampling, Step
from augstudio.pipeline.presets import preset
from augstudio.pipeline.yaml_format import loads
from augstudio.transforms.batch_transform import BatchTransform
from augstudio.transforms.catalogue import OPS, transform_class
from augstudio.transforms.code import SEED, Call
from augstudio.transforms.stage import ImageSize

TARGETS = [(framework, kind) for framework in ("torch", "tf", "keras") for kind in ("python", "yaml")]


SAYABLE = {"torch": "lecture-2", "tf": "lecture-2", "keras": "lecture-1"}
"""A preset that a framework's own classes can say, and YAML with them."""


def step(op: str, probability: float = 1, **parameters: Any) -> Step:
    return Step(transform_class(op).create(parameters), probability=probability)


def constants(text: str) -> set[object]:
    return {node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)}


HOSTILE = [
    'x"\nimport os; os.abort()\n"',
    '"""\nimport os; os.abort()\n"""',
    "x\r\nimport os",
    "x\rimport os",
    "x\u2028import os\u2029import os\x85import os\x0bimport os\x0cimport os",
    "-*- coding: utf-7 -*-",
    "vim: set fileencoding=utf-16 :",
    "\u202e\u2066 reversed",
    "nul \x00 and lone surrogate \ud800",
    "{seed} {how} %s \\N{BULLET} \\",
    "]: [}{ &a *b !!python/object/apply:os.system ['true'] # - ? |",
    "${oc.env:HOME} ${now:%Y}",
    "x" * 5000,
    "名前 – Ünïcödé",
    "",
]


@pytest.mark.parametrize(("framework", "kind"), TARGETS)
@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_becomes_code(name: str, framework: str, kind: str) -> None:
    steps = preset(SAYABLE[framework]).steps
    plain = augstudio.export(Pipeline(steps, name="plain"), framework=framework, format=kind)
    hostile = augstudio.export(Pipeline(steps, name=name), framework=framework, format=kind)
    if kind == "python":
        assert ast.dump(ast.parse(hostile)) == ast.dump(ast.parse(plain))
        assert tokenize.detect_encoding(BytesIO(hostile.encode()).readline)[0] == "utf-8"
        assert hostile.split("\n")[4:] == plain.split("\n")[4:]
        assert all(line.isprintable() for line in hostile.split("\n"))
    else:
        expected, found = yaml.safe_load(plain), yaml.safe_load(hostile)
        expected.pop("name", None)
        assert found.pop("name", name) == name
        assert found == expected


def test_the_head_names_the_pipeline_and_what_it_was_compared_in() -> None:
    for framework, package in (("torch", "torchvision 0."), ("tf", "tensorflow 2."), ("keras", "keras 3.")):
        head = augstudio.export(preset("lecture-2"), framework=framework).split("\n")[:4]
        assert all(line.startswith("# ") for line in head)
        assert package in head[1]
        assert head[2] == '# Pipeline: "lecture-2"'
        assert "Every step does what the preview shows" in head[3]


@pytest.mark.parametrize(("framework", "kind"), TARGETS)
def test_the_head_says_which_steps_are_approximate(framework: str, kind: str) -> None:
    rotation = Pipeline((step("rotate", interpolation="nearest"),))
    composed = Pipeline((step("rotate"), step("resize", height=8, width=8)), resampling=Resampling.SINGLE)
    assert "# Approximate: step rotate: places half-way" in augstudio.export(rotation, framework=framework, format=kind)
    assert "# Approximate: the preview composes" in augstudio.export(composed, framework=framework, format=kind)


@pytest.mark.parametrize(("framework", "kind"), TARGETS)
def test_statistics_of_a_data_set_have_to_be_given(framework: str, kind: str) -> None:
    waiting = Pipeline((step("normalize", mean="dataset", std="dataset"),))
    with pytest.raises(ExportError, match="--data"):
        augstudio.export(waiting, framework=framework, format=kind)


@pytest.mark.parametrize(("framework", "kind"), TARGETS)
def test_steps_that_never_fit_are_refused(framework: str, kind: str) -> None:
    never = Pipeline((step("resize", height=8, width=8), step("random_crop", height=9, width=9)))
    with pytest.raises(PipelineError, match="never fits"):
        augstudio.export(never, framework=framework, format=kind)


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ({"framework": "jax"}, "no framework 'jax': choose from torch, tf, keras"),
        ({"format": "json"}, "no format 'json': choose from python, yaml"),
        ({"style": "odd"}, "no style 'odd': choose from native"),
        ({"mode": "test"}, "no mode 'test': choose from train, eval, both"),
    ],
)
def test_what_there_is_not_is_named_with_what_there_is(option: dict[str, str], message: str) -> None:
    with pytest.raises(ExportError, match=message):
        augstudio.export(Pipeline(), **option)


def test_steps_switched_off_or_never_applied_are_left_out() -> None:
    steps = (step("hue", 0), Step(transform_class("saturation").create({}), enabled=False), step("grayscale"))
    for framework in ("torch", "tf", "keras"):
        text = augstudio.export(Pipeline(steps), framework=framework)
        assert "hue" not in text
        assert "saturation" not in text
        assert "gray" in text.lower()


@pytest.mark.parametrize("mode", ["train", "eval"])
def test_one_mode_holds_nothing_of_the_other(mode: str) -> None:
    names = {
        "train": ("train_transforms", "augment(", "augmentation()"),
        "eval": ("eval_transforms", "prepare(", "preprocessing()"),
    }
    mine, other = names[mode], names["eval" if mode == "train" else "train"]
    for number, framework in enumerate(("torch", "tf", "keras")):
        text = augstudio.export(preset("lecture-2"), framework=framework, mode=mode)
        assert mine[number] in text
        assert other[number] not in text.replace("Image augmentation", "")


@pytest.mark.parametrize("mode", ["train", "eval", "both"])
@pytest.mark.parametrize(("framework", "kind"), TARGETS)
def test_no_steps_at_all_are_exported_too(framework: str, kind: str, mode: str) -> None:
    text = augstudio.export(Pipeline(name="nothing"), framework=framework, format=kind, mode=mode)
    assert '# Pipeline: "nothing"' in text


def test_no_helper_is_written_that_is_not_used() -> None:
    for framework in ("torch", "tf", "keras"):
        tree = ast.parse(augstudio.export(preset("lecture-1"), framework=framework))
        defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        read = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        assert defined - read <= {"train_transforms", "eval_transforms"}


def test_the_seed_of_the_pipeline_is_the_seed_of_the_data_set() -> None:
    text = augstudio.export(loads("augstudio: 1\nseed: 4294967295\nsteps: []"), framework="tf")
    assert "\nSEED = 4294967295\n" in text


def test_numbers_keep_every_digit() -> None:
    factor = [0.1 + 0.2, 1.2345678901234567]
    for framework in ("torch", "tf", "keras"):
        text = augstudio.export(Pipeline((step("brightness", factor=factor),)), framework=framework)
        assert set(factor) <= constants(text)


def test_exporting_loads_neither_pixels_nor_frameworks_nor_windows() -> None:
    code = (
        "import sys, augstudio\n"
        f"for f, name in {SAYABLE}.items():\n"
        "    p = augstudio.preset(name)\n"
        "    for k in ('python', 'yaml'): augstudio.export(p, framework=f, format=k)\n"
        "print(sorted({'numpy', 'torch', 'torchvision', 'tensorflow', 'keras', 'PySide6'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_package_and_the_function_are_one() -> None:
    import augstudio.export.exporter

    assert augstudio.export(Pipeline()) == augstudio.export.exporter.export(Pipeline())


@pytest.mark.parametrize("op", OPS)
@pytest.mark.parametrize("probability", [0.3, 0.5, 1])
def test_every_draw_has_a_seed_of_its_own(op: str, probability: float) -> None:
    start = transform_class(op).starting_parameters(ImageSize(32, 32, 3))
    one = step(op, probability, **start)
    if one.group is not None:
        one = replace(one, steps=(step("rotate", 0.5), step("hue")))
    twice = (one, one)
    text = augstudio.export(Pipeline(twice), framework="tf", mode="train")
    body = text.split("def augment(")[1].split("def make_dataset")[0]
    read = re.findall(r"seeds\[\d+\]", body)
    count = re.search(r"num=(\d+)", body)
    assert len(set(read)) == (int(count[1]) if count else 0)
    assert sum(node == SEED for call in tensorflow_calls(one) for node in call.walk()) <= 1


def tensorflow_calls(step: Step) -> tuple[Call, ...]:
    if step.group is not None:
        return (step.group.group_tensorflow_code([]),)
    if isinstance(step.transform, BatchTransform):
        return (step.transform.batch_tensorflow_code(step.probability),)
    return step.transform.tensorflow_code(step.probability).calls
