"""A line above the panels for what the user should know: it never takes the keyboard and goes by itself unless it is an error."""

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from augstudio.gui.elements.buttons import GhostButton, secondary_button
from augstudio.gui.elements.text import TextStyle, label
from augstudio.gui.icons import paint_icon
from augstudio.gui.theme import ICON_SIZE, SPACE, colours

_SHOWN_FOR = 6_000
"""How long a notice stays (ms)."""


class Severity(Enum):
    """How much it matters."""

    NOTICE = "info"
    ERROR = "error"


class MessageBar(QWidget):
    """Shows one message at a time, with at most one button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self._severity = Severity.NOTICE
        self._button: QPushButton | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)
        self._text = label("", TextStyle.BODY)
        self._text.setWordWrap(True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._close = GhostButton("close", "Close")
        self._close.clicked.connect(self.clear)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(SPACE.M + ICON_SIZE + SPACE.S, SPACE.XS, SPACE.S, SPACE.XS)
        self._row.setSpacing(SPACE.S)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self._close)
        self.hide()

    @property
    def text(self) -> str:
        """What it says; empty while it is hidden."""
        return self._text.text()

    @property
    def severity(self) -> Severity:
        """How much what it says matters."""
        return self._severity

    def notify(self, text: str) -> None:
        """Says something in passing."""
        self._show(Severity.NOTICE, text)
        self._timer.start(_SHOWN_FOR)

    def offer(self, text: str, button: str, action: Callable[[], None]) -> None:
        """Says something with a button that does something about it; it stays until it is closed."""
        self._show(Severity.NOTICE, text)
        made = self._button = secondary_button(button)
        made.clicked.connect(self.clear)
        made.clicked.connect(lambda _checked=False: action())
        self._row.insertWidget(1, made)

    def report(self, text: str) -> None:
        """Says what went wrong; it stays until it is closed."""
        self._show(Severity.ERROR, text)

    def clear(self) -> None:
        """Says nothing any more."""
        self._timer.stop()
        self._text.setText("")
        self._drop_button()
        self.hide()

    def _show(self, severity: Severity, text: str) -> None:
        self._timer.stop()
        self._drop_button()
        self._severity = severity
        self._text.setText(text)
        self.setAccessibleName(text)
        self.show()
        self.update()

    def _drop_button(self) -> None:
        if self._button is not None:
            self._button.hide()
            self._button.deleteLater()
            self._button = None

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = colours(self)
        colour = tokens.danger if self._severity is Severity.ERROR else tokens.accent
        painter = QPainter(self)
        painter.fillRect(self.rect(), tokens.card)
        painter.fillRect(0, 0, 3, self.height(), colour)
        painter.fillRect(0, self.height() - 1, self.width(), 1, tokens.border)
        place = QRectF(SPACE.M, (self.height() - ICON_SIZE) / 2, ICON_SIZE, ICON_SIZE)
        paint_icon(painter, place, self._severity.value, colour)
