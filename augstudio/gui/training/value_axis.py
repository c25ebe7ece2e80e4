"""An axis with ticks on 1, 2 and 5, linear or logarithmic."""

import math
from collections.abc import Callable, Sequence

import pyqtgraph as pg
from PySide6.QtCore import QRectF

_TICK_ROOM_UP = 26.0
_TICK_ROOM_ALONG = 60.0
_END_ROOM = 14.0
_FEW_TICKS = 3


class ValueAxis(pg.AxisItem):  # type: ignore[misc]  # the library has no types
    """An axis that writes its numbers the way people do.

    Attributes:
        logarithmic: What is drawn are logarithms, to base 10; the numbers at the ticks are not.
    """

    def __init__(
        self, orientation: str, write: Callable[[float], str], *, whole: bool = False, logarithmic: bool = False
    ) -> None:
        super().__init__(orientation=orientation, showValues=True)
        self.logarithmic = logarithmic
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
        wanted = max(2.0, size / self._room)
        raw = abs(maxVal - minVal) / wanted
        if raw <= 0:
            return [(1.0, 0.0)]
        power = 10.0 ** math.floor(math.log10(raw))
        step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw)
        return [(max(1.0, step) if self._whole else step, 0.0)]

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        """Of logarithms at 1, 2, 5 of each power of ten; where few of these are in view, at evenly spaced numbers."""
        if not self.logarithmic:
            found: list[tuple[float, list[float]]] = super().tickValues(minVal, maxVal, size)
            return found
        factors = (1, 2, 5) if (maxVal - minVal) * 3 <= size / self._room else (1,)
        powers = range(math.floor(minVal), math.ceil(maxVal) + 1)
        ticks = [power + math.log10(factor) for power in powers for factor in factors]
        in_view = [tick for tick in ticks if minVal <= tick <= maxVal]
        if len(in_view) < _FEW_TICKS and maxVal - minVal < 1:
            even = super().tickValues(10.0**minVal, 10.0**maxVal, size)
            in_view = [math.log10(value) for _, values in even for value in values if value > 0]
        return [(1.0, in_view)]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        return [self._write(10.0**value if self.logarithmic else value * scale) for value in values]

    def has_place(self, value: float) -> bool:
        """The value can be drawn along this axis."""
        return math.isfinite(value) and (value > 0 or not self.logarithmic)

    def place(self, value: float) -> float:
        """Where a value lies."""
        return math.log10(value) if self.logarithmic else value

    def value(self, place: float) -> float:
        """What lies at a place."""
        return 10.0**place if self.logarithmic else place

    @property
    def _room(self) -> float:
        """What a tick needs, along the axis (px)."""
        return _TICK_ROOM_UP if self.orientation in {"left", "right"} else _TICK_ROOM_ALONG
