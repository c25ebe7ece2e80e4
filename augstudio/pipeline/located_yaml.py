"""YAML as a tree of plain values that know their lines; what a pipeline file has no use for is refused.

Built from the parser's events rather than by its constructors: nothing is instantiated, and tags, anchors, aliases and deep nesting stop
the reading at once, so that no file can run code or grow in memory.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from augstudio.errors import PipelineError
from augstudio.pipeline.model import path_text

if TYPE_CHECKING:
    from ruamel.yaml.error import StreamMark

MAXIMUM_CHARACTERS = 1_000_000
MAXIMUM_DEPTH = 20
"""Room for a list in a step in as many groups as there may be: each takes two levels."""

_LONGEST_NUMBER = 64

_WORDS: dict[str, bool | None] = {"null": None, "Null": None, "NULL": None, "~": None, "": None}
_WORDS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_OTHER_BASE = re.compile(r"0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\Z")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)\Z|\.(?:nan|NaN|NAN)\Z")


@dataclass(frozen=True, slots=True)
class Span:
    """Where something stands in the text: lines and columns from 0, the end exclusive in its column."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value that is no collection."""

    value: str | int | float | bool | None
    span: Span


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list; `flow` when it is written in brackets."""

    items: tuple["Node", ...]
    span: Span
    flow: bool


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with their values, in order; `flow` when it is written in braces."""

    entries: dict[str, "Entry"]
    span: Span
    flow: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A key's own place, and its value."""

    key: Span
    node: "Node"


Node: TypeAlias = Scalar | Sequence | Mapping


def plain_value(node: Node) -> object:
    """The value that a node stands for, in lists, dictionaries and scalars."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [plain_value(item) for item in node.items]
        case Mapping():
            return {key: plain_value(entry.node) for key, entry in node.entries.items()}


def parse(text: str, place: str) -> Node | None:
    """Reads one YAML document; None where the text holds nothing but comments.

    Raises:
        PipelineError: The text is no YAML, too long, too deep, or uses what no pipeline needs; the message names place and line.
    """
    if len(text) > MAXIMUM_CHARACTERS:
        raise PipelineError(f"too long for a pipeline: more than {MAXIMUM_CHARACTERS:,} characters", place=place)
    try:
        return _Builder(place).build(YAML(typ="safe", pure=True).parse(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _refusal(place, mark, _one_line(f"not YAML: {error.problem or error.context}")) from None
    except YAMLError as error:
        raise PipelineError(_one_line(f"not YAML: {error}"), place=place) from None
    except (ValueError, OverflowError, IndexError) as error:  # the scanner lets impossible \U escapes through to chr()
        raise PipelineError(_one_line(f"not YAML: {error}"), place=place) from None


def _one_line(message: str) -> str:
    return " ".join(message.split())[:300]


def _refusal(place: str, mark: "StreamMark | None", message: str) -> PipelineError:
    return PipelineError(message, place=f"{place}:{mark.line + 1}" if mark else place)


def is_word(text: str) -> bool:
    """It can stand in a message as it is."""
    return text.isidentifier() and len(text) <= 40


def step_place(place: str, path: tuple[int, ...], op: str, field: str | None) -> str:
    """The place of a step in a file, and of a field in it: `p.yaml:12: step 3 (rotate), angle`; in a group `step 3.2`."""
    name = f" ({op})" if is_word(op.partition(" ")[0]) else ""
    return f"{place}: step {path_text(path)}{name}" + (f", {field}" if field and is_word(field) else "")


class _Builder:
    """Turns events into nodes, one document's worth."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._path: list[str | int] = []
        self._ops: list[str] = []

    def build(self, events: Iterator[Event]) -> Node | None:
        root: Node | None = None
        documents = 0
        for event in events:
            match event:
                case DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        raise self._refuse(event, "a second document begins here; a file holds one pipeline")
                case NodeEvent():
                    root = self._node(event, events)
        if isinstance(root, Scalar) and root.value is None:
            return None
        return root

    def _refuse(self, event: Event, message: str) -> PipelineError:
        """The error, with the step and the field that the event is in."""
        place = f"{self._place}:{event.start_mark.line + 1}"
        steps, field = self._step_and_field()
        if steps:
            named = step_place(place, steps, self._ops[len(steps) - 1], field)
            return PipelineError(message, path=steps, field=field, place=named)
        if field is not None:
            return PipelineError(message, field=field, place=f"{place}: {field}" if is_word(field) else place)
        return PipelineError(message, place=place)

    def _step_and_field(self) -> tuple[tuple[int, ...], str | None]:
        """Which step the path leads to, and which key of it."""
        steps: list[int] = []
        rest = self._path
        while rest[:1] == ["steps"] and isinstance(position := next(iter(rest[1:2]), None), int):
            steps.append(position)
            rest = rest[2:]
        field = next(iter(rest), None)
        return tuple(steps), field if isinstance(field, str) else None

    def _node(self, event: Event, events: Iterator[Event]) -> Node:
        assert isinstance(event, NodeEvent)  # noqa: S101 -- what else a parser gives where a value begins
        if isinstance(event, AliasEvent) or event.anchor is not None:
            raise self._refuse(event, "anchors and aliases (& and *) are not used in pipelines: write the value out")
        assert isinstance(event, ScalarEvent | CollectionStartEvent)  # noqa: S101 -- the two that are left
        if event.tag is not None:
            raise self._refuse(event, "tags (! and !!) are not used in pipelines: write the plain value")
        if isinstance(event, ScalarEvent):
            return Scalar(self._scalar(event), _span(event, event))
        if len(self._path) >= MAXIMUM_DEPTH:
            raise self._refuse(event, f"nested deeper than {MAXIMUM_DEPTH} levels")
        if isinstance(event, MappingStartEvent):
            return self._mapping(event, events)
        return self._sequence(event, events)

    def _sequence(self, start: CollectionStartEvent, events: Iterator[Event]) -> Sequence:
        items: list[Node] = []
        while not isinstance(event := next(events), SequenceEndEvent):
            self._path.append(len(items))
            self._ops.append("")
            items.append(self._node(event, events))
            self._ops.pop()
            self._path.pop()
        return Sequence(tuple(items), _span(start, event), bool(start.flow_style))

    def _mapping(self, start: CollectionStartEvent, events: Iterator[Event]) -> Mapping:
        entries: dict[str, Entry] = {}
        while not isinstance(event := next(events), MappingEndEvent):
            key = self._node(event, events) if isinstance(event, ScalarEvent | AliasEvent) else None
            if not isinstance(key, Scalar) or not isinstance(key.value, str):
                raise self._refuse(
                    event,
                    f"{_one_line(repr(key.value)) if isinstance(key, Scalar) else 'this'} is no key: keys are words",
                )
            self._path.append(key.value)
            if key.value in entries:
                first = entries[key.value].key.line + 1
                raise self._refuse(event, f"the key {_one_line(repr(key.value))} is here twice; first in line {first}")
            value = self._node(next(events), events)
            entries[key.value] = Entry(key.span, value)
            if key.value == "op" and isinstance(value, Scalar) and self._ops:
                self._ops[-1] = str(value.value)
            self._path.pop()
        return Mapping(entries, _span(start, event), bool(start.flow_style))

    def _scalar(self, event: ScalarEvent) -> str | int | float | bool | None:
        text: str = event.value
        if not event.implicit[0]:
            return self._encodable(event, text)
        if text in _WORDS:
            return _WORDS[text]
        if _NOT_FINITE.match(text):
            raise self._refuse(event, f"{text} is no finite number")
        return self._number(event, text)

    def _number(self, event: ScalarEvent, text: str) -> str | int | float:
        if len(text) > _LONGEST_NUMBER and _FLOAT.match(text):
            raise self._refuse(event, f"a number of {len(text)} characters is too long")
        if _INTEGER.match(text):
            return int(text)
        if len(text) <= _LONGEST_NUMBER and _OTHER_BASE.match(text):
            return int(text, 0)
        if not _FLOAT.match(text):
            return self._encodable(event, text)
        value = float(text)
        if math.isinf(value):
            raise self._refuse(event, f"{text} is no finite number")
        return value

    def _encodable(self, event: ScalarEvent, text: str) -> str:
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise self._refuse(event, "half a surrogate pair is no character")
        return text


def _span(start: Event, end: Event) -> Span:
    first, last = start.start_mark, end.end_mark
    return Span(first.line, first.column, last.line, last.column)
