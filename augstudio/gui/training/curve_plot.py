"""One quiet plot: curves updated in place, axes with units, a readout under the pointer."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QLabel, QSlider, QWidget

from augstudio.gui.fonts import text_font
from augstudio.gui.theme import FONT
from augstudio.gui.training.focused_range import focused_range
from augstudio.gui.training.plot_colours import PlotColours

_TICK_ROOM_UP = 26.0
_TICK_ROOM_ALONG = 60.0
_END_ROOM = 14.0
_PADDING = 0.015
_PADDING_UP = 0.05
_AXIS_HEIGHT = 34
_AXIS_WIDTH = 58


class Measure(StrEnum):
    """Which of an arm's curves a line is."""

    VALIDATION = "validation"
    TRAIN = "training"
    RUNNING = "running"


_LINE_WIDTHS = {
    Measure.VALIDATION: 2.0,
    Measure.TRAIN: 1.4,
    Measure.RUNNING: 1.0,  # its many points are painted in a third of the time that a wider line takes
}


@dataclass(frozen=True, slots=True)
class LineKey:
    """Says what a line is; its look follows from it.

    Attributes:
        slot: Which of the arm colours: 0 with augmentation, 1 without.
        previous: It belongs to the run before, and is dimmed.
    """

    slot: int
    measure: Measure
    previous: bool = False


class ValueAxis(pg.AxisItem):  # type: ignore[misc]  # the library has no types
    """An axis that writes its numbers the way people do."""

    def __init__(self, orientation: str, write: Callable[[float], str], *, whole: bool = False) -> None:
        super().__init__(orientation=orientation, showValues=True)
        self._write = write
        self._whole = whole
        self.enableAutoSIPrefix(enable=False)
        self.setStyle(tickLength=0, tickTextOffset=6, autoExpandTextSpace=False)

    def boundingRect(self) -> QRectF:
        """Wide enough for the labels at both ends, which would be left out otherwise."""
        room: QRectF = super().boundingRect()
        return room.adjusted(-_END_ROOM, -_END_ROOM, _END_ROOM, _END_ROOM)

    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, float]]:
        """One level of ticks, on 1, 2, 5; whole numbers where fractions mean nothing."""
        room = _TICK_ROOM_UP if self.orientation in {"left", "right"} else _TICK_ROOM_ALONG
        wanted = max(2.0, size / room)
        raw = abs(maxVal - minVal) / wanted
        if raw <= 0:
            return [(1.0, 0.0)]
        power = 10.0 ** math.floor(math.log10(raw))
        step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw)
        return [(max(1.0, step) if self._whole else step, 0.0)]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        return [self._write(value * scale) for value in values]


class SizeAxis(ValueAxis):
    """A logarithmic axis of image counts with ticks at 1, 2 and 5."""

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        factors = (1, 2, 5) if (maxVal - minVal) * 3 <= size / _TICK_ROOM_ALONG else (1,)
        powers = range(math.floor(minVal), math.ceil(maxVal) + 1)
        ticks = [power + math.log10(factor) for power in powers for factor in factors]
        return [(1.0, [tick for tick in ticks if minVal <= tick <= maxVal])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        return [self._write(10.0**value) for value in values]


class CurvePlot(pg.PlotWidget):  # type: ignore[misc]  # the library has no types
    """Curves that are moved, never rebuilt.

    The pointer does not pan or zoom: the whole of a training is always in view, and the wheel scrolls what is around it.
    """

    def __init__(self, x_axis: ValueAxis, y_axis: ValueAxis, x_title: str, y_title: str) -> None:
        super().__init__(axisItems={"bottom": x_axis, "left": y_axis})
        self._titles = {"bottom": x_title, "left": y_title}
        self._lines: dict[LineKey, pg.PlotDataItem] = {}
        self._points: dict[LineKey, tuple[tuple[float, ...], tuple[float, ...]]] = {}
        self._edges: dict[LineKey, tuple[float, ...]] = {}
        self._bands: dict[LineKey, tuple[pg.PlotCurveItem, pg.PlotCurveItem, pg.FillBetweenItem]] = {}
        self._colours: PlotColours | None = None
        self._reach: tuple[float, float] | None = None
        self._describe: Callable[[float, float], tuple[float, str] | None] | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAntialiasing(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        item = self.getPlotItem()
        item.setMenuEnabled(enableMenu=False)
        item.ctrlMenu.setParent(self, item.ctrlMenu.windowFlags())  # it has no owner, and would outlive the plot
        for slider in item.ctrlMenu.findChildren(
            QSlider
        ):  # the library's own, never shown, but listed by assistive tools
            slider.setAccessibleName(f"{y_title}: {slider.objectName()}")
        item.hideButtons()
        item.setMouseEnabled(x=False, y=False)
        item.getViewBox().setDefaultPadding(_PADDING_UP)
        item.layout.setContentsMargins(0, 6, 16, 0)
        x_axis.setHeight(_AXIS_HEIGHT)
        y_axis.setWidth(_AXIS_WIDTH)
        for axis in (x_axis, y_axis):
            axis.setZValue(-100)  # the grid belongs to the axis, and under the curves
        self._cursor = pg.InfiniteLine(angle=90, movable=False)
        self._cursor.setZValue(-5)
        self._cursor.hide()
        item.addItem(self._cursor, ignoreBounds=True)
        self._readout = QLabel(self)
        self._readout.setObjectName("plotReadout")
        self._readout.setTextFormat(Qt.TextFormat.RichText)
        self._readout.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._readout.hide()
        self.scene().sigMouseMoved.connect(self._point_at)
        self.viewport().installEventFilter(self)

    def set_readout(self, describe: Callable[[float, float], tuple[float, str] | None]) -> None:
        """What to write under the pointer: given a position, the x to mark and rich text; None writes nothing."""
        self._describe = describe

    def set_colours(self, colours: PlotColours) -> None:
        """Takes on a theme; every line keeps its data."""
        self._colours = colours
        self.setBackground(colours.background)
        font = text_font(FONT.CAPTION)
        for name, title in self._titles.items():
            axis = self.getPlotItem().getAxis(name)
            axis.setTickFont(font)
            axis.setPen(pg.mkPen(colours.axis))
            axis.setTextPen(pg.mkPen(colours.muted_text))
            axis.setGrid(255)
            axis.setTickPen(pg.mkPen(colours.grid))
            axis.setLabel(title, **{"color": colours.muted_text.name(), "font-size": f"{FONT.CAPTION}px"})
        self._cursor.setPen(pg.mkPen(colours.muted_text, width=1, style=Qt.PenStyle.DotLine))
        self._readout.setStyleSheet(
            f"QLabel#plotReadout {{ background: {colours.raised.name()}; color: {colours.text.name()};"
            f" border: 1px solid {colours.border.name()}; border-radius: 4px; padding: 4px 7px; }}"
        )
        for key, line in self._lines.items():
            self._dress(key, line)
        for key, (_, _, fill) in self._bands.items():
            fill.setBrush(pg.mkBrush(colours.band(key.slot, previous=key.previous)))

    def hide_readout(self) -> None:
        """Forgets where the pointer was."""
        self._cursor.hide()
        self._readout.hide()

    def colour(self, slot: int) -> QColor:
        """The colour of an arm's lines in the present theme."""
        return self._colours.line(slot) if self._colours is not None else QColor()

    def set_reach(self, first: float, last: float) -> None:
        """How far the horizontal axis goes, so that curves grow into the room that the whole training will take."""
        if (first, last) != self._reach:
            self._reach = (first, last)
            self.setXRange(first, last, padding=_PADDING)

    def focus(self, *, rising: bool) -> None:
        """Gives the height to where curves end up: the first few values of a training may leave the picture.

        Args:
            rising: Better is higher.
        """
        values = [value for key, (_, y) in self._points.items() if key.measure is not Measure.RUNNING for value in y]
        if values:
            low, high = focused_range(values, rising=rising)
            self.setYRange(low, high, padding=_PADDING_UP)

    def fit(self) -> None:
        """Gives the height to everything that is drawn."""
        values = [*(value for _, y in self._points.values() for value in y), *chain.from_iterable(self._edges.values())]
        if values:
            self.setYRange(min(values), max(values), padding=_PADDING_UP)

    def draw_line(self, key: LineKey, x: Sequence[float], y: Sequence[float], *, dots: bool = False) -> None:
        """Gives a line its points; it comes into being with its first ones.

        Args:
            key: Which line.
            x: Positions along the horizontal axis, rising.
            y: As many values.
            dots: Mark every point, as sparse measurements deserve.
        """
        points = (tuple(x), tuple(y))
        if self._points.get(key) == points:
            return
        self._points[key] = points
        line = self._lines.get(key)
        if line is None:
            line = self._lines[key] = pg.PlotDataItem(antialias=True)
            line.setZValue(0 if key.previous else 10 + (key.measure is Measure.VALIDATION))
            self._dress(key, line)
            self.getPlotItem().addItem(line)
        line.setData(x, y, symbol="o" if dots or len(x) == 1 else None)

    def draw_band(self, key: LineKey, x: Sequence[float], low: Sequence[float], high: Sequence[float]) -> None:
        """Fills between two curves."""
        if key not in self._bands:
            edges = pg.PlotCurveItem(pen=None), pg.PlotCurveItem(pen=None)
            fill = pg.FillBetweenItem(*edges)
            fill.setZValue(-2 if key.previous else -1)
            if self._colours is not None:
                fill.setBrush(pg.mkBrush(self._colours.band(key.slot, previous=key.previous)))
            for each in (*edges, fill):
                self.getPlotItem().addItem(each)
            self._bands[key] = (*edges, fill)
        self._edges[key] = (*low, *high)
        lower, upper, _ = self._bands[key]
        lower.setData(x, low)
        upper.setData(x, high)

    def clear_lines(self) -> None:
        """Empties every line and band; they stay to be filled again."""
        self._points.clear()
        self._edges.clear()
        for line in self._lines.values():
            line.setData([], [])
        for lower, upper, _ in self._bands.values():
            lower.setData([], [])
            upper.setData([], [])

    def line_points(self, key: LineKey) -> tuple[list[float], list[float]]:
        """What a line shows at the moment; empty where there is none."""
        x, y = self._points.get(key, ((), ()))
        return list(x), list(y)

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.Leave, QEvent.Type.Hide}:
            self.hide_readout()
        return bool(super().eventFilter(watched, event))

    def _dress(self, key: LineKey, line: pg.PlotDataItem) -> None:
        if self._colours is None:
            return
        colour = self._colours.line(key.slot, previous=key.previous)
        if key.measure is Measure.RUNNING:
            colour = QColor(colour)
            colour.setAlphaF(colour.alphaF() * 0.35)
        style = Qt.PenStyle.CustomDashLine if key.measure is Measure.TRAIN else Qt.PenStyle.SolidLine
        pen = pg.mkPen(colour, width=_LINE_WIDTHS[key.measure])
        pen.setStyle(style)
        if key.measure is Measure.TRAIN:
            pen.setDashPattern([3.0, 3.0])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap if key.measure is Measure.TRAIN else Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        line.setPen(pen)
        line.setSymbolPen(None)
        line.setSymbolBrush(pg.mkBrush(colour))
        line.setSymbolSize(6 if key.measure is Measure.VALIDATION else 4)

    def _point_at(self, position: QPointF) -> None:
        box = self.getPlotItem().getViewBox()
        if self._describe is None or not box.sceneBoundingRect().contains(position):
            self.hide_readout()
            return
        at = box.mapSceneToView(position)
        said = self._describe(at.x(), at.y())
        if said is None:
            self.hide_readout()
            return
        x, text = said
        self._cursor.setValue(x)
        self._cursor.show()
        self._readout.setText(text)
        self._readout.adjustSize()
        self._place_readout(self.mapFromScene(position).x(), self.mapFromScene(position).y())

    def _place_readout(self, x: int, y: int) -> None:
        """Beside the pointer, on the side where there is room."""
        size = self._readout.size()
        left = x + 14 if x + 14 + size.width() <= self.width() else x - 14 - size.width()
        top = min(max(4, y - size.height() // 2), self.height() - size.height() - 4)
        self._readout.move(max(0, left), max(0, top))
        self._readout.show()
