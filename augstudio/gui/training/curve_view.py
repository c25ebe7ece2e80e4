"""What the learning curve and the size curve share: plots with a legend, an empty state, ways out as picture and numbers."""

import csv
import io
from dataclasses import astuple, fields
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QPoint, QSize
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from augstudio.errors import AugStudioError
from augstudio.gui.elements.empty_state import EmptyState
from augstudio.gui.theme import SPACE, colours
from augstudio.gui.training.curve_plot import CurvePlot
from augstudio.gui.training.legend import Legend, LegendEntry
from augstudio.gui.training.plot_colours import PlotColours
from augstudio.gui.training.run_record import RunRecord
from augstudio.training.config import BASELINE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed import DataclassInstance

_PICTURE_SCALE = 2
"""Pictures are saved with this many dots a pixel, to stand in a report."""


class CurveFigure(Protocol):
    """What is drawn: plots, and how a run fills them."""

    @property
    def plots(self) -> tuple[tuple[CurvePlot, int], ...]:
        """Side by side from the left, with the share of the width that each takes."""

    def draw(self, record: RunRecord, *, previous: bool) -> None:
        """Gives every line its points; those of the previous run are dimmed."""

    def legend(self, record: RunRecord, previous: RunRecord | None) -> tuple[LegendEntry, ...]:
        """What the lines are, with the values they have reached."""

    def numbers(self, record: RunRecord) -> str:
        """What is drawn as comma-separated values."""


class CurveView(QWidget):
    """Plots; before there is anything to draw, words that say what will be.

    Attributes:
        legend: What the lines are; whoever shows the view puts it where there is room.
    """

    def __init__(self, figure: CurveFigure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure = figure
        self.legend = Legend()
        self._plots = tuple(plot for plot, _ in figure.plots)
        self._record: RunRecord | None = None
        self._previous: RunRecord | None = None
        self._empty = EmptyState("", "")
        self._drawing = QWidget()
        row = QHBoxLayout(self._drawing)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.M)
        for plot, share in figure.plots:
            row.addWidget(plot, share)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._drawing)
        self._take_colours()

    @property
    def record(self) -> RunRecord | None:
        """The run that is drawn."""
        return self._record

    @property
    def is_empty(self) -> bool:
        """The words are shown, no plots."""
        return self._pages.currentWidget() is self._empty

    @property
    def _compared(self) -> RunRecord | None:
        """The run before, where it can be compared with this one."""
        if self._previous is None or self._record is None or self._previous.subject != self._record.subject:
            return None
        return self._previous

    def set_empty_text(self, title: str, text: str) -> None:
        """What to say before the first run."""
        self._empty.show_text(title, text)

    def begin(self, record: RunRecord) -> None:
        """Draws a new run from now on; the one before it stays, dimmed, if it trained the same model on the same data."""
        if self._record is not None and not self._record.is_empty:
            self._previous = self._record
        self._record = record
        for plot in self._plots:
            plot.clear_lines()
        if self._compared is not None:
            self._figure.draw(self._compared, previous=True)
        self.refresh()

    def end(self) -> None:
        """Draws the last of a run; one that came to nothing leaves the words, or the run before it, alone."""
        self.refresh()
        if self._record is not None and self._record.is_empty:
            self._record, self._previous = self._previous, None
            for plot in self._plots:
                plot.clear_lines()
            self.refresh()
            if self._record is None:
                self._pages.setCurrentWidget(self._empty)

    def refresh(self) -> None:
        """Draws what is new in the run."""
        if self._record is not None:
            self._figure.draw(self._record, previous=False)
            self.legend.set_entries(self._figure.legend(self._record, self._compared))
            if self._compared is not None or not self._record.is_empty:
                self._pages.setCurrentWidget(self._drawing)

    def picture(self) -> QPixmap:
        """The plots with their legend, in twice the screen's resolution."""
        for plot in self._plots:
            plot.hide_readout()
        size = self._drawing.size()
        head = self.legend.sizeHint().height() + SPACE.S
        whole = size + QSize(2 * SPACE.L, head + 2 * SPACE.L)
        picture = QPixmap(whole * _PICTURE_SCALE)
        picture.setDevicePixelRatio(_PICTURE_SCALE)
        picture.fill(colours(self).window)
        painter = QPainter(picture)
        painter.translate(SPACE.L, SPACE.L)
        self.legend.paint_entries(painter, size.width())
        painter.translate(0, head)
        self._drawing.render(painter, QPoint())
        painter.end()
        return picture

    def numbers(self) -> str:
        """What is drawn as comma-separated values; empty before the first run."""
        return self._figure.numbers(self._record) if self._record is not None else ""

    def save_picture(self, path: Path) -> None:
        """Writes the picture.

        Raises:
            AugStudioError: It cannot be written there.
        """
        if not self.picture().save(str(path)):
            raise AugStudioError(
                f"{path}: the picture cannot be written there; choose another folder or a name ending in .png"
            )

    def save_numbers(self, path: Path) -> None:
        """Writes the numbers.

        Raises:
            AugStudioError: They cannot be written there.
        """
        try:
            path.write_text(self.numbers(), encoding="utf-8")
        except OSError as error:
            raise AugStudioError(f"{path}: cannot be written: {error.strerror}") from error

    def minimumSizeHint(self) -> QSize:
        return QSize(260, 120)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._take_colours()

    def _take_colours(self) -> None:
        taken = PlotColours.of(colours(self))
        for plot in self._plots:
            plot.set_colours(taken)


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
