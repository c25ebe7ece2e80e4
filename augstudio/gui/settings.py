"""What the window remembers between two sessions: its layout, the theme, recent files."""

from pathlib import Path

from platformdirs import user_config_path
from PySide6.QtCore import QSettings

from augstudio.gui.theme import ThemeChoice

_THEME = "theme"
_RECENT = "recent"
_MOST_RECENT = 8


def settings_folder() -> Path:
    """Where the settings are kept."""
    return user_config_path("augstudio", appauthor=False)


def open_settings() -> QSettings:
    """The settings file; a broken one reads as empty."""
    return QSettings(str(settings_folder() / "window.ini"), QSettings.Format.IniFormat)


def read_theme(settings: QSettings) -> ThemeChoice:
    """The theme the user chose; the system's where none was."""
    stored = str(settings.value(_THEME, ThemeChoice.SYSTEM.value))
    return ThemeChoice(stored) if stored in set(ThemeChoice) else ThemeChoice.SYSTEM


def write_theme(settings: QSettings, choice: ThemeChoice) -> None:
    """Remembers the theme."""
    settings.setValue(_THEME, choice.value)


class RecentFiles:
    """The files that were opened or saved last, the newest first."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    def paths(self) -> list[Path]:
        """Those that still exist."""
        stored = self._settings.value(_RECENT, [])
        names = [stored] if isinstance(stored, str) else list(stored or [])  # type: ignore[call-overload]  # a list of str
        return [path for path in map(Path, names) if path.is_file()]

    def add(self, path: Path) -> None:
        """Puts a file first."""
        resolved = path.resolve()
        others = [each for each in self.paths() if each != resolved]
        self._settings.setValue(_RECENT, [str(each) for each in (resolved, *others)[:_MOST_RECENT]])
