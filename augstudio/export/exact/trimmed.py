"""A definition without what a file does not need: annotations, dead cases and table entries, the rest of a docstring."""

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from augstudio.export.exact.definitions import Meaning, Place, Source

Span: TypeAlias = tuple[int, int]
Part: TypeAlias = str | Span | Place
"""A piece of new text: as it is, a piece of the source with its own changes, or the name that a definition is given."""

_REMARKS = re.compile(r"[ \t]*# (?:noqa|type: ignore).*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Change:
    """A piece of the source that is written otherwise."""

    start: int
    end: int
    parts: tuple[Part, ...]


@dataclass(slots=True)
class Trimmed:
    """What is left of a definition, and what it reads.

    Attributes:
        source: Where it is from.
        span: Where it is there.
        changes: What is written otherwise; those inside of others come into effect through them.
        uses: What the names in it stand for.
        is_selective: What stays of it depends on what else is needed.
    """

    source: Source
    span: Span
    changes: list[Change] = field(default_factory=list)
    uses: list[Meaning] = field(default_factory=list)
    is_selective: bool = False

    def text(self, name_of: Callable[[Place], str]) -> str:
        """Its source.

        Args:
            name_of: The name that each definition is given.
        """
        ordered = sorted(self.changes, key=lambda each: (each.start, -each.end))
        return _REMARKS.sub("", self._piece(self.span, ordered, name_of)).rstrip()

    def _piece(self, span: Span, ordered: list[Change], name_of: Callable[[Place], str]) -> str:
        place, end = span
        text = ""
        for change in ordered:
            if change.start < place or change.end > end:
                continue
            inner = [each for each in ordered if each is not change]
            text += self.source.text[place : change.start]
            text += "".join(self._part(part, inner, name_of) for part in change.parts)
            place = change.end
        return text + self.source.text[place:end]

    def _part(self, part: Part, ordered: list[Change], name_of: Callable[[Place], str]) -> str:
        match part:
            case str():
                return part
            case Place():
                return name_of(part)
            case _:
                return self._piece(part, ordered, name_of)


def first_paragraph(source: Source, docstring: ast.Expr) -> Change:
    """The change that leaves a docstring its first paragraph."""
    start, end = source.span(docstring)
    text = source.text[start:end]
    cut = text.find("\n\n")
    return Change(start, end, (text if cut < 0 else text[:cut].rstrip() + '"""',))
