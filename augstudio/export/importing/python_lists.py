"""Statements that change a list where it is: `steps.insert(0, x)`, `chain.transforms.append(x)`, `steps[1] = x`."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from augstudio.export.importing.foreign import Foreign, ForeignCall, ForeignList, Literal, Unknown

INSIDE = {"layers", "transforms"}
"""Attributes by which a call shows the list that it was given."""

_Change = Callable[[tuple[Foreign, ...]], tuple[Foreign, ...]]
_CHANGING = {"add", "append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort"}


def changed(value: Foreign, method: str, arguments: Sequence[Foreign], statement: Unknown) -> Foreign | None:
    """A list, or a call that was given one or nothing, after one of its methods; None where there is no such list or method.

    Args:
        value: The list or the call.
        method: Of the list.
        arguments: What the method is given.
        statement: Stands at the end of the list for a change that is not followed.
    """
    if method not in _CHANGING:
        return None

    def after(items: tuple[Foreign, ...]) -> tuple[Foreign, ...]:
        return _after(items, method, arguments) or (*items, statement)

    return _with_items(value, after, begins=method in {"add", "append", "extend"})


def with_element(value: Foreign, index: Foreign, element: Foreign, statement: Unknown) -> Foreign | None:
    """A list, or a call that was given one, with another element; None where there is no list."""

    def after(items: tuple[Foreign, ...]) -> tuple[Foreign, ...]:
        match index:
            case Literal(value=int(position)) if -len(items) <= position < len(items):
                position %= len(items)
                return (*items[:position], element, *items[position + 1 :])
            case _:
                return (*items, statement)

    return _with_items(value, after, begins=False)


def _after(items: tuple[Foreign, ...], method: str, arguments: Sequence[Foreign]) -> tuple[Foreign, ...] | None:
    match method, arguments:
        case "append" | "add", (more,):
            return (*items, more)
        case "extend", (ForeignList(items=several),):
            return (*items, *several)
        case "insert", (Literal(value=int(position)), more):
            return (*items[:position], more, *items[position:])
        case "pop", () if len(items) > 1:
            return items[:-1]
        case "pop", (Literal(value=int(position)),) if len(items) > 1 and -len(items) <= position < len(items):
            position %= len(items)
            return (*items[:position], *items[position + 1 :])
        case _:
            return None


def _with_items(  # noqa: PLR0911 -- one for each kind of value
    value: Foreign, after: _Change, *, begins: bool
) -> Foreign | None:
    match value:
        case ForeignList(items=items):
            return replace(value, items=after(items))
        case ForeignCall(positional=(), keywords=keywords):
            for name in INSIDE & keywords.keys():
                longer = _with_items(keywords[name], after, begins=begins)
                return None if longer is None else replace(value, keywords={**keywords, name: longer})
            if not begins:
                return None
            more = after(())
            first = ForeignList(more, line=more[0].line, column=more[0].column) if more else None
            return value if first is None else replace(value, positional=(first,))
        case ForeignCall(positional=(ForeignList() as first, *rest)):
            longer = _with_items(first, after, begins=begins)
            return None if longer is None else replace(value, positional=(longer, *rest))
        case ForeignCall(path="torch.nn.Sequential", positional=layers):
            return replace(value, positional=after(layers))
        case _:
            return None
