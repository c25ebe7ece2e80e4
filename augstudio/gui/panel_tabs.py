"""The panels at the bottom, one tab each; they fold down to their names."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from augstudio.gui.elements.buttons import GhostButton
from augstudio.gui.elements.text import TextStyle, style_font
from augstudio.gui.icons import icon
from augstudio.gui.theme import SPACE, colours

TABS_HEIGHT = 34
"""Height of the row of names (px): what is left of the panels when they are folded."""
_QT_MAXIMUM = 16_777_215


class _UnderlinedTabs(QTabBar):
    """Names in a row; a line in the accent colour under the one that shows."""

    clicked_again = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setMouseTracking(True)
        self.setFont(style_font(TextStyle.BODY))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self._hovered = -1
        self._pressed = -1

    def tabSizeHint(self, index: int) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.tabText(index)) + 2 * SPACE.M, TABS_HEIGHT)

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = self.currentIndex()
        super().mousePressEvent(event)
        if self.tabAt(event.position().toPoint()) == self._pressed:
            self.clicked_again.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.tabAt(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, index: int) -> None:
        if index != self._hovered:
            self._hovered = index
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = colours(self)
        painter = QPainter(self)
        painter.setFont(self.font())
        for index in range(self.count()):
            place = self.tabRect(index)
            is_current = index == self.currentIndex()
            painter.setPen(tokens.text if is_current or index == self._hovered else tokens.text_quiet)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self.tabText(index))
            if is_current:
                colour = tokens.accent if self.property("unfolded") else tokens.border
                line = QRectF(place).adjusted(SPACE.M, 0, -SPACE.M, 0)
                painter.fillRect(QRectF(line.left(), place.bottom() - 1, line.width(), 2), colour)
            if is_current and self.hasFocus():
                painter.setPen(tokens.accent)
                painter.drawRoundedRect(QRectF(place).adjusted(4.5, 5.5, -4.5, -5.5), 4, 4)


class PanelTabs(QWidget):
    """Tabs over a stack of panels.

    Signals:
        fold_toggled: The panels were folded away, or shown again.
    """

    fold_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bottomPanels")
        self._folded = False
        self.last_height = 0
        self.bar = _UnderlinedTabs()
        self.bar.setAccessibleName("Panels")
        self.bar.setProperty("unfolded", True)
        self._pages = QStackedWidget()
        self._fold_button = GhostButton("chevron-down", "Fold the panels away (Ctrl+J)")
        row = QHBoxLayout()
        row.setContentsMargins(SPACE.S, 0, SPACE.S, 0)
        row.addWidget(self.bar)
        row.addStretch(1)
        row.addWidget(self._fold_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self._pages, 1)
        self.bar.currentChanged.connect(self._show)
        self.bar.clicked_again.connect(lambda: self.set_folded(not self._folded))
        self._fold_button.clicked.connect(lambda: self.set_folded(not self._folded))

    @property
    def is_folded(self) -> bool:
        """Only the names show."""
        return self._folded

    def add(self, page: QWidget, title: str) -> None:
        """Adds a panel behind the others."""
        self._pages.addWidget(page)
        self.bar.addTab(title)

    def replace(self, old: QWidget, page: QWidget) -> None:
        """Puts a panel in the place of another."""
        index = self._pages.indexOf(old)
        current = self._pages.currentIndex()
        self._pages.insertWidget(index, page)
        self._pages.removeWidget(old)
        old.deleteLater()
        self._pages.setCurrentIndex(current)

    def set_title(self, page: QWidget, title: str) -> None:
        """Renames a panel's tab."""
        self.bar.setTabText(self._pages.indexOf(page), title)

    def title(self, page: QWidget) -> str:
        """The name on a panel's tab."""
        return self.bar.tabText(self._pages.indexOf(page))

    def show_page(self, page: QWidget) -> None:
        """Brings a panel to the front and unfolds it."""
        self.bar.setCurrentIndex(self._pages.indexOf(page))
        self.set_folded(False)

    @property
    def current(self) -> QWidget | None:
        """The panel in front."""
        return self._pages.currentWidget()

    def set_folded(self, folded: bool) -> None:
        """Folds the panels down to their names, or shows them again."""
        if folded == self._folded:
            return
        self._folded = folded
        if folded:
            self.last_height = self.height()
        self._pages.setVisible(not folded)
        self.setMaximumHeight(TABS_HEIGHT if folded else _QT_MAXIMUM)
        self.bar.setProperty("unfolded", not folded)
        self.bar.update()
        self._fold_button.setIcon(icon("chevron-up" if folded else "chevron-down"))
        self._fold_button.setToolTip(f"{'Show' if folded else 'Fold'} the panels (Ctrl+J)")
        self.fold_toggled.emit(folded)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, TABS_HEIGHT if self._folded else TABS_HEIGHT + 120)

    def _show(self, index: int) -> None:
        self._pages.setCurrentIndex(index)
        self.set_folded(False)
