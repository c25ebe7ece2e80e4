"""Names of lines beside a piece of each, with the value they have reached."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from augstudio.gui.fonts import text_font
from augstudio.gui.theme import FONT, SPACE, colours

_SWATCH = 18.0


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One line of the legend.

    Attributes:
        slot: Which of the series' colours; None is the quiet gray of entries that explain a style.
        value: What the line has reached; empty writes none.
        dotted: Its line is dotted.
        dimmed: It stands for the run before.
        short: The title where there is little room; empty leaves it as it is.
    """

    title: str
    slot: int | None = None
    value: str = ""
    dashed: bool = False
    dotted: bool = False
    dimmed: bool = False
    short: str = ""

    @property
    def is_line(self) -> bool:
        """It names a line of this run, rather than saying what a style means."""
        return self.slot is not None and not self.dimmed


class Legend(QWidget):
    """Entries in a row. Where there is little room titles are shortened, then what explains styles is left out; never a line's name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[LegendEntry, ...] = ()
        self._font = text_font(FONT.CAPTION)
        self._value_font = text_font(FONT.CAPTION, QFont.Weight.DemiBold)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Legend")

    @property
    def entries(self) -> tuple[LegendEntry, ...]:
        """What is shown, from the left."""
        return self._entries

    def set_entries(self, entries: Sequence[LegendEntry]) -> None:
        """Shows other entries."""
        if tuple(entries) != self._entries:
            self._entries = tuple(entries)
            described = [f"{each.title} {each.value}".strip() for each in entries]
            self.setAccessibleDescription("; ".join(described))
            self.setToolTip("\n".join(described))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, round(QFontMetricsF(self._font).height()) + SPACE.XS)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint_entries(painter, self.width())
        painter.end()

    def paint_entries(self, painter: QPainter, room: float) -> None:
        """Paints the entries from the left, as `fitting` has them."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = 0.0
        for entry in self.fitting(room):
            self._paint_entry(painter, entry, x)
            x += self._width(entry) + SPACE.L

    def fitting(self, room: float) -> tuple[LegendEntry, ...]:
        """What is shown of the entries where there is so much room."""
        short = tuple(replace(each, title=each.short or each.title) for each in self._entries)
        coloured = tuple(each for each in short if each.slot is not None)
        lines = tuple(each for each in short if each.is_line)
        bare = tuple(replace(each, value="") for each in lines)
        for shown in (self._entries, short, coloured, lines):
            if self._room_for(shown) <= room:
                return shown
        if self._room_for(tuple(replace(each, title="…") for each in lines)) > room:
            lines = bare
        spare = (room - self._room_for(tuple(replace(each, title="") for each in lines))) / len(lines)
        return tuple(replace(each, title=self._elided(each.title, spare)) for each in lines)

    def _elided(self, title: str, room: float) -> str:
        return QFontMetricsF(self._font).elidedText(title, Qt.TextElideMode.ElideMiddle, max(0.0, room))

    def _room_for(self, entries: Sequence[LegendEntry]) -> float:
        return sum(self._width(each) + SPACE.L for each in entries) - SPACE.L

    def _width(self, entry: LegendEntry) -> float:
        title = QFontMetricsF(self._font).horizontalAdvance(entry.title)
        value = QFontMetricsF(self._value_font).horizontalAdvance(entry.value)
        return _SWATCH + SPACE.S + title + (SPACE.S + value if entry.value else 0)

    def _paint_entry(self, painter: QPainter, entry: LegendEntry, x: float) -> None:
        tokens = colours(self)
        middle = self.height() / 2
        pen = QPen(
            tokens.text_quiet if entry.slot is None else tokens.series[entry.slot],
            2.0 if entry.slot is not None else 1.4,
        )
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if entry.dashed:
            pen.setDashPattern([3.0, 3.0])
        if entry.dotted:
            pen.setDashPattern([1.0, 2.0])
        painter.setOpacity(0.4 if entry.dimmed else 1.0)
        painter.setPen(pen)
        painter.drawLine(QPointF(x, middle), QPointF(x + _SWATCH, middle))
        painter.setOpacity(1.0)
        x += _SWATCH + SPACE.S
        metrics = QFontMetricsF(self._font)
        baseline = middle + (metrics.ascent() - metrics.descent()) / 2
        painter.setFont(self._font)
        painter.setPen(tokens.text_quiet)
        painter.drawText(QPointF(x, baseline), entry.title)
        if entry.value:
            painter.setFont(self._value_font)
            painter.setPen(tokens.text)
            painter.drawText(QPointF(x + metrics.horizontalAdvance(entry.title) + SPACE.S, baseline), entry.value)
