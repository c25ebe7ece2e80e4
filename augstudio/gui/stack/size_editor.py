"""Which of the two ways to give a size: both sides, or the shorter one."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from augstudio.gui.elements.choice_box import ChoiceBox
from augstudio.gui.elements.text import TextStyle, label
from augstudio.gui.stack.editors import LABEL_WIDTH
from augstudio.gui.theme import SPACE
from augstudio.pipeline.model import Step
from augstudio.transforms.base import ParameterField
from augstudio.transforms.parameters import Count

_SIDES = ("height", "width")
_SHORTER = "shorter"


def has_size_choice(fields: tuple[ParameterField, ...]) -> bool:
    """Both sides and the shorter side are there, and each may be left out."""
    optional = {each.name for each in fields if isinstance(each.parameter, Count) and each.parameter.optional}
    return {*_SIDES, _SHORTER} <= optional


class SizeEditor(QWidget):
    """The choice; the fields of the way not taken are hidden.

    Signals:
        wanted: New values by field name.
    """

    wanted = Signal(dict)

    def __init__(self, op: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step: Step | None = None
        self._box = ChoiceBox(["height and width", "shorter side"], f"{op}: size")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.S)
        title = label("Size", TextStyle.QUIET)
        title.setFixedWidth(LABEL_WIDTH)
        row.addWidget(title)
        row.addWidget(self._box)
        row.addStretch(1)
        self._box.activated.connect(self._choose)

    def show_step(self, step: Step) -> None:
        """Shows which way the step takes."""
        self._step = step
        self._box.setCurrentIndex(0 if self._value(_SHORTER) is None else 1)

    def hidden_fields(self) -> tuple[str, ...]:
        """The fields of the way not taken."""
        return (_SHORTER,) if self._value(_SHORTER) is None else _SIDES

    def _choose(self, index: int) -> None:
        shorter = self._value(_SHORTER)
        if index == 1 and shorter is None:
            height, width = (self._value(name) for name in _SIDES)
            self.wanted.emit({"height": None, "width": None, _SHORTER: min(height or 1, width or 1)})
        elif index == 0 and shorter is not None:
            self.wanted.emit({"height": shorter, "width": shorter, _SHORTER: None})

    def _value(self, name: str) -> int | None:
        value: Any = getattr(self._step.transform, name) if self._step else None
        return int(value) if value is not None else None
