"""Taking a plot out of the window: as a picture, as numbers, on the clipboard."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from augstudio.errors import AugStudioError
from augstudio.gui.icons import icon

if TYPE_CHECKING:  # loads pyqtgraph
    from augstudio.gui.training.plots_view import PlotsView

_PICTURES = "PNG picture (*.png);;SVG drawing (*.svg)"


class CurveMenu(QMenu):
    """What can be done with the curves that are shown.

    Signals:
        failed: Something could not be written; one line.
        runs_folder_picked: Runs are to be kept in this folder (a Path) from now on.
    """

    failed = Signal(str)
    runs_folder_picked = Signal(object)

    def __init__(self, shown: "Callable[[], PlotsView]", parent: QWidget) -> None:
        super().__init__(parent)
        self._shown = shown
        self._picture = self.addAction(
            icon("save"), "Save picture…", lambda: self._ask(self._save_picture, "curve.png", _PICTURES)
        )
        self._numbers = self.addAction(
            icon("data"),
            "Save numbers…",
            lambda: self._ask(self._save_numbers, "curve.csv", "Comma-separated values (*.csv)"),
        )
        self._copy = self.addAction(icon("copy"), "Copy picture", self.copy_picture)
        self.addSeparator()
        self.addAction(icon("folder"), "Keep runs in…", self._ask_folder)
        self.aboutToShow.connect(self._enable)

    def copy_picture(self) -> None:
        """Puts the picture on the clipboard."""
        QGuiApplication.clipboard().setPixmap(self._shown().picture())

    def _enable(self) -> None:
        for action in (self._picture, self._numbers, self._copy):
            action.setEnabled(not self._shown().is_empty)

    def _save_picture(self, path: Path) -> None:
        self._shown().save_picture(path)

    def _save_numbers(self, path: Path) -> None:
        self._shown().save_numbers(path)

    def _ask(self, save: Callable[[Path], None], name: str, kind: str) -> None:
        dialog = QFileDialog(self.parentWidget(), "Save", name, kind)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(name).suffix)
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(chosen.split("*.")[1].rstrip(")")))
        dialog.fileSelected.connect(lambda path: self._attempt(save, Path(path)))
        _open_once(dialog)

    def _ask_folder(self) -> None:
        dialog = QFileDialog(self.parentWidget(), "Keep runs in")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda path: self.runs_folder_picked.emit(Path(path)))
        _open_once(dialog)

    def _attempt(self, save: Callable[[Path], None], path: Path) -> None:
        try:
            save(path)
        except AugStudioError as error:
            self.failed.emit(str(error))


def _open_once(dialog: QFileDialog) -> None:
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
