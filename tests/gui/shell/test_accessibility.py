"""Whatever can be done is done by keyboard: Tab reaches it in reading order, it has a name, and one sees where the keyboard is."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from augstudio.gui.focus_order import reading_order
from augstudio.gui.main_window import MainWindow
from augstudio.gui.stack.step_card import StepCard
from augstudio.gui.theme import ThemeChoice
from tests.gui.shell.drive import ops

MOST_STOPS = 300
LEAST_CHANGE = 20
"""Pixels that have to differ clearly between focused and not (contrast 3:1, as WCAG's 2.4.13 asks)."""


def brightness(pixels: np.ndarray) -> np.ndarray:
    """WCAG's relative luminance of (..., 4) bytes in the order of QImage."""
    values = pixels[..., 2::-1] / 255
    linear = np.where(values <= 0.03928, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def picture(window: QWidget, widget: QWidget) -> np.ndarray:
    """A widget with what is right around it, as luminance."""
    place = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size()).adjusted(-3, -3, 3, 3) & window.rect()
    image = window.grab(place).toImage().convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(image.constBits(), np.uint8)
    return brightness(flat.reshape(image.height(), image.bytesPerLine() // 4, 4)[:, : image.width()])


def change(window: QWidget, widget: QWidget) -> int:
    """How many pixels tell clearly whether a widget has the focus."""
    widget.clearFocus()
    without = picture(window, widget)
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    having = picture(window, widget)
    contrast = (np.maximum(without, having) + 0.05) / (np.minimum(without, having) + 0.05)
    return int((contrast >= 3).sum())


def name(widget: QWidget) -> str:
    """What a screen reader says."""
    return widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")


def said(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()!r} {name(widget)!r}"


def stops(window: QWidget) -> Iterator[QWidget]:
    """Everything that Tab reaches, once around."""
    seen: list[QWidget] = []
    for _ in range(MOST_STOPS):
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None, f"Tab leads nowhere after {[said(each) for each in seen[-1:]]}"
        if focused in seen:
            return
        seen.append(focused)
        yield focused
    raise AssertionError("Tab does not come around")


def faults(window: QWidget, skip: set[str]) -> list[str]:
    """What Tab reaches without a name or a mark; what is in `skip` was looked at before, and what is looked at goes there."""
    found = []
    for widget in stops(window):
        if said(widget) in skip:
            continue
        skip.add(said(widget))
        if not name(widget):
            found.append(f"{said(widget)} in {type(widget.parent()).__name__} has no name")
        if change(window, widget) < LEAST_CHANGE:
            found.append(f"{said(widget)} does not show that it has the focus")
    return found


@pytest.fixture(params=[ThemeChoice.DARK, ThemeChoice.LIGHT])
def themed(window: MainWindow, request: Any) -> Iterator[MainWindow]:
    """The whole window in either theme."""
    window.complete()
    window.set_theme(request.param)
    yield window
    window.set_theme(ThemeChoice.DARK)


def test_everything_that_tab_reaches_in_the_window_is_named_and_marked(themed: MainWindow, qtbot: QtBot) -> None:
    looked_at: set[str] = set()
    for page in range(themed.tabs.bar.count()):
        themed.tabs.bar.setCurrentIndex(page)
        qtbot.waitUntil(lambda: not themed.preview.is_busy, timeout=20_000)
        themed.stack.setFocus()
        assert faults(themed, looked_at) == []
    assert len(looked_at) > 60


@pytest.mark.parametrize("action", ["actionSettings", "actionHelp", "actionShortcuts", "actionExport"])
def test_everything_that_tab_reaches_in_a_dialog_is_named_and_marked(
    themed: MainWindow, qtbot: QtBot, action: str
) -> None:
    before = set(themed.findChildren(QDialog))
    themed.actions_[action].trigger()
    (dialog,) = set(themed.findChildren(QDialog)) - before
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    assert faults(dialog, set()) == []
    dialog.close()


def test_tab_goes_through_the_window_as_one_reads_it_and_backtab_the_other_way(window: MainWindow) -> None:
    window.complete()
    window.studio.edits.move("brightness", 0)  # its card comes first now
    QApplication.processEvents()  # the card is shown in its new place
    window.toolbar.train.setFocus()
    there = [said(each) for each in stops(window)]
    regions = [window.toolbar, window.library, window.preview, window.tabs, window.stack, window.inspector]
    order = reading_order(window)
    places = [
        [place for place, each in enumerate(order) if region is each or region.isAncestorOf(each)] for region in regions
    ]
    for before, after in pairwise(places):
        assert max(before) < min(after)
    cards = [each.step_id for each in order if isinstance(each, StepCard)]
    assert cards == [step.id for step in window.document.pipeline]
    for first, second in pairwise(cards):
        inside = order[_place(order, first) + 1 : _place(order, second)]
        assert inside
        assert all(_card(order, first).isAncestorOf(each) for each in inside)
    back = []
    for _ in there:
        back.append(said(window.focusWidget() or window))
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert back == [there[0], *reversed(there[1:])]


def _card(order: list[QWidget], step_id: str) -> StepCard:
    return next(each for each in order if isinstance(each, StepCard) and each.step_id == step_id)


def _place(order: list[QWidget], step_id: str) -> int:
    return order.index(_card(order, step_id))


def test_tab_scrolls_to_what_it_reaches(window: MainWindow) -> None:
    for _ in range(6):
        window.studio.edits.add("rotate")
    window.stack.setFocus()
    for widget in stops(window):
        if window.stack.isAncestorOf(widget):
            top = widget.mapTo(window.stack, QPoint(0, 0)).y()
            assert top < window.stack.height(), said(widget)
            assert top + widget.height() > 0, said(widget)


def test_a_design_is_made_changed_and_taken_back_without_a_mouse(window: MainWindow, qtbot: QtBot) -> None:
    def keys(*pressed: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for key in pressed:
            QTest.keyClick(QApplication.focusWidget() or window, key, modifier)

    keys(Qt.Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(window.focusWidget(), "add hue")
    keys(Qt.Key.Key_Return)
    assert ops(window) == ["horizontal_flip", "rotate", "brightness", "hue", "normalize"]
    QApplication.processEvents()  # its card is shown
    window.stack.setFocus()
    reached = (each for each in stops(window) if isinstance(each, StepCard) and each.step_id == "hue")
    assert next(reached).hasFocus()
    keys(Qt.Key.Key_Up, modifier=Qt.KeyboardModifier.AltModifier)
    assert ops(window)[2] == "hue"
    keys(Qt.Key.Key_Space)
    assert not window.document.pipeline.step("hue").enabled
    keys(Qt.Key.Key_H, modifier=Qt.KeyboardModifier.ControlModifier)
    keys(Qt.Key.Key_End, Qt.Key.Key_Escape)
    assert ops(window) == ["horizontal_flip", "rotate", "brightness", "normalize"]
    keys(Qt.Key.Key_Comma, modifier=Qt.KeyboardModifier.ControlModifier)
    assert window.findChild(QDialog, "settingsDialog") is not None
