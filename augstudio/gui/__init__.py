"""The window."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from augstudio.gui.main_window import MainWindow


def create_window(file: "str | Path | None" = None) -> "MainWindow":
    """Builds the window, with every panel, inside a running QApplication; it is not shown.

    Args:
        file: A pipeline file to open; None starts with a recipe on built-in images.

    Raises:
        AugStudioError: The file cannot be opened.
    """
    from augstudio.gui.welcome import build_window  # noqa: PLC0415 -- Qt is loaded only where there is a window

    return build_window(Path(file) if file is not None else None, complete=True)
