"""What is open when the window opens."""

from pathlib import Path

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from augstudio.gui.data_commands import WELCOME_DATA
from augstudio.gui.fonts import load_fonts
from augstudio.gui.main_window import MainWindow
from augstudio.pipeline.presets import preset
from augstudio.project.document import Document
from augstudio.resource_files import resource
from augstudio.transforms.parameters import Range

WELCOME_PRESET = "fashion"
"""The recipe that suits the data that are open at the start: the first training shows that augmentation helps."""


def build_window(file: Path | None, *, complete: bool) -> MainWindow:
    """The window over a file, or over a recipe; built-in images are open, so that the first screen is alive.

    Args:
        file: The pipeline file; None for the recipe.
        complete: Builds the costly panels too.

    Raises:
        AugStudioError: The file cannot be opened.
    """
    document = Document.open(file) if file is not None else Document(preset(WELCOME_PRESET))
    application = QApplication.instance()
    if isinstance(application, QApplication):
        load_fonts(application)
        application.setWindowIcon(QIcon(str(resource("icons", "augstudio.svg"))))
    window = MainWindow(document, complete=complete)
    window.data.open_now(WELCOME_DATA)
    steps = document.pipeline.steps
    ranged = (step.id for step in steps if any(isinstance(value, Range) for _, value in step.transform))
    window.studio.select(next(ranged, steps[0].id if steps else ""))
    window.lint.look()
    return window
