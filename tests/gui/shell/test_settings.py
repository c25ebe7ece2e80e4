from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from augstudio.gui.elements.choice_box import ChoiceBox
from augstudio.gui.main_window import MainWindow
from augstudio.gui.preferences import MEGABYTE, Preferences
from augstudio.gui.settings import open_settings
from augstudio.gui.settings_dialog import SettingsDialog
from augstudio.gui.theme import ThemeChoice, dark_colours, light_colours
from augstudio.gui.training.devices import devices_here


@pytest.fixture
def dialog(window: MainWindow) -> SettingsDialog:
    """The settings, opened from the window."""
    window.actions_["actionSettings"].trigger()
    found = window.findChild(SettingsDialog)
    assert found is not None
    assert not found.isModal()
    return found


def choose(box: ChoiceBox, data: object) -> None:
    """As a user does with the list open."""
    box.setCurrentIndex(box.findData(data))
    box.activated.emit(box.currentIndex())


def test_the_theme_changes_at_once_in_the_window_and_back_in_the_dialog(
    window: MainWindow, dialog: SettingsDialog, qapp: QApplication
) -> None:
    def surface() -> QColor:
        return qapp.palette().color(QPalette.ColorRole.Window)

    try:
        dialog.theme.choose(1)
        assert surface() == light_colours().window
        assert window.actions_["actionThemeLight"].isChecked()
    finally:
        window.actions_["actionThemeDark"].trigger()
    assert surface() == dark_colours().window
    assert dialog.theme.current == list(ThemeChoice).index(ThemeChoice.DARK)


def test_the_device_is_where_the_training_form_starts_now_and_next_time(
    window: MainWindow, dialog: SettingsDialog
) -> None:
    window.complete()
    assert window.training is not None
    assert [dialog.device.itemData(row) for row in range(dialog.device.count())] == list(devices_here())
    choose(dialog.device, "cpu")
    assert window.training.form.training_config().device == "cpu"
    again = MainWindow(window.document)
    assert again.training is not None
    assert again.training.form.training_config().device == "cpu"
    again.shut_down()
    again.deleteLater()


def test_a_device_that_is_gone_is_still_named_and_the_form_chooses_by_itself(window: MainWindow) -> None:
    window.preferences.set_device("cuda:7")
    window.actions_["actionSettings"].trigger()
    dialog = window.findChild(SettingsDialog)
    assert dialog is not None
    assert dialog.device.currentText() == "cuda:7"
    window.complete()
    assert window.training is not None
    assert window.training.form.training_config().device == "auto"


def test_memory_bounds_what_the_preview_keeps(window: MainWindow, dialog: SettingsDialog) -> None:
    assert window.preview._renderer.memory == 1024 * MEGABYTE
    choose(dialog.memory, 256)
    assert window.preview._renderer.memory == 256 * MEGABYTE
    assert Preferences(open_settings()).memory == 256 * MEGABYTE


@pytest.mark.parametrize("stored", ["much", "-1", "3", ""])
def test_a_broken_setting_reads_as_the_default(stored: str) -> None:
    settings = open_settings()
    settings.setValue("preview/memory", stored)
    assert Preferences(settings).memory == 1024 * MEGABYTE


def test_runs_are_kept_in_another_folder_if_that_can_be_written_to(
    window: MainWindow, dialog: SettingsDialog, tmp_path: Path
) -> None:
    dialog.keep_runs_in(tmp_path)
    assert dialog.folder.text() == str(tmp_path)
    dialog.keep_runs_in(tmp_path / "none")
    assert "cannot be written to" in dialog.message.text()
    assert window.preferences.runs_folder == tmp_path


def test_a_folder_of_runs_that_is_not_there_yet_is_not_opened_but_explained(
    dialog: SettingsDialog, qtbot: QtBot
) -> None:
    qtbot.mouseClick(dialog.open_folder, Qt.MouseButton.LeftButton)
    assert "first training" in dialog.message.text()


def test_help_and_shortcuts_open_from_there_and_escape_closes(
    window: MainWindow, dialog: SettingsDialog, qtbot: QtBot
) -> None:
    qtbot.mouseClick(dialog.help, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(dialog.shortcuts, Qt.MouseButton.LeftButton)
    for name in ("helpDialog", "shortcutsDialog"):
        shown = window.findChild(QDialog, name)
        assert shown is not None
        assert shown.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
