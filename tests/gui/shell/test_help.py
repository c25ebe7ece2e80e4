from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest

from augstudio.gui.help_dialog import HelpDialog
from augstudio.gui.main_window import MainWindow


def opened(window: MainWindow) -> HelpDialog:
    window.actions_["actionHelp"].trigger()
    dialog = window.findChild(HelpDialog, "helpDialog")
    assert dialog is not None
    return dialog


def titles(dialog: HelpDialog) -> list[str]:
    return [dialog.list.item(row).text() for row in range(dialog.list.count()) if not dialog.list.item(row).isHidden()]


def test_help_opens_at_its_first_page(window: MainWindow) -> None:
    dialog = opened(window)
    assert dialog.isVisible()
    assert "Open your images" in dialog.text.toPlainText()


def test_links_between_pages_are_followed(window: MainWindow) -> None:
    dialog = opened(window)
    dialog.text.anchorClicked.emit(QUrl("training.md"))
    assert dialog.list.currentItem().text() == "Training and curves"
    assert "Size curve" in dialog.text.toPlainText()
    dialog.show_page("no such page")
    assert dialog.list.currentItem().text() == "Training and curves"


def test_a_search_lists_the_pages_that_say_it_and_marks_the_place(window: MainWindow) -> None:
    dialog = opened(window)
    everything = titles(dialog)
    QTest.keyClicks(dialog.search, "microscopes")
    assert titles(dialog) == ["Transforms"]
    assert dialog.text.textCursor().selectedText().casefold() == "microscopes"
    first = dialog.text.textCursor().position()
    QTest.keyClick(dialog.search, Qt.Key.Key_Return)
    assert dialog.text.textCursor().position() > first
    dialog.search.clear()
    assert titles(dialog) == everything


def test_a_search_for_what_is_nowhere_leaves_no_page(window: MainWindow) -> None:
    dialog = opened(window)
    QTest.keyClicks(dialog.search, "xyzzy")
    assert titles(dialog) == []
