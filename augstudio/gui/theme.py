"""How the window looks: a few tokens that every panel uses, a palette for Qt, and the light and dark theme.

For panels:

* Spacing, radii and font sizes are constants: `SPACE.M` (8 px), `RADIUS.CARD`, `FONT.BODY`. Take no other number. Sizes are logical
  pixels; Qt scales them on dense screens.
* Colours: `colours(self)` returns the tokens that match a widget's palette *now*. Call it where you paint (`paintEvent`, delegates), so
  that a change of theme needs nothing more. What keeps colours (a plot, a pixmap) is told by Qt: override `changeEvent` and react to
  `QEvent.Type.PaletteChange`.
* Text: `elements.text.label("...", TextStyle.TITLE)`; the colour follows the theme.
* Widgets of Qt: Fusion with our palette already looks right. No style sheet may be set on the application or on a container (it breaks
  sliders inside and costs a restyle of every child); on a leaf, write palette roles (`palette(mid)`), never hex, so that themes switch.
* `elements.surface.Surface` is the rounded frame that cards are made of, `Hairline` the line between parts;
  `elements.buttons.GhostButton` a flat button with an icon, `primary_button` the one button of a panel in the accent colour,
  `secondary_button` any other.
* One accent colour: it marks what is selected, dragged or primary, nothing else. `warning`, `danger` and `success` are for states.
  `series` holds colour-blind-safe plot colours: the first is the pipeline's arm, the second the baseline's.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget


@dataclass(frozen=True, slots=True)
class Spacing:
    """Distances (px), multiples of four."""

    XS: int = 4
    S: int = 8
    M: int = 12
    L: int = 16
    XL: int = 24
    XXL: int = 32


@dataclass(frozen=True, slots=True)
class Radii:
    """Corner radii (px)."""

    FIELD: int = 4
    CARD: int = 6
    PANEL: int = 8


@dataclass(frozen=True, slots=True)
class FontSizes:
    """Type scale (px)."""

    CAPTION: int = 11
    BODY: int = 13
    TITLE: int = 15
    DISPLAY: int = 20


SPACE = Spacing()
RADIUS = Radii()
FONT = FontSizes()
FIELD_HEIGHT = 26
"""Height of a one-line field or button (px)."""
ICON_SIZE = 16
"""Side of an icon (px)."""
QUIET_ROLE = QPalette.ColorRole.LinkVisited
"""The palette role that holds `text_quiet`: Qt has none of its own for it."""
FAINT_ROLE = QPalette.ColorRole.PlaceholderText
"""The palette role that holds `text_faint`."""


@dataclass(frozen=True, slots=True)
class Colours:
    """The colour tokens of one theme. Neutral grays: a tinted surround would change how pictures look.

    Attributes:
        canvas: Behind pictures and plots, the darkest (light theme: the quietest) surface.
        window: Panels, bars.
        card: Cards on a panel.
        field: Text fields and code.
        hover: A surface under the pointer.
        border: Hairlines between surfaces and around fields.
        text: What is read first.
        text_quiet: Secondary text and icons at rest.
        text_faint: Hints, disabled text.
        accent: Selection, handles, the primary button.
        accent_text: Text on the accent.
        accent_quiet: A selected surface.
        warning: Label risks and other things to look at.
        danger: Errors, refused values.
        success: Done, verified.
        track: The groove of a slider, the rail of a switch.
        series: Plot lines, told apart by people of every colour vision.
    """

    canvas: QColor
    window: QColor
    card: QColor
    field: QColor
    hover: QColor
    border: QColor
    text: QColor
    text_quiet: QColor
    text_faint: QColor
    accent: QColor
    accent_text: QColor
    accent_quiet: QColor
    warning: QColor
    danger: QColor
    success: QColor
    track: QColor
    series: tuple[QColor, ...]


@cache
def dark_colours() -> Colours:
    """The darkroom."""
    return Colours(
        canvas=QColor("#141415"),
        window=QColor("#1d1d1f"),
        card=QColor("#28282b"),
        field=QColor("#161617"),
        hover=QColor("#333337"),
        border=QColor("#37373b"),
        text=QColor("#ececee"),
        text_quiet=QColor("#b4b4bb"),
        text_faint=QColor("#9c9ca5"),
        accent=QColor("#7b9bff"),
        accent_text=QColor("#0d1430"),
        accent_quiet=QColor("#2b3352"),
        warning=QColor("#f0b44c"),
        danger=QColor("#ff7a70"),
        success=QColor("#5cc9a0"),
        track=QColor("#47474d"),
        series=tuple(QColor(name) for name in ("#7b9bff", "#e69f00", "#56c7a2", "#cc79a7", "#f0e442", "#d55e00")),
    )


@cache
def light_colours() -> Colours:
    """The light table."""
    return Colours(
        canvas=QColor("#e6e6e9"),
        window=QColor("#f4f4f6"),
        card=QColor("#ffffff"),
        field=QColor("#ffffff"),
        hover=QColor("#e7e7ec"),
        border=QColor("#d3d3da"),
        text=QColor("#1b1b1f"),
        text_quiet=QColor("#4d4d57"),
        text_faint=QColor("#62626c"),
        accent=QColor("#3757dc"),
        accent_text=QColor("#ffffff"),
        accent_quiet=QColor("#dfe6ff"),
        warning=QColor("#8a5800"),
        danger=QColor("#bb2a26"),
        success=QColor("#0f6e4f"),
        track=QColor("#c6c6cf"),
        series=tuple(QColor(name) for name in ("#3a5be0", "#d17a00", "#00845f", "#b0568a", "#8a7d00", "#b94700")),
    )


class ThemeChoice(StrEnum):
    """What the user picked in the View menu."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


def colours(widget: QWidget | None = None) -> Colours:
    """The tokens that match a widget's palette, or the application's."""
    palette = widget.palette() if widget is not None else QGuiApplication.palette()
    is_dark = palette.color(QPalette.ColorRole.Window).lightness() < 128
    return dark_colours() if is_dark else light_colours()


def palette_of(tokens: Colours) -> QPalette:
    """Qt's palette for a theme; style sheets of leaves name its roles.

    Window is a panel, Base a field, AlternateBase a card, Button a raised control, Midlight a hovered surface, Mid a hairline, Dark the
    canvas, PlaceholderText faint text, LinkVisited quiet text, Highlight the accent.
    """
    palette = QPalette()
    role = QPalette.ColorRole
    for each, colour in (
        (role.Window, tokens.window),
        (role.WindowText, tokens.text),
        (role.Base, tokens.field),
        (role.AlternateBase, tokens.card),
        (role.Text, tokens.text),
        (role.PlaceholderText, tokens.text_faint),
        (role.Button, tokens.card),
        (role.ButtonText, tokens.text),
        (role.BrightText, tokens.danger),
        (role.Light, tokens.hover),
        (role.Midlight, tokens.hover),
        (role.Mid, tokens.border),
        (role.Dark, tokens.canvas),
        (role.Shadow, tokens.canvas),
        (role.Highlight, tokens.accent),
        (role.HighlightedText, tokens.accent_text),
        (role.Accent, tokens.accent),
        (role.Link, tokens.accent),
        (QUIET_ROLE, tokens.text_quiet),
        (role.ToolTipBase, tokens.card),
        (role.ToolTipText, tokens.text),
    ):
        palette.setColor(each, colour)
    for each in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, tokens.text_faint)
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, tokens.track)
    return palette


def apply_theme(application: QApplication, choice: ThemeChoice) -> None:
    """Sets style and palette; `SYSTEM` follows the desktop, and is dark where the desktop does not say."""
    if application.style().objectName() != "fusion":
        application.setStyle(QStyleFactory.create("Fusion"))
    application.setPalette(palette_of(dark_colours() if _is_dark(choice) else light_colours()))


def _is_dark(choice: ThemeChoice) -> bool:
    match choice:
        case ThemeChoice.DARK:
            return True
        case ThemeChoice.LIGHT:
            return False
        case ThemeChoice.SYSTEM:
            return QGuiApplication.styleHints().colorScheme() != Qt.ColorScheme.Light
