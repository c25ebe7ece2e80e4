"""Classes as far as they are needed: the methods that are asked for, and plain fields instead of declared parameters."""

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from augstudio.export.exact.definitions import Place, meaning, source
from augstudio.export.exact.live import Live, is_enumeration
from augstudio.export.exact.trimmed import Part, first_paragraph

if TYPE_CHECKING:
    from augstudio.export.exact.trimming import Trimmer

_TRANSFORM = Place("augstudio.transforms.base", "Transform")
_NOT_NEEDED = {"BaseModel", "ABC", "Protocol"}
"""Base classes that declare, and do nothing."""
_FOR_READING = {"__str__", "__repr__"}
_BUILT_IN = {"int", "float", "bool", "str", "tuple", "None"}


def class_parts(trimmer: "Trimmer", place: Place, node: ast.ClassDef, live: Live) -> list[Part]:
    """The pieces that a class is put together of."""
    declares = _is_transform(place)
    fields = [each for each in node.body if isinstance(each, ast.AnnAssign) and not _is_class_variable(each)]
    if not declares:
        fields = [each for each in fields if each.value is None or ast.unparse(each.target) in live.attributes]
    blocks = [
        _docstring(trimmer, node),
        _joined("\n", [_field(trimmer, each, declares=declares) for each in fields]),
        _joined("\n", list(_class_variables(trimmer, place, node, live))),
        *(_method(trimmer, each) for each in node.body if isinstance(each, ast.FunctionDef) and _is_asked(each, live)),
    ]
    body = _joined("\n\n", [block for block in blocks if block]) or ["    pass"]
    return [*_head(trimmer, place, node, declares=declares and bool(fields)), *body]


def _head(trimmer: "Trimmer", place: Place, node: ast.ClassDef, *, declares: bool) -> list[Part]:
    parts: list[Part] = []
    for decorator in node.decorator_list:
        trimmer.visit(decorator, frozenset())
        parts += ["@", trimmer.source.span(decorator), "\n"]
    if declares:
        trimmer.use(("dataclasses", "dataclass", None))
        parts.append("@dataclass(frozen=True)\n")
    bases = [each for each in node.bases if not (isinstance(each, ast.Name) and each.id in _NOT_NEEDED)]
    shown: list[Part] = []
    for base in bases:
        found = trimmer.resolve(base, frozenset())
        if found is not None:
            trimmer.use(found, trimmer.source.span(base))  # an enumeration's base is not the enumeration itself
        shown += [", " if shown else "(", trimmer.source.span(base)]
    return [*parts, "class ", place, *shown, "):\n" if shown else ":\n"]


def _docstring(trimmer: "Trimmer", node: ast.ClassDef) -> list[Part]:
    match node.body[0]:
        case ast.Expr(value=ast.Constant(value=str())) as docstring:
            trimmer.result.changes.append(first_paragraph(trimmer.source, docstring))
            return ["    ", trimmer.source.span(docstring)]
        case _:
            return []


def _field(trimmer: "Trimmer", node: ast.AnnAssign, *, declares: bool) -> list[Part]:
    name = ast.unparse(node.target)
    parts: list[Part] = [f"    {name}: {field_type(trimmer, trimmer.source.name, node.annotation) or 'object'}"]
    if node.value is not None and not declares:
        trimmer.visit(node.value, frozenset())
        parts += [" = ", trimmer.source.span(node.value)]
    return parts


def _class_variables(trimmer: "Trimmer", place: Place, node: ast.ClassDef, live: Live) -> Iterator[list[Part]]:
    """Members of an enumeration that can turn up, or values that all objects share and that are asked for."""
    members = is_enumeration(place)
    for each in node.body:
        match each:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                pass
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value) if _is_class_variable(each):
                pass
            case _:
                continue
        if live.has_member(place, name) if members else name in live.attributes:
            trimmer.visit(value, frozenset())
            yield [f"    {name} = ", trimmer.source.span(value)]


def _method(trimmer: "Trimmer", node: ast.FunctionDef) -> list[Part]:
    parts: list[Part] = []
    for decorator in node.decorator_list:
        parts += ["    @", trimmer.source.span(decorator), "\n"]
    trimmer.function(node, node.name, "    ")
    start, end = trimmer.source.span(node)
    return [*parts, "    ", (start, end)]


def _is_asked(node: ast.FunctionDef, live: Live) -> bool:
    """Whether a method does something and its name is asked of some object."""
    body = node.body[1:] or node.body
    match body[-1]:
        case ast.Raise(exc=ast.Name(id="NotImplementedError")):
            return False
    if any(isinstance(each, ast.Name) and each.id == "abstractmethod" for each in node.decorator_list):
        return False
    special = node.name.startswith("__") and node.name not in _FOR_READING
    return special or node.name in live.attributes


def _is_class_variable(node: ast.AnnAssign) -> bool:
    return ast.unparse(node.annotation).startswith("ClassVar")


def _is_transform(place: Place) -> bool:
    if place == _TRANSFORM:
        return True
    node = source(place.module).definitions[place.name]
    bases = [base.id for base in getattr(node, "bases", []) if isinstance(base, ast.Name)]
    found = [meaning(place.module, base) for base in bases]
    return any(isinstance(each, Place) and _is_transform(each) for each in found)


def _joined(separator: str, blocks: list[list[Part]]) -> list[Part]:
    parts: list[Part] = []
    for block in blocks:
        if parts:
            parts.append(separator)
        parts += block
    return parts


def field_type(trimmer: "Trimmer", module: str, node: ast.expr) -> str | None:  # noqa: PLR0911 -- one for each way to say a type
    """A field's type in a few words; None where there are none for it."""
    match node:
        case ast.Constant(value=str(text)):
            return field_type(trimmer, module, ast.parse(text, mode="eval").body)
        case ast.Constant(value=None):
            return "None"
        case ast.Name(id=name):
            return name if name in _BUILT_IN else _named_type(trimmer, module, name)
        case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=[first, *_])):
            return field_type(trimmer, module, first)
        case ast.Subscript(value=ast.Name(id="NDArray")):
            trimmer.use(("numpy", None, "np"))
            return "np.ndarray"
        case ast.Subscript(value=ast.Name(id="tuple"), slice=ast.Tuple(elts=elements)):
            inner = ["..." if _is_ellipsis(each) else field_type(trimmer, module, each) for each in elements]
            said = [each for each in inner if each is not None]
            return f"tuple[{', '.join(said)}]" if len(said) == len(inner) else "tuple"
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            sides = (field_type(trimmer, module, left), field_type(trimmer, module, right))
            return " | ".join(each for each in sides if each) if all(sides) else None
        case _:
            return None


def _named_type(trimmer: "Trimmer", module: str, name: str) -> str | None:
    found = meaning(module, name)
    if not isinstance(found, Place) or found == trimmer.place:  # a class has no name yet while its fields are read
        return None
    match source(found.module).definitions[found.name]:
        case ast.ClassDef():
            trimmer.use(found)
            return name
        case ast.Assign(value=ast.Subscript() as value):
            return field_type(trimmer, found.module, value)
        case _:
            return None


def _is_ellipsis(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is Ellipsis
