"""A switch: on or off, at once."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from augstudio.gui.theme import colours

_WIDTH, _HEIGHT = 26, 16


class Switch(QAbstractButton):
    """A checkable button that looks like a switch."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH + 4, _HEIGHT + 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = colours(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rail = QRectF((self.width() - _WIDTH) / 2, (self.height() - _HEIGHT) / 2, _WIDTH, _HEIGHT)
        if self.hasFocus():
            painter.setPen(QPen(tokens.accent, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rail.adjusted(-1.5, -1.5, 1.5, 1.5), _HEIGHT / 2 + 1.5, _HEIGHT / 2 + 1.5)
        painter.setPen(Qt.PenStyle.NoPen)
        is_on = self.isChecked() and self.isEnabled()
        painter.setBrush(tokens.accent if is_on else tokens.track)
        painter.drawRoundedRect(rail, _HEIGHT / 2, _HEIGHT / 2)
        x = rail.right() - _HEIGHT / 2 if self.isChecked() else rail.left() + _HEIGHT / 2
        painter.setBrush(tokens.accent_text if is_on else tokens.card)
        painter.drawEllipse(QPointF(x, rail.center().y()), _HEIGHT / 2 - 3, _HEIGHT / 2 - 3)
