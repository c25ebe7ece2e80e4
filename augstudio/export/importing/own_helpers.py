"""Which functions and classes of a source are our own: exports hold the source text of `augstudio.kernels`."""

import ast
from collections.abc import Mapping

from augstudio.export.helper_source import definition_texts

_PACKAGES = ("augstudio.kernels.torchvision", "augstudio.kernels.tensorflow", "augstudio.kernels.keras")

Definition = ast.FunctionDef | ast.ClassDef | ast.Assign


def own_helpers(tree: ast.Module) -> dict[str, str]:
    """The names at the top of a module that mean what they mean in `augstudio.kernels`, each with its path there.

    A definition is ours where it is the same but for comments, docstrings and layout, and so is all of the module that it uses: one that
    was changed means something else.
    """
    written = {name: node for node in tree.body for name in _defined(node)}
    found: dict[str, str] = {}
    for package in _PACKAGES:
        texts = definition_texts(package)
        if not written.keys() & texts.keys():
            continue
        same = {name for name in written.keys() & texts.keys() if _meaning(written[name]) == _text_meaning(texts[name])}
        found |= {name: f"{package}.{name}" for name in _closed(same, written)}
    return found


def _defined(node: ast.stmt) -> list[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=[ast.Name(id=name)]):
            return [name]
        case _:
            return []


def _closed(same: set[str], written: Mapping[str, ast.stmt]) -> set[str]:
    """Those whose meaning rests on no definition of the module that is not among them."""
    used = {name: _names(written[name]) & written.keys() for name in same}
    while changed := {name for name in same if used[name] - same}:
        same = same - changed
    return same


def _names(node: ast.stmt) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def _text_meaning(text: str) -> str:
    return _meaning(ast.parse(text).body[0])


def _meaning(node: ast.stmt) -> str:
    """A definition without what does not matter; the tree is changed by it."""
    for each in ast.walk(node):
        if isinstance(each, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(each) is not None:
            each.body = each.body[1:]
    return ast.dump(node)
