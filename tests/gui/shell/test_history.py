import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from augstudio.gui.main_window import MainWindow
from augstudio.pipeline.model import Pipeline
from tests.gui.shell.drive import ops


@pytest.fixture
def edited(window: MainWindow) -> MainWindow:
    """The window after three edits, the list open."""
    window.studio.edits.add("hue")
    window.studio.edits.remove("rotate")
    window.studio.edits.rename("other")
    window.actions_["actionHistory"].trigger()
    return window


def rows(window: MainWindow, role: Qt.ItemDataRole = Qt.ItemDataRole.DisplayRole) -> list[str]:
    model = window.history.view.model()
    return [model.index(row, 0).data(role) for row in range(model.rowCount())]


def current(window: MainWindow) -> str:
    text: str = window.history.view.currentIndex().data()
    return text


def click(window: MainWindow, qtbot: QtBot, text: str) -> None:
    view = window.history.view
    place = view.visualRect(view.model().index(rows(window).index(text), 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_all_edits_are_listed_the_newest_first_and_the_current_one_is_marked(edited: MainWindow) -> None:
    assert rows(edited) == ["Rename pipeline", "Remove Rotate", "Add Hue", "Start"]
    assert current(edited) == "Rename pipeline"
    edited.document.undo()
    assert rows(edited, Qt.ItemDataRole.AccessibleTextRole) == [
        "Rename pipeline, undone",
        "Remove Rotate, current",
        "Add Hue",
        "Start",
    ]


def test_a_click_goes_to_an_edit_and_back_again(edited: MainWindow, qtbot: QtBot, pipeline: Pipeline) -> None:
    changed = edited.document.pipeline
    click(edited, qtbot, "Start")
    assert ops(edited) == [step.op for step in pipeline]
    assert edited.history.isVisible()
    assert len(rows(edited)) == 4
    click(edited, qtbot, "Rename pipeline")
    assert edited.document.pipeline == changed


def test_the_arrow_keys_go_from_edit_to_edit_and_escape_gives_the_keyboard_back(
    edited: MainWindow, qtbot: QtBot
) -> None:
    assert edited.focusWidget() is edited.history.view
    qtbot.keyClick(edited.history.view, Qt.Key.Key_Down)
    qtbot.keyClick(edited.history.view, Qt.Key.Key_Down)
    assert current(edited) == "Add Hue"
    assert "rotate" in ops(edited)
    assert "hue" in ops(edited)
    qtbot.keyClick(edited.history.view, Qt.Key.Key_End)
    assert "hue" not in ops(edited)
    qtbot.keyClick(edited.history.view, Qt.Key.Key_Escape)
    assert not edited.history.isVisible()
    assert edited.focusWidget() is edited.stack


def test_what_is_done_after_going_back_takes_the_place_of_what_was_undone(edited: MainWindow, qtbot: QtBot) -> None:
    click(edited, qtbot, "Add Hue")
    edited.studio.edits.set_seed(7)
    assert rows(edited) == ["Change seed", "Add Hue", "Start"]
    assert current(edited) == "Change seed"


def test_the_list_closes_when_the_keyboard_goes_elsewhere_or_the_command_is_given_again(edited: MainWindow) -> None:
    edited.library.search.setFocus()
    assert not edited.history.isVisible()
    edited.actions_["actionHistory"].trigger()
    assert edited.history.isVisible()
    edited.actions_["actionHistory"].trigger()
    assert not edited.history.isVisible()
    assert edited.focusWidget() is edited.library.search


def test_another_design_has_a_history_of_its_own(edited: MainWindow) -> None:
    edited.document.replace(Pipeline(name="new"))
    assert rows(edited) == ["Start"]
    assert current(edited) == "Start"


def test_the_list_lies_under_the_undo_buttons_and_inside_the_window(edited: MainWindow) -> None:
    button = edited.toolbar.history
    assert edited.history.x() == button.mapTo(edited, button.rect().topLeft()).x()
    assert edited.rect().contains(edited.history.geometry())
    for seed in range(40):
        edited.studio.edits.set_seed(seed)
    assert edited.rect().contains(edited.history.geometry())
    edited.resize(1024, 600)
    assert edited.rect().contains(edited.history.geometry())
