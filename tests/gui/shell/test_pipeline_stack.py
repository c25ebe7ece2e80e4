import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from augstudio.gui.main_window import MainWindow
from augstudio.gui.stack.card_column import OP_MIME
from tests.gui.shell.drive import card_ops, drag, ops

START = ["horizontal_flip", "rotate", "brightness", "normalize"]


def test_cards_are_the_steps_from_top_to_bottom(window: MainWindow) -> None:
    assert card_ops(window) == START
    tops = [card.geometry().top() for card in window.stack.cards]
    assert tops == sorted(tops)


def test_dragging_a_header_over_two_cards_moves_its_step_by_two(window: MainWindow) -> None:
    first, _, third, _ = window.stack.cards
    header = first.header
    target = header.mapFromGlobal(third.mapToGlobal(QPointF(third.rect().center()) + QPointF(0, 12)))
    start = QPointF(20, header.height() / 2)
    drag(header, start, start + QPointF(0, 20), target)
    assert ops(window) == ["rotate", "brightness", "horizontal_flip", "normalize"]
    assert card_ops(window) == ops(window)
    window.document.undo()
    assert card_ops(window) == START


def test_a_click_on_a_header_moves_nothing_and_selects(window: MainWindow, qtbot: QtBot) -> None:
    card = window.stack.cards[2]
    qtbot.mouseClick(card.header, Qt.MouseButton.LeftButton)
    assert ops(window) == START
    assert window.studio.selected_step == window.document.pipeline.steps[2]
    assert [each.is_selected for each in window.stack.cards] == [False, False, True, False]


@pytest.mark.parametrize(
    ("key", "moved"),
    [
        (Qt.Key.Key_Down, ["horizontal_flip", "brightness", "rotate", "normalize"]),
        (Qt.Key.Key_Up, ["rotate", "horizontal_flip", "brightness", "normalize"]),
    ],
)
def test_alt_and_an_arrow_moves_the_selected_step(
    window: MainWindow, qtbot: QtBot, key: Qt.Key, moved: list[str]
) -> None:
    window.stack.cards[1].setFocus()
    qtbot.keyClick(window.stack.cards[1], key, Qt.KeyboardModifier.AltModifier)
    assert ops(window) == moved
    selected = window.studio.selected_step
    assert selected is not None
    assert selected.op == "rotate"


def test_a_step_at_the_end_cannot_be_moved_further(window: MainWindow, qtbot: QtBot) -> None:
    last = window.stack.cards[-1]
    last.setFocus()
    qtbot.keyClick(last, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert ops(window) == START
    assert not window.document.is_modified


def test_arrows_select_and_space_switches_off(window: MainWindow, qtbot: QtBot) -> None:
    window.stack.cards[0].setFocus()
    qtbot.keyClick(window.stack.cards[0], Qt.Key.Key_Down)
    qtbot.keyClick(window.stack.cards[1], Qt.Key.Key_Space)
    assert [step.enabled for step in window.document.pipeline] == [True, False, True, True]
    assert not window.stack.cards[1].form.isEnabled()
    qtbot.keyClick(window.stack.cards[1], Qt.Key.Key_Space)
    assert not window.document.is_modified


def test_delete_removes_and_selects_what_follows(window: MainWindow, qtbot: QtBot) -> None:
    window.stack.cards[1].setFocus()
    qtbot.keyClick(window.stack.cards[1], Qt.Key.Key_Delete)
    assert ops(window) == ["horizontal_flip", "brightness", "normalize"]
    selected = window.studio.selected_step
    assert selected is not None
    assert selected.op == "brightness"


def test_removing_every_step_shows_what_to_do(window: MainWindow, qtbot: QtBot) -> None:
    window.stack.cards[0].setFocus()
    for _ in START:
        qtbot.keyClick(window.stack.cards[0], Qt.Key.Key_Delete)
    assert ops(window) == []
    assert window.stack.empty_state.isVisible()


def test_control_d_duplicates_with_an_id_of_its_own(window: MainWindow, qtbot: QtBot) -> None:
    window.stack.cards[1].setFocus()
    qtbot.keyClick(window.stack.cards[1], Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert [step.id for step in window.document.pipeline] == [
        "horizontal-flip",
        "rotate",
        "rotate-2",
        "brightness",
        "normalize",
    ]
    assert window.stack.cards[2].accessibleName() == "Rotate 2"


def test_the_buttons_of_a_card_do_what_they_say(window: MainWindow, qtbot: QtBot) -> None:
    header = window.stack.cards[1].header
    qtbot.mouseClick(header.switch, Qt.MouseButton.LeftButton)
    assert not window.document.pipeline.steps[1].enabled
    header.duplicate.click()
    assert ops(window)[1:3] == ["rotate", "rotate"]
    window.stack.cards[2].header.remove.click()
    assert ops(window) == START


def test_a_collapsed_card_shows_its_summary_instead_of_its_sliders(window: MainWindow, qtbot: QtBot) -> None:
    card = window.stack.cards[1]
    height = card.height()
    qtbot.mouseClick(card.header.chevron, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: card.height() < height)
    assert not card.form.isVisible()
    assert card.header.summary.text() == "±30°"
    card.setFocus()
    qtbot.keyClick(card, Qt.Key.Key_Right)
    assert card.form.isVisible()


def test_an_op_dropped_between_cards_is_added_there(window: MainWindow) -> None:
    column = window.stack.column
    data = QMimeData()
    data.setData(OP_MIME, b"contrast")
    between = QPointF(40, column.cards[1].geometry().top() + 2)
    event = QDropEvent(
        between, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(column, entering(data, between))
    QApplication.sendEvent(column, event)
    assert ops(window) == ["horizontal_flip", "contrast", "rotate", "brightness", "normalize"]


def test_a_card_keeps_its_place_in_memory_while_its_values_change(window: MainWindow) -> None:
    before = window.stack.cards
    window.studio.edits.set_parameters("rotate", {"angle": [-5, 5]})
    assert window.stack.cards == before


def test_steps_at_risk_wear_a_badge(window: MainWindow) -> None:
    flip = window.stack.cards[0].header.badge
    assert flip.isVisible()
    assert "left" in flip.toolTip()
    assert not window.stack.cards[2].header.badge.isVisible()


def entering(data: QMimeData, where: QPointF) -> QDragEnterEvent:
    return QDragEnterEvent(
        where.toPoint(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
