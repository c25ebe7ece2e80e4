"""Names of lines beside a piece of each, with the value they have reached."""

from collections.abc import Sequence
from dataclasses import dataclass

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
        dimmed: It stands for the run before.
    """

    title: str
    slot: int | None = None
    value: str = ""
    dashed: bool = False
    dimmed: bool = False


class Legend(QWidget):
    """Entries in a row; what has no room at the right end is left out whole."""

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
            self.setAccessibleDescription("; ".join(f"{each.title} {each.value}".strip() for each in entries))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, round(QFontMetricsF(self._font).height()) + SPACE.XS)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint_entries(painter, self.width())
        painter.end()

    def paint_entries(self, painter: QPainter, room: float) -> None:
        """Paints the entries from the left, those that have room."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = 0.0
        for entry in self._entries:
            width = self._width(entry)
            if x + width > room:
                break
            self._paint_entry(painter, entry, x)
            x += width + SPACE.L

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
