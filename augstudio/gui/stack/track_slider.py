"""Sliders painted from the tokens: one handle for a value, two for a range. They speak floats."""

import math
from abc import abstractmethod
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from augstudio.gui.theme import colours

_HANDLE = 6.0
"""Radius of a handle (px)."""
_GROOVE = 3.0
"""Thickness of the groove (px)."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How values lie along a slider.

    Attributes:
        minimum: Value at the left end.
        maximum: Value at the right end.
        step: What one press of an arrow key adds; dragged values are whole multiples of it.
        neutral: The value that changes nothing, marked by a tick; None where there is none.
        logarithmic: Equal distances are equal ratios.
    """

    minimum: float
    maximum: float
    step: float = 0.01
    neutral: float | None = None
    logarithmic: bool = False

    def fraction(self, value: float) -> float:
        """Where a value lies, 0 at the left end to 1 at the right; values beyond the ends lie at the ends."""
        value = min(max(value, self.minimum), self.maximum)
        if self.logarithmic:
            return math.log(value / self.minimum) / math.log(self.maximum / self.minimum)
        return (value - self.minimum) / (self.maximum - self.minimum)

    def value(self, fraction: float) -> float:
        """The value at a place, on the grid of steps."""
        fraction = min(max(fraction, 0.0), 1.0)
        if self.logarithmic:
            return self.snapped(self.minimum * (self.maximum / self.minimum) ** fraction)
        return self.snapped(self.minimum + (self.maximum - self.minimum) * fraction)

    def snapped(self, value: float) -> float:
        """The nearest multiple of the step within the ends, without the noise of binary fractions."""
        decimals = max(0, 2 - math.floor(math.log10(self.step)))
        return min(max(round(round(value / self.step) * self.step, decimals), self.minimum), self.maximum)


class TrackSlider(QSlider):
    """What both sliders share: a groove, handles, mouse and keys.

    Arrow keys move the handle that was used last, Page Up and Down by ten steps, Home and End to the ends; Up and Down choose the handle.
    Dragging between two handles moves both. With Shift, both move apart evenly around the neutral value. The wheel scrolls the panel
    unless the slider has the keyboard focus. It derives from QSlider so that assistive tools see a slider.

    Signals:
        values_edited: The user moved a handle; all handles' values.
        edit_finished: The drag or the key press is over.
        reset_requested: A double click.
    """

    values_edited = Signal(object)
    edit_finished = Signal()
    reset_requested = Signal()

    def __init__(self, scale: Scale, values: tuple[float, ...], name: str, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._scale = scale
        self._values = values
        self._active = len(values) - 1
        self._grip: float | None = None
        self._whole: tuple[float, ...] | None = None
        self.setAccessibleName(name)
        self.setRange(0, 1000)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self._tell_assistive_tools()

    @property
    def scale(self) -> Scale:
        """How values lie along it."""
        return self._scale

    @property
    def values(self) -> tuple[float, ...]:
        """One value a handle, ascending."""
        return self._values

    def show_values(self, values: tuple[float, ...]) -> None:
        """Shows values that came from elsewhere; tells nobody."""
        if values != self._values:
            self._values = values
            self._tell_assistive_tools()
            self.update()

    def handle_position(self, handle: int) -> QPointF:
        """The centre of a handle, in the slider's coordinates."""
        return QPointF(self._x(self._values[handle]), self.height() / 2)

    def sizeHint(self) -> QSize:
        return QSize(120, 20)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 20)

    def _tell_assistive_tools(self) -> None:
        blocked = self.blockSignals(True)
        QSlider.setValue(self, round(1000 * self._scale.fraction(self._values[self._active])))
        self.blockSignals(blocked)

    def _edit(self, values: tuple[float, ...]) -> None:
        if values != self._values:
            self.show_values(values)
            self.values_edited.emit(values)

    @abstractmethod
    def _moved(self, handle: int, value: float) -> tuple[float, ...]:
        """All values after one handle was moved."""

    def _x(self, value: float) -> float:
        return _HANDLE + 1 + self._scale.fraction(value) * (self.width() - 2 * _HANDLE - 2)

    def _value_at(self, x: float) -> float:
        return self._scale.value((x - _HANDLE - 1) / max(1.0, self.width() - 2 * _HANDLE - 2))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        x = event.position().x()
        self.setSliderDown(True)
        places = [self._x(value) for value in self._values]
        self._whole = None
        if len(places) > 1 and places[0] + _HANDLE < x < places[1] - _HANDLE:
            self._whole, self._grip = self._values, x
            return
        distances = [abs(place - x) for place in places]
        self._active = len(places) - 1 if len(set(places)) == 1 and x >= places[0] else distances.index(min(distances))
        self._grip = x - places[self._active] if min(distances) <= _HANDLE + 1 else 0.0
        self.mouseMoveEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is None:
            return
        x = event.position().x()
        if self._whole is not None:
            self._edit(self._shifted(self._whole, x - self._grip))
            return
        value = self._value_at(x - self._grip)
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._edit(self._mirrored(value))
        else:
            self._edit(self._moved(self._active, value))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None:
            self._grip = self._whole = None
            self.setSliderDown(False)
            self.update()
            self.edit_finished.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.reset_requested.emit()

    def _shifted(self, start: tuple[float, ...], distance: float) -> tuple[float, ...]:
        length = self.width() - 2 * _HANDLE - 2
        room = (-self._scale.fraction(start[0]), 1 - self._scale.fraction(start[-1]))
        by = min(max(distance / max(1.0, length), room[0]), room[1])
        return tuple(self._scale.value(self._scale.fraction(value) + by) for value in start)

    def _mirrored(self, value: float) -> tuple[float, ...]:
        centre = self._scale.neutral
        if centre is None or len(self._values) < 2:
            return self._moved(self._active, value)
        low, high = sorted((value, 2 * centre - value))
        return self._scale.snapped(low), self._scale.snapped(high)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_PageDown: -10,
            Qt.Key.Key_PageUp: 10,
            Qt.Key.Key_Home: -math.inf,
            Qt.Key.Key_End: math.inf,
        }
        key = Qt.Key(event.key())
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()  # Alt+Up and Alt+Down move the whole step
        elif key in {Qt.Key.Key_Up, Qt.Key.Key_Down} and len(self._values) > 1:
            self._active = 1 if key == Qt.Key.Key_Up else 0
            self.update()
        elif key in steps:
            start = self._values[self._active]
            self._edit(self._moved(self._active, self._scale.snapped(self._target(start, steps[key]))))
        else:
            event.ignore()

    def _target(self, start: float, steps: float) -> float:
        if math.isinf(steps):
            return self._scale.maximum if steps > 0 else self._scale.minimum
        return start + steps * self._scale.step

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            self.edit_finished.emit()
        super().keyReleaseEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.hasFocus():
            event.ignore()
            return
        steps = 1 if event.angleDelta().y() > 0 else -1
        start = self._values[self._active]
        self._edit(self._moved(self._active, self._scale.snapped(start + steps * self._scale.step)))
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.edit_finished.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = colours(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle = self.height() / 2
        painter.setBrush(tokens.track)
        groove = QRectF(_HANDLE + 1, middle - _GROOVE / 2, self.width() - 2 * _HANDLE - 2, _GROOVE)
        painter.drawRoundedRect(groove, _GROOVE / 2, _GROOVE / 2)
        if self._scale.neutral is not None and len(self._values) > 1:
            x = self._x(self._scale.neutral)
            painter.drawRoundedRect(QRectF(x - 0.75, middle - 4.5, 1.5, 9), 0.75, 0.75)
        accent = tokens.accent if self.isEnabled() else tokens.text_faint
        start = self._x(self._values[0]) if len(self._values) > 1 else groove.left()
        painter.setBrush(accent)
        painter.drawRoundedRect(
            QRectF(start, middle - _GROOVE / 2, self._x(self._values[-1]) - start, _GROOVE), _GROOVE / 2, _GROOVE / 2
        )
        for handle in range(len(self._values)):
            self._paint_handle(painter, handle)

    def _paint_handle(self, painter: QPainter, handle: int) -> None:
        tokens = colours(self)
        centre = self.handle_position(handle)
        is_focused = self.hasFocus() and handle == self._active
        if is_focused:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.accent_quiet)
            painter.drawEllipse(centre, _HANDLE + 1, _HANDLE + 1)
        accent = tokens.accent if self.isEnabled() else tokens.text_faint
        painter.setPen(QPen(accent, 1.6))
        painter.setBrush(accent if is_focused or self.isSliderDown() else tokens.card)
        painter.drawEllipse(centre, _HANDLE - 1, _HANDLE - 1)


class ValueSlider(TrackSlider):
    """A slider with one handle."""

    def value(self) -> float:  # type: ignore[override]  # QSlider counts in whole numbers
        """Where it stands."""
        return self._values[0]

    def setValue(self, value: float) -> None:
        """Moves the handle, as the user would."""
        self._edit((float(value),))
        self.edit_finished.emit()

    def _moved(self, handle: int, value: float) -> tuple[float, ...]:
        return (value,)


class RangeSlider(TrackSlider):
    """A slider with two handles."""

    def value(self) -> tuple[float, float]:  # type: ignore[override]  # QSlider has one
        """Both ends of the range."""
        return self._values[0], self._values[1]

    def setValue(self, value: tuple[float, float]) -> None:  # type: ignore[override]  # QSlider has one
        """Moves both handles, as the user would."""
        low, high = sorted(value)
        self._edit((float(low), float(high)))
        self.edit_finished.emit()

    def _moved(self, handle: int, value: float) -> tuple[float, ...]:
        low, high = self._values
        if handle == 0:
            return min(value, high), high
        return low, max(value, low)
