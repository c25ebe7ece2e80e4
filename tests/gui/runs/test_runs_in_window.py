"""The runs as a part of the whole window."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from augstudio.errors import TrainingError
from augstudio.gui.file_commands import Answer
from augstudio.gui.main_window import MainWindow
from augstudio.gui.message_bar import Severity
from augstudio.gui.training import training_panel
from augstudio.pipeline.model import Pipeline, Step
from augstudio.project.document import Document
from augstudio.training.cancellation import CancelToken
from augstudio.training.events import ArmFinished, BatchFinished, EpochFinished, RunFinished, RunStarted, TrainingEvent
from augstudio.transforms.catalogue import transform_class
from tests.gui.shell.conftest import close

KeepRun = Callable[..., Path]
NEW = "2026-01-03_10-00-00"


@pytest.fixture
def window(qtbot: QtBot, pipeline: Pipeline, source: Any, shelf: Path) -> Iterator[MainWindow]:
    made = MainWindow(Document(pipeline), complete=True)
    made.studio.set_source(source)
    made.show()
    qtbot.waitExposed(made)
    yield made
    close(made, qtbot)


class Rehearsal:
    """A training without a model: it says what it is told to say, and waits in the middle."""

    def __init__(self, *, fails: bool = False) -> None:
        self.fails = fails
        self.may_end = False

    def __call__(self, cancel: CancelToken) -> Iterator[TrainingEvent]:
        yield RunStarted(("mine",), "softmax", "cpu", 100, 10, 10, 2, 10, 650)
        yield BatchFinished("mine", 1, 5, 10, 1.0, 1e4, 0.1)
        while not self.may_end and not cancel.cancelled:
            time.sleep(0.01)
        if self.fails:
            raise TrainingError("the disk is full; make room")
        yield EpochFinished("mine", 0, 2, 10, 1.0, 0.5, 1.0, 0.5, 0.1, 1e4, 0.1, 1.0)
        yield ArmFinished("mine", 2, 0.5, 0.5, 1.0)
        yield RunFinished(1.0)


@pytest.fixture
def rehearse(monkeypatch: pytest.MonkeyPatch) -> Callable[[Rehearsal], Rehearsal]:
    def use(rehearsal: Rehearsal) -> Rehearsal:
        monkeypatch.setattr(training_panel, "learning_curve_job", lambda *arguments: rehearsal)
        return rehearsal

    return use


def start_behind(window: MainWindow, qtbot: QtBot) -> None:
    """Starts a training and brings another panel to the front."""
    assert window.training is not None
    window.tabs.show_page(window.problems)
    window.training.start_training()
    qtbot.waitUntil(lambda: window.tabs.title(window.training) == "Training 50 %")


def test_the_runs_have_a_tab_and_a_command(window: MainWindow) -> None:
    assert window.runs is not None
    assert window.tabs.title(window.runs) == "Runs"
    window.actions_["actionRuns"].trigger()
    assert window.tabs.current is window.runs


def test_the_end_of_a_training_behind_other_panels_is_told(
    window: MainWindow, qtbot: QtBot, rehearse: Callable[[Rehearsal], Rehearsal]
) -> None:
    rehearsal = rehearse(Rehearsal())
    start_behind(window, qtbot)
    rehearsal.may_end = True
    qtbot.waitUntil(lambda: window.messages.text.startswith("Training is done. With mine: 50.0 %"))
    assert window.messages.severity is Severity.NOTICE
    assert window.tabs.title(window.training) == "Training"
    (button,) = window.messages.findChildren(QPushButton)
    button.click()
    assert window.tabs.current is window.training
    assert window.messages.text == ""


def test_the_end_of_a_training_in_view_is_not_told_twice(
    window: MainWindow, qtbot: QtBot, rehearse: Callable[[Rehearsal], Rehearsal]
) -> None:
    rehearsal = rehearse(Rehearsal())
    assert window.training is not None
    window.tabs.show_page(window.training)
    rehearsal.may_end = True
    with qtbot.waitSignal(window.training.training_finished):
        window.training.start_training()
    assert window.messages.text == ""


def test_a_training_that_fails_behind_other_panels_is_told(
    window: MainWindow, qtbot: QtBot, rehearse: Callable[[Rehearsal], Rehearsal]
) -> None:
    rehearsal = rehearse(Rehearsal(fails=True))
    start_behind(window, qtbot)
    rehearsal.may_end = True
    qtbot.waitUntil(lambda: "disk is full" in window.messages.text)
    assert window.messages.severity is Severity.ERROR
    assert window.tabs.title(window.training) == "Training"


def test_a_run_that_is_opened_asks_about_unsaved_edits_first(window: MainWindow, qtbot: QtBot, keep: KeepRun) -> None:
    kept = Pipeline((Step(transform_class("rotate").create({"angle": 9})),), name="kept")
    keep(NEW, kept)
    window.studio.edits.remove("brightness")
    assert window.runs is not None
    runs = window.runs
    window.show_runs()
    qtbot.waitUntil(lambda: bool(runs.list.selected))
    asked: list[str] = []

    def stay(title: str, answered: Callable[[Answer], None]) -> None:
        asked.append(title)
        answered(Answer.CANCEL)

    window.files.ask = stay
    runs.open_design()
    assert asked == ["example"]
    assert window.document.pipeline.name == "example"
    window.files.ask = lambda _title, answered: answered(Answer.DISCARD)
    runs.open_design()
    assert window.document.pipeline == kept
    assert not window.document.is_modified
    assert runs.difference.heading == "The open design is the one of this run."


def test_runs_of_another_folder_are_listed_as_soon_as_it_is_chosen(
    window: MainWindow, qtbot: QtBot, keep: KeepRun, tmp_path: Path
) -> None:
    keep(NEW, Pipeline(name="kept"))
    assert window.runs is not None
    runs = window.runs
    window.show_runs()
    qtbot.waitUntil(lambda: len(runs.list.runs) == 1)
    window.preferences.set_runs_folder(tmp_path / "elsewhere")
    qtbot.waitUntil(lambda: not runs.list.runs)
    assert not runs.list.isVisible()
