from pathlib import Path

import pytest

from augstudio.errors import AugStudioError
from augstudio.pipeline.model import Pipeline, Step
from augstudio.project.document import Document
from tests.contract.examples import example


def flipped(name: str = "mine") -> Pipeline:
    return Pipeline((Step.of(example("horizontal_flip")),), name=name)


def test_an_edit_tells_listeners_the_new_and_the_old_until_they_leave() -> None:
    document = Document()
    heard: list[tuple[str, str]] = []
    leave = document.subscribe(lambda new, old: heard.append((new.name, old.name)))
    document.edit(flipped("a"), "first")
    document.edit(flipped("a"), "the same again")
    document.undo()
    document.redo()
    leave()
    document.edit(flipped("b"), "unheard")
    assert heard == [("a", "untitled"), ("untitled", "a"), ("a", "untitled")]


def test_it_is_modified_until_saved_and_unmodified_when_undone(tmp_path: Path) -> None:
    document = Document()
    assert not document.is_modified
    document.edit(flipped(), "add")
    assert document.is_modified
    document.undo()
    assert not document.is_modified
    document.redo()
    document.save(tmp_path / "p.augstudio.yaml")
    assert not document.is_modified
    assert document.title == "p.augstudio.yaml"


def test_what_is_saved_opens_as_it_was(tmp_path: Path) -> None:
    document = Document(flipped())
    document.save(tmp_path / "p.yaml")
    assert Document.open(tmp_path / "p.yaml").pipeline == document.pipeline


def test_a_design_without_steps_keeps_its_name_and_seed(tmp_path: Path) -> None:
    design = Pipeline(name="nothing", seed=7)
    assert Document(design).pipeline == design
    Document(design).save(tmp_path / "p.yaml")
    assert Document.open(tmp_path / "p.yaml").pipeline == design


def test_comments_survive_saving_elsewhere(tmp_path: Path) -> None:
    original = tmp_path / "a.yaml"
    original.write_text("augstudio: 1\nsteps:\n# mirrored, because cats look both ways\n- op: horizontal_flip\n")
    document = Document.open(original)
    document.edit(document.pipeline.inserted(1, Step.of(example("hue"))), "add")
    document.save(tmp_path / "b.yaml")
    assert "# mirrored, because cats look both ways" in (tmp_path / "b.yaml").read_text()
    assert "hue" not in original.read_text()


def test_saving_without_a_path_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="path"):
        Document().save()


def test_a_failed_save_leaves_the_document_modified(tmp_path: Path) -> None:
    document = Document()
    document.edit(flipped(), "add")
    with pytest.raises(AugStudioError):
        document.save(tmp_path / "missing" / "p.yaml")
    assert document.is_modified
    assert document.path is None


def test_opening_another_design_starts_a_new_history() -> None:
    document = Document()
    document.edit(flipped(), "add")
    document.replace(flipped("other"))
    assert not document.history.can_undo
    assert not document.is_modified
