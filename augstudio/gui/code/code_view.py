"""A read-only page of code with line numbers."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from augstudio.gui.code.syntax import Language, SyntaxColours
from augstudio.gui.elements.focus_ring import FocusRing
from augstudio.gui.elements.scrolling import quiet_scroll_bars
from augstudio.gui.fonts import code_font
from augstudio.gui.theme import SPACE, colours


class CodeView(QPlainTextEdit):
    """Shows code; what one reads stays where it is when the text changes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("codeView")
        self.setAccessibleName("Exported code")
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFont(code_font())
        self.setTabChangesFocus(True)
        quiet_scroll_bars(self)
        FocusRing(self)
        self.document().setDocumentMargin(SPACE.S)
        self._syntax = SyntaxColours(self.document())
        self._numbers = _LineNumbers(self)
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._scroll_numbers)
        self._make_room()

    def show_code(self, text: str, language: Language) -> None:
        """Shows other code, scrolled to where the old one was."""
        self._syntax.set_language(language)
        if text == self.toPlainText():
            return
        across, down = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        self.setPlainText(text)
        self.horizontalScrollBar().setValue(across)
        self.verticalScrollBar().setValue(down)

    def number_width(self) -> int:
        """Room for the line numbers (px)."""
        digits = max(2, len(str(self.blockCount())))
        return SPACE.M + digits * self.fontMetrics().horizontalAdvance("0") + SPACE.S

    def paint_numbers(self, event: QPaintEvent) -> None:
        """Paints the line numbers that can be seen."""
        tokens = colours(self)
        painter = QPainter(self._numbers)
        painter.fillRect(event.rect(), tokens.field)
        painter.setFont(self.font())
        painter.setPen(tokens.text_faint)
        block = self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        while block.isValid() and top <= event.rect().bottom():
            height = self.blockBoundingRect(block).height()
            room = QRect(0, round(top), self._numbers.width() - SPACE.S, round(height))
            painter.drawText(room, Qt.AlignmentFlag.AlignRight, str(block.blockNumber() + 1))
            top += height
            block = block.next()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_numbers()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._syntax.set_tokens(colours(self))

    def _make_room(self) -> None:
        self.setViewportMargins(self.number_width(), 0, 0, 0)
        self._place_numbers()

    def _place_numbers(self) -> None:
        inside = self.contentsRect()
        self._numbers.setGeometry(QRect(inside.left(), inside.top(), self.number_width(), inside.height()))

    def _scroll_numbers(self, rect: QRect, dy: int) -> None:
        if dy:
            self._numbers.scroll(0, dy)
        else:
            self._numbers.update(0, rect.y(), self._numbers.width(), rect.height())


class _LineNumbers(QWidget):
    """The strip at the left of a `CodeView`."""

    def __init__(self, view: CodeView) -> None:
        super().__init__(view)
        self._view = view
        self.setBackgroundRole(QPalette.ColorRole.Base)

    def sizeHint(self) -> QSize:
        return QSize(self._view.number_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._view.paint_numbers(event)
