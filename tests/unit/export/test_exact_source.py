"""Exact files hold what a pipeline needs of our source, and nothing else; they are safe, tidy, and written without loading any of it."""

import ast
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from augstudio.errors import ExportError, PipelineError
from augstudio.export.exact.definitions import Module, Place, meaning, source
from augstudio.export.exact.live import Live, is_only_asked
from augstudio.export.exact.shaking import shake
from augstudio.export.exporter import export
from augstudio.pipeline.evaluation import resolve_statistics
from augstudio.pipeline.model import Pipeline, Step
from augstudio.pipeline.presets import PRESETS, preset
from augstudio.pipeline.yaml_format import loads
from augstudio.transforms.base import Category
from augstudio.transforms.catalogue import OPS, transform_class
from augstudio.transforms.stage import ImageSize


def exact(pipeline: Pipeline, mode: str = "both") -> str:
    return export(pipeline, framework="torch", style="exact", mode=mode)


def of(*steps: str, head: str = "") -> Pipeline:
    return loads(f"augstudio: 1\n{head}\nsteps: [{', '.join(steps)}]")


def every() -> dict[str, Pipeline]:
    """Presets, each op by itself, and groups."""
    found = {name: resolve_statistics(preset(name), [0.3], [0.25]) for name in PRESETS}
    for op in OPS:
        cls = transform_class(op)
        if cls.category is not Category.GROUP:
            transform = cls.create(cls.starting_parameters(ImageSize(40, 48, 3)))
            found[op] = Pipeline((Step(transform, probability=0.5 if op == "hue" else 1),))
    found["groups"] = of(
        "{op: one_of, weights: [1, 2], steps: [{op: hue}, {op: random_order, steps: [{op: gamma}, {op: rotate}]}]}"
    )
    found["single"] = of("{op: rotate}", "{op: affine, scale: [0.5, 2]}", "{op: mixup}", head="resampling: single")
    return found


EVERY = every()


def defined(text: str) -> set[str]:
    """The functions, classes and constants of a file."""
    names: set[str] = set()
    for node in ast.parse(text).body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.Assign(targets=[ast.Name(id=name)]):
                names.add(name)
    return names


@pytest.mark.parametrize("name", EVERY)
def test_nothing_is_written_that_is_not_used(name: str) -> None:
    text = exact(EVERY[name])
    read = {
        node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    assert defined(text) <= read


@pytest.mark.parametrize(
    ("steps", "there", "missing"),
    [
        (["{op: contrast}"], "contrast_gray", "contrast_channel"),
        (["{op: contrast, mean: channel}"], "contrast_channel", "contrast_gray"),
        (["{op: auto_augment, policy: svhn}"], "ShearX 0.9 4", "Posterize 0.4 8"),
        (["{op: gaussian_noise}"], "add_gaussian", "salt_and_pepper"),
        (["{op: rotate}"], "class Warp", "class Gather"),
        (["{op: rotate}", "{op: rotate, id: again}"], "for step in steps", "Placement"),
        (["{op: rotate}"], "def run(", "GroupTransform"),
        (["{op: one_of, steps: [{op: rotate}]}"], "def apply_group", "BatchTransform"),
        (["{op: mixup}"], "class_probabilities", "class RandomOrder"),
    ],
)
def test_values_decide_what_is_needed(steps: list[str], there: str, missing: str) -> None:
    text = exact(of(*steps))
    assert there in text
    assert missing not in text


def test_one_mode_holds_nothing_of_the_other() -> None:
    pipeline = of("{op: random_crop, height: 8, width: 8}", "{op: hue}")
    assert "CenterCrop" not in exact(pipeline, "train")
    assert "eval" not in exact(pipeline, "train")
    assert "Hue" not in exact(pipeline, "eval")
    assert "train_transforms" not in exact(pipeline, "eval")


def test_the_steps_can_be_read_at_a_glance() -> None:
    pipeline = of(
        "{op: rotate, angle: [-30, 30], probability: 0.9}",
        "{op: one_of, id: colours, steps: [{op: hue, shift: 0.1}, {op: contrast, mean: channel}]}",
        head="seed: 7",
    )
    found: dict[str, Any] = {}
    for node in ast.parse(exact(pipeline)).body:
        match node:
            case ast.Assign(targets=[ast.Name(id="SEED" | "TRAINING" as name)], value=value):
                found[name] = ast.unparse(value)
    assert found == {
        "SEED": "7",
        "TRAINING": "(Step(id='rotate', probability=0.9, transform=Rotate(angle=Range(-30.0, 30.0), "
        "interpolation=Interpolation.BILINEAR, fill=(0.0,))), "
        "Step(id='colours', probability=1.0, transform=OneOf(weights=None), steps=("
        "Step(id='hue', probability=1.0, transform=Hue(shift=Range(0.1, 0.1))), "
        "Step(id='contrast', probability=1.0, transform=Contrast(factor=Range(0.8, 1.2), mean=ContrastMean.CHANNEL)))))",
    }


@pytest.mark.parametrize(
    "name",
    [
        'x"\nimport os; os.abort()\n"',
        '"""\nimport os\n"""',
        "-*- coding: utf-7 -*-",
        "x\u2028import os",
        "{run} %s",
        "",
    ],
)
def test_no_name_becomes_code(name: str) -> None:
    steps = preset("lecture-2").steps
    plain, hostile = exact(Pipeline(steps, name="plain")), exact(Pipeline(steps, name=name))
    assert ast.dump(ast.parse(hostile)) == ast.dump(ast.parse(plain))
    assert hostile.split("\n")[4:] == plain.split("\n")[4:]


def test_numbers_keep_every_digit() -> None:
    text = exact(of("{op: brightness, factor: [0.30000000000000004, 1.2345678901234567]}"))
    assert "Range(0.30000000000000004, 1.2345678901234567)" in text


def test_ruff_finds_nothing_to_format_and_nothing_wrong(tmp_path: Path) -> None:
    for number, pipeline in enumerate(EVERY.values()):
        (tmp_path / f"exact_{number}.py").write_text(exact(pipeline), encoding="utf-8")
    for command in (["format", "--check"], ["check"], ["check", "--select", "B,C4,F,I,PIE,RET,SIM,UP"]):
        ruff = [sys.executable, "-m", "ruff", *command, "--isolated", "--no-cache", "."]
        done = subprocess.run(ruff, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_a_file_runs_by_itself_and_tests_itself(tmp_path: Path) -> None:
    file = tmp_path / "exported.py"
    file.write_text(exact(EVERY["groups"]), encoding="utf-8")
    watch = "import runpy, sys; runpy.run_path(sys.argv[1], run_name='__main__'); assert 'augstudio' not in sys.modules"
    done = subprocess.run(
        [sys.executable, "-c", watch, str(file)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "ok: train_transforms and eval_transforms\n", "")


def test_exporting_loads_neither_pixels_nor_frameworks() -> None:
    code = (
        "import sys, augstudio\n"
        "augstudio.export(augstudio.preset('lecture-2'), framework='torch', style='exact')\n"
        "print(sorted({'numpy', 'torch', 'torchvision', 'tensorflow', 'keras', 'PySide6'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_there_is_no_exact_yaml() -> None:
    with pytest.raises(ExportError, match="there is no exact yaml for torch: choose the format python"):
        export(Pipeline(), framework="torch", format="yaml", style="exact")


def test_what_never_fits_and_what_waits_for_data_is_refused() -> None:
    with pytest.raises(PipelineError, match="never fits"):
        exact(of("{op: resize, height: 8, width: 8}", "{op: random_crop, height: 9, width: 9}"))
    with pytest.raises(ExportError, match="--data"):
        exact(of("{op: normalize, mean: dataset, std: dataset}"))


DRAWS = "augstudio.kernels.numpy.draws"


def test_names_stand_for_what_python_would_find() -> None:
    executor = "augstudio.engine.torch_executor"
    assert meaning(DRAWS, "mix") == Place(DRAWS, "mix")
    assert meaning(DRAWS, "np") == ("numpy", None, "np")
    assert meaning(DRAWS, "crc32") == ("zlib", "crc32", None)
    assert meaning(executor, "colour") == Module("augstudio.kernels.torch.colour")
    assert meaning(executor, "run_stage") == Place(executor, "run_stage")
    assert meaning(executor, "nobody") is None
    assert "uniforms" in source(DRAWS).definitions


def test_only_tables_that_are_looked_into_lose_entries() -> None:
    executor, jitter = "augstudio.engine.torch_executor", "augstudio.transforms.colour.color_jitter"
    assert is_only_asked(Place(executor, "_WITH_AMOUNT"))
    assert is_only_asked(Place(executor, "_KINDS_THAT_NEED_RGB"))
    assert not is_only_asked(Place(jitter, "_KINDS"))  # its items are walked through
    assert not is_only_asked(Place("augstudio.transforms.operations", "OPERATIONS"))  # others can see it


def test_equal_definitions_are_shared_and_others_renamed() -> None:
    other = "augstudio.kernels.torch.draws"
    shaken = shake([Place(DRAWS, "uniforms"), Place(other, "normals")], given=Live())
    assert shaken.names[Place(other, "mix")] == shaken.names[Place(DRAWS, "mix")] == "mix"
    assert shaken.names[Place(DRAWS, "uniforms")] == "uniforms"
    assert shaken.names[Place(other, "uniforms")] == "torch_uniforms"
    text = "\n".join(shaken.blocks)
    assert text.count("def mix(") == 1
    assert "radius, turn = torch_uniforms(keys" in text


def test_names_of_the_file_itself_are_left_to_it() -> None:
    shaken = shake([Place(DRAWS, "uniforms")], given=Live(), reserved={"mix"})
    assert shaken.names[Place(DRAWS, "mix")] == "numpy_mix"
