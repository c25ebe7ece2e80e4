from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from augstudio.gui.file_commands import Answer, with_suffix
from augstudio.gui.import_report import ImportReport
from augstudio.gui.main_window import MainWindow
from augstudio.gui.message_bar import Severity
from augstudio.pipeline.yaml_format import load
from tests.gui.shell.drive import ops

GOOD = (
    "augstudio: 1\nname: other\nsteps:\n# why: the camera is never level\n- op: rotate\n  angle: [-5, 5]\n- op: hue\n"
)
BAD = "augstudio: 1\nsteps:\n- op: rotate\n  angle: many\n"


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.augstudio.yaml"
    path.write_text(GOOD)
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad.augstudio.yaml"
    path.write_text(BAD)
    return path


class Asked:
    """Answers for the user, and remembers the question."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.titles: list[str] = []

    def __call__(self, title: str, answered: Callable[[Answer], None]) -> None:
        self.titles.append(title)
        answered(self.answer)


def test_opening_a_file_shows_its_steps_and_starts_a_new_history(window: MainWindow, good: Path) -> None:
    window.files.open(good)
    assert ops(window) == ["rotate", "hue"]
    assert window.document.path == good
    assert window.windowTitle() == "good.augstudio.yaml[*] — AugStudio"
    assert not window.isWindowModified()
    assert not window.actions_["actionUndo"].isEnabled()


def test_a_bad_file_is_reported_with_its_place_and_the_design_stays(window: MainWindow, bad: Path) -> None:
    before = window.document.pipeline
    window.files.open(bad)
    assert window.document.pipeline is before
    assert window.messages.severity is Severity.ERROR
    assert "bad.augstudio.yaml" in window.messages.text
    assert "angle" in window.messages.text
    assert window.messages.isVisible()


def test_a_file_that_is_not_there_is_reported(window: MainWindow, tmp_path: Path) -> None:
    window.files.open(tmp_path / "nothing.yaml")
    assert "nothing.yaml" in window.messages.text


def test_saving_keeps_comments_and_clears_the_mark(window: MainWindow, good: Path) -> None:
    window.files.open(good)
    window.studio.edits.remove("hue")
    assert window.isWindowModified()
    window.actions_["actionSave"].trigger()
    assert not window.isWindowModified()
    assert "the camera is never level" in good.read_text()
    assert load(good) == window.document.pipeline


def test_undoing_to_what_was_saved_clears_the_mark(window: MainWindow) -> None:
    window.studio.edits.remove("rotate")
    assert window.isWindowModified()
    window.document.undo()
    assert not window.isWindowModified()


def test_saving_elsewhere_moves_the_document_there(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "mine.augstudio.yaml"
    assert window.files.save_to(path)
    assert window.document.path == path
    assert load(path) == window.document.pipeline
    assert window.files.recent.paths() == [path]


def test_a_place_that_cannot_be_written_is_reported(window: MainWindow, tmp_path: Path) -> None:
    assert not window.files.save_to(tmp_path / "nowhere" / "mine.yaml")
    assert window.messages.text.startswith("Not saved")
    assert window.document.path is None


def test_importing_appends_under_ids_of_their_own_and_can_be_undone(window: MainWindow, good: Path) -> None:
    window.files.import_steps(good)
    assert ops(window) == ["horizontal_flip", "rotate", "brightness", "normalize", "rotate", "hue"]
    assert window.document.pipeline.steps[4].id == "rotate-2"
    assert window.document.path is None
    window.document.undo()
    assert len(window.document.pipeline) == 4


def test_importing_nonsense_changes_nothing(window: MainWindow, bad: Path) -> None:
    assert not window.files.import_steps(bad)
    assert len(window.document.pipeline) == 4
    assert window.messages.severity is Severity.ERROR


TORCHVISION = """
import os
from torchvision.transforms import v2

os.system("echo run")
train = v2.Compose([
    v2.RandomHorizontalFlip(0.3),
    v2.RandomPhotometricDistort(),
    v2.RandomRotation((-10, 20), interpolation=v2.InterpolationMode.BILINEAR),
])
"""


@pytest.fixture
def code(tmp_path: Path) -> Path:
    path = tmp_path / "transforms.py"
    path.write_text(TORCHVISION)
    return path


def report(window: MainWindow) -> str:
    """All that the report of an import says; it is closed."""
    (dialog,) = window.findChildren(ImportReport)
    text = "\n".join(each.text() for each in dialog.findChildren(QLabel))
    dialog.close()
    return text


def test_code_of_another_library_is_imported_and_what_is_left_out_is_named(window: MainWindow, code: Path) -> None:
    assert window.files.import_steps(code)
    assert ops(window)[4:] == ["horizontal_flip", "rotate"]
    assert window.document.pipeline.steps[4].probability == 0.3
    assert "1 entry not recognised" in window.messages.text
    (button,) = [each for each in window.messages.findChildren(QPushButton) if each.text() == "Show"]
    button.click()
    told = report(window)
    assert "RandomPhotometricDistort" in told
    assert "transforms.py, line 8" in told


def test_code_on_the_clipboard_is_pasted_after_the_selected_step(window: MainWindow) -> None:
    QGuiApplication.clipboard().setText(TORCHVISION)
    window.studio.select("horizontal-flip")
    window.actions_["actionPasteSteps"].trigger()
    assert ops(window) == ["horizontal_flip", "horizontal_flip", "rotate", "rotate", "brightness", "normalize"]


def test_code_without_anything_known_is_reported_and_changes_nothing(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "model.py"
    path.write_text("import torch\nmodel = torch.nn.Linear(2, 3)\n")
    assert not window.files.import_steps(path)
    assert window.messages.severity is Severity.ERROR
    assert len(window.document.pipeline) == 4


def test_a_file_dropped_on_the_pipeline_is_imported(window: MainWindow, code: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(code))])
    where = QPointF(40, 60)
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(where.toPoint(), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(window.stack, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(window.stack, QDropEvent(where, Qt.DropAction.CopyAction, data, buttons, keys))
    assert ops(window)[4:] == ["horizontal_flip", "rotate"]


def test_unsaved_edits_are_asked_about_before_another_file_opens(
    window: MainWindow, good: Path, tmp_path: Path
) -> None:
    window.studio.edits.remove("rotate")
    stay = window.files.ask = Asked(Answer.CANCEL)
    window.files.open(good)
    assert stay.titles == ["example"]
    assert len(window.document.pipeline) == 3
    window.files.ask = Asked(Answer.DISCARD)
    window.files.open(good)
    assert ops(window) == ["rotate", "hue"]
    window.studio.edits.remove("hue")
    window.files.ask = Asked(Answer.SAVE)
    window.files.new()
    assert ops(window) == []
    assert len(load(good)) == 1


def test_closing_asks_about_unsaved_edits_and_stays_open_on_cancel(window: MainWindow, qtbot: QtBot) -> None:
    window.studio.edits.remove("rotate")
    asked = window.files.ask = Asked(Answer.CANCEL)
    assert not window.close()
    assert asked.titles == ["example"]
    assert window.isVisible()
    window.files.ask = Asked(Answer.DISCARD)
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())


def test_closing_without_edits_asks_nothing(window: MainWindow) -> None:
    asked = window.files.ask = Asked(Answer.CANCEL)
    assert window.close()
    assert asked.titles == []


def test_the_question_offers_save_discard_and_cancel(window: MainWindow, qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QMessageBox

    answers: list[Answer] = []
    for button, answer in (
        (QMessageBox.StandardButton.Cancel, Answer.CANCEL),
        (QMessageBox.StandardButton.Discard, Answer.DISCARD),
        (QMessageBox.StandardButton.Save, Answer.SAVE),
    ):
        window.files.ask("example", answers.append)
        box = window.findChild(QMessageBox, "unsavedChanges")
        assert isinstance(box, QMessageBox)
        assert "example" in box.text()
        assert all(each.icon().isNull() for each in box.buttons())
        box.button(button).click()
        qtbot.waitUntil(lambda: window.findChild(QMessageBox, "unsavedChanges") is None)
        assert answers[-1] is answer


def test_presets_replace_the_design(window: MainWindow) -> None:
    window.files.open_preset("lecture-1")
    assert window.document.pipeline.name == "lecture-1"
    assert not window.document.is_modified


@pytest.mark.parametrize(
    ("given", "wanted"),
    [("mine", "mine.augstudio.yaml"), ("mine.yaml", "mine.yaml"), ("v1.2", "v1.2.augstudio.yaml")],
)
def test_a_name_without_a_suffix_gets_one(given: str, wanted: str) -> None:
    assert with_suffix(Path(given)) == Path(wanted)
