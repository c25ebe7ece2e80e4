"""Opening data: found and looked at in a thread, so that a slow disk holds nothing up."""

from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from augstudio.data.detection import open_source
from augstudio.data.embedded import EMBEDDED
from augstudio.data.source import Source
from augstudio.errors import AugStudioError, DataError
from augstudio.gui.message_bar import MessageBar
from augstudio.gui.studio import Studio

WELCOME_DATA = "fashion-mnist-5k"
"""What is open at the start: real pictures with labels, so that seeing and training both work at once."""


class _Opening(QThread):
    """Opens one data set."""

    opened = Signal(object)
    failed = Signal(str)

    def __init__(self, data: str | Path, parent: QObject) -> None:
        super().__init__(parent)
        self._data = data

    def run(self) -> None:
        try:
            source = open_source(self._data)
            if len(source) == 0:
                raise DataError(f"{self._data}: no images in it")
            source.image(0)
        except (AugStudioError, OSError) as error:
            self.failed.emit(str(error))
        else:
            self.opened.emit(source)


class DataCommands(QObject):
    """Opens data for the window; what cannot be opened is reported and the open data stay."""

    def __init__(self, studio: Studio, messages: MessageBar, window: QWidget) -> None:
        super().__init__(window)
        self._studio = studio
        self._messages = messages
        self._window = window
        self._opening: _Opening | None = None
        self._retired: list[_Opening] = []

    @property
    def is_opening(self) -> bool:
        """A data set is being opened."""
        return self._opening is not None

    def open_now(self, data: str | Path) -> None:
        """Opens data at once, in this thread: for what is known to be small.

        Raises:
            AugStudioError: It cannot be opened.
        """
        self._studio.set_source(open_source(data))

    def open(self, data: str | Path) -> None:
        """Opens data in the background; the last one asked for wins."""
        opening = _Opening(data, self)
        opening.opened.connect(self._show)
        opening.failed.connect(self._report)
        opening.finished.connect(self._forget)
        if self._opening is not None:
            self._retired.append(self._opening)
        self._opening = opening
        opening.start()

    def ask_folder(self) -> None:
        """Lets the user choose a folder of images."""
        dialog = QFileDialog(self._window, "Open a folder of images", str(Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        self._ask(dialog)

    def ask_file(self) -> None:
        """Lets the user choose a file with images."""
        filters = (
            "Images and archives (*.npz *-ubyte *-ubyte.gz *.png *.jpg *.jpeg *.webp *.tif *.tiff *.bmp);;All files (*)"
        )
        dialog = QFileDialog(self._window, "Open data", str(Path.home()), filters)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        self._ask(dialog)

    def menu(self) -> QMenu:
        """The built-in data sets."""
        menu = QMenu("&Built-in data", self._window)
        menu.setToolTipsVisible(True)
        for name, dataset in EMBEDDED.items():
            action = QAction(name, menu)
            action.setToolTip(dataset.summary)
            action.triggered.connect(lambda _checked=False, name=name: self.open(name))
            menu.addAction(action)
        return menu

    def finish(self) -> None:
        """Waits for what is being opened: for a window that is closing."""
        for opening in (*self._retired, self._opening):
            if opening is not None:
                opening.wait()

    def _ask(self, dialog: QFileDialog) -> None:
        dialog.fileSelected.connect(lambda name: self.open(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(object)
    def _show(self, source: Source) -> None:
        if self.sender() is self._opening:
            self._messages.clear()
            self._studio.set_source(source)

    @Slot(str)
    def _report(self, message: str) -> None:
        if self.sender() is self._opening:
            self._messages.report(message)

    @Slot()
    def _forget(self) -> None:
        opening = self.sender()
        if opening is self._opening:
            self._opening = None
        self._retired = [each for each in self._retired if each is not opening]
        if isinstance(opening, _Opening):
            opening.deleteLater()
