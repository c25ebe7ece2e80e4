"""What the user has set for the whole window: remembered, and told to whoever follows it."""

from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal

from augstudio.gui.settings import read_theme, write_theme
from augstudio.gui.theme import ThemeChoice
from augstudio.gui.training.devices import AUTOMATIC
from augstudio.gui.training.run_location import pick_runs_folder, runs_folder

MEGABYTE = 2**20
MEMORY_CHOICES = (256, 512, 1024, 2048, 4096)
"""How much the preview may keep (MB)."""
_DEFAULT_MEMORY = 1024
_DEVICE = "training/device"
_MEMORY = "preview/memory"


class Preferences(QObject):
    """The theme, and where and with what to work.

    Signals:
        theme_changed: The chosen theme.
        device_changed: The name of the device that trainings start on.
        memory_changed: How much the preview may keep (bytes).
        runs_folder_changed: Where runs are kept from now on, a Path.
    """

    theme_changed = Signal(object)
    device_changed = Signal(str)
    memory_changed = Signal(object)
    runs_folder_changed = Signal(object)

    def __init__(self, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings

    @property
    def file(self) -> Path:
        """Where they are remembered."""
        return Path(self._settings.fileName())

    @property
    def theme(self) -> ThemeChoice:
        """Light, dark, or as the system says."""
        return read_theme(self._settings)

    def set_theme(self, choice: ThemeChoice) -> None:
        """Changes the theme."""
        write_theme(self._settings, choice)
        self.theme_changed.emit(choice)

    @property
    def device(self) -> str:
        """The device that trainings start on; one that is not there any more is for the training to report."""
        return str(self._settings.value(_DEVICE, AUTOMATIC))

    def set_device(self, name: str) -> None:
        """Changes the device."""
        self._settings.setValue(_DEVICE, name)
        self.device_changed.emit(name)

    @property
    def memory(self) -> int:
        """How many pictures the preview may keep, to answer faster (bytes)."""
        stored = str(self._settings.value(_MEMORY, _DEFAULT_MEMORY))
        chosen = int(stored) if stored.isdecimal() else _DEFAULT_MEMORY
        return (chosen if chosen in MEMORY_CHOICES else _DEFAULT_MEMORY) * MEGABYTE

    def set_memory(self, megabytes: int) -> None:
        """Changes that, to one of `MEMORY_CHOICES`."""
        self._settings.setValue(_MEMORY, megabytes)
        self.memory_changed.emit(self.memory)

    @property
    def runs_folder(self) -> Path:
        """Where trainings are kept."""
        return runs_folder()

    def set_runs_folder(self, folder: Path) -> None:
        """Keeps trainings in another folder from now on."""
        pick_runs_folder(folder)
        self.runs_folder_changed.emit(folder)
