"""A field that looks like a title until the pointer or the keyboard is in it."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QEnterEvent, QPaintEvent
from PySide6.QtWidgets import QLineEdit

from augstudio.gui.elements.number_field import FieldEdit


class FlatEdit(FieldEdit):
    """Text that is edited in place; its start shows when it is longer than the field."""

    def setText(self, text: str | None) -> None:
        super().setText(text or "")
        if not self.hasFocus():
            self.setCursorPosition(0)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus() or self.underMouse():
            super().paintEvent(event)
        else:
            QLineEdit.paintEvent(self, event)
