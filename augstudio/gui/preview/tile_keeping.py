"""Taking one tile along: as code that makes it again, or as a test that notices when it changes."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from augstudio.atomic_file import write_atomically
from augstudio.errors import AugStudioError
from augstudio.gui.studio import Studio
from augstudio.pipeline.model import Mode
from augstudio.preview.tile_code import Tile, tile_code, tile_test

_FILTER = "Python tests (*.py)"


class TileKeeping(QObject):
    """Writes the chosen tile down.

    Signals:
        failed: Why it could not be done; one line.
    """

    failed = Signal(str)

    def __init__(self, studio: Studio, window: QWidget) -> None:
        super().__init__(window)
        self._studio = studio
        self._window = window

    def copy_code(self, index: int, epoch: int, mode: Mode) -> None:
        """Puts code that makes a tile again on the clipboard."""

        def copy() -> None:
            QGuiApplication.clipboard().setText(tile_code(self._tile(index, epoch, mode)))
            self._studio.message_posted.emit("Copied: code that makes this picture again, sample and design included")

        self._attempt(copy)

    def ask_test(self, index: int, epoch: int, mode: Mode) -> None:
        """Lets the user choose where a test is written that fails when a tile changes."""
        tile: list[Tile] = []
        self._attempt(lambda: tile.append(self._tile(index, epoch, mode)))
        if not tile:
            return
        name = f"test_{self._studio.pipeline.name}_{index}.py".replace("-", "_").replace("/", "_")
        dialog = QFileDialog(self._window, "Keep this picture as a test", str(Path.cwd() / name), _FILTER)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("py")
        dialog.fileSelected.connect(lambda path: self.write_test(Path(path), tile[0]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write_test(self, path: Path, tile: Tile) -> None:
        """Writes the test of a tile to a file."""

        def write() -> None:
            write_atomically(path, tile_test(tile))
            self._studio.message_posted.emit(f"{path.name} fails from now on when this picture changes")

        self._attempt(write)

    def _tile(self, index: int, epoch: int, mode: Mode) -> Tile:
        source = self._studio.source
        assert source is not None  # noqa: S101 -- there is a tile to keep
        return Tile(self._studio.pipeline, source.image(index), index, epoch, mode)

    def _attempt(self, action: Callable[[], None]) -> None:
        try:
            action()
        except AugStudioError as error:
            self.failed.emit(str(error))
