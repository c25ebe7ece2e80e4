"""What conditions of Python come to, as far as a source tells, and what names stand for after one that cannot be told."""

import ast
from collections.abc import Callable
from dataclasses import replace

from augstudio.export.importing.foreign import (
    Foreign,
    ForeignCall,
    ForeignList,
    ForeignName,
    Literal,
    Parameter,
    Unknown,
)
from augstudio.export.importing.python_arithmetic import number

TRAINING = {"train", "training", "is_train", "is_training", "augment"}
"""Flags, and words for a flag's value, that say which images are meant."""

_EVALUATION = {"val", "valid", "validation", "test", "eval", "evaluation"}

_ORDERS: dict[type[ast.cmpop], tuple[str, Callable[[float, float], bool]]] = {
    ast.Lt: ("lt", lambda one, other: one < other),
    ast.LtE: ("le", lambda one, other: one <= other),
    ast.Gt: ("gt", lambda one, other: one > other),
    ast.GtE: ("ge", lambda one, other: one >= other),
}


def holds(value: Foreign) -> bool | None:
    """Whether a value counts as true; flags for training do."""
    match value:
        case Literal(value=constant):
            return bool(constant)
        case ForeignList(items=items):
            return bool(items)
        case Parameter(name=name) | Unknown(text=name) if name.rpartition(".")[2] in TRAINING:
            return True
        case _:
            return None


def compared(operator: ast.cmpop, one: Foreign, other: Foreign, line: int, column: int) -> Foreign | None:
    """What a comparison comes to: true, false, or a call where an order cannot be told; None for others."""
    known = _told(operator, one, other)
    if known is not None:
        return Literal(known, line=line, column=column)
    if type(operator) not in _ORDERS:
        return None
    return ForeignCall(f"operator.{_ORDERS[type(operator)][0]}", (one, other), line=line, column=column)


def _told(operator: ast.cmpop, one: Foreign, other: Foreign) -> bool | None:
    left, right = number(one), number(other)
    if type(operator) in _ORDERS:
        return None if left is None or right is None else _ORDERS[type(operator)][1](left, right)
    equal = _is_equal(one, other)
    match operator:
        case ast.Eq() | ast.Is():
            return equal
        case ast.NotEq() | ast.IsNot():
            return None if equal is None else not equal
        case _:
            return None


def _is_equal(one: Foreign, other: Foreign) -> bool | None:
    """Whether two values are the same; a variable is presumed to be the word for training."""
    match one, other:
        case Literal(value=first), Literal(value=second):
            return first == second
        case (Parameter() | Unknown(), Literal(value=str(word))) if word in TRAINING | _EVALUATION:
            return word in TRAINING
        case (ForeignCall() | ForeignList() | ForeignName(), Literal(value=None)):
            return False
        case _:
            return None


def either(condition: Foreign, then: Foreign, otherwise: Foreign) -> Foreign:
    """What a name stands for that is one thing where a condition holds and another where it does not.

    Of a list that is longer in one case, only the items that are more depend on the condition; so of a call of such a list.
    """
    line, column = condition.line, condition.column
    match then, otherwise:
        case ForeignList(items=items), ForeignList(items=others):
            merged = _merged(condition, items, others)
            if merged is not None:
                return ForeignList(merged, line=then.line, column=then.column)
        case ForeignCall(positional=(last, *_)), ForeignCall(positional=others) if _differ_in_list(then, otherwise):
            other = others[-1] if others else ForeignList((), line=line, column=column)
            part = either(condition, last, other)
            if isinstance(part, ForeignList):
                return replace(then, positional=(part,))
        case ForeignCall(positional=()), ForeignCall(positional=(last,)) if _differ_in_list(otherwise, then):
            part = either(condition, ForeignList((), line=line, column=column), last)
            if isinstance(part, ForeignList):
                return replace(otherwise, positional=(part,))
    return ForeignCall(ForeignCall.CHOSEN, (condition, then, otherwise), line=line, column=column)


def _differ_in_list(one: ForeignCall, other: ForeignCall) -> bool:
    """Calls of one class, one of them with a list as its only argument by position, the other with another or none."""
    alike = one.path == other.path and one.keywords == other.keywords
    lists = all(isinstance(each, ForeignList) for each in (*one.positional, *other.positional))
    return alike and lists and len(one.positional) == 1 and len(other.positional) <= 1


def _merged(condition: Foreign, items: tuple[Foreign, ...], others: tuple[Foreign, ...]) -> tuple[Foreign, ...] | None:
    """Items of which some are there in one case only; None where the lists differ in other ways."""
    longer, shorter = (items, others) if len(items) >= len(others) else (others, items)
    more = len(longer) - len(shorter)
    first = next(
        (at for at, (one, other) in enumerate(zip(longer, shorter, strict=False)) if one != other), len(shorter)
    )
    if longer[first + more :] != shorter[first:]:
        return None
    there = longer is items
    between = (_one_or_nothing(condition, each, there=there) for each in longer[first : first + more])
    return (*longer[:first], *between, *longer[first + more :])


def _one_or_nothing(condition: Foreign, value: Foreign, *, there: bool) -> Foreign:
    nothing = Literal(None, line=value.line, column=value.column)
    parts = (condition, value, nothing) if there else (condition, nothing, value)
    return ForeignCall(ForeignCall.CHOSEN, parts, line=value.line, column=value.column)
