"""Find anything by name: commands, transforms to add, presets."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from augstudio.gui.elements.scrolling import quiet_scroll_bars
from augstudio.gui.elements.search_field import SearchField
from augstudio.gui.elements.text import TextStyle, label, style_font
from augstudio.gui.fuzzy import score
from augstudio.gui.icons import paint_icon
from augstudio.gui.theme import ICON_SIZE, RADIUS, SPACE, colours

_WIDTH, _ROW, _MOST_ROWS = 560, 34, 10


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found.

    Attributes:
        text: Its name.
        kind: What it is, shown at the end: the shortcut of a command, "Transform", "Preset".
        icon: Its icon's name; empty for none.
        run: Does it.
        is_enabled: It can be done now.
    """

    text: str
    kind: str
    icon: str
    run: Callable[[], None]
    is_enabled: bool = True


class _Entries(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[Entry] = []

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return len(self.rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.rows[index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return entry.text
        return entry if role == Qt.ItemDataRole.UserRole else None

    def show(self, rows: list[Entry]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()


class _EntryDelegate(QStyledItemDelegate):
    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(_WIDTH, _ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        entry: Entry = index.data(Qt.ItemDataRole.UserRole)
        tokens = colours(self._view)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.accent_quiet)
            painter.drawRoundedRect(row, RADIUS.FIELD, RADIUS.FIELD)
        if entry.icon:
            place = QRectF(row.left() + SPACE.S, row.center().y() - ICON_SIZE / 2, ICON_SIZE, ICON_SIZE)
            paint_icon(painter, place, entry.icon, tokens.text_quiet)
        painter.setFont(style_font(TextStyle.BODY))
        painter.setPen(tokens.text if entry.is_enabled else tokens.text_faint)
        painter.drawText(row.adjusted(SPACE.XXL + SPACE.XS, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, entry.text)
        painter.setFont(style_font(TextStyle.CAPTION))
        painter.setPen(tokens.text_faint)
        painter.drawText(
            row.adjusted(0, 0, -SPACE.M, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, entry.kind
        )
        painter.restore()


class CommandPalette(QFrame):
    """A field over a list, on top of the window; Enter runs, Escape or a click elsewhere closes."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("commandPalette")
        self._entries: list[Entry] = []
        self._return_to: QWidget | None = None
        self.search = SearchField("Search commands, transforms and presets")
        self.search.setFixedHeight(34)
        self._model = _Entries(self)
        self.view = QListView()
        quiet_scroll_bars(self.view)
        self.view.setModel(self._model)
        self.view.setItemDelegate(_EntryDelegate(self.view))
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setMouseTracking(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.viewport().setAutoFillBackground(False)
        self.view.setAccessibleName("Results")
        self._nothing = label("Nothing has that name", TextStyle.QUIET)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setFixedHeight(_ROW)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.S, SPACE.S, SPACE.S, SPACE.S)
        column.setSpacing(SPACE.XS)
        column.addWidget(self.search)
        column.addWidget(self.view)
        column.addWidget(self._nothing)
        self.search.textChanged.connect(self._filter)
        self.search.moved_down.connect(lambda: self._move(1))
        self.search.moved_up.connect(lambda: self._move(-1))
        self.search.returnPressed.connect(self.run_selected)
        self.view.clicked.connect(lambda _index: self.run_selected())
        self.view.entered.connect(self.view.setCurrentIndex)
        self.hide()

    @property
    def shown(self) -> list[str]:
        """The names that the search leaves, the best first."""
        return [entry.text for entry in self._model.rows]

    def open(self, entries: list[Entry], placeholder: str) -> None:
        """Shows itself over these entries."""
        if not self.isVisible():
            self._return_to = self.window().focusWidget()
        self._entries = entries
        self.search.setPlaceholderText(placeholder)
        self.search.clear()
        self._filter("")
        self.show()
        self.raise_()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def run_selected(self) -> None:
        """Closes and does what is selected."""
        index = self.view.currentIndex()
        if index.isValid():
            entry = self._model.rows[index.row()]
            if entry.is_enabled:
                self.close_palette()
                entry.run()

    def close_palette(self) -> None:
        """Hides and gives the keyboard back."""
        self.hide()
        if self._return_to is not None and self._return_to.isVisible():
            self._return_to.setFocus()
        self._return_to = None

    def _filter(self, text: str) -> None:
        scored = [(score(text, f"{entry.text} {entry.kind}"), entry) for entry in self._entries]
        found = [(value, entry) for value, entry in scored if value is not None]
        if text.strip():
            found.sort(key=lambda pair: pair[0], reverse=True)
        self._model.show([entry for _, entry in found])
        self.view.setCurrentIndex(self._model.index(0, 0))
        self.view.setVisible(bool(found))
        self._nothing.setVisible(not found)
        self._place(len(found))

    def _place(self, rows: int) -> None:
        self.view.setFixedHeight(min(max(rows, 1), _MOST_ROWS) * _ROW)
        window = self.window()
        width = min(_WIDTH, window.width() - 2 * SPACE.L)
        self.setFixedWidth(width)
        self.adjustSize()
        self.move(QPoint((window.width() - width) // 2, min(96, max(0, window.height() // 8))))

    def follow_window(self) -> None:
        """Keeps its place when the window changes its size."""
        if self.isVisible():
            self._place(len(self._model.rows))

    def _move(self, rows: int) -> None:
        count = len(self._model.rows)
        if count:
            self.view.setCurrentIndex(self._model.index((self.view.currentIndex().row() + rows) % count, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_palette()
        else:
            super().keyPressEvent(event)

    def focus_left(self, now: QWidget | None) -> None:
        """Closes when the focus went elsewhere in the window."""
        if self.isVisible() and now is not None and now is not self.search and not self.isAncestorOf(now):
            self._return_to = None
            self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = colours(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(tokens.border, 1))
        painter.setBrush(tokens.window)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS.PANEL, RADIUS.PANEL)
