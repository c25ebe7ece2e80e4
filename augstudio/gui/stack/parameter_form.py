"""Editors of some parameters of one step, bound to the document."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from augstudio.errors import PipelineError
from augstudio.gui.stack.editors import Editor, editor_for
from augstudio.gui.stack.size_editor import SizeEditor, has_size_choice
from augstudio.gui.stack.statistics_editor import StatisticsEditor, statistics_fields
from augstudio.gui.studio import Studio
from augstudio.gui.theme import SPACE
from augstudio.pipeline.model import Step
from augstudio.transforms.base import ParameterField
from augstudio.transforms.parameters import Count, Number, RangeOf

PROBABILITY = "probability"
_SHORT = 6


def probability_field(step: Step) -> ParameterField:
    """A step's probability, declared like a parameter."""
    declaration = Number(0, 1, step=0.01, help="How likely the step is to be applied to an image.")
    return ParameterField(PROBABILITY, declaration, False, step.transform.default_probability)


def is_random(step: Step) -> bool:
    """True when chance is what the step is about: it draws, or is usually applied to some images only."""
    return step.transform.draw_count > 0 or step.transform.default_probability < 1


def hands_on_fields(step: Step) -> tuple[ParameterField, ...]:
    """What one plays with: ranges, sizes, everything required, and the probability of what is random. They are on the card."""
    fields = tuple(each for each in step.transform.parameter_fields() if _is_hands_on(each))
    return (*fields, probability_field(step)) if is_random(step) else fields


def detail_fields(step: Step) -> tuple[ParameterField, ...]:
    """What one sets once: interpolation, fill and the like. They are in the inspector."""
    fields = tuple(each for each in step.transform.parameter_fields() if not _is_hands_on(each))
    return fields if is_random(step) else (*fields, probability_field(step))


def _is_hands_on(field: ParameterField) -> bool:
    return field.required or isinstance(field.parameter, RangeOf | Number | Count)


def rows_of(fields: tuple[ParameterField, ...]) -> list[tuple[ParameterField, ...]]:
    """Fields row by row: two whole numbers with short names, height and width, share one."""
    rows: list[tuple[ParameterField, ...]] = []
    for field in fields:
        last = rows[-1] if rows else ()
        if len(last) == 1 and _is_short(last[0]) and _is_short(field):
            rows[-1] = (*last, field)
        else:
            rows.append((field,))
    return rows


def _is_short(field: ParameterField) -> bool:
    return isinstance(field.parameter, Count) and len(field.name) <= _SHORT


class ParameterForm(QWidget):
    """A column of editors; what the transform refuses is said beside the field, and the old value stays."""

    def __init__(
        self, studio: Studio, step: Step, fields: Iterable[ParameterField], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._studio = studio
        self._step = step
        self._editors: dict[str, Editor] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.S)
        shown = tuple(fields)
        self._statistics = self._statistics_editor(step, shown)
        if self._statistics:
            column.addWidget(self._statistics)
        self._size = self._size_editor(step, shown)
        if self._size:
            column.addWidget(self._size)
        for field in shown:
            self._editors[field.name] = editor_for(step.op, field)
            self._bind(self._editors[field.name], field)
        for row in rows_of(shown):
            column.addLayout(self._row([self._editors[field.name] for field in row]))
        self.show_step(step)

    @property
    def editors(self) -> dict[str, Editor]:
        """The editors by the name of their parameter."""
        return self._editors

    @property
    def is_empty(self) -> bool:
        """There is nothing to edit."""
        return not self._editors

    def show_step(self, step: Step) -> None:
        """Shows the values of the step as it is now."""
        self._step = step
        for name, editor in self._editors.items():
            editor.accept()
            editor.show_value(step.probability if name == PROBABILITY else getattr(step.transform, name))
        if self._statistics:
            self._statistics.show_step(step)
            for name in self._statistics.names:
                self._editors[name].setVisible(not self._statistics.is_named)
        if self._size:
            self._size.show_step(step)
            hidden = self._size.hidden_fields()
            for name in ("height", "width", "shorter"):
                self._editors[name].setVisible(name not in hidden)

    def _statistics_editor(self, step: Step, fields: tuple[ParameterField, ...]) -> StatisticsEditor | None:
        named = statistics_fields(fields)
        if not named:
            return None
        made = StatisticsEditor(step.op, named)
        made.wanted.connect(self._change_together)
        return made

    def _size_editor(self, step: Step, fields: tuple[ParameterField, ...]) -> SizeEditor | None:
        if not has_size_choice(fields):
            return None
        made = SizeEditor(step.op)
        made.wanted.connect(self._change_together)
        return made

    def _row(self, editors: list[Editor]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE.M)
        row.addWidget(editors[0])
        for editor in editors[1:]:
            editor.follow()
            row.addStretch(1)
            row.addWidget(editor)
        return row

    def _bind(self, editor: Editor, field: ParameterField) -> None:
        editor.edited.connect(lambda value, dragging: self._change(field.name, value, dragging))
        editor.edit_finished.connect(self._studio.document.end_gesture)

    def _change(self, name: str, value: Any, dragging: bool) -> None:
        gesture = f"{self._step.id}.{name}" if dragging else ""
        try:
            if name == PROBABILITY:
                self._studio.edits.set_probability(self._step.id, value, gesture=gesture)
            else:
                self._studio.edits.set_parameters(self._step.id, {name: value}, gesture=gesture)
        except PipelineError as error:
            self.show_step(self._step)
            self._editors[name].refuse(error.message)
        else:
            self.show_step(self._studio.pipeline.step(self._step.id))

    def _change_together(self, changes: dict[str, Any]) -> None:
        self._studio.edits.set_parameters(self._step.id, changes)
