import io
import os
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from augstudio.errors import AugStudioError, PipelineError
from augstudio.pipeline.model import Pipeline, Step
from augstudio.pipeline.yaml_format import dump, dumps, load, loads
from augstudio.pipeline.yaml_writer import step_values
from augstudio.transforms.catalogue import OPS, transform_class
from tests.unit.pipeline.strategies import GROUP_OPS, edited, pipelines

TWO_STEPS = """\
augstudio: 1
name: mine
steps:
- op: resize
  height: 32
  width: 32
- op: rotate
  angle: 5 # a little
"""


@settings(max_examples=150, deadline=None)
@given(pipelines())
def test_what_is_written_is_read_back_equal(pipeline: Pipeline) -> None:
    assert loads(dumps(pipeline), fitting=False) == pipeline


@settings(max_examples=60, deadline=None)
@given(pipelines())
def test_other_readers_of_yaml_understand_the_same(pipeline: Pipeline) -> None:
    other = yaml.safe_load(dumps(pipeline))
    assert (other["name"], other["seed"]) == (pipeline.name, pipeline.seed)
    assert other["steps"] == written(pipeline.steps)


def written(steps: tuple[Step, ...]) -> list[dict[str, object]]:
    """What a file says about steps."""
    return [step_values(step) | ({"steps": written(step.steps)} if step.group else {}) for step in steps]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_file_that_is_edited_and_saved_again_is_what_was_edited(data: st.DataObject) -> None:
    before = data.draw(pipelines())
    after = data.draw(edited(before))
    text = dumps(after, dumps(before))
    assert loads(text, fitting=False) == after
    assert dumps(after, text) == text


def test_every_id_and_every_parameter_is_written() -> None:
    text = dumps(loads(TWO_STEPS))
    steps = yaml.safe_load(text)["steps"]
    for step in steps:
        assert set(step) >= {"op", "id", "probability", "enabled"}
    assert set(steps[1]) == {"op", "id", "angle", "interpolation", "fill", "probability", "enabled"}
    assert steps[1]["angle"] == 5


@pytest.mark.parametrize("op", OPS)
def test_defaults_of_a_step_are_those_of_its_transform(op: str) -> None:
    required = {"normalize": "mean: 0.5\n  std: 0.5", "resize": "shorter: 8", **dict.fromkeys(GROUP_OPS, "steps: []")}
    sides = "height: 8\n  width: 8" if "crop" in op else "enabled: true"
    pipeline = loads(f"augstudio: 1\nsteps:\n- op: {op}\n  {required.get(op, sides)}\n")
    (step,) = pipeline.steps
    assert step.probability == transform_class(op).default_probability
    assert step.enabled
    assert step.id == op.replace("_", "-")


def test_ids_are_numbered_and_explicit_ones_are_left_alone() -> None:
    text = "augstudio: 1\nsteps: [{op: rotate}, {op: rotate}, {op: rotate, id: rotate-2}]"
    assert [step.id for step in loads(text)] == ["rotate", "rotate-3", "rotate-2"]


def test_a_file_is_read_with_its_byte_order_mark_and_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + TWO_STEPS.replace("\n", "\r\n").encode())
    assert load(path) == loads(TWO_STEPS)


def test_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TWO_STEPS.encode())))
    assert load("-") == loads(TWO_STEPS)


def test_refusals_of_standard_input_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"augstudio: 7\nsteps: []\n")))
    with pytest.raises(PipelineError, match=r"^<stdin>:1: "):
        load("-")


def test_a_missing_file_is_refused_with_the_one_that_was_meant(tmp_path: Path) -> None:
    (tmp_path / "lecture.yaml").write_text(TWO_STEPS)
    with pytest.raises(PipelineError, match=r"no such file: did you mean .*lecture\.yaml\?"):
        load(tmp_path / "lectur.yaml")


def test_a_recipe_that_is_named_as_a_file_is_explained() -> None:
    with pytest.raises(PipelineError, match="augstudio presets lecture-2 -o"):
        load("lecture-2")


@pytest.mark.parametrize(("content", "message"), [(b"\xff\xfe\x00", "not UTF-8"), (b"\x00" * 20, "not YAML")])
def test_files_that_are_no_text_are_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "p.yaml"
    path.write_bytes(content)
    with pytest.raises(PipelineError, match=message):
        load(path)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="cannot be read: is a directory"):
        load(tmp_path)


def test_sizes_that_never_fit_are_refused_unless_they_are_to_be_mended() -> None:
    text = TWO_STEPS + "- op: random_crop\n  height: 64\n  width: 8\n"
    with pytest.raises(PipelineError, match=r"<string>:10: step 3 \(random_crop\), height: a crop of 64 px never fits"):
        loads(text)
    assert len(loads(text, fitting=False)) == 3


def test_dump_keeps_the_comments_of_the_file_it_writes_over(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(TWO_STEPS)
    dump(load(path).without("resize"), path)
    assert "angle: 5 # a little\n" in path.read_text()
    assert "resize" not in path.read_text()


def test_dump_takes_comments_from_a_template_and_does_without_one_that_is_gone(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(TWO_STEPS)
    pipeline = load(tmp_path / "p.yaml")
    dump(pipeline, tmp_path / "q.yaml", template=tmp_path / "p.yaml")
    dump(pipeline, tmp_path / "r.yaml", template=tmp_path / "gone.yaml")
    assert "# a little" in (tmp_path / "q.yaml").read_text()
    assert load(tmp_path / "q.yaml") == load(tmp_path / "r.yaml") == pipeline


def test_dump_into_a_missing_folder_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(AugStudioError, match="there is no folder"):
        dump(Pipeline(), tmp_path / "no" / "p.yaml")


def test_a_name_that_no_file_can_hold_is_never_written_wrongly() -> None:
    with pytest.raises(PipelineError, match="surrogate"):
        loads(dumps(Pipeline(name="\ud800")))


def test_a_step_keeps_its_draws_when_the_file_gives_it_its_id() -> None:
    pipeline = loads(TWO_STEPS)
    moved = loads(dumps(pipeline.moved("rotate", 0)))
    assert [step.id for step in moved] == ["rotate", "resize"]


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_saving_keeps_the_mode(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(TWO_STEPS)
    path.chmod(0o640)
    dump(Pipeline((Step.of(transform_class("rotate")()),)), path)
    assert path.stat().st_mode & 0o777 == 0o640
