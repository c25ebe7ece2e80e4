"""Arithmetic between values that a source writes down: `1 / 255`, `[0.5] * 3`, `x / 255` as a call."""

import ast
import math
from collections.abc import Callable

from augstudio.export.importing.foreign import Foreign, ForeignCall, ForeignList, ForeignMapping, Literal, Unknown

_LARGEST = 1e15
_LONGEST_LIST = 1000

_OPERATIONS: dict[type[ast.operator], tuple[str, Callable[[float, float], object]]] = {
    ast.Add: ("add", lambda one, other: one + other),
    ast.Sub: ("sub", lambda one, other: one - other),
    ast.Mult: ("mul", lambda one, other: one * other),
    ast.Div: ("truediv", lambda one, other: one / other),
    ast.FloorDiv: ("floordiv", lambda one, other: one // other),
    ast.Mod: ("mod", lambda one, other: one % other),
    ast.Pow: ("pow", lambda one, other: one**other if abs(one) <= 1000 and abs(other) <= 10 else math.inf),
}


def combined(  # noqa: PLR0911 -- one for each kind of operands
    operator: ast.operator, one: Foreign, other: Foreign, line: int, column: int
) -> Foreign | None:
    """Two values with an operator between them; None where that cannot be told, or makes no value that anyone writes."""
    if type(operator) not in _OPERATIONS:
        return None
    if isinstance(operator, ast.Add) and isinstance(one, ForeignList) and isinstance(other, Unknown | ForeignCall):
        return ForeignList((*one.items, other), line=line, column=column)  # it stands for what it would add
    if isinstance(operator, ast.Add) and isinstance(other, ForeignList) and isinstance(one, Unknown | ForeignCall):
        return ForeignList((one, *other.items), line=line, column=column)
    if isinstance(one, Unknown) or isinstance(other, Unknown):
        return None
    name, compute = _OPERATIONS[type(operator)]
    left, right = number(one), number(other)
    if left is not None and right is not None:
        made = _computed(compute, left, right)
        return None if made is None else Literal(made, line=line, column=column)
    if isinstance(one, ForeignList):
        items = _list_items(name, one.items, other)
        return None if items is None else ForeignList(items, line=line, column=column)
    return ForeignCall(f"operator.{name}", (one, other), line=line, column=column)


def number(value: Foreign) -> float | None:
    """The number that a value is, where it is one."""
    if isinstance(value, Literal) and isinstance(value.value, int | float) and not isinstance(value.value, bool):
        return value.value
    return None


def element(container: Foreign, index: Foreign) -> Foreign | None:
    """What a list or a mapping holds at an index, where that can be told."""
    match container, index:
        case ForeignList(items=items), Literal(value=int(position)) if -len(items) <= position < len(items):
            return items[position]
        case ForeignMapping(entries=entries), Literal(value=str(key)):
            return entries.get(key)
        case _:
            return None


def _computed(compute: Callable[[float, float], object], one: float, other: float) -> float | None:
    try:
        made = compute(one, other)
    except ArithmeticError:
        return None
    return made if isinstance(made, int | float) and abs(made) <= _LARGEST else None  # a root can be complex


def _list_items(name: str, items: tuple[Foreign, ...], other: Foreign) -> tuple[Foreign, ...] | None:
    """The items of `[a] + [b]` and of `[a] * 3`."""
    match name, other:
        case "add", ForeignList(items=more) if len(items) + len(more) <= _LONGEST_LIST:
            return (*items, *more)
        case "mul", Literal(value=int(count)) if len(items) * count <= _LONGEST_LIST:
            return items * count
        case _:
            return None
