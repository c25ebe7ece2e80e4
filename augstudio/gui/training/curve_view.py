"""What the learning curve and the size curve share: a run that grows, and the one before it."""

import csv
import io
from dataclasses import astuple, fields
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from augstudio.gui.training.curve_plot import CurvePlot
from augstudio.gui.training.legend import LegendEntry
from augstudio.gui.training.plot_options import PlotOptions
from augstudio.gui.training.plots_view import PlotsView
from augstudio.gui.training.run_record import RunRecord
from augstudio.training.config import BASELINE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed import DataclassInstance


class CurveFigure(Protocol):
    """What is drawn: plots, and how a run fills them."""

    @property
    def plots(self) -> tuple[tuple[CurvePlot, int], ...]:
        """Side by side from the left, with the share of the width that each takes."""

    def set_options(self, options: PlotOptions) -> None:
        """Draws as the user wants it, from the next time on."""

    def draw(self, record: RunRecord, *, previous: bool) -> None:
        """Gives every line its points; those of the previous run are dimmed."""

    def legend(self, record: RunRecord, previous: RunRecord | None) -> tuple[LegendEntry, ...]:
        """What the lines are, with the values they have reached."""

    def numbers(self, record: RunRecord) -> str:
        """What is drawn as comma-separated values."""


class CurveView(PlotsView):
    """The curves of a run, over those of the run before it."""

    def __init__(self, figure: CurveFigure, parent: QWidget | None = None) -> None:
        super().__init__(figure.plots, parent)
        self._figure = figure
        self._record: RunRecord | None = None
        self._previous: RunRecord | None = None

    @property
    def record(self) -> RunRecord | None:
        """The run that is drawn."""
        return self._record

    @property
    def _compared(self) -> RunRecord | None:
        """The run before, where it can be compared with this one."""
        if self._previous is None or self._record is None or self._previous.subject != self._record.subject:
            return None
        return self._previous

    def set_options(self, options: PlotOptions) -> None:
        """Draws as the user wants it."""
        self._figure.set_options(options)
        self.redraw()

    def begin(self, record: RunRecord) -> None:
        """Draws a new run from now on; the one before it stays, dimmed, if it trained the same model on the same data."""
        if self._record is not None and not self._record.is_empty:
            self._previous = self._record
        self._record = record
        self.redraw()

    def end(self) -> None:
        """Draws the last of a run; one that came to nothing leaves the words, or the run before it, alone."""
        self.refresh()
        if self._record is not None and self._record.is_empty:
            self._record, self._previous = self._previous, None
            self.redraw()
            if self._record is None:
                self.show_plots(shown=False)

    def redraw(self) -> None:
        """Draws everything anew."""
        for plot in self._plots:
            plot.clear_lines()
        if self._compared is not None:
            self._figure.draw(self._compared, previous=True)
        self.refresh()

    def refresh(self) -> None:
        """Draws what is new in the run."""
        if self._record is not None:
            self._figure.draw(self._record, previous=False)
            self.legend.set_entries(self._figure.legend(self._record, self._compared))
            if self._compared is not None or not self._record.is_empty:
                self.show_plots(shown=True)

    def numbers(self) -> str:
        return self._figure.numbers(self._record) if self._record is not None else ""


def slot_of(arm: str) -> int:
    """Which colour an arm has: without augmentation it is always the same."""
    return 1 if arm == BASELINE else 0


def short_title(arm: str) -> str:
    """What an arm is called in a narrow legend."""
    return "without" if arm == BASELINE else arm


def comma_separated(kind: "type[DataclassInstance]", rows: "Iterable[DataclassInstance]") -> str:
    """Rows of one kind under the names of their fields."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([field.name for field in fields(kind)])
    writer.writerows(astuple(row) for row in rows)
    return text.getvalue()
