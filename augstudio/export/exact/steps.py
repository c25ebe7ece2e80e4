"""The steps of a pipeline as a table in Python: every value a literal, every name that of the pipeline file."""

from collections.abc import Collection, Iterable, Iterator
from enum import StrEnum

from augstudio.errors import ExportError
from augstudio.export.exact.definitions import Place
from augstudio.export.exact.live import Live
from augstudio.export.python_text import layout
from augstudio.pipeline.model import Step, walk
from augstudio.transforms.base import Transform
from augstudio.transforms.code import Call, Helper, Value, Variable
from augstudio.transforms.parameters import Range


def needed(steps: Iterable[Step]) -> Live:
    """The classes of the steps' transforms and of their parameters, and the members of enumerations among these."""
    live = Live()
    for step in walk(steps):
        live.places[_place(type(step.transform))] = None
        for _, value in step.transform:
            if isinstance(value, StrEnum):
                live.members.add((_place(type(value)), value.name))
            if isinstance(value, StrEnum | Range):
                live.places[_place(type(value))] = None
    return live


def table(name: str, steps: Iterable[Step], composed: Collection[str] = ()) -> str:
    """The assignment of the steps to a variable.

    Args:
        name: Of the variable.
        steps: What it holds.
        composed: The ids of the steps that share one sampling with a neighbour.
    """
    rows = tuple(_step(step, composed) for step in steps)
    return "\n".join(layout(rows, before=f"{name} = "))


def _step(step: Step, composed: Collection[str]) -> Call:
    transform = Call(Helper(type(step.transform).__name__), keywords=dict(_parameters(step.transform)))
    values: dict[str, Value] = {"id": step.id, "probability": step.probability, "transform": transform}
    if step.steps:
        values["steps"] = tuple(_step(child, composed) for child in step.steps)
    if step.id in composed:
        values["composed"] = True
    return Call(Helper("Step"), keywords=values)


def _parameters(transform: Transform) -> Iterator[tuple[str, Value]]:
    for name, value in transform:
        yield name, _literal(value)


def _literal(value: object) -> Value:
    """A parameter's value. Names are those of members that exist, strings are quoted."""
    match value:
        case StrEnum():
            return Variable(f"{type(value).__name__}.{value.name}")
        case Range(low=low, high=high):
            return Call(Helper("Range"), (low, high))
        case bool() | int() | float() | str() | None:
            return value
        case tuple():
            return tuple(_literal(each) for each in value)
        case _:
            raise ExportError(f"a parameter of type {type(value).__name__} cannot be written in exact code")


def _place(kind: type) -> Place:
    return Place(kind.__module__, kind.__name__)
