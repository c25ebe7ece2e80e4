"""Plots with a legend, words where there is nothing to draw yet, and ways out as a picture and as numbers."""

from abc import abstractmethod
from pathlib import Path

from PySide6.QtCore import QBuffer, QEvent, QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from augstudio.errors import AugStudioError
from augstudio.gui.elements.empty_state import EmptyState
from augstudio.gui.theme import SPACE, colours
from augstudio.gui.training.curve_plot import CurvePlot
from augstudio.gui.training.flat_drawing import Area, flattened
from augstudio.gui.training.legend import Legend
from augstudio.gui.training.plot_colours import PlotColours

_PICTURE_SCALE = 2
"""Pictures are saved with this many dots a pixel, to stand in a report."""


class PlotsView(QWidget):
    """Plots side by side; before there is anything to draw, words that say what will be.

    Attributes:
        legend: What the lines are; whoever shows the view puts it where there is room.
    """

    def __init__(self, plots: tuple[tuple[CurvePlot, int], ...], parent: QWidget | None = None) -> None:
        """Lays them out.

        Args:
            plots: From the left, with the share of the width that each takes.
            parent: The widget that it is in.
        """
        super().__init__(parent)
        self.legend = Legend()
        self._plots = tuple(plot for plot, _ in plots)
        self._empty = EmptyState("", "")
        self._drawing = QWidget()
        row = QHBoxLayout(self._drawing)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.M)
        for plot, share in plots:
            row.addWidget(plot, share)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._drawing)
        self._take_colours()

    @property
    def is_empty(self) -> bool:
        """The words are shown, no plots."""
        return self._pages.currentWidget() is self._empty

    @abstractmethod
    def numbers(self) -> str:
        """What is drawn as comma-separated values; empty where nothing is."""

    def set_empty_text(self, title: str, text: str) -> None:
        """What to say while there is nothing to draw."""
        self._empty.show_text(title, text)

    def show_plots(self, *, shown: bool) -> None:
        """Shows the plots, or the words."""
        self._pages.setCurrentWidget(self._drawing if shown else self._empty)

    def picture(self) -> QPixmap:
        """The plots with their legend, in twice the screen's resolution."""
        picture = QPixmap(self._picture_size() * _PICTURE_SCALE)
        picture.setDevicePixelRatio(_PICTURE_SCALE)
        picture.fill(colours(self).window)
        painter = QPainter(picture)
        for plot in self._plots:
            plot.widen_lines(_PICTURE_SCALE)
        self._paint_picture(painter)
        for plot in self._plots:
            plot.widen_lines(1)
        painter.end()
        return picture

    def save_picture(self, path: Path) -> None:
        """Writes the picture: as a drawing whose name ends in .svg, or as dots.

        Raises:
            AugStudioError: It cannot be written there.
        """
        is_written = self._save_drawing(path) if path.suffix.lower() == ".svg" else self.picture().save(str(path))
        if not is_written:
            raise AugStudioError(
                f"{path}: the picture cannot be written there; choose another folder, or a name ending in .png or .svg"
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

    def _save_drawing(self, path: Path) -> bool:
        size, content = self._picture_size(), QBuffer()
        drawing = QSvgGenerator()
        drawing.setOutputDevice(content)
        drawing.setResolution(self.logicalDpiX())  # any other would scale the axes alone
        drawing.setSize(size)
        drawing.setViewBox(QRect(QPoint(), size))
        painter = QPainter(drawing)
        painter.fillRect(QRect(QPoint(), size), colours(self).window)
        self._paint_picture(painter)
        painter.end()
        try:
            path.write_text(flattened(content.data().toStdString(), self._areas()), encoding="utf-8")
        except OSError:
            return False
        return True

    def _areas(self) -> list[Area]:
        """What is inside the axes of each plot, in the picture."""
        shown = [plot for plot in self._plots if not plot.isHidden()]
        places = [plot.area.translated(plot.pos()).translated(SPACE.L, SPACE.L + self._head_height()) for plot in shown]
        return [(place.x(), place.y(), place.width(), place.height()) for place in places]

    def _picture_size(self) -> QSize:
        return self._drawing.size() + QSize(2 * SPACE.L, self._head_height() + 2 * SPACE.L)

    def _head_height(self) -> int:
        return self.legend.sizeHint().height() + SPACE.S

    def _paint_picture(self, painter: QPainter) -> None:
        for plot in self._plots:
            plot.hide_readout()
        painter.translate(SPACE.L, SPACE.L)
        self.legend.paint_entries(painter, self._drawing.width())
        painter.translate(0, self._head_height())
        for plot in self._plots:
            if not plot.isHidden():
                plot.render(painter, QRectF(plot.geometry()), plot.rect())

    def _take_colours(self) -> None:
        taken = PlotColours.of(colours(self))
        for plot in self._plots:
            plot.set_colours(taken)
