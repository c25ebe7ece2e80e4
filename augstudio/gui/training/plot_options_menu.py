"""How curves are to be drawn: which plots, on which axes, how smooth."""

from dataclasses import replace

from pydantic import TypeAdapter, ValidationError
from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget, QWidgetAction

from augstudio.gui.elements.text import TextStyle, label
from augstudio.gui.settings import open_settings
from augstudio.gui.stack.track_slider import Scale, ValueSlider
from augstudio.gui.theme import SPACE
from augstudio.gui.training.plot_options import PlotOptions, Shown

_SHOWN = {Shown.BOTH: "Accuracy and loss", Shown.ACCURACY: "Accuracy alone", Shown.LOSS: "Loss alone"}
_LOGARITHMIC = {
    "logarithmic_epochs": "Logarithmic epochs",
    "logarithmic_loss": "Logarithmic loss",
    "logarithmic_sizes": "Logarithmic numbers of images",
}
_STRONGEST = 0.95
_KEY = "training/plot_options"


class PlotOptionsMenu(QMenu):
    """The choices, each taken at once and remembered.

    Signals:
        changed: The options as they are now.
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._options = _read()
        self._add_shown()
        self.addSeparator()
        for name, text in _LOGARITHMIC.items():
            self._add_switch(name, text)
        self.addSeparator()
        self._add_smoothing()

    @property
    def options(self) -> PlotOptions:
        """What is chosen."""
        return self._options

    def _add_shown(self) -> None:
        group = QActionGroup(self)
        for shown, text in _SHOWN.items():
            action = self._checkable(text, is_on=shown is self._options.shown)
            group.addAction(action)
            action.triggered.connect(
                lambda _checked=False, shown=shown: self._take(replace(self._options, shown=shown))
            )

    def _add_switch(self, name: str, text: str) -> None:
        action = self._checkable(text, is_on=getattr(self._options, name))
        action.toggled.connect(lambda is_on: self._take(replace(self._options, **{name: is_on})))

    def _add_smoothing(self) -> None:
        self._slider = ValueSlider(Scale(0.0, _STRONGEST, 0.05), (self._options.smoothing,), "Smoothing")
        self._slider.setToolTip("How much of its past each point of a curve over epochs takes in")
        self._slider.values_edited.connect(lambda values: self._take(replace(self._options, smoothing=values[0])))
        row = QWidget(self)
        row.setFocusProxy(self._slider)
        line = QHBoxLayout(row)
        line.setContentsMargins(SPACE.M, SPACE.XS, SPACE.M, SPACE.XS)
        line.setSpacing(SPACE.M)
        line.addWidget(label("Smoothing", TextStyle.BODY))
        line.addWidget(self._slider, 1)
        action = QWidgetAction(self)
        action.setText("Smoothing")
        action.setDefaultWidget(row)
        self.addAction(action)

    def _checkable(self, text: str, *, is_on: bool) -> QAction:
        action = self.addAction(text)
        action.setCheckable(True)
        action.setChecked(is_on)
        return action

    def _take(self, options: PlotOptions) -> None:
        if options != self._options:
            self._options = options
            open_settings().setValue(_KEY, TypeAdapter(PlotOptions).dump_json(options).decode())
            self.changed.emit(options)


def _read() -> PlotOptions:
    """What was chosen last; the usual where that cannot be read."""
    try:
        return TypeAdapter(PlotOptions).validate_json(str(open_settings().value(_KEY, "{}")))
    except ValidationError:
        return PlotOptions()
