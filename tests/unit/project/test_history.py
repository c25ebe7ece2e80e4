import pytest

from augstudio.pipeline.model import Pipeline
from augstudio.project.history import Edit, History


def named(name: str) -> Pipeline:
    return Pipeline(name=name)


def history(*names: str) -> History:
    result = History(named("start"))
    for name in names:
        result.push(Edit(named(name), f"to {name}"))
    return result


def test_undo_and_redo_walk_the_edits() -> None:
    line = history("a", "b")
    assert line.undo_description == "to b"
    line.go_to(line.position - 1)
    assert line.pipeline.name == "a"
    assert (line.can_undo, line.can_redo, line.redo_description) == (True, True, "to b")


def test_a_new_edit_forgets_what_was_undone() -> None:
    line = history("a", "b")
    line.go_to(1)
    line.push(Edit(named("c")))
    assert [edit.pipeline.name for edit in line.edits] == ["start", "a", "c"]
    assert not line.can_redo


def test_a_drag_is_one_edit() -> None:
    line = history("a")
    for name in ("b", "c", "d"):
        line.push(Edit(named(name), "drag", gesture="slider"))
    line.seal()
    line.push(Edit(named("e"), "drag again", gesture="slider"))
    assert [edit.pipeline.name for edit in line.edits] == ["start", "a", "d", "e"]


def test_a_drag_after_undo_does_not_swallow_the_edit_before() -> None:
    line = history("a")
    line.push(Edit(named("b"), gesture="slider"))
    line.go_to(1)
    line.push(Edit(named("c"), gesture="slider"))
    assert [edit.pipeline.name for edit in line.edits] == ["start", "a", "c"]


def test_the_oldest_edits_go_first_when_there_are_too_many() -> None:
    line = History(named("0"), limit=3)
    for name in "12345":
        line.push(Edit(named(name)))
    assert [edit.pipeline.name for edit in line.edits] == ["3", "4", "5"]
    assert line.pipeline.name == "5"


def test_there_is_nothing_before_the_first_and_after_the_last() -> None:
    line = history()
    assert (line.can_undo, line.can_redo, line.undo_description, line.redo_description) == (False, False, "", "")
    with pytest.raises(IndexError):
        line.go_to(1)
