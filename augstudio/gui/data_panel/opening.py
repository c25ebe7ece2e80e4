"""Opening data without the window waiting: a large folder takes seconds to look through."""

from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from augstudio.data.detection import open_source
from augstudio.data.embedded import EMBEDDED
from augstudio.data.source import Source
from augstudio.errors import DataError
from augstudio.gui.icons import icon
from augstudio.gui.preview.background import Background
from augstudio.gui.studio import Studio

_FILES = "Data (*.npz *.gz *.png *.jpg *.jpeg *.bmp *.gif *.tif *.tiff *.webp *ubyte);;All files (*)"


class DataOpening(QObject):
    """Opens data for the studio, one after the other; of two that wait the newer one is opened.

    Signals:
        started: What is being opened.
        opened: The `Source`, which is the studio's by then.
        failed: Why it could not be opened; one line for the user. What was open stays open.
    """

    started = Signal(str)
    opened = Signal(object)
    failed = Signal(str)

    def __init__(self, studio: Studio) -> None:
        super().__init__(studio)
        self._studio = studio
        self._background = Background("open", self)
        self._background.produced.connect(self._finish)
        self._background.failed.connect(self.failed)
        self.destroyed.connect(self._background.close)

    @property
    def is_busy(self) -> bool:
        """Something is being opened."""
        return self._background.is_busy

    def open(self, data: str | Path) -> None:
        """Opens a path or a built-in data set in the background."""
        self.started.emit(str(data))
        self._background.submit(partial(_open, data))

    @Slot(object)
    def _finish(self, source: Source) -> None:
        self._studio.set_source(source)
        self.opened.emit(source)


def data_opening(studio: Studio) -> DataOpening:
    """The studio's one place to open data with."""
    return studio.findChild(DataOpening) or DataOpening(studio)


def open_data(studio: Studio, path_or_name: str | Path) -> DataOpening:
    """Opens a path or a built-in data set in the background.

    Args:
        studio: Whose data it becomes.
        path_or_name: As on the command line.

    Returns:
        Where to hear of it.
    """
    opening = data_opening(studio)
    opening.open(path_or_name)
    return opening


def choose_folder(studio: Studio, parent: QWidget) -> None:
    """Asks for a folder and opens it."""
    folder = QFileDialog.getExistingDirectory(parent, "Open a folder of images")
    if folder:
        open_data(studio, Path(folder))


def choose_file(studio: Studio, parent: QWidget) -> None:
    """Asks for a file and opens it."""
    file, _ = QFileDialog.getOpenFileName(parent, "Open data", filter=_FILES)
    if file:
        open_data(studio, Path(file))


def data_menu(studio: Studio, parent: QWidget) -> QMenu:
    """A folder, a file, or what is built in."""
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    menu.addAction(icon("folder"), "Open folder…", partial(choose_folder, studio, parent))
    menu.addAction(icon("open"), "Open file…", partial(choose_file, studio, parent))
    menu.addSection("Built in")
    for name, dataset in EMBEDDED.items():
        menu.addAction(icon("data"), name, partial(open_data, studio, name)).setToolTip(dataset.summary)
    return menu


def dropped_path(data: QMimeData) -> Path | None:
    """The file or folder that is being dropped; None where it is something else."""
    for url in data.urls():
        if url.isLocalFile():
            return Path(url.toLocalFile())
    return None


def _open(data: str | Path) -> Iterator[Source]:
    source = open_source(data)
    # The window asks for the first image as soon as the source is open: an archive is unpacked here, not there.
    with suppress(DataError, IndexError):
        source.image(0)
    yield source
