"""Our own modules as text: what each defines at its top, and what the names in it stand for. Nothing is imported."""

import ast
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import accumulate
from typing import TypeAlias

from augstudio.export.python_text import Import

_OURS = "augstudio"
_LAZY = "augstudio.lazy"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Something defined at the top of a module of ours: `augstudio.kernels.numpy.draws`, `uniforms`."""

    module: str
    name: str


@dataclass(frozen=True, slots=True)
class Module:
    """A module of ours that a name stands for."""

    name: str


Meaning: TypeAlias = Place | Module | Import
"""What a name at the top of a module stands for."""

Defining: TypeAlias = ast.FunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign


class Source:
    """The text of a module, and where in it the nodes of its tree are."""

    def __init__(self, name: str, text: str) -> None:
        """Reads a module.

        Args:
            name: Its full name.
            text: Its source.
        """
        self.name = name
        self.text = text
        self.tree = ast.parse(text)
        self._lines = text.splitlines(keepends=True)
        self._starts = [0, *accumulate(len(line) for line in self._lines)]

    @cached_property
    def definitions(self) -> dict[str, Defining]:
        """What is defined at its top, by name."""
        return dict(_definitions(self.tree))

    @cached_property
    def imports(self) -> dict[str, Meaning]:
        """What its imports stand for, by the name they are given; those for type checkers only are left out."""
        return dict(_imports(self.tree))

    def span(self, node: ast.expr | ast.stmt | ast.pattern | ast.arg) -> tuple[int, int]:
        """Where a node starts and ends in the text."""
        assert node.end_lineno is not None  # noqa: S101 -- a node that was parsed has an end
        assert node.end_col_offset is not None  # noqa: S101 -- as above
        return self._offset(node.lineno, node.col_offset), self._offset(node.end_lineno, node.end_col_offset)

    def line_start(self, offset: int) -> int:
        """Where the line that a place is in starts."""
        return self._starts[bisect_right(self._starts, offset) - 1]

    def line_end(self, offset: int) -> int:
        """Where the line that a place is in ends, without what ends it."""
        end = self.text.find("\n", offset)
        return end if end >= 0 else len(self.text)

    def _offset(self, line: int, column: int) -> int:
        """Columns of the tree count bytes."""
        text = self._lines[line - 1]
        characters = column if text.isascii() else len(text.encode()[:column].decode())
        return self._starts[line - 1] + characters


@cache
def source(module: str) -> Source:
    """A module of ours."""
    file = _file(module)
    assert file is not None, module  # noqa: S101 -- only names that our own imports hold are asked for
    return Source(module, file.read_text(encoding="utf-8"))


def meaning(module: str, name: str) -> Meaning | None:
    """What a name at the top of a module stands for; None where it is none of its own, and none that it imports."""
    own = source(module)
    if name in own.definitions:
        return Place(module, name)
    found = own.imports.get(name)
    if isinstance(found, Place) and found.name not in source(found.module).definitions:
        return meaning(found.module, found.name)  # passed on by a module that imports it itself
    return found


def _file(module: str) -> Traversable | None:
    """A module's file; None where there is none."""
    root, *parts = module.split(".")
    folder = files(root).joinpath(*parts)
    if folder.is_dir():
        return folder / "__init__.py"
    file = files(root).joinpath(*parts[:-1], f"{parts[-1]}.py")
    return file if file.is_file() else None


def _definitions(tree: ast.Module) -> Iterator[tuple[str, Defining]]:
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, node
            case ast.Assign(targets=[ast.Name(id=name)]):
                yield name, node
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
                yield name, node


def _imports(tree: ast.Module) -> Iterator[tuple[str, Meaning]]:
    for node in tree.body:
        match node:
            case ast.Import(names=names):
                for each in names:
                    yield each.asname or each.name, (each.name, None, each.asname)
            case ast.ImportFrom(module=str(module), names=names):
                for each in names:
                    yield each.asname or each.name, _imported(module, each)


def _imported(module: str, alias: ast.alias) -> Meaning:
    if module == _LAZY:
        return alias.name, None, alias.asname
    if module.partition(".")[0] != _OURS:
        return module, alias.name, alias.asname
    inside = f"{module}.{alias.name}"
    return Module(inside) if _file(inside) is not None else Place(module, alias.name)
