"""A label of two lines, however much it says."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout
from PySide6.QtWidgets import QLabel, QWidget

from augstudio.gui.elements.text import TextStyle, set_text_style

_LINES = 2


class TwoLineLabel(QLabel):
    """Plain text wrapped onto two lines, the second ends in … where there is more; the height stays, so that nothing around it jumps."""

    def __init__(self, text: str, style: TextStyle = TextStyle.BODY, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        set_text_style(self, style)

    @property
    def lines(self) -> tuple[str, ...]:
        """The text as it is shown in the present width."""
        text = self.text()
        layout = QTextLayout(text, self.font())
        layout.beginLayout()
        starts: list[int] = []
        while len(starts) < _LINES and (line := layout.createLine()).isValid():
            line.setLineWidth(max(1, self.width()))
            starts.append(line.textStart())
        layout.endLayout()
        *whole, last = (text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True))
        shown = self.fontMetrics().elidedText(last, Qt.TextElideMode.ElideRight, self.width())
        return (*(each.rstrip() for each in whole), shown)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 2, _LINES * metrics.lineSpacing())

    def minimumSizeHint(self) -> QSize:
        return QSize(24, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        metrics = self.fontMetrics()
        lines = self.lines
        top = (self.height() - len(lines) * metrics.lineSpacing()) / 2 + metrics.ascent()
        for number, line in enumerate(lines):
            painter.drawText(QPointF(0, top + number * metrics.lineSpacing()), line)
