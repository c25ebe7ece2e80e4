"""Groups as nested cards."""

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from augstudio.gui.main_window import MainWindow
from augstudio.gui.stack.card_column import OP_MIME, CardColumn
from augstudio.gui.stack.step_card import StepCard
from augstudio.pipeline.model import Step
from augstudio.pipeline.yaml_format import loads
from tests.gui.shell.drive import card_ops, drag
from tests.gui.shell.test_pipeline_stack import entering

GROUPED = """
augstudio: 1
steps:
- op: horizontal_flip
- op: one_of
  weights: [1, 2]
  steps:
  - op: rotate
  - op: hue
- op: normalize
  mean: [0.5]
  std: [0.5]
"""


def shape(steps: tuple[Step, ...]) -> list[object]:
    return [[step.op, *shape(step.steps)] if step.group else step.op for step in steps]


def design(window: MainWindow) -> list[object]:
    return shape(window.document.pipeline.steps)


@pytest.fixture
def grouped(window: MainWindow, qtbot: QtBot) -> MainWindow:
    for step in tuple(window.document.pipeline):
        window.studio.edits.remove(step.id)
    window.studio.edits.insert(loads(GROUPED).steps, "start")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def card(window: MainWindow, step_id: str) -> StepCard:
    found = window.stack.column.card(step_id)
    assert found is not None
    return found


def drag_to(window: MainWindow, step_id: str, target: QPointF) -> None:
    """Drags a card by its header to a place in global coordinates."""
    header = card(window, step_id).header
    start = QPointF(20, header.height() / 2)
    drag(header, start, start + QPointF(0, 20), header.mapFromGlobal(target))


def below(window: MainWindow, step_id: str) -> QPointF:
    """A place in the lower half of a card, once everything has found its place."""
    window.stack.column.arrange()
    QApplication.processEvents()
    found = card(window, step_id)
    return found.mapToGlobal(QPointF(found.width() / 2, found.height() * 0.75))


def test_the_steps_of_a_group_are_cards_in_its_card(grouped: MainWindow) -> None:
    assert card_ops(grouped) == ["horizontal_flip", "one_of", "rotate", "hue", "normalize"]
    group, inner = card(grouped, "one-of"), card(grouped, "rotate")
    assert group.isAncestorOf(inner)
    assert inner.width() < group.width()


def test_dragging_a_card_into_a_group_puts_it_there_in_one_step(grouped: MainWindow) -> None:
    drag_to(grouped, "horizontal-flip", below(grouped, "rotate"))
    assert design(grouped) == [["one_of", "rotate", "horizontal_flip", "hue"], "normalize"]
    grouped.document.undo()
    assert design(grouped) == ["horizontal_flip", ["one_of", "rotate", "hue"], "normalize"]


def test_dragging_a_card_out_of_a_group_takes_its_weight_along(grouped: MainWindow) -> None:
    drag_to(grouped, "hue", below(grouped, "normalize"))
    assert design(grouped) == ["horizontal_flip", ["one_of", "rotate"], "normalize", "hue"]
    assert grouped.document.pipeline.step("one-of").transform.weights == (1,)


def test_dragging_within_a_group_changes_the_order(grouped: MainWindow) -> None:
    drag_to(grouped, "rotate", below(grouped, "hue"))
    assert design(grouped)[1] == ["one_of", "hue", "rotate"]


def test_a_group_is_never_dropped_into_itself(grouped: MainWindow) -> None:
    drag_to(grouped, "one-of", below(grouped, "hue"))
    assert sorted(map(str, design(grouped))) == sorted(
        map(str, ["horizontal_flip", ["one_of", "rotate", "hue"], "normalize"])
    )


def drop(column: CardColumn, op: str, where: QPointF) -> QDropEvent:
    data = QMimeData()
    data.setData(OP_MIME, op.encode())
    QApplication.sendEvent(column, entering(data, where))
    event = QDropEvent(where, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(column, event)
    return event


def test_a_transform_from_the_library_is_dropped_into_a_group(grouped: MainWindow) -> None:
    column = card(grouped, "one-of").body
    assert isinstance(column, CardColumn)
    drop(column, "invert", QPointF(30, 2))
    assert design(grouped)[1] == ["one_of", "invert", "rotate", "hue"]
    assert grouped.studio.selected_step is not None
    assert grouped.studio.selected_step.id == "invert"


def test_what_a_group_cannot_hold_is_refused_in_words(grouped: MainWindow, qtbot: QtBot) -> None:
    column = card(grouped, "one-of").body
    assert isinstance(column, CardColumn)
    before = design(grouped)
    with qtbot.waitSignal(grouped.studio.message_posted) as posted:
        drop(column, "mixup", QPointF(30, 2))
    assert "cannot be in a group" in posted.args[0]
    assert design(grouped) == before


def test_alt_and_arrows_move_a_step_out_of_its_group_and_back(grouped: MainWindow, qtbot: QtBot) -> None:
    inner = card(grouped, "hue")
    inner.setFocus()
    qtbot.keyClick(inner, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert design(grouped) == ["horizontal_flip", ["one_of", "rotate"], "hue", "normalize"]
    qtbot.keyClick(card(grouped, "hue"), Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert design(grouped) == ["horizontal_flip", ["one_of", "rotate", "hue"], "normalize"]


def test_arrows_walk_into_groups_and_out_again(grouped: MainWindow, qtbot: QtBot) -> None:
    card(grouped, "horizontal-flip").setFocus()
    seen = []
    for _ in range(4):
        qtbot.keyClick(grouped.stack, Qt.Key.Key_Down)
        selected = grouped.studio.selected_step
        assert selected is not None
        seen.append(selected.id)
    assert seen == ["one-of", "rotate", "hue", "normalize"]


def test_a_step_is_grouped_and_ungrouped(grouped: MainWindow) -> None:
    grouped.studio.select("horizontal-flip")
    grouped.actions_["actionGroupStep"].trigger()
    assert design(grouped)[0] == ["one_of", "horizontal_flip"]
    assert grouped.document.pipeline.step("horizontal-flip").probability == 0.5
    selected = grouped.studio.selected_step
    assert selected is not None
    assert selected.op == "one_of"
    grouped.actions_["actionUngroupStep"].trigger()
    assert design(grouped)[0] == "horizontal_flip"


def test_the_button_of_a_group_adds_to_it(grouped: MainWindow, qtbot: QtBot) -> None:
    button = card(grouped, "one-of").findChild(QPushButton, "addToGroup") or next(
        each for each in card(grouped, "one-of").inside.children() if each.objectName() == "addToGroup"
    )
    button.click()
    qtbot.keyClicks(grouped.palette_.search, "add solarize")
    qtbot.keyClick(grouped.palette_.search, Qt.Key.Key_Return)
    assert design(grouped)[1] == ["one_of", "rotate", "hue", "solarize"]
    assert grouped.document.pipeline.step("one-of").transform.weights == (1, 2, 1.5)


def test_a_step_is_copied_and_pasted_as_yaml(grouped: MainWindow) -> None:
    grouped.studio.select("one-of")
    grouped.actions_["actionCopyStep"].trigger()
    assert "op: one_of" in QGuiApplication.clipboard().text()
    grouped.studio.select("normalize")
    grouped.actions_["actionPasteSteps"].trigger()
    assert design(grouped)[-1] == ["one_of", "rotate", "hue"]
    ids = [step.id for step in grouped.document.pipeline.walk()]
    assert len(set(ids)) == len(ids)
    grouped.document.undo()
    grouped.studio.select("one-of")
    grouped.actions_["actionCutStep"].trigger()
    assert design(grouped) == ["horizontal_flip", "normalize"]


def test_a_list_of_steps_is_pasted_too_and_nonsense_is_reported(grouped: MainWindow) -> None:
    QGuiApplication.clipboard().setText("- op: invert\n- op: solarize\n")
    grouped.studio.select("rotate")
    grouped.actions_["actionPasteSteps"].trigger()
    assert design(grouped)[1] == ["one_of", "rotate", "invert", "solarize", "hue"]
    before = design(grouped)
    QGuiApplication.clipboard().setText("dear diary")
    grouped.actions_["actionPasteSteps"].trigger()
    assert "Nothing to paste" in grouped.messages.text
    assert design(grouped) == before


def test_a_collapsed_group_hides_its_steps(grouped: MainWindow, qtbot: QtBot) -> None:
    group = card(grouped, "one-of")
    group.set_collapsed(True)
    assert not card(grouped, "rotate").isVisible()
    group.set_collapsed(False)
    assert card(grouped, "rotate").isVisible()


def test_an_empty_group_says_what_to_do(grouped: MainWindow) -> None:
    grouped.studio.edits.remove("rotate")
    grouped.studio.edits.remove("hue")
    column = card(grouped, "one-of").body
    assert isinstance(column, CardColumn)
    assert column.cards == []
    assert column.height() >= 40
