import pytest
from PySide6.QtGui import QColor, QFontDatabase, QImage, QPainter
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit

from augstudio.gui.fonts import code_font, text_font
from augstudio.gui.icons import icon, op_icon
from augstudio.gui.main_window import MainWindow
from augstudio.gui.theme import Colours, dark_colours, light_colours
from augstudio.resource_files import resource
from augstudio.transforms.catalogue import catalogue


def luminance(colour: QColor) -> float:
    """WCAG's relative luminance."""
    parts = [
        value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4
        for value in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(first: QColor, second: QColor) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tokens", [dark_colours(), light_colours()], ids=["dark", "light"])
def test_text_can_be_read_on_every_surface(tokens: Colours) -> None:
    texts = ("text", "text_quiet", "text_faint", "accent", "warning", "danger", "success")
    surfaces = ("canvas", "window", "card", "field", "hover", "accent_quiet")
    unreadable = {
        (text, surface): round(value, 2)
        for text in texts
        for surface in surfaces
        if (value := contrast(getattr(tokens, text), getattr(tokens, surface))) < (7 if text == "text" else 4.5)
    }
    assert not unreadable
    assert contrast(tokens.accent_text, tokens.accent) >= 4.5


@pytest.mark.parametrize("tokens", [dark_colours(), light_colours()], ids=["dark", "light"])
def test_what_surrounds_pictures_has_no_tint(tokens: Colours) -> None:
    for surface in (tokens.canvas, tokens.window, tokens.card):
        channels = (surface.red(), surface.green(), surface.blue())
        assert max(channels) - min(channels) <= 3


def test_our_typefaces_are_there_even_where_the_system_has_none(qapp: QApplication) -> None:
    assert {text_font().family(), code_font().family()} <= set(QFontDatabase.families())
    assert qapp.font().family() == text_font().family()


def test_every_icon_draws_something(qapp: QApplication) -> None:
    names = [path.stem for path in resource("icons").glob("*.svg") if path.stem != "augstudio"]
    names += [f"ops/{path.stem}" for path in resource("icons", "ops").glob("*.svg")]
    for name in names:
        image = QImage(32, 32, QImage.Format.Format_ARGB32)
        image.fill(QColor(0, 0, 0, 0))
        painter = QPainter(image)
        icon(name).paint(painter, 0, 0, 32, 32)
        painter.end()
        assert any(image.pixelColor(x, y).alpha() > 100 for x in range(32) for y in range(32)), name


def test_every_transform_has_an_icon() -> None:
    for each in catalogue():
        assert resource("icons", f"{op_icon(each.op, each.category)}.svg").is_file()


def test_everything_one_can_operate_has_an_accessible_name(window: MainWindow) -> None:
    window.complete()
    for page in (window.training, window.code, window.dataset, window.problems):
        assert page is not None
        window.tabs.show_page(page)
        assert nameless(window) == []


def nameless(window: MainWindow) -> list[str]:
    """What can be operated and says nothing to a screen reader."""
    return [
        f"{type(each).__name__} {each.objectName()!r} in {type(each.parent()).__name__}"
        for each in (
            *window.findChildren(QAbstractButton),
            *window.findChildren(QLineEdit),
            *window.findChildren(QComboBox),
        )
        if each.isVisible()
        and not (each.accessibleName() or (isinstance(each, QAbstractButton) and each.text()))
        and not each.objectName().startswith("qt_")
    ]
