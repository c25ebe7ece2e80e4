"""What panels and cards are made of."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QWidget

from augstudio.gui.theme import RADIUS, colours


class Surface(QFrame):
    """A rounded surface with a hairline; the hairline is the accent's while it is selected."""

    def __init__(self, parent: QWidget | None = None, *, radius: int = RADIUS.CARD) -> None:
        super().__init__(parent)
        self._radius = radius
        self._selected = False

    @property
    def is_selected(self) -> bool:
        """Drawn as the selected one."""
        return self._selected

    def set_selected(self, selected: bool) -> None:
        """Draws it as the selected one, or not."""
        if selected != self._selected:
            self._selected = selected
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = colours(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(tokens.accent if self._selected else tokens.border, 1))
        painter.setBrush(tokens.card)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), self._radius, self._radius)


class Hairline(QWidget):
    """A line of one pixel between two parts of a panel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colours(self).border)
