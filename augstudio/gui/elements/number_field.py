"""A field for one number, with its unit."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from augstudio.gui.theme import FIELD_HEIGHT, RADIUS, SPACE, colours
from augstudio.gui.wording import is_word, number_text, read_number, unit_suffix

_WIDTH = 72
"""Room for a sign, five figures and a unit (px)."""


class FieldEdit(QLineEdit):
    """A one-line field painted from the tokens: a hairline, the accent's while it is being edited, red while it is refused."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._refused = False
        self.setFrame(False)
        self.setFixedHeight(FIELD_HEIGHT)
        self.setTextMargins(SPACE.XS, 0, SPACE.XS, 0)
        self.setAttribute(Qt.WidgetAttribute.WA_MacShowFocusRect, False)
        self._clear_base()

    def set_refused(self, refused: bool) -> None:
        """Marks what it holds as refused, or not."""
        self._refused = refused
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = colours(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = tokens.danger if self._refused else tokens.accent if self.hasFocus() else tokens.border
        painter.setPen(QPen(edge, 1))
        painter.setBrush(tokens.field)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS.FIELD, RADIUS.FIELD)
        painter.end()
        super().paintEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ApplicationPaletteChange:
            self._clear_base()

    def _clear_base(self) -> None:
        # Only this role is the field's own, all others follow the application: the surface is painted above.
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        palette.setResolveMask(0)
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(palette)


class NumberField(FieldEdit):
    """A number that is typed, stepped with the arrow keys, or wheeled while the field has the focus.

    A short unit follows the number; one that is a word is said by the title beside the field instead. It knows
    no bounds: whoever listens refuses, and shows the old value again.

    Signals:
        value_entered: A number was typed and confirmed, or stepped.
        nonsense_entered: What was typed is no number.
    """

    value_entered = Signal(float)
    nonsense_entered = Signal(str)

    def __init__(
        self,
        value: float | None,
        name: str,
        *,
        step: float = 1.0,
        unit: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent)
        self._value = value
        self._step = step
        self._suffix = "" if is_word(unit) else unit_suffix(unit)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.editingFinished.connect(self._read)
        self.show_value(value)

    @property
    def value(self) -> float | None:
        """The number that was last accepted or shown; None where the field is empty."""
        return self._value

    def show_value(self, value: float | None) -> None:
        """Shows a number that came from elsewhere; tells nobody."""
        self._value = value
        self.setText("" if value is None else f"{number_text(value)}{self._suffix}")
        self.setModified(False)

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, FIELD_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _read(self) -> None:
        if not self.isModified():
            return
        self.setModified(False)
        number = read_number(self.text())
        if number is None:
            self.nonsense_entered.emit(self.text())
        elif number != self._value:
            self.value_entered.emit(number)
        else:
            self.show_value(number)

    def _step_by(self, steps: float) -> None:
        typed = read_number(self.text())
        start = typed if typed is not None else (self._value or 0.0)
        self.value_entered.emit(round(start + steps * self._step, 6))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10}
        key = Qt.Key(event.key())
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()  # Alt+Up and Alt+Down move the whole step
        elif key in steps:
            self._step_by(steps[key])
        elif key == Qt.Key.Key_Escape and self.isModified():
            self.show_value(self._value)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            self._step_by(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}:
            self.selectAll()
