"""Where the panels are: the library and the pictures over the tabs, the pipeline beside them from top to bottom."""

from PySide6.QtCore import QByteArray, QSettings, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QSplitterHandle, QVBoxLayout, QWidget

from augstudio.gui.panel_tabs import TABS_HEIGHT, PanelTabs
from augstudio.gui.theme import SPACE, colours

_LIBRARY, _PIPELINE, _BOTTOM = 212, 348, 284
_SPLITTERS = "splitters"


class _LineHandle(QSplitterHandle):
    """A hairline that is easy to catch."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colour = colours(self).border
        if self.orientation() == Qt.Orientation.Horizontal:
            painter.fillRect(self.width() // 2, 0, 1, self.height(), colour)
        else:
            painter.fillRect(0, self.height() // 2, self.width(), 1, colour)


class LineSplitter(QSplitter):
    """A splitter whose handles are hairlines."""

    def __init__(self, orientation: Qt.Orientation, name: str, parent: QWidget | None = None) -> None:
        super().__init__(orientation, parent)
        self.setObjectName(name)
        self.setHandleWidth(SPACE.XS + 1)
        self.setChildrenCollapsible(False)

    def createHandle(self) -> QSplitterHandle:
        return _LineHandle(self.orientation(), self)


class WindowLayout(QWidget):
    """Splitters over the panels, remembered between sessions.

    Signals:
        visibility_changed: A part was shown or hidden.
    """

    visibility_changed = Signal()

    def __init__(self, library: QWidget, preview: QWidget, stack: QWidget, inspector: QWidget, tabs: PanelTabs) -> None:
        super().__init__()
        self._library = library
        self._tabs = tabs
        self._upper = LineSplitter(Qt.Orientation.Horizontal, "upperSplitter")
        self._upper.addWidget(library)
        self._upper.addWidget(preview)
        self._upper.setStretchFactor(1, 1)
        self._left = LineSplitter(Qt.Orientation.Vertical, "leftSplitter")
        self._left.addWidget(self._upper)
        self._left.addWidget(tabs)
        self._left.setStretchFactor(0, 1)
        self._right = LineSplitter(Qt.Orientation.Vertical, "rightSplitter")
        self._right.addWidget(stack)
        self._right.addWidget(inspector)
        self._right.setStretchFactor(0, 1)
        self._main = LineSplitter(Qt.Orientation.Horizontal, "mainSplitter")
        self._main.addWidget(self._left)
        self._main.addWidget(self._right)
        self._main.setStretchFactor(0, 1)
        self._limit()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._main)
        tabs.fold_toggled.connect(self._fold)
        self.arrange()

    def _limit(self) -> None:
        self._library.setMinimumWidth(160)
        self._right.setMinimumWidth(344)
        self._right.setMaximumWidth(560)

    def arrange(self) -> None:
        """Gives every part the size it starts with."""
        self._upper.setSizes([_LIBRARY, 900])
        self._left.setSizes([600, _BOTTOM])
        self._right.setSizes([560, 250])
        self._main.setSizes([1092, _PIPELINE])

    @property
    def _splitters(self) -> tuple[LineSplitter, ...]:
        return self._main, self._left, self._upper, self._right

    def save(self, settings: QSettings) -> None:
        """Remembers where everything is."""
        settings.beginGroup(_SPLITTERS)
        for splitter in self._splitters:
            settings.setValue(splitter.objectName(), splitter.saveState())
        settings.setValue("library", self._library.isVisibleTo(self._upper))
        settings.setValue("pipeline", self._right.isVisibleTo(self._main))
        settings.setValue("panels", not self._tabs.is_folded)
        settings.endGroup()

    def restore(self, settings: QSettings) -> None:
        """Puts everything where it was, or leaves it where the settings say nothing."""
        settings.beginGroup(_SPLITTERS)
        for splitter in self._splitters:
            state = settings.value(splitter.objectName())
            if isinstance(state, QByteArray):
                splitter.restoreState(state)
        self._library.setVisible(_is_on(settings, "library"))
        self._right.setVisible(_is_on(settings, "pipeline"))
        self._tabs.set_folded(not _is_on(settings, "panels"))
        settings.endGroup()
        self.visibility_changed.emit()

    @property
    def shown(self) -> dict[str, bool]:
        """Which parts show, by the name of the action that shows them."""
        return {
            "actionShowLibrary": self._library.isVisibleTo(self._upper),
            "actionShowPipeline": self._right.isVisibleTo(self._main),
            "actionShowPanels": not self._tabs.is_folded,
        }

    def toggle_library(self) -> None:
        """Shows or hides the transform library."""
        self._library.setVisible(not self._library.isVisibleTo(self._upper))
        self.visibility_changed.emit()

    def toggle_pipeline(self) -> None:
        """Shows or hides the pipeline."""
        self._right.setVisible(not self._right.isVisibleTo(self._main))
        self.visibility_changed.emit()

    def toggle_bottom(self) -> None:
        """Unfolds the tabs, or folds them down to their names."""
        self._tabs.set_folded(not self._tabs.is_folded)

    def _fold(self, folded: bool) -> None:
        total = sum(self._left.sizes())
        bottom = TABS_HEIGHT if folded else max(_BOTTOM, self._tabs.last_height)
        self._left.setSizes([total - bottom, bottom])
        self.visibility_changed.emit()


def _is_on(settings: QSettings, key: str) -> bool:
    return str(settings.value(key, "true")).lower() != "false"  # an INI file holds words


def column_of(*widgets: QWidget) -> QWidget:
    """Widgets under each other without gaps; the last one takes what is left."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for widget in widgets:
        column.addWidget(widget, 1 if widget is widgets[-1] else 0)
    return made


def framed(body: QWidget, foot: QWidget) -> QWidget:
    """A body that takes all room over a foot that keeps its height."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(body, 1)
    column.addWidget(foot)
    return made
