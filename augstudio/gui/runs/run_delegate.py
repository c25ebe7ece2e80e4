"""How a row of the list of runs looks."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from augstudio.gui.elements.text import TextStyle, style_font
from augstudio.gui.runs.run_row import RunRow
from augstudio.gui.theme import RADIUS, SPACE, Colours, colours

ROW_ROLE = Qt.ItemDataRole.UserRole
"""Under which an item holds its `RunRow`."""
_ROW = 46
_LINE = 18
_SWATCH = 3


class RunDelegate(QStyledItemDelegate):
    """Two lines: the pipeline with what it came to, then what was measured, and when; a bar in the colour of its curves."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, _ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = index.data(ROW_ROLE)
        if not isinstance(row, RunRow):
            return
        tokens = colours(self._view)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(option.rect).adjusted(0, 1, -SPACE.S, -1)
        self._paint_surface(painter, area, option, tokens)
        if row.slot is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.series[row.slot % len(tokens.series)])
            bar = QRectF(area.left() + SPACE.XS, area.top() + SPACE.S, _SWATCH, area.height() - 2 * SPACE.S)
            painter.drawRoundedRect(bar, _SWATCH / 2, _SWATCH / 2)
        words = area.adjusted(SPACE.M, SPACE.XS, -SPACE.S, -SPACE.XS)
        self._paint_first_line(painter, QRectF(words.topLeft(), words.topRight() + QPointF(0, _LINE)), row, tokens)
        self._paint_second_line(painter, words.adjusted(0, _LINE, 0, 0), row, tokens)
        painter.restore()

    def _paint_surface(self, painter: QPainter, area: QRectF, option: QStyleOptionViewItem, tokens: Colours) -> None:
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        has_focus = bool(option.state & QStyle.StateFlag.State_HasFocus) and self._view.hasFocus()
        if is_selected or is_hovered or has_focus:
            painter.setPen(QPen(tokens.accent, 1) if has_focus else Qt.PenStyle.NoPen)
            surface = tokens.accent_quiet if is_selected else tokens.hover
            painter.setBrush(surface if is_selected or is_hovered else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(0.5, 0, -0.5, 0), RADIUS.FIELD, RADIUS.FIELD)

    def _paint_first_line(self, painter: QPainter, line: QRectF, row: RunRow, tokens: Colours) -> None:
        left = self._paint_right(painter, line, row.gain, TextStyle.BODY, tokens.text_quiet)
        left = self._paint_right(painter, left, row.accuracy, TextStyle.STRONG, tokens.text)
        self._paint_left(painter, left, row.run.pipeline, style_font(TextStyle.STRONG), tokens.text)

    def _paint_second_line(self, painter: QPainter, line: QRectF, row: RunRow, tokens: Colours) -> None:
        left = self._paint_right(painter, line, row.when, TextStyle.CAPTION, tokens.text_quiet)
        colour = tokens.danger if row.is_bad else tokens.text
        left = self._paint_right(painter, left, row.state, TextStyle.CAPTION, colour)
        self._paint_left(painter, left, row.subject, style_font(TextStyle.CAPTION), tokens.text_quiet)

    def _paint_right(self, painter: QPainter, line: QRectF, text: str, style: TextStyle, colour: QColor) -> QRectF:
        """Paints at the right end of a line; returns what is left of it."""
        if not text:
            return line
        painter.setFont(style_font(style))
        painter.setPen(colour)
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        return line.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(text) - SPACE.M, 0)

    def _paint_left(self, painter: QPainter, line: QRectF, text: str, font: QFont, colour: QColor) -> None:
        painter.setFont(font)
        painter.setPen(colour)
        fitting = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(line.width()))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, fitting)
