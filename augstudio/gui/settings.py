"""What the window remembers between two sessions: its layout, the theme, recent files."""

from pathlib import Path

from platformdirs import user_config_path
from PySide6.QtCore import QSettings


def settings_folder() -> Path:
    """Where the settings are kept."""
    return user_config_path("augstudio", appauthor=False)


def open_settings() -> QSettings:
    """The settings file; a broken one reads as empty."""
    return QSettings(str(settings_folder() / "window.ini"), QSettings.Format.IniFormat)
