"""The list of kept runs, the newest first."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from augstudio.gui.elements.scrolling import quiet_scroll_bars
from augstudio.gui.runs.run_delegate import ROW_ROLE, RunDelegate
from augstudio.gui.runs.run_row import RunRow
from augstudio.gui.runs.run_words import spoken
from augstudio.training.kept_runs import KeptRun

_Index = QModelIndex | QPersistentModelIndex


class _RunModel(QAbstractListModel):
    """Rows of runs."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[RunRow] = []

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 -- Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not 0 <= index.row() < len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.run.pipeline
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}:
            return spoken(row.run, row.when, row.state)
        return None

    def replace(self, rows: list[RunRow]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def recolour(self, slots: Mapping[tuple[str, str], int]) -> None:
        self.rows = [row.with_slot(slots.get(row.run.key)) for row in self.rows]
        if self.rows:
            self.dataChanged.emit(self.index(0), self.index(len(self.rows) - 1))


class RunList(QListView):
    """Runs, of which several can be selected.

    Signals:
        chosen: Other runs are selected.
        delete_requested: The Delete key.
    """

    chosen = Signal()
    delete_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runList")
        self.setAccessibleName("Runs")
        quiet_scroll_bars(self)
        self._words: list[str] = []
        self._model = _RunModel(self)
        self.setModel(self._model)
        self.setItemDelegate(RunDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.selectionModel().selectionChanged.connect(self.chosen)

    @property
    def visible_runs(self) -> tuple[KeptRun, ...]:
        """Those that the search leaves, from the top."""
        return tuple(run for place, run in enumerate(self.runs) if not self.isRowHidden(place))

    @property
    def runs(self) -> tuple[KeptRun, ...]:
        """All of them, from the top."""
        return tuple(row.run for row in self._model.rows)

    @property
    def selected(self) -> tuple[KeptRun, ...]:
        """Those that are selected, from the top."""
        chosen = (index.row() for index in self.selectionModel().selectedRows())
        places = sorted(place for place in chosen if not self.isRowHidden(place))
        return tuple(self._model.rows[place].run for place in places)

    def show_rows(self, rows: Sequence[RunRow]) -> None:
        """Lists runs; those that were selected stay selected where they are, and else the first is."""
        wanted = {run.key for run in self.selected} & {row.run.key for row in rows}
        scrolled = self.verticalScrollBar().value()
        blocked = self.selectionModel().blockSignals(True)
        self._model.replace(list(rows))
        self._hide_others()
        self.selectionModel().blockSignals(blocked)
        self.select_runs(wanted or {run.key for run in self.visible_runs[:1]})
        if wanted:
            self.verticalScrollBar().setValue(scrolled)

    def search(self, text: str) -> None:
        """Leaves the runs about which all these words can be said; those of them that were selected stay so, and else the first is."""
        self._words = text.lower().split()
        self._hide_others()
        self.select_runs({run.key for run in self.selected or self.visible_runs[:1]})

    def _hide_others(self) -> None:
        for place, row in enumerate(self._model.rows):
            said = spoken(row.run, row.when, row.state).lower() if self._words else ""
            self.setRowHidden(place, not all(word in said for word in self._words))

    def select_runs(self, keys: set[tuple[str, str]]) -> None:
        """Selects runs by their keys, and no others."""
        model = self.selectionModel()
        blocked = model.blockSignals(True)
        model.clear()
        for place, run in enumerate(self.runs):
            if run.key in keys:
                model.select(self._model.index(place), QItemSelectionModel.SelectionFlag.Select)
        first = next((place for place, run in enumerate(self.runs) if run.key in keys), None)
        if first is not None:
            model.setCurrentIndex(self._model.index(first), QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(self._model.index(first))
        model.blockSignals(blocked)
        self.viewport().update()
        self.chosen.emit()

    def show_colours(self, slots: Mapping[tuple[str, str], int]) -> None:
        """Marks the runs that are drawn with the colours of their lines, by their keys."""
        self._model.recolour(slots)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.delete_requested.emit()
        else:
            super().keyPressEvent(event)
