"""An editor for every kind of parameter, chosen by its declaration.

An editor shows a value and says what the user wants; it never decides. What the transform refuses is said beside the field.
"""

from abc import abstractmethod
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from augstudio.gui.elements.choice_box import ChoiceBox
from augstudio.gui.elements.number_field import FieldEdit, NumberField
from augstudio.gui.elements.switch import Switch as SwitchButton
from augstudio.gui.elements.text import TextStyle, label
from augstudio.gui.stack.track_slider import RangeSlider, Scale, ValueSlider
from augstudio.gui.theme import SPACE
from augstudio.gui.wording import field_title, help_text, number_text, read_number
from augstudio.transforms.base import ParameterField
from augstudio.transforms.parameters import (
    Choice,
    Count,
    Number,
    Parameter,
    PerChannel,
    Range,
    RangeOf,
    Selection,
    Switch,
    Weights,
)

LABEL_WIDTH = 92
"""Width of the column of names (px), so that fields line up."""


class Editor(QWidget):
    """One parameter of one step.

    Signals:
        edited: A wanted value and whether a drag is still going on.
        edit_finished: The drag is over.
    """

    edited = Signal(object, bool)
    edit_finished = Signal()

    def __init__(self, op: str, field: ParameterField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._name = f"{op}: {field.name}"
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._message = label("", TextStyle.CAPTION)
        self._message.setWordWrap(True)
        self._message.setObjectName("refusal")
        self._message.hide()
        self.setToolTip(help_text(field))

    @abstractmethod
    def show_value(self, value: Any) -> None:
        """Shows the value of the design; tells nobody."""

    @abstractmethod
    def mark_refused(self, refused: bool) -> None:
        """Marks the field as refused, or not."""

    def refuse(self, message: str) -> None:
        """Says beside the field why the wanted value was not taken."""
        self._message.setText(message)
        self._message.setForegroundRole(self._message.palette().ColorRole.BrightText)
        self._message.show()
        self.mark_refused(True)

    def accept(self) -> None:
        """Takes back what `refuse` said."""
        if self._message.text():
            self._message.setText("")
            self._message.hide()
            self.mark_refused(False)

    @property
    def refusal(self) -> str:
        """What is wrong with the value that was wanted last; empty when it was taken."""
        return self._message.text()

    def follow(self) -> None:
        """Takes less room, as the second of two in a row."""
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._title.setMinimumWidth(0)
        self._title.setMaximumWidth(self._title.sizeHint().width())

    def _add_row(self, *widgets: QWidget) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE.S)
        self._title = label(field_title(self.field), TextStyle.QUIET)
        self._title.setFixedWidth(LABEL_WIDTH)
        row.addWidget(self._title)
        for widget in widgets:
            row.addWidget(widget)
        if not any(widget.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Expanding for widget in widgets):
            row.addStretch(1)
        self._column.addLayout(row)

    def _finish(self) -> None:
        self._column.addWidget(self._message)


class RangeEditor(Editor):
    """Two fields over a slider with two handles."""

    def __init__(self, op: str, field: ParameterField, parameter: RangeOf, parent: QWidget | None = None) -> None:
        super().__init__(op, field, parent)
        low, high = parameter.slider or (parameter.minimum, parameter.maximum)
        scale = Scale(low, high, parameter.step, parameter.neutral, parameter.logarithmic)
        self._slider = RangeSlider(scale, (low, high), self._name)
        self._slider.setToolTip(help_text(field))
        self._low = self._number_field(parameter, "lowest")
        self._high = self._number_field(parameter, "highest")
        self._add_row(_stretch(), self._low, label("–", TextStyle.QUIET), self._high)
        self._column.addWidget(self._slider)
        self._finish()
        self._slider.values_edited.connect(lambda values: self.edited.emit(Range(*values), True))
        self._slider.edit_finished.connect(self.edit_finished)
        self._slider.reset_requested.connect(self._reset)
        self._low.value_entered.connect(lambda value: self._want(value, self._high.value))
        self._high.value_entered.connect(lambda value: self._want(self._low.value, value))

    def _number_field(self, parameter: RangeOf, end: str) -> NumberField:
        made = NumberField(0.0, f"{self._name} ({end})", step=parameter.step, unit=parameter.unit)
        made.nonsense_entered.connect(lambda text: self.refuse(f"expected a number, got {text!r}"))
        return made

    def _want(self, low: float | None, high: float | None) -> None:
        self.edited.emit([low, high], False)

    def _reset(self) -> None:
        if not self.field.required:
            self.edited.emit(self.field.default, False)

    def show_value(self, value: Range) -> None:
        self._slider.show_values((value.low, value.high))
        self._low.show_value(value.low)
        self._high.show_value(value.high)

    def mark_refused(self, refused: bool) -> None:
        for each in (self._low, self._high):
            each.set_refused(refused)


class NumberEditor(Editor):
    """A field beside a slider with one handle; also the probability's."""

    def __init__(self, op: str, field: ParameterField, parameter: Number, parent: QWidget | None = None) -> None:
        super().__init__(op, field, parent)
        low, high = parameter.slider or (parameter.minimum, parameter.maximum)
        self._slider = ValueSlider(Scale(low, high, parameter.step), (low,), self._name)
        self._slider.setToolTip(help_text(field))
        self._field = NumberField(0.0, f"{self._name} (value)", step=parameter.step, unit=parameter.unit)
        self._add_row(self._slider, self._field)
        self._finish()
        self._slider.values_edited.connect(lambda values: self.edited.emit(values[0], True))
        self._slider.edit_finished.connect(self.edit_finished)
        self._slider.reset_requested.connect(self._reset)
        self._field.value_entered.connect(lambda value: self.edited.emit(value, False))
        self._field.nonsense_entered.connect(lambda text: self.refuse(f"expected a number, got {text!r}"))

    def _reset(self) -> None:
        if not self.field.required:
            self.edited.emit(self.field.default, False)

    def show_value(self, value: float) -> None:
        self._slider.show_values((value,))
        self._field.show_value(value)

    def mark_refused(self, refused: bool) -> None:
        self._field.set_refused(refused)


class CountEditor(Editor):
    """A field for a whole number."""

    def __init__(self, op: str, field: ParameterField, parameter: Count, parent: QWidget | None = None) -> None:
        super().__init__(op, field, parent)
        self._parameter = parameter
        self._field = NumberField(None, f"{self._name}", step=1, unit=parameter.unit)
        if parameter.optional:
            self._field.setPlaceholderText("–")
        self._add_row(self._field)
        self._finish()
        self._field.value_entered.connect(lambda value: self.edited.emit(value, False))
        self._field.nonsense_entered.connect(self._read_nothing)

    def _read_nothing(self, text: str) -> None:
        if self._parameter.optional and not text.strip():
            self.edited.emit(None, False)
        else:
            self.refuse(f"expected a whole number, got {text!r}")

    def show_value(self, value: int | None) -> None:
        self._field.show_value(value)

    def mark_refused(self, refused: bool) -> None:
        self._field.set_refused(refused)


class ChoiceEditor(Editor):
    """A list of names."""

    def __init__(self, op: str, field: ParameterField, parameter: Choice, parent: QWidget | None = None) -> None:
        super().__init__(op, field, parent)
        self._box = ChoiceBox([option.value for option in parameter.options], self._name)
        self._add_row(self._box)
        self._finish()
        self._box.activated.connect(lambda index: self.edited.emit(parameter.options[index], False))

    def show_value(self, value: str) -> None:
        self._box.setCurrentIndex(self._box.findData(str(value)))

    def mark_refused(self, refused: bool) -> None:
        self._box.setProperty("refused", refused)


class SelectionEditor(Editor):
    """Whole numbers separated by commas."""

    def __init__(self, op: str, field: ParameterField, parameter: Selection, parent: QWidget | None = None) -> None:
        super().__init__(op, field, parent)
        self._shown = ""
        self._edit = FieldEdit()
        self._edit.setAccessibleName(self._name)
        self._edit.setPlaceholderText(", ".join(map(str, parameter.options)))
        self._edit.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._add_row(self._edit)
        self._finish()
        self._edit.editingFinished.connect(self._read)

    def _read(self) -> None:
        text = self._edit.text().strip()
        if text == self._shown:
            return
        numbers = [read_number(part) for part in text.replace(";", ",").split(",")]
        if None in numbers:
            self.refuse(f"expected {self._edit.placeholderText()}, or some of them, got {text!r}")
        else:
            self.edited.emit(tuple(numbers), False)

    def show_value(self, value: tuple[int, ...]) -> None:
        self._shown = ", ".join(map(str, value))
        self._edit.setText(self._shown)

    def mark_refused(self, refused: bool) -> None:
        self._edit.set_refused(refused)


class SwitchEditor(Editor):
    """A switch."""

    def __init__(self, op: str, field: ParameterField, parent: QWidget | None = None) -> None:
        super().__init__(op, field, parent)
        self._switch = SwitchButton(self._name)
        self._add_row(self._switch)
        self._finish()
        self._switch.clicked.connect(lambda checked: self.edited.emit(checked, False))

    def show_value(self, value: bool) -> None:
        self._switch.setChecked(value)

    def mark_refused(self, refused: bool) -> None:
        self._switch.setProperty("refused", refused)


class NumbersEditor(Editor):
    """Numbers separated by commas.

    Args:
        op: The transform's name.
        field: The parameter.
        words: What may stand there instead, with what it means.
        placeholder: What an empty field shows.
        parent: Qt's parent.
    """

    def __init__(
        self, op: str, field: ParameterField, words: dict[str, object], placeholder: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(op, field, parent)
        self._words = words
        self._shown = ""
        self._edit = FieldEdit()
        self._edit.setAccessibleName(self._name)
        self._edit.setPlaceholderText(placeholder)
        self._edit.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._add_row(self._edit)
        self._finish()
        self._edit.editingFinished.connect(self._read)

    def _read(self) -> None:
        text = self._edit.text().strip()
        if text == self._shown:
            return
        if text in self._words:
            self.edited.emit(self._words[text], False)
            return
        numbers = [read_number(part) for part in text.replace(";", ",").split(",")]
        if None in numbers:
            self.refuse(f"expected numbers separated by commas, got {text!r}")
        else:
            self.edited.emit(tuple(numbers), False)

    def show_value(self, value: tuple[float, ...] | str | None) -> None:
        self._shown = value if isinstance(value, str) else ", ".join(number_text(each) for each in value or ())
        self._edit.setText(self._shown)

    def mark_refused(self, refused: bool) -> None:
        self._edit.set_refused(refused)


def per_channel_editor(op: str, field: ParameterField, parameter: PerChannel) -> NumbersEditor:
    """An editor for one number, one a channel, or a name."""
    words: dict[str, object] = {name: name for name in parameter.names}
    return NumbersEditor(op, field, words, " or ".join(("numbers", *words)))


def weights_editor(op: str, field: ParameterField, _: Weights) -> NumbersEditor:
    """An editor for one number a step, or nothing."""
    return NumbersEditor(op, field, {"": None}, "all alike")


def _stretch() -> QWidget:
    made = QWidget()
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return made


def editor_for(op: str, field: ParameterField) -> Editor:
    """The editor for a parameter, by its declaration.

    Raises:
        TypeError: A kind of declaration that this window does not know.
    """
    for kind, editor in _EDITORS:
        if isinstance(field.parameter, kind):
            return editor(op, field, field.parameter)
    raise TypeError(f"{op}: {field.name}: no editor for {field.parameter!r}")


_EDITORS: tuple[tuple[type[Parameter], Callable[[str, ParameterField, Any], Editor]], ...] = (
    (RangeOf, RangeEditor),
    (Number, NumberEditor),
    (Count, CountEditor),
    (Choice, ChoiceEditor),
    (Selection, SelectionEditor),
    (Switch, lambda op, field, _: SwitchEditor(op, field)),
    (PerChannel, per_channel_editor),
    (Weights, weights_editor),
)
