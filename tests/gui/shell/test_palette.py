from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from augstudio.gui.commands import COMMANDS
from augstudio.gui.fuzzy import score
from augstudio.gui.main_window import MainWindow
from augstudio.transforms.catalogue import OPS
from tests.gui.shell.drive import ops


def test_control_k_finds_a_transform_and_enter_adds_it(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = window.palette_
    assert palette.isVisible()
    assert palette.search.hasFocus()
    qtbot.keyClicks(palette.search, "sat")
    assert palette.shown[0] == "Add saturation"
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert not palette.isVisible()
    assert "saturation" in ops(window)


def test_everything_is_in_the_palette(window: MainWindow) -> None:
    window.show_palette()
    assert len(window.palette_.shown) >= len(COMMANDS) - 1 + len(OPS)
    assert "Save" in window.palette_.shown
    assert "Preset lecture-1" in window.palette_.shown
    window.palette_.close_palette()


def test_arrows_choose_and_wrap_around(window: MainWindow, qtbot: QtBot) -> None:
    window.show_palette(adding=True)
    palette = window.palette_
    qtbot.keyClick(palette.search, Qt.Key.Key_Up)
    assert palette.view.currentIndex().row() == len(OPS) - 1
    qtbot.keyClick(palette.search, Qt.Key.Key_Down)
    qtbot.keyClick(palette.search, Qt.Key.Key_Down)
    assert palette.view.currentIndex().row() == 1
    palette.close_palette()


def test_escape_empties_then_closes_and_gives_the_keyboard_back(window: MainWindow, qtbot: QtBot) -> None:
    card = window.stack.cards[1]
    card.setFocus()
    window.show_palette()
    search = window.palette_.search
    qtbot.keyClicks(search, "x")
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert search.text() == ""
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert not window.palette_.isVisible()
    assert card.hasFocus()


def test_a_command_that_cannot_be_done_now_does_nothing(window: MainWindow, qtbot: QtBot) -> None:
    window.show_palette()
    qtbot.keyClicks(window.palette_.search, "redo")
    assert window.palette_.shown[0] == "Redo"
    qtbot.keyClick(window.palette_.search, Qt.Key.Key_Return)
    assert window.palette_.isVisible()
    window.palette_.close_palette()


def test_what_nobody_is_called_is_said(window: MainWindow, qtbot: QtBot) -> None:
    window.show_palette()
    qtbot.keyClicks(window.palette_.search, "qqqq")
    assert window.palette_.shown == []
    assert not window.palette_.view.isVisible()
    window.palette_.close_palette()


def test_a_click_elsewhere_closes_it(window: MainWindow) -> None:
    window.show_palette()
    window.stack.cards[0].setFocus()
    assert not window.palette_.isVisible()


def test_matches_at_the_start_of_words_come_first() -> None:
    names = ["Add random crop", "Add center crop", "Command palette", "Resample"]
    best = sorted(names, key=lambda name: score("cr", name) or -1, reverse=True)
    assert best[0] in {"Add random crop", "Add center crop"}
    assert score("rc", "Add random crop") is not None
    assert score("crop random", "Add random crop") is not None
    assert score("zebra", "Add random crop") is None
    assert score("", "anything") is not None


def test_built_in_data_are_opened_by_name(window: MainWindow, qtbot: QtBot) -> None:
    window.show_palette()
    qtbot.keyClicks(window.palette_.search, "open digits")
    assert window.palette_.shown[0] == "Open data digits"
    with qtbot.waitSignal(window.studio.source_changed, timeout=10_000):
        qtbot.keyClick(window.palette_.search, Qt.Key.Key_Return)
    assert window.studio.source is not None
    assert window.studio.source.name == "digits"


def test_letters_are_found_where_words_start_or_in_a_row_only() -> None:
    assert score("rcrop", "Add random crop") is not None
    assert score("arc", "Add random crop") is not None
    assert score("rndm", "Add random crop") is None
    assert score("mnist", "Add gaussian noise, which must not be a hit") is None
