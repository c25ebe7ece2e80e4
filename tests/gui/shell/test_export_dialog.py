from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from augstudio.gui.export_dialog import ExportDialog
from augstudio.gui.studio import Studio


@pytest.fixture
def dialog(studio: Studio, tmp_path: Path, qtbot: QtBot) -> Iterator[ExportDialog]:
    made = ExportDialog(studio, tmp_path)
    made.show()
    qtbot.waitUntil(lambda: not made.is_busy)
    yield made
    made.close()
    made.deleteLater()


def test_it_shows_code_that_compiles_and_follows_the_design(dialog: ExportDialog, studio: Studio, qtbot: QtBot) -> None:
    assert "torchvision" in dialog.text
    compile(dialog.text, "export", "exec")
    studio.edits.remove("rotate")
    qtbot.waitUntil(lambda: "RandomRotation" not in dialog.text)


def test_saving_writes_what_is_shown_to_the_file_named(dialog: ExportDialog, tmp_path: Path) -> None:
    path = Path(dialog.path.text())
    assert path == tmp_path / "augment_torch.py"
    assert dialog.save_to(path)
    assert path.read_text() == dialog.text
    assert str(path) in dialog.message.text()


def test_choices_change_the_code_and_the_file_name(dialog: ExportDialog, qtbot: QtBot) -> None:
    dialog.format.choose(1)
    qtbot.waitUntil(lambda: "_target_:" in dialog.text)
    assert dialog.path.text().endswith("augment_torch.yaml")
    dialog.format.choose(0)
    dialog.framework.choose(1)
    qtbot.waitUntil(lambda: "import tensorflow" in dialog.text)
    assert dialog.path.text().endswith("augment_tf.py")
    dialog.chains.choose(2)
    dialog.framework.choose(0)
    qtbot.waitUntil(lambda: "eval_transforms" in dialog.text and "train_transforms" not in dialog.text)


def test_a_path_of_ones_own_is_kept(dialog: ExportDialog, qtbot: QtBot) -> None:
    dialog.path.clear()
    qtbot.keyClicks(dialog.path, "mine.py")
    dialog.framework.choose(1)
    assert dialog.path.text() == "mine.py"


def test_copying_puts_the_code_on_the_clipboard(dialog: ExportDialog) -> None:
    dialog.copy()
    assert QGuiApplication.clipboard().text() == dialog.text


def test_a_file_that_cannot_be_written_is_explained(dialog: ExportDialog, tmp_path: Path) -> None:
    assert not dialog.save_to(tmp_path / "no" / "such" / "place.py")
    assert dialog.message.text().startswith("Not saved")


def test_statistics_asked_of_the_data_are_filled_in(dialog: ExportDialog, studio: Studio, qtbot: QtBot) -> None:
    studio.edits.set_parameters("normalize", {"mean": "dataset", "std": "dataset"})
    qtbot.waitUntil(lambda: "mean=[0.5" in dialog.text or "mean=[0.4" in dialog.text)
    assert "dataset" not in dialog.text.replace('"', "")
    studio.set_source(None)
    qtbot.waitUntil(lambda: dialog.text == "")
    assert "open data" in dialog.message.text()
