"""Where mean and standard deviation come from: the open data, ImageNet, or numbers of one's own."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from augstudio.gui.elements.choice_box import ChoiceBox
from augstudio.gui.elements.text import TextStyle, label
from augstudio.gui.stack.editors import LABEL_WIDTH
from augstudio.gui.theme import SPACE
from augstudio.pipeline.model import Step
from augstudio.transforms.base import ParameterField
from augstudio.transforms.parameters import PerChannel

_WORDS = {"dataset": "From the open data", "imagenet": "ImageNet's"}
_NUMBERS = "numbers"
_START = (0.5,)
"""What one's own numbers start from: maps 0..1 to -1..1."""


def statistics_fields(fields: tuple[ParameterField, ...]) -> tuple[ParameterField, ...]:
    """The fields that may be named together instead of written in numbers; empty where there are no two."""
    named = tuple(each for each in fields if isinstance(each.parameter, PerChannel) and each.parameter.names)
    return named if len(named) > 1 else ()


class StatisticsEditor(QWidget):
    """One choice for all of these fields at once, since mean and standard deviation belong together.

    Signals:
        wanted: New values by field name.
    """

    wanted = Signal(dict)

    def __init__(self, op: str, fields: tuple[ParameterField, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.names = tuple(field.name for field in fields)
        first = fields[0].parameter
        assert isinstance(first, PerChannel)  # noqa: S101 -- for the type checker: `statistics_fields` chose them
        self._options = (*first.names, _NUMBERS)
        self._box = ChoiceBox([_WORDS.get(name, name) for name in self._options], f"{op}: statistics")
        self._named = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.S)
        title = label("Statistics", TextStyle.QUIET)
        title.setFixedWidth(LABEL_WIDTH)
        row.addWidget(title)
        row.addWidget(self._box)
        row.addStretch(1)
        self._box.activated.connect(self._choose)

    @property
    def is_named(self) -> bool:
        """All of the fields hold one name, so that there are no numbers to show."""
        return self._named

    def show_step(self, step: Step) -> None:
        """Shows where the step's values come from."""
        values = {_value(step, name) for name in self.names}
        name = values.pop() if len(values) == 1 else _NUMBERS
        self._named = isinstance(name, str) and name in self._options[:-1]
        self._box.setCurrentIndex(self._options.index(name) if self._named else len(self._options) - 1)

    def _choose(self, index: int) -> None:
        name = self._options[index]
        value: Any = _START if name == _NUMBERS else name
        if name != _NUMBERS or self._named:
            self.wanted.emit(dict.fromkeys(self.names, value))


def _value(step: Step, name: str) -> str | tuple[float, ...]:
    value: str | tuple[float, ...] = getattr(step.transform, name)
    return value
