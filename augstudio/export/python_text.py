"""Trees of calls as Python text, laid out as Black and Ruff would: 88 columns, double quotes, trailing commas."""

from collections.abc import Iterator
from typing import assert_never

from augstudio.transforms.code import Call, Helper, Name, Partial, Quotient, Value, Variable

WIDTH = 88

_ALIASES = {
    "keras.layers": ("layers", ("keras", "layers", None)),
    "tensorflow": ("tf", ("tensorflow", None, "tf")),
    "torchvision.transforms.v2": ("v2", ("torchvision.transforms", "v2", None)),
}
"""What a module is called in code, and the import that makes it so; any other module is imported by its own name."""

Import = tuple[str, str | None, str | None]
"""Module; what is taken from it (None: the module itself); the name it is given (None: its own)."""


def layout(value: Value, indent: int = 0, before: str = "", after: str = "") -> list[str]:
    """The lines of an expression.

    Args:
        value: The expression.
        indent: Columns before the first line.
        before: What stands before it on its first line: `image = `.
        after: What stands after it on its last line: a comma.
    """
    if isinstance(value, Partial):
        value = value.call
    pad = " " * indent
    line = f"{pad}{before}{flat(value)}{after}"
    if len(line) <= WIDTH:
        return [line]
    opening, elements, closing = _parts(value)
    if not elements:
        return [line]
    inner = indent + 4
    together = ", ".join(label + flat(element) for label, element in elements)
    if isinstance(value, Call) and inner + len(together) <= WIDTH:
        body = [" " * inner + together]
    else:
        comma = "," if len(elements) > 1 or isinstance(value, tuple) else ""
        body = [row for label, element in elements for row in layout(element, inner, label, comma)]
    return [f"{pad}{before}{opening}", *body, f"{pad}{closing}{after}"]


def flat(value: Value) -> str:  # noqa: PLR0911 -- one for each kind of value
    """An expression on one line."""
    match value:
        case Name():
            return _name(value)[0]
        case Helper() | Variable():
            return value.name
        case Quotient(numerator, denominator):
            return f"{numerator!r} / {denominator!r}"
        case str():
            return _quoted(value)
        case Partial():
            return flat(value.call)
        case Call() | tuple() | list():
            opening, elements, closing = _parts(value)
            inside = ", ".join(label + flat(element) for label, element in elements)
            return f"{opening}{inside}{_lone_comma(value)}{closing}"
        case bool() | int() | float() | None:
            return repr(value)
        case _:
            assert_never(value)


def needed_imports(value: Value) -> Iterator[Import]:
    """The imports that an expression needs."""
    match value:
        case Name():
            yield _name(value)[1]
        case Partial():
            yield from needed_imports(value.call)
        case Call():
            for part in (value.target, *value.positional, *value.keywords.values()):
                yield from needed_imports(part)
        case tuple() | list():
            for element in value:
                yield from needed_imports(element)


def _parts(value: Value) -> tuple[str, list[tuple[str, Value]], str]:
    """What opens, is inside of and closes a bracketed expression; each element with the label before it."""
    match value:
        case Call():
            elements: list[tuple[str, Value]] = [("", each) for each in value.positional]
            for position, (keyword, each) in enumerate(value.keywords.items()):
                elements.append(("" if position < value.unnamed else f"{keyword}=", each))
            return f"{flat(value.target)}(", elements, ")"
        case tuple():
            return "(", [("", each) for each in value], ")"
        case list():
            return "[", [("", each) for each in value], "]"
        case _:
            return "", [], ""


def _lone_comma(value: Value) -> str:
    return "," if isinstance(value, tuple) and len(value) == 1 else ""


def _quoted(text: str) -> str:
    literal = repr(text)
    return literal if '"' in literal else f'"{literal[1:-1]}"'


def _name(name: Name) -> tuple[str, Import]:
    """How something importable is written, and the import it needs."""
    for module, (alias, statement) in _ALIASES.items():
        if name.path.startswith(f"{module}."):
            return alias + name.path.removeprefix(module), statement
    module = name.path.rpartition(".")[0]
    return name.path, (module, None, None)
