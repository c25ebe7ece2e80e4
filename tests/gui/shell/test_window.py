import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QSlider, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from augstudio.errors import AugStudioError
from augstudio.gui import create_window
from augstudio.gui.commands import COMMANDS, MENUS
from augstudio.gui.main_window import MainWindow
from augstudio.gui.theme import ThemeChoice, colours, dark_colours, light_colours
from augstudio.gui.unexpected_errors import UnexpectedErrors
from augstudio.gui.wording import images_text, step_summary
from augstudio.pipeline.model import Step
from augstudio.transforms.catalogue import transform_class
from tests.gui.shell.conftest import close
from tests.gui.shell.drive import ops

OBJECTS = (
    "mainWindow",
    "transformLibrary",
    "pipelineStack",
    "inspector",
    "previewGrid",
    "datasetPanel",
    "trainingPanel",
    "trainButton",
    "stopButton",
    "learningCurvePlot",
    "sizeCurvePlot",
    "codeView",
    "problemsPanel",
)
ACTIONS = (
    "actionNew",
    "actionOpen",
    "actionSave",
    "actionSaveAs",
    "actionUndo",
    "actionRedo",
    "actionExport",
    "actionImport",
    "actionResample",
    "actionOpenData",
    "actionCommandPalette",
)


def test_create_window_builds_everything_under_its_name_and_shows_nothing(qapp: QApplication, qtbot: QtBot) -> None:
    window = create_window()
    try:
        assert not window.isVisible()
        found = {window.objectName(), *(each.objectName() for each in window.findChildren(QWidget))}
        assert set(OBJECTS) <= found
        assert {action.objectName() for action in window.actions()} >= set(ACTIONS)
        assert window.document.pipeline.name == "fashion"
        assert window.studio.source is not None
        assert window.studio.source.classes
    finally:
        close(window, qtbot)


def test_create_window_opens_a_file_or_says_why_not(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "one.yaml"
    path.write_text("augstudio: 1\nsteps:\n- op: rotate\n")
    window = create_window(path)
    assert ops(window) == ["rotate"]
    close(window, qtbot)
    with pytest.raises(AugStudioError, match=r"none\.yaml"):
        create_window(tmp_path / "none.yaml")


def test_the_window_is_there_before_torch_is_loaded(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "import augstudio.gui\n"
        "assert 'PySide6' not in sys.modules\n"
        "from PySide6.QtWidgets import QApplication\n"
        "application = QApplication([])\n"
        "window = augstudio.gui.create_window()\n"
        "slow = {'torch', 'torchvision', 'tensorflow', 'matplotlib'} & set(sys.modules)\n"
        "assert not slow, slow\n"
        "window.shut_down()\n"
    )
    environment = {"QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_undo_and_redo_say_what_they_would_do(window: MainWindow) -> None:
    undo, redo = window.actions_["actionUndo"], window.actions_["actionRedo"]
    assert not undo.isEnabled()
    window.studio.edits.remove("rotate")
    assert undo.text() == "Undo Remove Rotate"
    undo.trigger()
    assert redo.text() == "Redo Remove Rotate"
    assert not undo.isEnabled()
    redo.trigger()
    assert "rotate" not in ops(window)


def test_the_theme_changes_at_once_and_is_remembered(window: MainWindow, qapp: QApplication, qtbot: QtBot) -> None:
    try:
        window.actions_["actionThemeLight"].trigger()
        qtbot.waitUntil(lambda: colours(window.stack) == light_colours())
        assert qapp.palette().color(QPalette.ColorRole.Window) == light_colours().window
        again = MainWindow(window.document, complete=False)
        assert again.actions_["actionThemeLight"].isChecked()
        again.deleteLater()
    finally:
        window.set_theme(ThemeChoice.DARK)
    qtbot.waitUntil(lambda: colours(window.stack) == dark_colours())


def test_following_the_system_is_dark_where_it_does_not_say(
    window: MainWindow, qapp: QApplication, qtbot: QtBot
) -> None:
    window.set_theme(ThemeChoice.SYSTEM)
    wanted = light_colours() if qapp.styleHints().colorScheme() == Qt.ColorScheme.Light else dark_colours()
    qtbot.waitUntil(lambda: colours(window) == wanted)
    window.set_theme(ThemeChoice.DARK)


def test_panels_fold_hide_and_come_back_next_time(window: MainWindow) -> None:
    window.actions_["actionShowPanels"].trigger()
    window.actions_["actionShowLibrary"].trigger()
    assert window.tabs.is_folded
    assert not window.library.isVisible()
    assert window.tabs.height() < 40
    window.layout_.save(window.settings)
    again = MainWindow(window.document, complete=False)
    assert again.tabs.is_folded
    assert not again.actions_["actionShowLibrary"].isChecked()
    assert again.actions_["actionShowPipeline"].isChecked()
    again.deleteLater()
    window.actions_["actionShowPanels"].trigger()
    assert window.tabs.height() > 150


def test_problems_are_counted_and_fixed_with_a_click(window: MainWindow, qtbot: QtBot) -> None:
    window.studio.edits.move("normalize", 0)
    qtbot.waitUntil(lambda: any(row.problem.step_id == "brightness" for row in window.problems.rows))
    assert window.tabs.title(window.problems) == f"Problems ({len(window.problems.rows)})"
    row = next(row for row in window.problems.rows if row.problem.step_id == "brightness")
    row.chosen.emit()
    selected = window.studio.selected_step
    assert selected is not None
    assert selected.id == "brightness"
    before = ops(window)
    row.fix.click()
    assert ops(window) != before
    assert ops(window).index("brightness") < ops(window).index("normalize")
    assert window.document.history.undo_description.startswith("Fix")
    window.document.undo()
    assert ops(window) == before


def test_data_that_cannot_be_opened_are_reported_and_the_open_ones_stay(
    window: MainWindow, qtbot: QtBot, source: Any, tmp_path: Path
) -> None:
    window.data.open(tmp_path / "nothing")
    qtbot.waitUntil(lambda: "nothing" in window.messages.text)
    assert window.studio.source is source
    window.data.open("digits")
    qtbot.waitUntil(lambda: window.studio.source is not source)
    assert window.messages.text == ""
    assert "1,797 images" in window.status.data_text.text()


def test_resample_draws_for_the_next_epoch(window: MainWindow) -> None:
    window.actions_["actionResample"].trigger()
    assert window.studio.epoch == 1


def test_training_without_labels_offers_data_that_have_some(window: MainWindow, qtbot: QtBot) -> None:
    window.data.open("photos")
    qtbot.waitUntil(lambda: window.studio.source is not None and window.studio.source.name == "photos")
    window.actions_["actionTrain"].trigger()
    assert "no labels" in window.messages.text


def test_an_error_nobody_expected_is_told_in_a_line_and_logged(
    window: MainWindow, caplog: pytest.LogCaptureFixture
) -> None:
    errors = UnexpectedErrors(window.report)
    before = sys.excepthook
    errors.install()
    try:
        error = ZeroDivisionError("division by zero")
        sys.excepthook(type(error), error, None)
    finally:
        errors.uninstall()
    assert sys.excepthook is before
    assert "division by zero" in window.messages.text
    assert "Traceback" not in window.messages.text
    assert "Unexpected error" in caplog.text
    assert window.isVisible()


def test_every_command_has_one_name_one_shortcut_and_a_place_in_a_menu() -> None:
    names = [command.name for command in COMMANDS]
    assert len(set(names)) == len(names)
    keys = [key for command in COMMANDS for key in command.shortcut.split("; ") if key]
    assert len(set(keys)) == len(keys)
    in_menus = {name for _, entries in MENUS for name in entries}
    assert set(names) <= in_menus


def test_the_button_in_the_toolbar_trains_or_stops(window: MainWindow) -> None:
    assert window.toolbar.train.text() == "Train"
    window.toolbar.show_training(is_training=True)
    assert window.toolbar.train.text() == "Stop"
    window.toolbar.show_training(is_training=False)
    assert window.toolbar.train.text() == "Train"


def test_every_slider_and_badge_has_an_accessible_name(window: MainWindow) -> None:
    window.complete()
    unnamed = [each.objectName() for each in window.findChildren(QSlider) if not each.accessibleName()]
    assert not unnamed
    badges = window.findChildren(QToolButton, "labelRisk")
    assert len(badges) == len(window.document.pipeline)
    for badge in badges:
        assert badge.accessibleName()
        assert badge.toolTip()


def test_sizes_are_width_by_height_and_counts_agree_with_their_nouns(window: MainWindow, source: Any) -> None:
    assert "40 images  ·  12 × 16 × 3" in window.status.data_text.text(), "16 rows of 12 pixels"
    crop = Step.of(transform_class("random_crop").create({"height": 8, "width": 6}))
    assert step_summary(crop) == "6 × 8"
    assert (images_text(1), images_text(2), images_text(5000)) == ("1 image", "2 images", "5,000 images")


@pytest.mark.parametrize(
    ("images", "seconds", "text"),
    [(40, 0.01, "4,000 images/s"), (0, 0.5, ""), (1, 3.0, "under 1 image/s")],
)
def test_the_speed_is_never_said_to_be_nothing(window: MainWindow, images: int, seconds: float, text: str) -> None:
    window.status.show_speed(images, seconds)
    assert window.status.speed_text.text() == text


class _Shown(QObject):
    """Remembers widgets that came up as windows of their own."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def eventFilter(self, widget: QObject, event: QEvent) -> bool:  # noqa: N802 -- Qt calls it
        if event.type() == QEvent.Type.Show and isinstance(widget, QWidget) and widget.isWindow():
            self.names.append(f"{type(widget).__name__} {widget.objectName()!r}")
        return False


def test_no_part_of_the_window_ever_flashes_up_as_a_window_of_its_own(window: MainWindow, qtbot: QtBot) -> None:
    window.complete()
    shown = _Shown()
    QApplication.instance().installEventFilter(shown)
    for op in ("one_of", "rotate", "normalize", "hue"):  # normalize twice, hue after it: problems, some with a fix
        window.studio.edits.add(op)
    window.studio.edits.add("random_crop", group="one-of")
    for panel in ("problemsPanel", "codePanel", "datasetPanel", "trainingPanel"):
        window.show_panel(panel)
        qtbot.wait(50)
    qtbot.waitUntil(lambda: len(window.lint.problems) > 0)
    QApplication.instance().removeEventFilter(shown)
    assert shown.names == []
    assert window.isActiveWindow()
