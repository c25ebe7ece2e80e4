"""Exact files for TensorFlow and Keras hold what a pipeline needs, and nothing else; they are safe, tidy, and written without either."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from augstudio.export.exporter import export
from augstudio.pipeline.model import Pipeline
from augstudio.pipeline.presets import preset
from tests.unit.export.test_exact_source import EVERY, defined

FRAMEWORKS = ("tf", "keras")
SOME = ("none", "lecture-2", "rotate", "jpeg", "mixup", "groups", "single")


def exact(pipeline: Pipeline, framework: str, mode: str = "both") -> str:
    return export(pipeline, framework=framework, style="exact", mode=mode)


@cache
def texts(framework: str) -> tuple[str, ...]:
    """Every pipeline's, and some of one chain alone."""
    whole = [exact(pipeline, framework) for pipeline in EVERY.values()]
    alone = [exact(EVERY[name], framework, mode) for name in SOME for mode in ("train", "eval")]
    return (*whole, *alone)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_nothing_is_written_that_is_not_used(framework: str) -> None:
    for text in texts(framework):
        names = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)]
        read = {node.id for node in names if isinstance(node.ctx, ast.Load)}
        assert defined(text) <= read
        assert "torch" not in read


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_ruff_finds_nothing_to_format_and_nothing_wrong(framework: str, tmp_path: Path) -> None:
    for number, text in enumerate(texts(framework)):
        (tmp_path / f"exact_{number}.py").write_text(text, encoding="utf-8")
    for command in (["format", "--check"], ["check"], ["check", "--select", "B,C4,F,I,PIE,RET,SIM,UP"]):
        ruff = [sys.executable, "-m", "ruff", *command, "--isolated", "--no-cache", "."]
        done = subprocess.run(ruff, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_exporting_loads_neither_pixels_nor_frameworks(framework: str) -> None:
    code = (
        "import sys, augstudio\n"
        f"augstudio.export(augstudio.preset('lecture-2'), framework='{framework}', style='exact')\n"
        "print(sorted({'numpy', 'torch', 'torchvision', 'tensorflow', 'keras', 'PySide6'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("name", ['x"\nimport os; os.abort()\n"', '"""\nimport os\n"""', "x\u2028import os"])
def test_no_name_becomes_code(framework: str, name: str) -> None:
    steps = preset("lecture-2").steps
    plain, hostile = (exact(Pipeline(steps, name=each), framework) for each in ("plain", name))
    assert ast.dump(ast.parse(hostile)) == ast.dump(ast.parse(plain))
