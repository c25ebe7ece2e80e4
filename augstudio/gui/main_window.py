"""The window: wires panels, commands and files together, and nothing else."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QMenu, QWidget

from augstudio.gui.actions import Actions
from augstudio.gui.command_palette import CommandPalette
from augstudio.gui.commands import DATA_MENU, PRESETS_MENU, RECENT_MENU
from augstudio.gui.data_commands import DataCommands
from augstudio.gui.export_dialog import ExportDialog
from augstudio.gui.file_commands import FileCommands
from augstudio.gui.focus_order import focus_next
from augstudio.gui.help_dialog import HelpDialog
from augstudio.gui.history_popup import HistoryPopup
from augstudio.gui.library.transform_library import TransformLibrary
from augstudio.gui.message_bar import MessageBar
from augstudio.gui.palette_entries import command_entries, data_entries, preset_entries, transform_entries
from augstudio.gui.panel_tabs import PanelTabs
from augstudio.gui.preferences import Preferences
from augstudio.gui.preview.preview_grid import PreviewGrid
from augstudio.gui.problems.lint_watch import LintWatch
from augstudio.gui.problems.problems_panel import ProblemsPanel
from augstudio.gui.settings import RecentFiles, open_settings
from augstudio.gui.settings_dialog import SettingsDialog
from augstudio.gui.shortcuts_dialog import ShortcutsDialog
from augstudio.gui.stack.inspector import Inspector
from augstudio.gui.stack.pipeline_stack import PipelineStack
from augstudio.gui.status_line import StatusLine
from augstudio.gui.step_commands import StepCommands
from augstudio.gui.studio import Studio
from augstudio.gui.theme import ThemeChoice, apply_theme
from augstudio.gui.toolbar import Toolbar
from augstudio.gui.training_news import TrainingNews
from augstudio.gui.window_layout import WindowLayout, column_of, framed
from augstudio.pipeline.model import Pipeline
from augstudio.pipeline.presets import PRESETS
from augstudio.pipeline.problems import Problem
from augstudio.project.document import Document

if TYPE_CHECKING:
    from augstudio.gui.code.code_panel import CodePanel
    from augstudio.gui.data_panel.dataset_panel import DatasetPanel
    from augstudio.gui.runs.runs_panel import RunsPanel
    from augstudio.gui.training.training_panel import TrainingPanel
    from augstudio.preview.values import PreviewGrid as Grid

_GEOMETRY = "geometry"


class MainWindow(QMainWindow):
    """The studio.

    Args:
        document: What is open.
        complete: Builds all panels at once; otherwise the costly ones are built after the first paint.
    """

    document: Document
    studio: Studio
    files: FileCommands
    data: DataCommands
    steps: StepCommands
    layout_: WindowLayout

    def __init__(self, document: Document, *, complete: bool = True) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.document = document
        self.studio = Studio(document, self)
        self.settings = open_settings()
        self.preferences = Preferences(self.settings, self)
        self.messages = MessageBar()
        self.files = FileCommands(self.studio, self.messages, RecentFiles(self.settings), self)
        self.data = DataCommands(self.studio, self.messages, self)
        self.steps = StepCommands(self.studio, self.messages)
        self.lint = LintWatch(self.studio)
        self.actions_ = Actions(self)
        self.training: TrainingPanel | None = None
        self.code: CodePanel | None = None
        self.dataset: DatasetPanel | None = None
        self.runs: RunsPanel | None = None
        self._may_close = False
        self._is_unpainted = True
        self._has_rendered = False
        self._build_panels()
        self._build_bars()
        self._connect()
        self._restore()
        self.stack.setFocus()
        if complete:
            self.complete()

    # ---------------------------------------------------------------- building

    def _build_panels(self) -> None:
        self.library = TransformLibrary(self.studio)
        self.preview = PreviewGrid(self.studio)
        self.stack = PipelineStack(self.studio)
        self.inspector = Inspector(self.studio)
        self.tabs = PanelTabs()
        self._training_place, self._code_place, self._data_place = QWidget(), QWidget(), QWidget()
        self._runs_place = QWidget()
        self.problems = ProblemsPanel(self.studio)
        self.tabs.add(self._training_place, "Training")
        self.tabs.add(self._code_place, "Code")
        self.tabs.add(self._data_place, "Data")
        self.tabs.add(self.problems, "Problems")
        self.tabs.add(self._runs_place, "Runs")
        self.layout_ = WindowLayout(self.library, self.preview, self.stack, self.inspector, self.tabs)
        self.palette_ = CommandPalette(self)
        self.history = HistoryPopup(self.studio, self)

    def _build_bars(self) -> None:
        self.actions_.fill(
            self.menuBar(),
            {PRESETS_MENU: self._presets_menu, RECENT_MENU: self._recent_menu, DATA_MENU: self.data.menu},
        )
        self.toolbar = Toolbar(self.actions_, self._open_data_menu, self._presets_menu)
        self.status = StatusLine(self.studio)
        body = column_of(self.toolbar, self.messages, self.layout_)
        self.setCentralWidget(framed(body, self.status))
        self.setMinimumSize(1024, 600)

    def _connect(self) -> None:
        self.studio.pipeline_changed.connect(self._follow_pipeline)
        self.studio.selection_changed.connect(self._show_state)
        self.studio.message_posted.connect(self.messages.notify)
        self.lint.problems_changed.connect(self._show_problems)
        self.files.path_changed.connect(self._show_title)
        self.stack.add_requested.connect(lambda group: self.show_palette(adding=True, group=group))
        self.stack.import_requested.connect(self.files.import_steps)
        self.layout_.visibility_changed.connect(self._show_state)
        self.preview.open_requested.connect(self.data.ask_folder)
        self.preview.rendered.connect(self._show_render)
        self.preview.costs_measured.connect(self.stack.show_costs)
        self.preview.limit_memory(self.preferences.memory)
        self.preferences.memory_changed.connect(self.preview.limit_memory)
        self.preferences.theme_changed.connect(self._apply_theme)
        self.preview.header.evaluation_toggled.connect(self.actions_["actionEvaluationView"].setChecked)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow_focus)
            application.styleHints().colorSchemeChanged.connect(self._follow_system)

    def complete(self) -> None:
        """Builds the panels that take long to load."""
        if self.training is not None:
            return
        from augstudio.gui.code.code_panel import CodePanel  # noqa: PLC0415 -- after the first paint
        from augstudio.gui.data_panel.dataset_panel import DatasetPanel  # noqa: PLC0415 -- after the first paint
        from augstudio.gui.runs.runs_panel import RunsPanel  # noqa: PLC0415 -- pyqtgraph takes 0.6 s
        from augstudio.gui.training.training_panel import TrainingPanel  # noqa: PLC0415 -- likewise

        self.training = TrainingPanel(self.studio)
        self.training.form.choose_device(self.preferences.device)
        self.preferences.device_changed.connect(self.training.form.choose_device)
        self.tabs.replace(self._training_place, self.training)
        self.code = CodePanel(self.studio)
        self.code.open_data_requested.connect(self.data.ask_folder)
        self.tabs.replace(self._code_place, self.code)
        self.dataset = DatasetPanel(self.studio)
        self.tabs.replace(self._data_place, self.dataset)
        self.runs = RunsPanel(self.studio)
        self.runs.open_requested.connect(self.files.open_design)
        self.runs.failed.connect(self.messages.report)
        self.preferences.runs_folder_changed.connect(self.runs.follow_folder)
        self.tabs.replace(self._runs_place, self.runs)
        self.training.training_started.connect(partial(self._show_training, is_training=True))
        ends = (self.training.training_finished, self.training.training_stopped, self.training.training_failed)
        for ended in ends:
            ended.connect(partial(self._show_training, is_training=False))
        TrainingNews(self.training, self.runs, self.tabs, self.messages)
        self._show_state()

    def _presets_menu(self) -> QMenu:
        menu = QMenu("&Presets", self)
        for name in PRESETS:
            action = QAction(name, menu)
            action.triggered.connect(lambda _checked=False, name=name: self.files.open_preset(name))
            menu.addAction(action)
        return menu

    def _open_data_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(self.actions_["actionOpenData"])
        menu.addAction(self.actions_["actionOpenDataFile"])
        menu.addSeparator()
        menu.setToolTipsVisible(True)
        menu.addActions(self.data.actions_of(menu))
        return menu

    def _recent_menu(self) -> QMenu:
        menu = QMenu("Open &recent", self)
        menu.aboutToShow.connect(lambda: self._fill_recent(menu))
        return menu

    def _fill_recent(self, menu: QMenu) -> None:
        menu.clear()
        for path in self.files.recent.paths():
            menu.addAction(str(path)).triggered.connect(lambda _checked=False, path=path: self.files.open(path))
        if menu.isEmpty():
            menu.addAction("No recent files").setEnabled(False)

    # ---------------------------------------------------------------- following

    def _follow_pipeline(self, _new: Pipeline, _old: Pipeline) -> None:
        self._show_title()
        self._show_state()

    def _show_title(self) -> None:
        self.setWindowTitle(f"{self.document.title}[*] — AugStudio")
        self.setWindowModified(self.document.is_modified)
        self.actions_.show_history()

    def _show_state(self, *_change: object) -> None:
        self.actions_.show_history()
        selected = self.studio.selected_step
        for name in (
            "actionDuplicateStep",
            "actionRemoveStep",
            "actionToggleStep",
            "actionMoveStepUp",
            "actionMoveStepDown",
            "actionGroupStep",
            "actionCopyStep",
            "actionCutStep",
        ):
            self.actions_[name].setEnabled(selected is not None)
        self.actions_["actionUngroupStep"].setEnabled(selected is not None and selected.group is not None)
        for name, is_shown in self.layout_.shown.items():
            self.actions_[name].setChecked(is_shown)
        is_training = self.training is not None and self.training.is_training
        self.actions_["actionStop"].setEnabled(is_training)
        self.actions_["actionTrain"].setEnabled(not is_training)

    def _show_problems(self, problems: tuple[Problem, ...]) -> None:
        self.problems.show_problems(problems)
        self.stack.show_problems(problems)
        self.tabs.set_title(self.problems, f"Problems ({len(problems)})" if problems else "Problems")

    def _show_training(self, *_news: object, is_training: bool) -> None:
        self._show_state()
        self.toolbar.show_training(is_training=is_training)

    def show_runs(self) -> None:
        """Brings the runs to the front."""
        self.complete()
        if self.runs is not None:
            self.tabs.show_page(self.runs)

    def _show_render(self, grid: "Grid") -> None:
        self.library.images.make()  # the engine is loaded by now, and the larger pictures are there
        if self._has_rendered:  # the first time includes loading the engine
            self.status.show_speed(sum(len(row.variants) for row in grid.rows), grid.seconds)
        self._has_rendered = True

    def _follow_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        self.stack.follow_focus(now)
        self.palette_.focus_left(now)
        self.history.focus_left(now)

    # ---------------------------------------------------------------- commands

    def show_palette(self, *, adding: bool = False, group: str = "") -> None:
        """Opens the command palette, over everything or over the transforms only, to be added to a group or to the pipeline."""
        if adding:
            title = "Add a transform to the group" if group else "Add a transform"
            self.palette_.open(transform_entries(partial(self.library.add, group=group)), title)
            return
        entries = [
            *command_entries(self.actions_),
            *transform_entries(self.library.add),
            *preset_entries(self.files.open_preset),
            *data_entries(self.data.open),
        ]
        self.palette_.open(entries, "Search commands, transforms, presets and data")

    def show_history(self) -> None:
        """Lists every edit under the undo buttons, or closes the list."""
        self.history.toggle(self.toolbar.history)

    def show_panel(self, name: str) -> None:
        """Brings one of the bottom panels to the front, by its object name."""
        page = self.tabs.findChild(QWidget, name)
        if page is not None:
            self.tabs.show_page(page)

    def show_export(self) -> None:
        """Shows the pipeline as code, to save or copy."""
        folder = self.document.path.parent if self.document.path else Path.cwd()
        self._show_dialog("exportDialog", lambda: ExportDialog(self.studio, folder, self))

    def show_help(self) -> None:
        """Opens the help."""
        self._show_dialog("helpDialog", lambda: HelpDialog(self))

    def show_shortcuts(self) -> None:
        """Lists every key."""
        self._show_dialog("shortcutsDialog", lambda: ShortcutsDialog(self))

    def show_settings(self) -> None:
        """Opens the settings."""
        self._show_dialog("settingsDialog", self._settings_dialog)

    def _settings_dialog(self) -> SettingsDialog:
        dialog = SettingsDialog(self.preferences, self)
        dialog.help_requested.connect(self.show_help)
        dialog.shortcuts_requested.connect(self.show_shortcuts)
        return dialog

    def _show_dialog(self, name: str, make: Callable[[], QDialog]) -> None:
        """Brings a dialog to the front, or makes it; the window stays usable beside it."""
        dialog = self.findChild(QDialog, name)
        if dialog is None:
            dialog = make()
            dialog.finished.connect(dialog.deleteLater)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def toggle_evaluation_view(self) -> None:
        """Shows what the model sees in evaluation, or in training."""
        self.preview.set_evaluation(self.actions_["actionEvaluationView"].isChecked())

    def freeze_design(self) -> None:
        """Keeps the design to compare with, or forgets it."""
        is_frozen = self.actions_["actionFreeze"].isChecked()
        self.studio.keep_design(enabled=is_frozen)
        self.actions_["actionCompare"].setEnabled(is_frozen)
        self.actions_["actionCompare"].setChecked(is_frozen)
        self.compare_designs()

    def compare_designs(self) -> None:
        """Shows the frozen design beside the current one, or the current one alone."""
        self.preview.compare(enabled=self.actions_["actionCompare"].isChecked())

    def train(self) -> None:
        """Starts a training; data without labels are answered with an offer of data that have some."""
        self.complete()
        source = self.studio.source
        if source is not None and not source.classes:
            self.messages.offer(
                f"{source.name} has no labels to train on",
                "Open fashion-mnist-5k",
                lambda: self.data.open("fashion-mnist-5k"),
            )
            return
        assert self.training is not None  # noqa: S101 -- `complete` built it
        self.tabs.show_page(self.training)
        self.training.start_training()

    def stop_training(self) -> None:
        """Stops the training that runs."""
        if self.training is not None:
            self.training.stop_training()

    def set_theme(self, choice: ThemeChoice) -> None:
        """Changes the theme, and remembers it."""
        self.preferences.set_theme(choice)

    def _apply_theme(self, choice: ThemeChoice) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            apply_theme(application, choice)
        self.actions_.show_theme(choice)

    def _follow_system(self, _scheme: Qt.ColorScheme) -> None:
        if self.preferences.theme is ThemeChoice.SYSTEM:
            self._apply_theme(ThemeChoice.SYSTEM)

    def report(self, message: str) -> None:
        """Shows an error; never a traceback."""
        self.messages.report(message)

    # ---------------------------------------------------------------- opening and closing

    def open_path(self, path: Path) -> bool:
        """Opens a pipeline file over whatever is open; returns whether it could."""
        return self.files.load(path)

    def _restore(self) -> None:
        self.resize(1440, 900)
        geometry = self.settings.value(_GEOMETRY)
        if geometry is not None:
            self.restoreGeometry(geometry)
        self.layout_.restore(self.settings)
        self._apply_theme(self.preferences.theme)
        self.actions_["actionCompare"].setEnabled(False)
        self._show_title()
        self._show_state()

    def quit(self) -> None:
        """Closes the window, once unsaved edits are dealt with."""
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.document.is_modified and not self._may_close:
            event.ignore()
            self.files.after_saving(self._close_for_good)
            return
        self.settings.setValue(_GEOMETRY, self.saveGeometry())
        self.layout_.save(self.settings)
        self.settings.sync()
        self.hide()
        self.shut_down()
        super().closeEvent(event)

    def _close_for_good(self) -> None:
        self._may_close = True
        QTimer.singleShot(0, self, self.close)

    def shut_down(self) -> None:
        """Ends what runs in the background: a thread that outlives its window aborts the process."""
        self.lint.stop()
        self.preview.shut_down()
        self.library.images.shut_down()
        for dialog in self.findChildren(ExportDialog):
            dialog.shut_down()
        for panel in (self.code, self.dataset, self.runs):
            if panel is not None:
                panel.shut_down()
        if self.training is not None:
            self.training.shutdown()

    def focusNextPrevChild(self, next_one: bool) -> bool:
        return focus_next(self, self.focusWidget(), forward=next_one)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._is_unpainted:
            self._is_unpainted = False
            QTimer.singleShot(0, self, self.complete)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.palette_.follow_window()
        self.history.follow_window()
