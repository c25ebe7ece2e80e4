"""Helpers are taken from their files as text, with all they need and nothing else."""

from pathlib import Path

import pytest

from augstudio.export.helper_source import inline

FILES = {
    "shapes.py": '''\
"""A kernel."""

import math
from collections.abc import Callable

from kernels_under_test.sizes import double

LIMIT = 3
UNUSED = 4


def area(side: float) -> float:
    """A square's."""
    return min(double(side), LIMIT) * math.pi


@staticmethod
def decorated(function: Callable[[], None]) -> None:
    function()
''',
    "sizes.py": '''\
"""Another."""

import sys


def double(side: float) -> float:
    return 2 * side


def end() -> None:
    sys.exit()
''',
}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    folder = tmp_path / "kernels_under_test"
    folder.mkdir()
    (folder / "__init__.py").touch()
    for name, text in FILES.items():
        (folder / name).write_text(text.replace("from kernels_under_test", "from augstudio.kernels_under_test"))
    monkeypatch.syspath_prepend(tmp_path)
    return folder.name


def test_what_a_helper_needs_comes_before_it_once(package: str) -> None:
    inlined = inline(package, ["area", "double"])
    names = [text.split("(")[0].split(" =")[0] for text in inlined.definitions]
    assert names == ["LIMIT", "def double", "def area"]
    assert inlined.imports == {("math", None, None)}


def test_decorators_and_imported_names_come_along(package: str) -> None:
    inlined = inline(package, ["decorated"])
    assert inlined.definitions[0].startswith("@staticmethod\ndef decorated")
    assert inlined.imports == {("collections.abc", "Callable", None)}


def test_nothing_asked_for_is_nothing_written(package: str) -> None:
    assert inline(package, []).definitions == ()
