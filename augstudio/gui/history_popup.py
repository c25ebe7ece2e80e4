"""Every edit so far, to go back to any of them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from augstudio.gui.elements.scrolling import quiet_scroll_bars
from augstudio.gui.elements.text import TextStyle, label, style_font
from augstudio.gui.icons import paint_icon
from augstudio.gui.studio import Studio
from augstudio.gui.theme import ICON_SIZE, RADIUS, SPACE, colours
from augstudio.project.document import Document

if TYPE_CHECKING:
    from augstudio.project.history import Edit

_WIDTH, _ROW, _MOST_ROWS = 300, 30, 14


class _Entries(QAbstractListModel):
    """The history upside down: the newest edit is the first row."""

    def __init__(self, document: Document, parent: QWidget) -> None:
        super().__init__(parent)
        self._document = document
        self._edits: tuple[Edit, ...] = ()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return len(self._edits)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        position = self.position(index.row())
        text = self._edits[position].description or "Start"
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            current = self._document.history.position
            return text if position < current else f"{text}, {'current' if position == current else 'undone'}"
        return None

    def follow(self) -> None:
        """Shows the history as it is now."""
        edits = self._document.history.edits
        if edits != self._edits:
            self.beginResetModel()
            self._edits = edits
            self.endResetModel()

    def position(self, row: int) -> int:
        """Where in the history a row is."""
        return len(self._edits) - 1 - row

    def current(self) -> QModelIndex:
        """The row of the entry that is current."""
        return self.index(self.position(self._document.history.position), 0)


class _EntryDelegate(QStyledItemDelegate):
    """The current entry is marked, what was undone is faint."""

    def __init__(self, view: QListView, entries: _Entries) -> None:
        super().__init__(view)
        self._view = view
        self._entries = entries

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, _ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tokens = colours(self._view)
        current = self._entries.current().row()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = QRectF(option.rect)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if index.row() == current or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.accent_quiet if index.row() == current else tokens.hover)
            painter.drawRoundedRect(row, RADIUS.FIELD, RADIUS.FIELD)
        if index.row() == current:
            mark = QRectF(row.left() + SPACE.S, row.center().y() - ICON_SIZE / 2, ICON_SIZE, ICON_SIZE)
            paint_icon(painter, mark, "check", tokens.text)
        painter.setPen(tokens.text_faint if index.row() < current else tokens.text)
        painter.setFont(style_font(TextStyle.BODY))
        words = row.adjusted(SPACE.XXL, 0, -SPACE.S, 0)
        text = painter.fontMetrics().elidedText(
            index.data(Qt.ItemDataRole.DisplayRole), Qt.TextElideMode.ElideRight, int(words.width())
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()


class HistoryPopup(QFrame):
    """A list over the window, the newest edit first: a click or the arrow keys go there, Escape or a click elsewhere closes."""

    def __init__(self, studio: Studio, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("historyPopup")
        self._document = studio.document
        self._anchor: QWidget | None = None
        self._return_to: QWidget | None = None
        self._entries = _Entries(studio.document, self)
        self.view = QListView(self)
        quiet_scroll_bars(self.view)
        self.view.setModel(self._entries)
        self.view.setItemDelegate(_EntryDelegate(self.view, self._entries))
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.viewport().setAutoFillBackground(False)
        self.view.setAccessibleName("Edits, the newest first")
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.S, SPACE.S, SPACE.S, SPACE.S)
        column.setSpacing(SPACE.S)
        heading = label("Undo history", TextStyle.HEADING, self)
        heading.setContentsMargins(SPACE.S, SPACE.XS, 0, 0)
        column.addWidget(heading)
        column.addWidget(self.view)
        self.view.selectionModel().currentChanged.connect(self._go_to)
        studio.pipeline_changed.connect(self._follow)
        self.hide()

    def toggle(self, anchor: QWidget) -> None:
        """Opens below a widget, or closes."""
        if self.isVisible():
            self.close_popup()
            return
        self._anchor = anchor
        self._return_to = self.window().focusWidget()
        self._show_entries()
        self.show()
        self.raise_()
        self.view.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_popup(self) -> None:
        """Hides and gives the keyboard back."""
        self.hide()
        if self._return_to is not None and self._return_to.isVisible():
            self._return_to.setFocus()
        self._return_to = None

    def focus_left(self, now: QWidget | None) -> None:
        """Closes when the focus went elsewhere in the window."""
        if self.isVisible() and now is not None and not self.isAncestorOf(now):
            self._return_to = None
            self.hide()

    def follow_window(self) -> None:
        """Keeps its place when the window changes its size."""
        if self.isVisible():
            self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.close_popup()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = colours(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(tokens.border, 1))
        painter.setBrush(tokens.window)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS.PANEL, RADIUS.PANEL)

    def _go_to(self, index: QModelIndex, _before: QModelIndex) -> None:
        position = self._entries.position(index.row())
        if index.isValid() and position != self._document.history.position:
            self._document.go_to(position)

    def _follow(self, *_designs: object) -> None:
        if self.isVisible():
            self._show_entries()

    def _show_entries(self) -> None:
        self._entries.follow()
        self.view.setCurrentIndex(self._entries.current())
        self.view.viewport().update()
        self._place()

    def _place(self) -> None:
        self.view.setFixedHeight(min(self._entries.rowCount(), _MOST_ROWS) * _ROW)
        self.setFixedWidth(_WIDTH)
        self.adjustSize()
        if self._anchor is not None:
            self.move(self._anchor.mapTo(self.window(), QPoint(0, self._anchor.height() + SPACE.XS)))
