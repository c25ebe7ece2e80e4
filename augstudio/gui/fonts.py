"""The window's own typefaces, so that text looks the same everywhere and shows at all where the system has none."""

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from augstudio.gui.theme import FONT
from augstudio.resource_files import resource

_FILES = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf", "JetBrainsMono-Regular.ttf")
_TEXT_FAMILY = "Inter"
_CODE_FAMILY = "JetBrains Mono"


def load_fonts(application: QApplication) -> None:
    """Loads the typefaces and makes the first one the application's."""
    _add_files()
    application.setFont(text_font())


@cache
def _add_files() -> None:
    for name in _FILES:
        QFontDatabase.addApplicationFont(str(resource("fonts", name)))


def text_font(size: int = FONT.BODY, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The typeface of everything but code, in a size of the type scale (px); figures all have one width."""
    font = QFont(_TEXT_FAMILY)
    font.setPixelSize(size)
    font.setWeight(weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def code_font(size: int = FONT.BODY) -> QFont:
    """The typeface of code, in a size of the type scale (px)."""
    font = QFont(_CODE_FAMILY)
    font.setPixelSize(size)
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setFeature(QFont.Tag("calt"), 0)
    return font
