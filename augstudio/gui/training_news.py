"""What the rest of the window tells about a training while other panels are in front."""

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from augstudio.gui.message_bar import MessageBar
from augstudio.gui.panel_tabs import PanelTabs

if TYPE_CHECKING:  # load pyqtgraph when they are built
    from augstudio.gui.runs.runs_panel import RunsPanel
    from augstudio.gui.training.training_panel import TrainingPanel

_TITLE = "Training"
_LIST_INTERVAL = 2.0
"""How often the list of runs looks how far the one is that runs (s)."""


class TrainingNews(QObject):
    """Keeps the tab's name, the message bar and the list of runs up to date."""

    def __init__(self, training: "TrainingPanel", runs: "RunsPanel", tabs: PanelTabs, messages: MessageBar) -> None:
        super().__init__(training)
        self._training = training
        self._runs = runs
        self._tabs = tabs
        self._messages = messages
        self._listed = 0.0
        training.training_started.connect(self._follow_start)
        training.training_progressed.connect(self._show_progress)
        training.training_finished.connect(self._tell_finding)
        for ended in (training.training_finished, training.training_stopped, training.training_failed):
            ended.connect(self._follow_end)
        training.training_failed.connect(self._tell_failure)

    def _follow_start(self) -> None:
        self._runs.refresh(self._training.running_folder)

    def _show_progress(self, share: float) -> None:
        self._tabs.set_title(self._training, f"{_TITLE} {100 * share:.0f} %" if self._training.is_training else _TITLE)
        if time.monotonic() - self._listed > _LIST_INTERVAL and self._runs.isVisible():
            self._listed = time.monotonic()
            self._runs.refresh(self._training.running_folder)

    def _follow_end(self) -> None:
        self._tabs.set_title(self._training, _TITLE)
        self._runs.follow_finished()

    def _tell_finding(self) -> None:
        if not self._training.isVisible():
            show = self._training
            self._messages.offer(
                f"Training is done. {self._training.finding}", "Show curves", lambda: self._tabs.show_page(show)
            )
        QApplication.alert(self._training.window())

    def _tell_failure(self, message: str) -> None:
        if not self._training.isVisible():
            self._messages.report(message)
