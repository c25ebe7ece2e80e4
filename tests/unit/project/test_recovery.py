import os
from pathlib import Path

import pytest

from augstudio.errors import AugStudioError
from augstudio.project.document import Document
from augstudio.project.recovery import RecoveryFile
from tests.unit.project.test_document import flipped


def test_edits_are_kept_until_they_are_saved(tmp_path: Path) -> None:
    file, document = RecoveryFile(tmp_path / "state"), Document()
    file.keep(document)
    assert not (tmp_path / "state").exists()
    document.edit(flipped(), "flip")
    file.keep(document)
    (left,) = RecoveryFile.left_in(tmp_path / "state")
    recovered = left.read()
    assert recovered is not None
    assert (recovered.pipeline, recovered.path, recovered.title) == (flipped(), None, "mine")
    document.save(tmp_path / "mine.augstudio.yaml")
    file.keep(document)
    assert not list(RecoveryFile.left_in(tmp_path / "state"))


def test_the_file_they_belong_to_is_known(tmp_path: Path) -> None:
    path = tmp_path / "mine.augstudio.yaml"
    Document(flipped()).save(path)
    document = Document.open(path)
    document.edit(flipped("renamed"), "rename")
    file = RecoveryFile(tmp_path)
    file.keep(document)
    recovered = file.read()
    assert recovered is not None
    assert recovered.path == path
    assert recovered.title == path.name


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "7", '{"title": "a", "path": null}', '{"title": "a", "path": 1, "pipeline": "x: ["}']
)
def test_what_cannot_be_read_is_nothing(tmp_path: Path, text: str) -> None:
    file = RecoveryFile(tmp_path)
    (tmp_path / f"{file.session}.recovery.json").write_text(text)
    assert file.read() is None


def test_the_newest_comes_first(tmp_path: Path) -> None:
    sessions = []
    for age in (30, 10, 20):
        document, file = Document(), RecoveryFile(tmp_path)
        document.edit(flipped(f"aged {age}"), "flip")
        file.keep(document)
        path = tmp_path / f"{file.session}.recovery.json"
        os.utime(path, (1_000_000 - age, 1_000_000 - age))
        sessions.append(file.session)
    assert [each.session for each in RecoveryFile.left_in(tmp_path)] == [sessions[1], sessions[2], sessions[0]]


def test_bringing_edits_back_can_be_undone_to_what_is_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "mine.augstudio.yaml"
    Document(flipped("on disk")).save(path)
    document = Document()
    document.bring_back(flipped("edited"), path)
    assert document.is_modified
    assert (document.pipeline.name, document.path) == ("edited", path)
    document.undo()
    assert document.pipeline.name == "on disk"
    assert not document.is_modified


def test_a_file_that_is_broken_meanwhile_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "mine.augstudio.yaml"
    path.write_text("steps: [")
    document = Document(flipped("open"))
    with pytest.raises(AugStudioError, match="mine"):
        document.bring_back(flipped("edited"), path)
    assert document.pipeline.name == "open"
