from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from augstudio.pipeline.model import Pipeline, Step
from augstudio.pipeline.presets import PRESETS, preset, preset_path
from augstudio.pipeline.yaml_format import dumps, loads
from augstudio.transforms.catalogue import transform_class
from tests.unit.pipeline.strategies import edited

FILE = """\
# about the file

augstudio: 1            # format version
# whose it is
name: mine
seed: 0
framework: tf           # where it goes
resampling: sequential
steps:      # in order
# geometry

- op: resize  # first of all
  id: resize
  # how high
  height: 32
  width: 32   # as wide
  interpolation: bilinear
  antialias: true
  probability: 1
  enabled: true
  # shorter: 40 (tried)

# tilt
- probability: 0.9
  enabled: true
  op: rotate
  id: tilt
  angle: [-30, 30]      # degrees
  interpolation: bilinear
  fill: 0               # black
- op: normalize
  id: normalize
  mean:   # red, green, blue
  - 0.5   # red
  - 0.4   # green
  - 0.3
  std: [0.2]
  probability: 1
  enabled: true

# the end
"""


def changed(pipeline: Pipeline, step_id: str, **parameters: object) -> Pipeline:
    step = pipeline.step(step_id)
    return pipeline.with_step(replace(step, transform=step.transform.replaced(**parameters)))


def saved(pipeline: Pipeline, template: str = FILE) -> str:
    text = dumps(pipeline, template)
    assert loads(text) == pipeline
    return text


def difference(text: str, template: str = FILE) -> tuple[list[str], list[str]]:
    old, new = template.splitlines(), text.splitlines()
    return [line for line in old if line not in new], [line for line in new if line not in old]


def test_saving_what_was_loaded_changes_nothing() -> None:
    assert saved(loads(FILE)) == FILE


@pytest.mark.parametrize("name", PRESETS)
def test_saving_a_recipe_keeps_all_its_lines_and_adds_what_it_leaves_out(name: str) -> None:
    template = preset_path(name).read_text()
    text = saved(preset(name), template)
    assert difference(text, template)[0] == []


def test_a_changed_value_changes_its_line_alone_and_keeps_the_comment_in_its_column() -> None:
    assert difference(saved(changed(loads(FILE), "tilt", angle=45))) == (
        ["  angle: [-30, 30]      # degrees"],
        ["  angle: 45             # degrees"],
    )


def test_a_value_of_several_lines_becomes_one_with_its_comments_kept() -> None:
    text = saved(changed(loads(FILE), "normalize", mean=0.25))
    assert "  # red\n  # green\n  mean: [0.25]  # red, green, blue\n  std: [0.2]\n" in text


def test_a_moved_step_takes_its_comments_along() -> None:
    text = saved(loads(FILE).moved("tilt", 0))
    tilt = FILE[FILE.index("\n# tilt") : FILE.index("- op: normalize")]
    resize = FILE[FILE.index("# geometry") : FILE.index("\n# tilt")]
    assert f"steps:      # in order\n{tilt}{resize}- op: normalize\n" in text


def test_a_removed_step_takes_its_comments_along_and_leaves_all_others() -> None:
    removed, added = difference(saved(loads(FILE).without("tilt")))
    assert added == []
    assert [line for line in removed if "#" in line] == [
        "# tilt",
        "  angle: [-30, 30]      # degrees",
        "  fill: 0               # black",
    ]


def test_an_added_step_stands_at_its_place() -> None:
    flip = Step.of(transform_class("horizontal_flip")())
    text = saved(loads(FILE).inserted(1, flip))
    added = "- op: horizontal_flip\n  id: horizontal-flip\n  probability: 0.5\n  enabled: true\n"
    assert f"  # shorter: 40 (tried)\n{added}\n# tilt\n" in text
    assert difference(text)[0] == []


def test_removing_all_steps_and_adding_one_again() -> None:
    empty = saved(loads(FILE).with_steps(()))
    assert "steps: []   # in order\n\n# the end\n" in empty
    assert "steps:      # in order\n- op: resize\n" in saved(loads(FILE).without("tilt").without("normalize"), empty)


def test_what_the_file_leaves_out_is_written_beside_its_neighbours() -> None:
    template = "augstudio: 1\nsteps:\n  - probability: 0.5  # often\n    op: rotate\n# end\n"
    assert saved(loads(template), template) == (
        "augstudio: 1\nname: untitled\nseed: 0\nresampling: sequential\nsteps:\n"
        "  - probability: 0.5  # often\n    enabled: true\n    op: rotate\n    id: rotate\n    angle: [-15, 15]\n"
        "    interpolation: bilinear\n    fill: [0]\n# end\n"
    )


def test_steps_in_braces_stay_in_braces() -> None:
    template = "augstudio: 1\nsteps:\n# h\n- {op: hue, shift: 0.01}  # white balance\n"
    text = saved(changed(loads(template), "hue", shift=0.02), template)
    assert "# h\n- {op: hue, id: hue, shift: 0.02, probability: 1, enabled: true}  # white balance\n" in text
    assert saved(loads(text), text) == text


def test_steps_in_braces_over_several_lines_are_written_line_by_line_when_they_change() -> None:
    template = "augstudio: 1\nsteps:\n- {op: hue,  # a\n   shift: 0.01}  # b\n"
    text = saved(loads(template), template)
    assert "# a\n# b\n- op: hue\n  id: hue\n  shift: 0.01\n" in text


def test_a_dash_on_its_own_line_stays_there() -> None:
    template = "augstudio: 1\nsteps:\n-\n  # why\n  op: hue\n  id: hue\n  shift: 0.01\n"
    assert "steps:\n-\n  # why\n  op: hue\n  id: hue\n  shift: 0.02\n" in saved(
        changed(loads(template), "hue", shift=0.02), template
    )


@pytest.mark.parametrize(
    "template",
    [
        '{"augstudio": 1,  # one\n "steps": [{op: hue}]}  # two\n',
        "augstudio: 1 # one\nsteps: [{op: hue}, # two\n]\n",
        "? augstudio # one\n: 1\n? steps\n: - op: hue # two\n",
        "--- # one\naugstudio: 1\nsteps:\n- ? op # two\n  : hue\n",
    ],
)
def test_unusual_layouts_keep_their_comments_at_the_top(template: str) -> None:
    pipeline = changed(loads(template), "hue", shift=0.02)
    assert saved(pipeline, template) == "# one\n# two\n" + dumps(pipeline)


def test_hash_signs_inside_text_are_no_comments() -> None:
    template = 'augstudio: 1\nname: "a # b"  # c\nsteps: [ ]\n'
    assert 'name: "x # y"  # c\n' in saved(replace(loads(template), name="x # y"), template)


def test_line_ends_of_windows_stay() -> None:
    template = FILE.replace("\n", "\r\n")
    assert dumps(loads(template), template) == template
    assert dumps(loads(template).without("tilt"), template).count("\n") == dumps(
        loads(template).without("tilt"), template
    ).count("\r\n")


@pytest.mark.parametrize("template", ["", "no: pipeline", "augstudio: [", "augstudio: 1\nsteps: [{op: unheard_of}]"])
def test_a_template_that_is_no_pipeline_is_ignored(template: str) -> None:
    assert dumps(loads(FILE), template) == dumps(loads(FILE))


def test_a_step_of_another_op_under_the_same_id_keeps_only_the_comments_above_it() -> None:
    hue = Step(transform_class("hue")(), id="tilt")
    text = saved(loads(FILE).with_step(hue))
    assert (
        "# tilt\n- probability: 1\n  enabled: true\n  op: hue\n  id: tilt\n  shift: [-0.05, 0.05]\n- op: normalize\n"
        in text
    )


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_comments_of_steps_that_stay_survive_any_edit(data: st.DataObject) -> None:
    pipeline = data.draw(edited(loads(FILE)))
    text = dumps(pipeline, FILE)
    assert loads(text, fitting=False) == pipeline
    about = {"resize": "# first of all", "tilt": "# tilt", "normalize": "# red, green, blue"}
    there = {step.id: step.op for step in pipeline}
    for step in loads(FILE):
        if there.get(step.id) == step.op:
            assert about[step.id] in text
    assert "# format version" in text
    assert "# the end" in text
