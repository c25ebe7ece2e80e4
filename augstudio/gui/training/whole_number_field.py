"""A field for a whole number between two bounds."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFocusEvent, QIntValidator, QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from augstudio.gui.elements.number_field import FieldEdit
from augstudio.gui.theme import FIELD_HEIGHT

_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10}


class WholeNumberField(FieldEdit):
    """A number that is typed or stepped with the arrow keys; its value is always within the bounds, whatever has been typed."""

    def __init__(self, low: int, high: int, value: int, parent: QWidget | None = None) -> None:
        super().__init__(str(value), parent)
        self._low = low
        self._high = high
        self._value = value
        self.setValidator(QIntValidator(low, high, self))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textEdited.connect(self._read)

    @property
    def value(self) -> int:
        """The number."""
        return self._value

    def set_value(self, value: int) -> None:
        """Shows a number, the nearest within the bounds."""
        self._value = min(max(value, self._low), self._high)
        self.setText(str(self._value))

    def sizeHint(self) -> QSize:
        return QSize(52, FIELD_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = _STEPS.get(Qt.Key(event.key()))
        if steps is None:
            super().keyPressEvent(event)
        else:
            self.set_value(self._value + steps)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.set_value(self._value)
        super().focusOutEvent(event)

    def _read(self, text: str) -> None:
        if self.hasAcceptableInput():
            self._value = int(text)
