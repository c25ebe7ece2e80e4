"""A few choices side by side, one of which is taken."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from augstudio.gui.theme import FIELD_HEIGHT, RADIUS, SPACE, colours


class _Segment(QAbstractButton):
    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 2 * SPACE.M, FIELD_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = colours(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QRectF(self.rect()).adjusted(2.5, 2.5, -2.5, -2.5)
        if self.isChecked() or self.hasFocus():
            painter.setPen(QPen(tokens.accent if self.hasFocus() else tokens.border, 1))
            painter.setBrush(tokens.hover if self.isChecked() else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(shape, RADIUS.FIELD - 1, RADIUS.FIELD - 1)
        lit = self.isChecked() or self.underMouse()
        painter.setPen(tokens.text if lit else tokens.text_quiet)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


class Segmented(QWidget):
    """A row of segments in one frame.

    Signals:
        chosen: The position of the segment that the user took.
    """

    chosen = Signal(int)

    def __init__(self, texts: list[str], accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(accessible_name)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for position, text in enumerate(texts):
            segment = _Segment(text, self)
            self._group.addButton(segment, position)
            row.addWidget(segment)
        self._group.button(0).setChecked(True)
        self._group.idClicked.connect(self.chosen)

    @property
    def current(self) -> int:
        """The position of the segment that is taken."""
        return self._group.checkedId()

    def choose(self, position: int) -> None:
        """Takes a segment, as the user would."""
        self._group.button(position).click()

    def take_focus(self) -> None:
        """Puts the keyboard on the segment that is taken."""
        self._group.button(self.current).setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = colours(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(tokens.border, 1))
        painter.setBrush(tokens.field)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS.FIELD, RADIUS.FIELD)
