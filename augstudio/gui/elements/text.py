"""Labels in the window's type scale."""

from enum import Enum

from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QLabel, QWidget

from augstudio.gui.fonts import text_font
from augstudio.gui.theme import FAINT_ROLE, FONT, QUIET_ROLE


class TextStyle(Enum):
    """What a piece of text is for: size (px), weight, colour role."""

    DISPLAY = (FONT.DISPLAY, QFont.Weight.DemiBold, QPalette.ColorRole.WindowText)
    TITLE = (FONT.TITLE, QFont.Weight.DemiBold, QPalette.ColorRole.WindowText)
    STRONG = (FONT.BODY, QFont.Weight.Medium, QPalette.ColorRole.WindowText)
    BODY = (FONT.BODY, QFont.Weight.Normal, QPalette.ColorRole.WindowText)
    QUIET = (FONT.BODY, QFont.Weight.Normal, QUIET_ROLE)
    CAPTION = (FONT.CAPTION, QFont.Weight.Normal, QUIET_ROLE)
    HEADING = (FONT.CAPTION, QFont.Weight.DemiBold, FAINT_ROLE)


def style_font(style: TextStyle) -> QFont:
    """The font of a style, for painting; headings are spaced a little."""
    size, weight, _ = style.value
    font = text_font(size, weight)
    if style is TextStyle.HEADING:
        font.setCapitalization(QFont.Capitalization.AllUppercase)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.6)
    return font


def set_text_style(widget: QWidget, style: TextStyle) -> None:
    """Gives a label, or another widget that shows text, the font and colour of a style; the colour follows the theme."""
    widget.setFont(style_font(style))
    widget.setForegroundRole(style.value[2])


def label(text: str, style: TextStyle = TextStyle.BODY, parent: QWidget | None = None) -> QLabel:
    """A label in a style; it shows plain text, never markup."""
    made = QLabel(text, parent)
    made.setTextFormat(made.textFormat().PlainText)
    set_text_style(made, style)
    return made
