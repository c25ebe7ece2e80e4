"""Colours for Python and YAML."""

import re
from collections.abc import Iterator
from enum import Enum

from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from augstudio.gui.theme import Colours, colours

_KEYWORDS = (
    "and as assert async await break class continue def del elif else except finally for from global if import in is lambda "
    "nonlocal not or pass raise return try while with yield None True False"
)
_WORD = r"[^\W\d]\w*"
_PYTHON = re.compile(
    r"(?P<comment>\#.*)"
    r"|(?P<open>[rbfu]{0,2}(?:\"\"\"|'''))"
    r"|(?P<string>[rbfu]{0,2}(?:\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'))"
    rf"|(?P<keyword>\b(?:{_KEYWORDS.replace(' ', '|')})\b)"
    rf"|(?P<name>(?<=\bdef )\s*{_WORD}|(?<=\bclass )\s*{_WORD}|^\s*@[\w.]+)"
    r"|(?P<number>(?<![\w.])\d[\d_]*(?:\.\d+)?(?:e[-+]?\d+)?)"
)
_YAML = re.compile(
    r"(?P<comment>(?:^|(?<=\s))\#.*)"
    r"|(?P<string>\"(?:\\.|[^\"\\])*\"|'(?:''|[^'])*')"
    r"|(?P<key>[^\s:#\-][^:#]*?(?=:(?:\s|$)))"
    r"|(?P<keyword>\b(?:true|false|null)\b)"
    r"|(?P<number>(?<![\w.\-])-?\d[\d_]*(?:\.\d+)?(?:e[-+]?\d+)?(?![\w.]))"
)
_IN_DOUBLE, _IN_SINGLE = 1, 2


class Language(Enum):
    """What a text is written in."""

    PYTHON = "python"
    YAML = "yaml"


class SyntaxColours(QSyntaxHighlighter):
    """Paints comments, strings, keywords, numbers and names in the theme's colours."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._language = Language.PYTHON
        self._tokens = colours()

    def set_language(self, language: Language) -> None:
        """Says what the text is written in; takes effect with the next text."""
        self._language = language

    def set_tokens(self, tokens: Colours) -> None:
        """Uses another theme's colours."""
        if tokens is not self._tokens:
            self._tokens = tokens
            self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        start = 0
        self.setCurrentBlockState(0)
        if self.previousBlockState() in (_IN_DOUBLE, _IN_SINGLE):
            start = self._go_on_string(text, 0, self.previousBlockState())
        for kind, begin, end in self._parts(text, start):
            self.setFormat(begin, end - begin, self._format(kind))

    def _parts(self, text: str, start: int) -> Iterator[tuple[str, int, int]]:
        pattern = _PYTHON if self._language is Language.PYTHON else _YAML
        while (found := pattern.search(text, start)) is not None:
            kind = found.lastgroup or ""
            if kind == "open":
                state = _IN_DOUBLE if found.group().endswith('"') else _IN_SINGLE
                start = self._go_on_string(text, found.end(), state, found.start())
                continue
            yield kind, found.start(), found.end()
            start = max(found.end(), found.start() + 1)

    def _go_on_string(self, text: str, start: int, state: int, begin: int = 0) -> int:
        """Colours a text in three quotes up to its end or the line's; returns where what follows begins."""
        end = text.find('"""' if state == _IN_DOUBLE else "'''", start)
        stop = len(text) if end < 0 else end + 3
        if end < 0:
            self.setCurrentBlockState(state)
        self.setFormat(begin, stop - begin, self._format("string"))
        return stop

    def _format(self, kind: str) -> QTextCharFormat:
        tokens = self._tokens
        chosen: dict[str, QColor] = {
            "comment": tokens.text_faint,
            "string": tokens.success,
            "keyword": tokens.accent,
            "key": tokens.accent,
            "name": tokens.text,
            "number": tokens.warning,
        }
        made = QTextCharFormat()
        made.setForeground(chosen[kind])
        made.setFontItalic(kind == "comment")
        return made
