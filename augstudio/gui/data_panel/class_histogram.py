"""How many images each class has, as bars."""

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from augstudio.gui.elements.text import TextStyle, style_font
from augstudio.gui.theme import SPACE, colours

_ROW = 20
_BAR = 8
_WIDEST_NAME = 140
_COUNT_WIDTH = 52
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class ClassHistogram(QWidget):
    """A bar a class, painted; the longest is the largest class."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("classHistogram")
        self.setAccessibleName("Images in each class")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._counts: dict[str, int] = {}

    @property
    def counts(self) -> dict[str, int]:
        """What is shown."""
        return dict(self._counts)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Shows how many images each class has."""
        self._counts = dict(counts)
        self.setAccessibleDescription(", ".join(f"{name}: {count}" for name, count in counts.items()))
        self.setVisible(bool(counts))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, max(1, len(self._counts)) * _ROW)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = colours(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(style_font(TextStyle.CAPTION))
        metrics = painter.fontMetrics()
        widest = max((metrics.horizontalAdvance(name) for name in self._counts), default=0)
        names = min(_WIDEST_NAME, widest + 2)
        room = max(24, self.width() - names - SPACE.M - _COUNT_WIDTH)
        largest = max(self._counts.values(), default=0) or 1
        for row, (name, count) in enumerate(self._counts.items()):
            top = row * _ROW
            painter.setPen(tokens.text_quiet)
            shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, names)
            painter.drawText(QRectF(0, top, names, _ROW), _MIDDLE | Qt.AlignmentFlag.AlignRight, shown)
            bar = QRectF(names + SPACE.M, top + (_ROW - _BAR) / 2, max(2, room * count / largest), _BAR)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.series[0] if count else tokens.track)
            painter.drawRoundedRect(bar, 2, 2)
            painter.setPen(tokens.text)
            place = QRectF(bar.right() + SPACE.S, top, _COUNT_WIDTH, _ROW)
            painter.drawText(place, _MIDDLE | Qt.AlignmentFlag.AlignLeft, f"{count:,}")
