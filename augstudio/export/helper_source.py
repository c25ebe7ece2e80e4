"""The source text of our own small functions, taken from `augstudio.kernels` without importing it."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from augstudio.export.python_text import Import

_OURS = "augstudio."


@dataclass(frozen=True, slots=True)
class _Definition:
    """A function, class or constant at the top of a kernel's file.

    Attributes:
        text: Its source, decorators included.
        names: Every name it reads.
        imports: What its file imports, by the name it is given there.
    """

    text: str
    names: frozenset[str]
    imports: dict[str, Import]


@dataclass(frozen=True, slots=True)
class Inlined:
    """Helpers to put into an export.

    Attributes:
        definitions: Source texts, each after those it needs.
        imports: What they need imported.
    """

    definitions: tuple[str, ...]
    imports: frozenset[Import]


def inline(package: str, names: Iterable[str]) -> Inlined:
    """The helpers with these names, and all they depend on.

    Args:
        package: Where they are defined: `augstudio.kernels.tensorflow`.
        names: Functions, classes or constants there.
    """
    known = _definitions(package)
    wanted: dict[str, None] = {}
    for name in names:
        _collect(name, known, wanted)
    definitions = [known[name] for name in wanted]
    imports = (each.imports[name] for each in definitions for name in each.names if name in each.imports)
    return Inlined(tuple(each.text for each in definitions), frozenset(imports))


def definition_texts(package: str) -> dict[str, str]:
    """The source of everything that is defined in a package of kernels, by name."""
    return {name: definition.text for name, definition in _definitions(package).items()}


def _collect(name: str, known: dict[str, _Definition], wanted: dict[str, None]) -> None:
    if name in wanted:
        return
    for needed in sorted(known[name].names & known.keys() - {name}):
        _collect(needed, known, wanted)
    wanted[name] = None


@cache
def _definitions(package: str) -> dict[str, _Definition]:
    return {
        name: definition
        for file in files(package).iterdir()
        if file.name.endswith(".py")
        for name, definition in _read(file.read_text(encoding="utf-8"))
    }


def _read(text: str) -> Iterator[tuple[str, _Definition]]:
    lines = text.splitlines()
    tree = ast.parse(text)
    imports = dict(_imports(tree))
    for node in tree.body:
        match node:
            case ast.FunctionDef() | ast.ClassDef():
                name, first = node.name, min(each.lineno for each in (node, *node.decorator_list))
            case ast.Assign(targets=[ast.Name(id=name)]):
                first = node.lineno
            case _:
                continue
        names = frozenset(each.id for each in ast.walk(node) if isinstance(each, ast.Name))
        yield name, _Definition("\n".join(lines[first - 1 : node.end_lineno]), names, imports)


def _imports(tree: ast.Module) -> Iterator[tuple[str, Import]]:
    """What a file imports from elsewhere; our own are definitions, to be inlined themselves."""
    for node in tree.body:
        match node:
            case ast.Import(names=names):
                for each in names:
                    yield each.asname or each.name, (each.name, None, each.asname)
            case ast.ImportFrom(module=str(module), names=names) if not module.startswith(_OURS):
                for each in names:
                    yield each.asname or each.name, (module, each.name, each.asname)
