"""How a pipeline file is laid out: which lines belong to which key and which step, comments and blank lines included.

A comment belongs to what it stands beside or above; after a step's last key, one that is indented deeper than the dash belongs to the step.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from augstudio.pipeline.located_yaml import Entry, Mapping, Node, Scalar, Sequence, Span
from augstudio.pipeline.yaml_reader import CHILDREN_KEY, Reading, step_nodes

_COMMENT = re.compile(r"(?:^|(?<=\s))#.*$")
_OTHER_BREAKS = re.compile("[\r\x85\u2028\u2029]")


class UnusualLayoutError(Exception):
    """The text is valid, but not laid out in lines as it would have to be for single lines to be replaced."""


@dataclass(slots=True)
class EntryLines:
    """A key with its value.

    Attributes:
        key: The key.
        lead: Comments and blank lines above it.
        lines: Its lines, the first without what stands before the key.
        comment: What stands behind the value in its first line, with the column where it begins, counted from the key's.
        inner: Comments in the further lines of a value of several lines.
    """

    key: str
    lead: list[str]
    lines: list[str]
    comment: tuple[int, str] | None
    inner: list[str]


@dataclass(slots=True)
class StepLines:
    """One step of the list.

    Attributes:
        lead: Comments and blank lines above it.
        opening: What stands before the first key in its line, the dash included; where the dash stands alone, its lines come first.
        entries: Its keys in order.
        tail: Comments below its last key.
        flow: Where it is written in braces: these lines, instead of `entries`.
        keys: Its keys in order.
        comments: Where it is written in braces: the comments behind them.
        dash: The column of its dash.
        steps: Where it is a group: the steps in it, which follow the line of their key; none where they are in brackets.
        inner_dash: The column of their dashes.
    """

    lead: list[str]
    opening: list[str]
    entries: list[EntryLines] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)
    flow: list[str] | None = None
    keys: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    dash: int = 0
    steps: list["StepLines"] = field(default_factory=list)
    inner_dash: int = 0


@dataclass(slots=True)
class Layout:
    """A whole file: the keys at the top (that of `steps` holds its own line only), the steps, and what comes after everything.

    Attributes:
        dash: The column of the list's dashes.
    """

    top: list[EntryLines]
    steps: list[StepLines]
    tail: list[str]
    dash: int


def comments_of(text: str, reading: Reading) -> list[str]:
    """All comments of a text, in order."""
    lines = text.split("\n")
    ends = _scalar_ends(reading.root)
    return [match.group() for number in range(len(lines)) if (match := _comment(lines, ends, number))]


def layout(text: str, reading: Reading) -> Layout:
    """Takes the text of a file apart.

    Args:
        text: The text, lines ended by a line feed.
        reading: What was read from it.

    Raises:
        UnusualLayoutError: Its lines cannot be told apart: braces around everything, say.
    """
    if reading.root.flow or _OTHER_BREAKS.search(text):
        raise UnusualLayoutError
    return _Splitter(text.removesuffix("\n").split("\n"), reading).split()


def _scalars(node: Node) -> Iterator[Span]:
    match node:
        case Scalar():
            yield node.span
        case Sequence():
            for item in node.items:
                yield from _scalars(item)
        case Mapping():
            for entry in node.entries.values():
                yield entry.key
                yield from _scalars(entry.node)


def _scalar_ends(node: Node) -> dict[int, int]:
    """For every line in which text stands, the column where its last text ends; inside text of several lines, beyond any."""
    ends: dict[int, int] = {}
    for span in _scalars(node):
        for line in range(span.line, span.end_line):
            ends[line] = 2**31
        ends[span.end_line] = max(span.end_column, ends.get(span.end_line, 0))
    return ends


def _comment(lines: list[str], ends: dict[int, int], number: int) -> re.Match[str] | None:
    return _COMMENT.search(lines[number], min(ends.get(number, 0), len(lines[number])))


def _last_line(node: Node) -> int:
    match node:
        case Sequence(items=items) if not node.flow:
            return max(_last_line(item) for item in items)
        case Mapping(entries=entries) if not node.flow:
            return max(_last_line(entry.node) for entry in entries.values())
        case _:
            span = node.span
            return span.end_line - 1 if span.end_column == 0 and span.end_line > span.line else span.end_line


class _Splitter:
    def __init__(self, lines: list[str], reading: Reading) -> None:
        self._lines = lines
        self._root = reading.root
        self._ends = _scalar_ends(reading.root)

    def split(self) -> Layout:
        top: list[EntryLines] = []
        steps: list[StepLines] = []
        dash = 0
        free = 0
        for key, entry in self._root.entries.items():
            self._check_alone(entry.key)
            lead = self._lines[free : entry.key.line]
            if key == CHILDREN_KEY:
                top.append(self._header(entry, lead))
                steps, dash, free = self._steps(entry, self._root)
            else:
                top.append(self._entry(key, entry, lead))
                free = _last_line(entry.node) + 1
        return Layout(top, steps, self._lines[free:], dash)

    def _check_alone(self, key: Span) -> None:
        if self._lines[key.line][: key.column].strip():
            raise UnusualLayoutError

    def _entry(self, key: str, entry: Entry, lead: list[str]) -> EntryLines:
        first, last = entry.key.line, _last_line(entry.node)
        lines = self._lines[first : last + 1]
        match = _comment(self._lines, self._ends, first)
        further = (_comment(self._lines, self._ends, line) for line in range(first + 1, last + 1))
        inner = [" " * entry.key.column + found.group() for found in further if found]
        comment = (match.start() - entry.key.column, match.group()) if match else None
        return EntryLines(key, lead, [lines[0][entry.key.column :], *lines[1:]], comment, inner)

    def _header(self, entry: Entry, lead: list[str]) -> EntryLines:
        """The line of `steps:` itself."""
        assert isinstance(entry.node, Sequence)  # noqa: S101 -- as the reader checked
        if entry.node.flow and entry.node.items:
            raise UnusualLayoutError
        if not entry.node.flow:
            entry = Entry(entry.key, Scalar(None, entry.key))
        return self._entry(CHILDREN_KEY, entry, lead)

    # Steps.

    def _steps(self, entry: Entry, holder: Mapping) -> tuple[list[StepLines], int, int]:
        """The steps of a file or a group, the column of their dashes, and the first line that is none of theirs."""
        nodes = step_nodes(holder)
        free = (entry.key.line if nodes else _last_line(entry.node)) + 1
        steps: list[StepLines] = []
        dash = 0
        for node in nodes:
            dash_line, dash = self._dash(node)
            if steps:
                free = self._take_tail(steps[-1], free, dash)
            step, free = self._step(node, self._lines[free:dash_line], (dash_line, dash))
            steps.append(step)
        if steps:
            free = self._take_tail(steps[-1], free, dash)
        return steps, dash, free

    def _dash(self, node: Mapping) -> tuple[int, int]:
        """Line and column of a step's dash."""
        before = self._lines[node.span.line][: node.span.column]
        line = node.span.line
        while before.strip() != "-":
            line -= 1
            if before.strip() or line < 0:
                raise UnusualLayoutError
            before = self._lines[line].partition("#")[0]
        return line, before.index("-")

    def _take_tail(self, step: StepLines, free: int, dash: int) -> int:
        """Gives a step the comments below it that are indented deeper than its dash; returns the line after them."""
        end = free
        for line in range(free, len(self._lines)):
            text = self._lines[line]
            if text.strip() and (not text.lstrip().startswith("#") or len(text) - len(text.lstrip()) <= dash):
                break
            if text.strip():
                end = line + 1
        step.tail += self._lines[free:end]
        return end

    def _step(self, node: Mapping, lead: list[str], dash: tuple[int, int]) -> tuple[StepLines, int]:
        """A step, whose dash is in this line and column, and the line after it."""
        first = node.span
        opening = [*self._lines[dash[0] : first.line], self._lines[first.line][: first.column]]
        step = StepLines(lead, opening, keys=list(node.entries), dash=dash[1])
        if node.flow:
            self._fill_flow(step, node)
            return step, _last_line(node) + 1
        return step, self._fill_block(step, node)

    def _fill_flow(self, step: StepLines, node: Mapping) -> None:
        first, last = node.span.line, node.span.end_line
        step.flow = [self._lines[first][node.span.column :], *self._lines[first + 1 : last + 1]]
        found = (_comment(self._lines, self._ends, line) for line in range(first, last + 1))
        step.comments = [match.group() for match in found if match]

    def _fill_block(self, step: StepLines, node: Mapping) -> int:
        free = node.span.line
        for position, (key, entry) in enumerate(node.entries.items()):
            if position:
                self._check_alone(entry.key)
            lead = self._lines[free : entry.key.line]
            if key == CHILDREN_KEY and isinstance(entry.node, Sequence) and not entry.node.flow:
                step.entries.append(self._header(entry, lead))
                step.steps, step.inner_dash, free = self._steps(entry, node)
            else:
                step.entries.append(self._entry(key, entry, lead))
                free = _last_line(entry.node) + 1
        return free
