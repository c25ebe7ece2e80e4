"""JSON as located values; the standard library's reader tells no places, and takes NaN, double keys and any depth."""

import json
import math
import re

from augstudio.export.importing.foreign import Foreign, ForeignList, ForeignMapping, ForeignSourceError, Literal

MAXIMUM_DEPTH = 100
MAXIMUM_VALUES = 100_000
_LONGEST_NUMBER = 64

_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"')
_WORD = re.compile(r"true|false|null")
_WORDS = {"true": True, "false": False, "null": None}


def read_json(text: str) -> Foreign:
    """The value that a JSON text holds.

    Raises:
        ForeignSourceError: It is no JSON, nested deeper than anyone writes, or of more values.
    """
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._line = 1
        self._line_start = 0
        self._values = 0

    def read(self) -> Foreign:
        value = self._value(0)
        if self._next():
            raise self._refusal("the value has ended, but the text goes on")
        return value

    def _refusal(self, reason: str) -> ForeignSourceError:
        column = self._position - self._line_start + 1
        return ForeignSourceError(f"line {self._line}, column {column}: not JSON: {reason}")

    def _next(self) -> str:
        """The next character that is no space; empty at the end."""
        match = _SPACE.match(self._text, self._position)
        assert match is not None  # noqa: S101 -- it matches nothing, too
        newlines = match[0].count("\n")
        if newlines:
            self._line += newlines
            self._line_start = match.start() + match[0].rindex("\n") + 1
        self._position = match.end()
        return self._text[self._position : self._position + 1]

    def _value(self, depth: int) -> Foreign:
        first = self._next()
        if depth > MAXIMUM_DEPTH:
            raise self._refusal(f"nested deeper than {MAXIMUM_DEPTH} levels")
        self._values += 1
        if self._values > MAXIMUM_VALUES:
            raise self._refusal(f"more than {MAXIMUM_VALUES:,} values")
        line, column = self._line, self._position - self._line_start + 1
        match first:
            case "{":
                return ForeignMapping(self._entries(depth), line=line, column=column)
            case "[":
                return ForeignList(self._items(depth), line=line, column=column)
            case '"':
                return Literal(self._string(), line=line, column=column)
            case _:
                return Literal(self._plain(), line=line, column=column)

    def _entries(self, depth: int) -> dict[str, Foreign]:
        entries: dict[str, Foreign] = {}
        self._position += 1
        if self._next() == "}":
            self._position += 1
            return entries
        while True:
            if self._next() != '"':
                raise self._refusal("expected a key in double quotes")
            place = self._position
            key = self._string()
            if key in entries:
                self._position = place
                raise self._refusal(f"the key {key[:40]!r} is here twice")
            self._pass(":")
            entries[key] = self._value(depth + 1)
            if self._goes_on("}"):
                return entries

    def _items(self, depth: int) -> tuple[Foreign, ...]:
        items: list[Foreign] = []
        self._position += 1
        if self._next() == "]":
            self._position += 1
            return ()
        while True:
            items.append(self._value(depth + 1))
            if self._goes_on("]"):
                return tuple(items)

    def _goes_on(self, closing: str) -> bool:
        """Passes a comma, or the closing bracket: True there."""
        mark = self._next()
        if mark not in {",", closing}:
            raise self._refusal(f"expected `,` or `{closing}`")
        self._position += 1
        return mark == closing

    def _pass(self, mark: str) -> None:
        if self._next() != mark:
            raise self._refusal(f"expected `{mark}`")
        self._position += 1

    def _string(self) -> str:
        match = _STRING.match(self._text, self._position)
        if match is None:
            raise self._refusal("this text does not end, or holds what JSON does not allow there")
        text = str(json.loads(match[0]))
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise self._refusal("half a surrogate pair is no character")
        self._position = match.end()
        return text

    def _plain(self) -> float | bool | None:
        word = _WORD.match(self._text, self._position)
        number = _NUMBER.match(self._text, self._position)
        if word is not None:
            self._position = word.end()
            return _WORDS[word[0]]
        if number is None:
            raise self._refusal("expected a value")
        if len(number[0]) > _LONGEST_NUMBER or math.isinf(float(number[0])):
            raise self._refusal("this number is too long or too large")
        self._position = number.end()
        return float(number[0]) if number[1] or number[2] else int(number[0])
