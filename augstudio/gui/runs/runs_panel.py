"""The bottom panel that keeps the past: every run, its curves over those of others, and what its design was."""

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFile, QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QIcon, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMessageBox, QStackedWidget, QVBoxLayout, QWidget

from augstudio.errors import AugStudioError
from augstudio.gui.elements.buttons import GhostButton, secondary_button
from augstudio.gui.elements.empty_state import EmptyState
from augstudio.gui.elements.search_field import SearchField
from augstudio.gui.elements.text import TextStyle
from augstudio.gui.elements.two_line_label import TwoLineLabel
from augstudio.gui.preview.background import Background
from augstudio.gui.runs.difference_view import DifferenceView
from augstudio.gui.runs.difference_words import difference_lines
from augstudio.gui.runs.run_list import RunList
from augstudio.gui.runs.run_row import RunRow
from augstudio.gui.studio import Studio
from augstudio.gui.theme import SPACE
from augstudio.gui.training.curve_menu import CurveMenu
from augstudio.gui.training.plot_options_menu import PlotOptionsMenu
from augstudio.gui.training.run_location import pick_runs_folder, runs_folder
from augstudio.pipeline.model import Pipeline
from augstudio.project.pipeline_diff import pipeline_diff
from augstudio.training.kept_runs import KeptRun, KeptRuns

if TYPE_CHECKING:
    from collections.abc import Iterator

_FEW = 6
"""So many runs are found without a search."""
_LIST_WIDTHS = (200, 312)
_DESIGN_WIDTHS = (160, 268)


class RunsPanel(QWidget):
    """Lists the runs of the runs folder; those that are selected are drawn over each other, and their designs compared.

    Call `shut_down` when the window closes.

    Signals:
        open_requested: The design of a run is to be opened (a `Pipeline`).
        failed: Something could not be done; one line.
    """

    open_requested = Signal(object)
    failed = Signal(str)

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        from augstudio.gui.runs.compared_curves import ComparedCurves  # noqa: PLC0415 -- pyqtgraph takes 0.6 s to load

        super().__init__(parent)
        self.setObjectName("runsPanel")
        self._studio = studio
        self._shelf = KeptRuns()
        self._running: Path | None = None
        self._rows: tuple[RunRow, ...] | None = None
        self._designs: dict[Path, Pipeline] = {}
        self._reading = Background("runs", self)
        self.search = SearchField("Search runs", self)
        self.search.setObjectName("runSearch")
        self.search.hide()
        self.list = RunList()
        self.curves = ComparedCurves()
        self.curves.set_empty_text("Nothing to draw", "The selected run measured nothing.")
        self.difference = DifferenceView()
        self._build_buttons()
        self._lay_out()
        self._connect()

    def refresh(self, running: Path | None = None) -> None:
        """Reads the runs again, in the background, as soon as somebody looks.

        Args:
            running: The folder of the run that runs now.
        """
        self._running = running
        if self.isVisible():
            self._read()

    def follow_folder(self) -> None:
        """Runs are kept in another folder from now on."""
        self.refresh(self._running)

    def follow_finished(self) -> None:
        """A run has come to its end: it is selected, unless somebody is looking at another."""
        if not self.isVisible():
            self.list.select_runs(set())
        self.refresh()

    def shut_down(self) -> None:
        """Ends what runs in the background."""
        self._reading.close()

    def open_design(self) -> None:
        """Asks for the design of the selected run to be opened."""
        for run in self.list.selected[:1]:
            try:
                self.open_requested.emit(run.design())
            except AugStudioError as error:
                self.failed.emit(str(error))

    def show_folder(self) -> None:
        """Shows the folder of the selected run, or that of all runs."""
        folders = [run.folder for run in self.list.selected[:1]] or [runs_folder()]
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folders[0])))

    def ask_delete(self) -> None:
        """Moves the folders of the selected runs to the trash, once that is confirmed."""
        folders = self._deletable()
        if not folders:
            return
        many = f"these {len(folders)} runs" if len(folders) > 1 else f"the run “{self.list.selected[0].pipeline}”"
        box = QMessageBox(self.window())
        box.setObjectName("deleteRuns")
        box.setText(f"Move {many} to the trash?")
        box.setInformativeText("Curves, weights and exported code in the folder go with it.")
        move = box.addButton("Move to the trash", QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        for button in box.buttons():
            button.setIcon(QIcon())  # the style brings its own, which look like no other icon here
        box.finished.connect(lambda _result: self.delete(folders) if box.clickedButton() is move else None)
        box.finished.connect(box.deleteLater)
        box.open()

    def delete(self, folders: list[Path]) -> None:
        """Moves folders of runs to the trash."""
        for folder in folders:
            if folder.exists() and not QFile(str(folder)).moveToTrash():
                self.failed.emit(f"{folder}: cannot be moved to the trash; remove it by hand")
        self.refresh(self._running)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._read()
        self._compare_designs()

    def _build_buttons(self) -> None:
        self._open = secondary_button("Open design", "open", self)
        self._open.setToolTip("Put the pipeline of the selected run into the window; undo does not reach beyond it")
        self._open.setAccessibleName("Open the design of the selected run")
        self._open.setObjectName("openRunDesign")
        self._folder = GhostButton("folder", "Show the folder of the selected run", self)
        self._folder.setObjectName("showRunFolder")
        self._delete = GhostButton("trash", "Move the selected runs to the trash (Delete)", self)
        self._delete.setObjectName("deleteRun")
        self._options_menu = PlotOptionsMenu(self)
        self._options = GhostButton("sliders", "Choose plots, axes and smoothing", self)
        self._menu = CurveMenu(lambda: self.curves, self)
        self._more = GhostButton("export", "Save or copy the curves", self)
        for button, menu in ((self._options, self._options_menu), (self._more, self._menu)):
            button.clicked.connect(partial(_pop_up, menu, button))

    def _lay_out(self) -> None:
        self._empty = EmptyState("No runs yet", "Train: what comes of it is kept, and listed here to be compared.")
        body = QWidget()
        columns = QHBoxLayout(body)
        columns.setContentsMargins(SPACE.S, SPACE.S, SPACE.M, SPACE.S)
        columns.setSpacing(SPACE.L)
        design = QWidget()
        design.setLayout(self._design_column())
        runs = QWidget()
        column = QVBoxLayout(runs)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.S)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        for each, (least, most) in ((runs, _LIST_WIDTHS), (design, _DESIGN_WIDTHS)):
            each.setMinimumWidth(least)
            each.setMaximumWidth(most)
        columns.addWidget(runs, 3)
        columns.addLayout(self._curve_column(), 4)
        columns.addWidget(design, 3)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(body)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)

    def _curve_column(self) -> QVBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(SPACE.XS)
        head.addWidget(self.curves.legend, 1)
        head.addWidget(self._options)
        head.addWidget(self._more)
        self._caption = TwoLineLabel("", TextStyle.CAPTION)
        self._caption.setObjectName("runsCaption")
        column = QVBoxLayout()
        column.setSpacing(SPACE.XS)
        column.addLayout(head)
        column.addWidget(self.curves, 1)
        column.addWidget(self._caption)
        self.curves.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.curves.customContextMenuRequested.connect(lambda at: self._menu.popup(self.curves.mapToGlobal(at)))
        return column

    def _design_column(self) -> QVBoxLayout:
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE.XS)
        buttons.addWidget(self._open)
        buttons.addStretch(1)
        buttons.addWidget(self._folder)
        buttons.addWidget(self._delete)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.S)
        column.addWidget(self.difference, 1)
        column.addLayout(buttons)
        return column

    def _connect(self) -> None:
        self._reading.produced.connect(self._take)
        self._reading.failed.connect(self.failed)
        self.search.textChanged.connect(self.list.search)
        self.search.moved_down.connect(self.list.setFocus)
        self.list.chosen.connect(self._show_selected)
        self.list.delete_requested.connect(self.ask_delete)
        self.list.doubleClicked.connect(lambda _index: self.open_design())
        self._open.clicked.connect(self.open_design)
        self._folder.clicked.connect(self.show_folder)
        self._delete.clicked.connect(self.ask_delete)
        self.curves.set_options(self._options_menu.options)
        self._options_menu.changed.connect(self.curves.set_options)
        self._menu.failed.connect(self.failed)
        self._menu.runs_folder_picked.connect(self._keep_in)
        self._studio.pipeline_changed.connect(self._follow_pipeline)

    def _keep_in(self, folder: Path) -> None:
        pick_runs_folder(folder)
        self.follow_folder()

    def _read(self) -> None:
        shelf, folder, running = self._shelf, runs_folder(), self._running

        def job() -> "Iterator[tuple[RunRow, ...]]":
            now = datetime.now().astimezone()
            yield tuple(RunRow.of(run, now, is_running=run.folder == running) for run in shelf.read(folder))

        self._reading.submit(job)

    def _take(self, rows: tuple[RunRow, ...]) -> None:
        if rows != self._rows:
            self._rows = rows
            self._designs.clear()
            self._pages.setCurrentIndex(1 if rows else 0)
            self.search.setVisible(len(rows) > _FEW or bool(self.search.text()))
            self.list.show_rows(rows)

    def _show_selected(self) -> None:
        from augstudio.gui.runs.compared_curves import caption  # noqa: PLC0415 -- as above

        runs = self.list.selected
        self._open.setEnabled(len(runs) == 1 and bool(runs[0].pipeline_files))
        self._delete.setEnabled(bool(self._deletable()))
        self.curves.show_runs(runs)
        self.list.show_colours(self.curves.colours)
        self._caption.setText(caption(runs, self.curves.drawn) if runs else "")
        self._caption.setToolTip(self._caption.text())
        self._compare_designs()

    def _deletable(self) -> list[Path]:
        """The folders of the selected runs, but for the one that is being written."""
        return sorted({run.folder for run in self.list.selected if run.folder != self._running})

    def _follow_pipeline(self, _new: Pipeline, _old: Pipeline) -> None:
        if self.isVisible():
            self._compare_designs()

    def _compare_designs(self) -> None:
        runs = self.list.selected
        lost = next((run for run in runs if not run.pipeline_files), None)
        if lost is not None:
            self.difference.show_lines(f"{lost.pipeline} keeps no design to compare.")
            return
        try:
            match runs:
                case (run,):
                    diff = pipeline_diff(self._design(run), self._studio.pipeline)
                    heading = "What changed since this run:"
                    same = "The open design is the one of this run."
                case (later, earlier):
                    diff = pipeline_diff(self._design(earlier), self._design(later))
                    heading = "What changed from the earlier run to the later one:"
                    same = "Both runs had the same design."
                case _:
                    self.difference.show_lines("Select one run or two to compare designs." if runs else "")
                    return
        except AugStudioError as error:
            self.difference.show_lines(str(error))
            return
        self.difference.show_lines(same if diff.is_empty else heading, difference_lines(diff))

    def _design(self, run: KeptRun) -> Pipeline:
        if run.folder not in self._designs:
            self._designs[run.folder] = run.design()
        return self._designs[run.folder]


def _pop_up(menu: CurveMenu | PlotOptionsMenu, button: QWidget, *_checked: bool) -> None:
    menu.popup(button.mapToGlobal(QPoint(0, button.height())))
