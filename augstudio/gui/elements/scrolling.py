"""Scroll bars that stay out of the way."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QScrollArea, QScrollBar, QStyle, QStyleOptionSlider, QWidget

from augstudio.gui.elements.focus_ring import FocusRing
from augstudio.gui.theme import colours

_THICKNESS = 10


class QuietScrollBar(QScrollBar):
    """A rounded handle without a groove or arrows."""

    def sizeHint(self) -> QSize:
        if self.orientation() == Qt.Orientation.Vertical:
            return QSize(_THICKNESS, 40)
        return QSize(40, _THICKNESS)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.maximum() <= self.minimum():
            return
        tokens = colours(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.text_faint if self.underMouse() or self.isSliderDown() else tokens.track)
        handle = self._handle()
        painter.drawRoundedRect(
            handle, min(handle.width(), handle.height()) / 2, min(handle.width(), handle.height()) / 2
        )

    def _handle(self) -> QRectF:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        place = self.style().subControlRect(
            QStyle.ComplexControl.CC_ScrollBar, option, QStyle.SubControl.SC_ScrollBarSlider, self
        )
        margin = (_THICKNESS - 5) / 2
        if self.orientation() == Qt.Orientation.Vertical:
            return QRectF(margin, place.top() + 1, 5, place.height() - 2)
        return QRectF(place.left() + 1, margin, place.width() - 2, 5)


def quiet_scroll_bars(area: QAbstractScrollArea) -> None:
    """Gives a scroll area, list, tree or text edit our scroll bars."""
    for orientation, setter in (
        (Qt.Orientation.Vertical, area.setVerticalScrollBar),
        (Qt.Orientation.Horizontal, area.setHorizontalScrollBar),
    ):
        setter(QuietScrollBar(orientation, area))


class Scroll(QScrollArea):
    """A column that scrolls up and down.

    Args:
        content: The column.
        parent: As Qt has it.
        reads_as: What it is called where it takes the keyboard itself, because nothing in it does; otherwise keys are its panel's.
    """

    def __init__(self, content: QWidget | None = None, parent: QWidget | None = None, *, reads_as: str = "") -> None:
        super().__init__(parent)
        quiet_scroll_bars(self)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if reads_as else Qt.FocusPolicy.NoFocus)
        if reads_as:
            self.setAccessibleName(reads_as)
            FocusRing(self)
        if content is not None:
            self.setWidget(content)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.focusPolicy() == Qt.FocusPolicy.NoFocus:
            event.ignore()  # arrows belong to the panel that this scrolls
        else:
            super().keyPressEvent(event)
