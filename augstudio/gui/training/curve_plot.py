"""One quiet plot: curves updated in place, axes with units, a readout under the pointer."""

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
from augstudio.gui.training.value_axis import ValueAxis

_PADDING = 0.015
_PADDING_UP = 0.05
_AXIS_HEIGHT = 34
_AXIS_WIDTH = 58


class Measure(StrEnum):
    """Which of an arm's curves a line is."""

    VALIDATION = "validation"
    TRAIN = "training"
    RUNNING = "running"
    BASELINE = "without augmentation"
    MEASURED_VALIDATION = "validation, not smoothed"
    MEASURED_TRAIN = "training, not smoothed"


_FAINT = {Measure.RUNNING, Measure.MEASURED_VALIDATION, Measure.MEASURED_TRAIN}
_LINE_WIDTHS = {
    Measure.VALIDATION: 2.0,
    Measure.TRAIN: 1.4,
    Measure.RUNNING: 1.0,  # its many points are painted in a third of the time that a wider line takes
    Measure.BASELINE: 1.6,
    Measure.MEASURED_VALIDATION: 1.0,
    Measure.MEASURED_TRAIN: 1.0,
}
_DASHES = {Measure.TRAIN: [3.0, 3.0], Measure.BASELINE: [1.0, 2.0]}


@dataclass(frozen=True, slots=True)
class LineKey:
    """Says what a line is; its look follows from it.

    Attributes:
        slot: Which of the colours; of one run's arms 0 is with augmentation, 1 without.
        previous: It belongs to the run before, and is dimmed.
    """

    slot: int
    measure: Measure
    previous: bool = False


class CurvePlot(pg.PlotWidget):  # type: ignore[misc]  # the library has no types
    """Curves that are moved, never rebuilt.

    The pointer does not pan or zoom: the whole of a training is always in view, and the wheel scrolls what is around it.
    """

    def __init__(self, x_axis: ValueAxis, y_axis: ValueAxis, x_title: str, y_title: str) -> None:
        super().__init__(axisItems={"bottom": x_axis, "left": y_axis})
        self._titles = {"bottom": x_title, "left": y_title}
        self._lines: dict[LineKey, pg.PlotDataItem] = {}
        self._points: dict[LineKey, tuple[tuple[float, ...], tuple[float, ...]]] = {}
        self._dotted: set[LineKey] = set()
        self._edges: dict[LineKey, tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]] = {}
        self._bands: dict[LineKey, tuple[pg.PlotCurveItem, pg.PlotCurveItem, pg.FillBetweenItem]] = {}
        self._colours: PlotColours | None = None
        self._axes = (x_axis, y_axis)
        self._reach: tuple[float, float] | None = None
        self._rising: bool | None = None
        self._widening = 1.0
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

    @property
    def area(self) -> QRectF:
        """What is inside the axes, in the plot's coordinates."""
        inside = self.getPlotItem().getViewBox().sceneBoundingRect()
        return QRectF(self.mapFromScene(inside).boundingRect())

    def widen_lines(self, factor: float) -> None:
        """Makes all lines so many times as wide: they take no part in the scale of a picture."""
        self._widening = factor
        for key, line in self._lines.items():
            self._dress(key, line)

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

    def set_logarithmic(self, *, x: bool, y: bool) -> None:
        """Says which axes are logarithmic; whatever is not above zero is left out on these."""
        if (x, y) == tuple(axis.logarithmic for axis in self._axes):
            return
        for axis, logarithmic in zip(self._axes, (x, y), strict=True):
            axis.logarithmic = logarithmic
            axis.picture = None  # the ticks as they were painted
        for key in self._lines:
            self._put_line(key)
        for key in self._bands:
            self._put_band(key)
        self._apply_reach()
        self._apply_height()

    def set_reach(self, first: float, last: float) -> None:
        """How far the horizontal axis goes, so that curves grow into the room that the whole training will take."""
        if (first, last) != self._reach:
            self._reach = (first, last)
            self._apply_reach()

    def focus(self, *, rising: bool) -> None:
        """Gives the height to where curves end up: the first few values of a training may leave the picture.

        Args:
            rising: Better is higher.
        """
        self._rising = rising
        self._apply_height()

    def fit(self) -> None:
        """Gives the height to everything that is drawn."""
        self._rising = None
        self._apply_height()

    def draw_line(self, key: LineKey, x: Sequence[float], y: Sequence[float], *, dots: bool = False) -> None:
        """Gives a line its points; it comes into being with its first ones.

        Args:
            key: Which line.
            x: Positions along the horizontal axis, rising.
            y: As many values.
            dots: Mark every point, as sparse measurements deserve.
        """
        points = (tuple(x), tuple(y))
        if self._points.get(key, ((), ())) == points:
            return
        self._points[key] = points
        self._dotted = self._dotted | {key} if dots else self._dotted - {key}
        if key not in self._lines:
            line = self._lines[key] = pg.PlotDataItem(antialias=True, useCache=False)
            line.setZValue(0 if key.previous or key.measure in _FAINT else 10 + (key.measure is Measure.VALIDATION))
            self._dress(key, line)
            self.getPlotItem().addItem(line)
        self._put_line(key)

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
        self._edges[key] = (tuple(x), tuple(low), tuple(high))
        self._put_band(key)

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

    def _put_line(self, key: LineKey) -> None:
        """Moves a line to where its points are on the axes as they are."""
        x, y = self._placed(*self._points.get(key, ((), ())))
        self._lines[key].setData(x, y, symbol="o" if key in self._dotted or len(x) == 1 else None)

    def _put_band(self, key: LineKey) -> None:
        x, low, high = self._edges.get(key, ((), (), ()))
        lower, upper, _ = self._bands[key]
        lower.setData(*self._placed(x, low))
        upper.setData(*self._placed(x, high))

    def _placed(self, x: Sequence[float], y: Sequence[float]) -> tuple[list[float], list[float]]:
        """Positions in the picture; what a logarithmic axis has no place for is left out."""
        along, up = self._axes
        pairs = [
            (along.place(first), up.place(second))
            for first, second in zip(x, y, strict=True)
            if along.has_place(first) and up.has_place(second)
        ]
        return [first for first, _ in pairs], [second for _, second in pairs]

    def _apply_reach(self) -> None:
        if self._reach is None:
            return
        along, (first, last) = self._axes[0], self._reach
        if not along.has_place(first):
            drawn = [x for xs, _ in self._points.values() for x in xs if along.has_place(x)]
            first = min(drawn, default=last / 100)
        self.setXRange(along.place(first), along.place(last), padding=_PADDING)

    def _apply_height(self) -> None:
        up = self._axes[1]
        drawn = [
            value
            for key, (_, y) in self._points.items()
            if self._rising is None or key.measure is not Measure.RUNNING
            for value in y
        ]
        edges = (
            []
            if self._rising is not None
            else [*chain.from_iterable((*low, *high) for _, low, high in self._edges.values())]
        )
        values = [up.place(value) for value in (*drawn, *edges) if up.has_place(value)]
        if values:
            whole = min(values), max(values)
            low, high = whole if self._rising is None else focused_range(values, rising=self._rising)
            self.setYRange(low, high, padding=_PADDING_UP)

    def _dress(self, key: LineKey, line: pg.PlotDataItem) -> None:
        if self._colours is None:
            return
        colour = self._colours.line(key.slot, previous=key.previous)
        if key.measure in _FAINT:
            colour = QColor(colour)
            colour.setAlphaF(colour.alphaF() * 0.35)
        pen = pg.mkPen(colour, width=_LINE_WIDTHS[key.measure] * self._widening)
        dashes = _DASHES.get(key.measure)
        if dashes is not None:
            pen.setStyle(Qt.PenStyle.CustomDashLine)
            pen.setDashPattern(dashes)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap if dashes is None else Qt.PenCapStyle.FlatCap)
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
        at, (along, up) = box.mapSceneToView(position), self._axes
        said = self._describe(along.value(at.x()), up.value(at.y()))
        if said is None:
            self.hide_readout()
            return
        x, text = said
        self._cursor.setValue(along.place(x))
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
