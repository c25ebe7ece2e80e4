"""Opening data from menus and the palette."""

from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from augstudio.data.detection import open_source
from augstudio.data.embedded import EMBEDDED
from augstudio.gui.data_panel.opening import data_opening
from augstudio.gui.message_bar import MessageBar
from augstudio.gui.studio import Studio

WELCOME_DATA = "fashion-mnist-5k"
"""What is open at the start: real pictures with labels, so that seeing and training both work at once."""

_FILES = "Images and archives (*.npz *-ubyte *-ubyte.gz *.png *.jpg *.jpeg *.webp *.tif *.tiff *.bmp);;All files (*)"


class DataCommands(QObject):
    """Opens data for the window; what cannot be opened is reported and the open data stay."""

    def __init__(self, studio: Studio, messages: MessageBar, window: QWidget) -> None:
        super().__init__(window)
        self._studio = studio
        self._messages = messages
        self._window = window
        self._opening = data_opening(studio)
        self._opening.opened.connect(self._forget_errors)
        self._opening.failed.connect(messages.report)

    @property
    def is_opening(self) -> bool:
        """A data set is being opened."""
        return self._opening.is_busy

    def open_now(self, data: str | Path) -> None:
        """Opens data at once, in this thread: for what is known to be small.

        Raises:
            AugStudioError: It cannot be opened.
        """
        self._studio.set_source(open_source(data))

    def open(self, data: str | Path) -> None:
        """Opens data in the background; the last one asked for wins."""
        self._opening.open(data)

    def ask_folder(self) -> None:
        """Lets the user choose a folder of images."""
        dialog = QFileDialog(self._window, "Open a folder of images", str(Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        self._ask(dialog)

    def ask_file(self) -> None:
        """Lets the user choose a file with images."""
        dialog = QFileDialog(self._window, "Open data", str(Path.home()), _FILES)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        self._ask(dialog)

    def menu(self) -> QMenu:
        """The built-in data sets."""
        menu = QMenu("&Built-in data", self._window)
        menu.setToolTipsVisible(True)
        menu.addActions(self.actions_of(menu))
        return menu

    def actions_of(self, menu: QMenu) -> list[QAction]:
        """An action for each built-in data set."""
        made = []
        for name, dataset in EMBEDDED.items():
            action = QAction(name, menu)
            action.setToolTip(dataset.summary)
            action.triggered.connect(lambda _checked=False, name=name: self.open(name))
            made.append(action)
        return made

    def _ask(self, dialog: QFileDialog) -> None:
        dialog.fileSelected.connect(lambda name: self.open(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _forget_errors(self) -> None:
        self._messages.clear()
