import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from augstudio.gui.main_window import MainWindow
from augstudio.gui.recovery import SessionRecovery
from augstudio.pipeline.presets import preset
from augstudio.pipeline.yaml_format import load
from augstudio.project.recovery import RecoveryFile
from tests.gui.shell.drive import ops

EDIT_AND_BE_KILLED = """
import os, signal, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from augstudio.gui.message_bar import MessageBar
from augstudio.gui.recovery import SessionRecovery
from augstudio.gui.studio import Studio
from augstudio.pipeline.presets import preset
from augstudio.project.document import Document

application = QApplication([])
studio = Studio(Document())
recovery = SessionRecovery(studio, MessageBar(), Path(sys.argv[1]))
QTimer.singleShot(0, lambda: studio.document.edit(preset("flip-crop"), "edit"))
QTimer.singleShot(2_000, lambda: os.kill(os.getpid(), signal.SIGKILL))
application.exec()
"""


@pytest.fixture
def recovery(window: MainWindow, tmp_path: Path) -> Iterator[SessionRecovery]:
    made = SessionRecovery(window.studio, window.messages, tmp_path / "recovery")
    yield made
    made.end()


def left(tmp_path: Path) -> list[RecoveryFile]:
    return list(RecoveryFile.left_in(tmp_path / "recovery"))


def button(window: MainWindow) -> QPushButton:
    (found,) = (each for each in window.messages.findChildren(QPushButton) if each.text() == "Bring them back")
    return found


def test_a_killed_window_leaves_the_edits_of_all_but_its_last_two_seconds(
    window: MainWindow, recovery: SessionRecovery, qtbot: QtBot, tmp_path: Path
) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", EDIT_AND_BE_KILLED, str(tmp_path / "recovery")]
    killed = subprocess.run(command, env=environment, timeout=60, capture_output=True, check=False, cwd=Path.cwd())
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    recovery.offer_left_edits()
    assert "“flip-crop”" in window.messages.text
    button(window).click()
    assert window.document.pipeline == preset("flip-crop")
    assert window.isWindowModified()
    window.actions_["actionUndo"].trigger()
    assert ops(window) == []
    qtbot.waitUntil(lambda: len(left(tmp_path)) <= 1)


def test_an_edit_is_on_the_disk_a_second_later_and_gone_when_it_is_saved(
    window: MainWindow, recovery: SessionRecovery, qtbot: QtBot, tmp_path: Path
) -> None:
    window.studio.edits.rename("edited")
    qtbot.waitUntil(lambda: len(left(tmp_path)) == 1, timeout=2_000)
    recovered = left(tmp_path)[0].read()
    assert recovered is not None
    assert recovered.pipeline == window.document.pipeline
    assert window.files.save_to(tmp_path / "saved.augstudio.yaml")
    window.studio.edits.rename("edited again")
    window.actions_["actionUndo"].trigger()
    qtbot.waitUntil(lambda: not left(tmp_path), timeout=2_000)
    assert load(tmp_path / "saved.augstudio.yaml").name == "edited"


def test_the_edits_of_a_window_that_is_open_are_not_offered(
    window: MainWindow, recovery: SessionRecovery, qtbot: QtBot, tmp_path: Path
) -> None:
    window.studio.edits.rename("edited")
    qtbot.waitUntil(lambda: len(left(tmp_path)) == 1, timeout=2_000)
    other = SessionRecovery(window.studio, window.messages, tmp_path / "recovery")
    other.offer_left_edits()
    assert window.messages.text == ""
    other.end()


def test_a_window_that_is_closed_leaves_nothing(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    recovery = SessionRecovery(window.studio, window.messages, tmp_path / "recovery")
    window.studio.edits.rename("edited")
    qtbot.waitUntil(lambda: len(left(tmp_path)) == 1, timeout=2_000)
    recovery.end()
    assert not list((tmp_path / "recovery").iterdir())
