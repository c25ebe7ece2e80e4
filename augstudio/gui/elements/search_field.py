"""A field to search in."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from augstudio.gui.elements.number_field import FieldEdit
from augstudio.gui.icons import paint_icon
from augstudio.gui.theme import SPACE, colours


class SearchField(FieldEdit):
    """A field with a lens; Escape empties it.

    Signals:
        moved_down: Down was pressed: on to the results.
        moved_up: Up was pressed.
    """

    moved_down = Signal()
    moved_up = Signal()

    def __init__(self, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setClearButtonEnabled(False)
        self.setTextMargins(SPACE.XL, 0, SPACE.S, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Down:
                self.moved_down.emit()
            case Qt.Key.Key_Up:
                self.moved_up.emit()
            case Qt.Key.Key_Escape if self.text():
                self.clear()
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        middle = self.height() / 2
        paint_icon(painter, QRectF(SPACE.S, middle - 7, 14, 14), "search", colours(self).text_faint)
