"""Groups in pipeline files: reading, writing, comments, and messages that say where."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from augstudio.errors import PipelineError
from augstudio.pipeline.model import Pipeline, Step
from augstudio.pipeline.yaml_format import dumps, loads
from augstudio.transforms.catalogue import transform_class
from tests.unit.pipeline.strategies import pipelines

WRITTEN = """\
# a policy
augstudio: 1
name: groups
seed: 0
resampling: sequential
steps:
# one of these
- op: one_of   # by weight
  id: blur-or-noise
  weights: [1, 2]
  probability: 0.8
  enabled: true
  # the first
  steps:
  # about blur
  - op: gaussian_blur  # softens
    id: gaussian-blur
    kernel_size: 3   # small
    sigma: [0.1, 2]
    probability: 1
    enabled: true
    # end of blur
  - {op: salt_and_pepper, id: salt-and-pepper, amount: [0, 0.02], probability: 1, enabled: true}  # dots
  # end of the group
- op: some_of
  id: some-of
  # children before the count
  steps:
    - op: random_order
      id: random-order
      probability: 1
      enabled: true
      steps:
      # deep down
      - op: hue
        id: hue
        shift: [-0.05, 0.05]
        probability: 1
        enabled: true
      - op: gamma
        id: gamma
        gamma: 0.9
        probability: 1
        enabled: true
  count: 1
  probability: 1
  enabled: true
# the end
"""


@settings(max_examples=60, deadline=None)
@given(pipelines())
def test_every_tree_comes_back_as_it_was(pipeline: Pipeline) -> None:
    assert loads(dumps(pipeline), fitting=False) == pipeline


def test_a_file_that_is_saved_unchanged_keeps_every_character() -> None:
    assert dumps(loads(WRITTEN), WRITTEN) == WRITTEN


def test_a_group_is_written_with_its_steps_last() -> None:
    text = dumps(loads("{augstudio: 1, steps: [{op: one_of, steps: [{op: invert}, {op: some_of, steps: []}]}]}"))
    assert text.partition("steps:\n")[2] == (
        "- op: one_of\n  id: one-of\n  probability: 1\n  enabled: true\n  steps:\n"
        "  - op: invert\n    id: invert\n    probability: 1\n    enabled: true\n"
        "  - op: some_of\n    id: some-of\n    count: [1, 2]\n    probability: 1\n    enabled: true\n    steps: []\n"
    )


def test_a_change_deep_down_changes_one_line() -> None:
    pipeline = loads(WRITTEN)
    gamma = pipeline.step("gamma")
    changed = pipeline.with_step(replace(gamma, transform=gamma.transform.replaced(gamma=1.1)))
    assert dumps(changed, WRITTEN) == WRITTEN.replace("gamma: 0.9", "gamma: 1.1")


def test_comments_move_with_their_steps_in_and_out_of_groups() -> None:
    moved = loads(WRITTEN).moved("gaussian-blur", 0, "random-order").moved("hue", 0)
    text = dumps(moved, WRITTEN)
    assert loads(text) == moved
    assert text.startswith("# a policy\n")
    assert "steps:\n# deep down\n- op: hue\n  id: hue\n" in text
    assert (
        "      # about blur\n      - op: gaussian_blur  # softens\n        id: gaussian-blur\n"
        "        kernel_size: 3   # small\n" in text
    )
    assert "        # end of blur\n      - op: gamma\n" in text
    assert dumps(moved.moved("gaussian-blur", 0, "blur-or-noise").moved("hue", 0, "random-order"), text) == (
        WRITTEN.replace("weights: [1, 2]", "weights: [2, 2]")
    )


def test_a_group_that_is_emptied_and_filled_again() -> None:
    emptied = loads(WRITTEN).without("hue").without("gamma")
    text = dumps(emptied, WRITTEN)
    assert "      enabled: true\n      steps: []\n" in text
    filled = emptied.inserted(0, Step.of(transform_class("invert").create({})), parent="random-order")
    assert "      steps:\n      - op: invert\n        id: invert\n" in dumps(filled, text)
    assert loads(dumps(filled, text)) == filled


def test_groups_in_braces_and_brackets_are_written_line_by_line_with_their_comments() -> None:
    text = """\
augstudio: 1
steps:
- {op: one_of, steps: [{op: hue}]}  # braces
- op: random_order
  steps: [{op: hue},  # brackets
    {op: gamma}]
"""
    saved = dumps(loads(text), text)
    assert loads(saved) == loads(text)
    assert "# braces\n- op: one_of\n  id: one-of\n" in saved
    assert saved.count("# brackets") == 1
    assert "  - op: gamma\n    id: gamma\n" in saved
    assert dumps(loads(saved), saved) == saved


def refusal(text: str) -> str:
    with pytest.raises(PipelineError) as caught:
        loads(text, "p.yaml")
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("kernel_size: 3 ", "kernel_size: 4 ", "p.yaml:18: step 1.1 (gaussian_blur 'gaussian-blur'), kernel_size: "),
        ("gamma: 0.9", "gamma: [2, 1]", "p.yaml:42: step 2.1.2 (gamma 'gamma'), gamma: the range [2, 1] is reversed"),
        ("gamma: 0.9", "gama: 0.9", "p.yaml:42: step 2.1.2 (gamma 'gamma'), gama: gamma has no key 'gama'"),
        ("gamma: 0.9", "gamma: !x 1", "p.yaml:42: step 2.1.2 (gamma), gamma: tags"),
        (
            "gamma: 0.9",
            "gamma: 1\n        gamma: 2",
            "p.yaml:43: step 2.1.2 (gamma), gamma: the key 'gamma' is here twice",
        ),
        ("op: gamma", "op: gama", "p.yaml:40: step 2.1.2 (gama 'gamma'), op: unknown op 'gama': did you mean 'gamma'?"),
        ("id: gamma", "id: hue", "p.yaml:41: step 2.1.2 (gamma 'hue'), id: two steps have the id 'hue'"),
        ("op: hue", "op: mixup", "p.yaml:37: step 2.1.1 (mixup 'hue'), shift: mixup has no key 'shift'"),
        ("count: 1", "count: [1, 2]", "p.yaml:45: step 2 (some_of 'some-of'), count: takes up to 2 steps, but holds 1"),
        (
            "[1, 2]",
            "[1, 2, 3]",
            "p.yaml:10: step 1 (one_of 'blur-or-noise'), weights: each step needs a weight: 2 in all",
        ),
        ("[1, 2]", "[0, 0]", "p.yaml:10: step 1 (one_of 'blur-or-noise'), weights: every weight is 0"),
        (
            "    - op: random_order",
            "    - nothing\n    - op: random_order",
            "p.yaml:29: step 2.1: expected `op:` and its",
        ),
    ],
)
def test_mistakes_in_groups_are_told_with_their_place(old: str, new: str, message: str) -> None:
    assert old in WRITTEN
    assert refusal(WRITTEN.replace(old, new, 1)).startswith(message)


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ("{op: one_of}", "step 1 (one_of), steps: one_of is a group: list what it holds under `steps:`"),
        ("{op: one_of, steps: 3}", "step 1 (one_of), steps: expected a list of steps, not a single value"),
        ("{op: one_of, steps: {op: hue}}", "step 1 (one_of), steps: expected a list of steps, not keys with values"),
        ("{op: hue, steps: []}", "step 1 (hue), steps: hue has no key 'steps'; it may have: shift"),
        ("{op: one_of, steps: [], count: 1}", "step 1 (one_of), count: one_of has no key 'count'"),
        (
            "{op: random_order, steps: [{op: cutmix}]}",
            "step 1.1 (cutmix): cutmix mixes the images of a batch and cannot be in a group: move it to the end",
        ),
    ],
)
def test_what_is_no_group_is_told(steps: str, message: str) -> None:
    assert refusal(f"augstudio: 1\nsteps: [{steps}]").startswith(f"p.yaml:2: {message}")


@pytest.mark.parametrize("depth", [9, 15, 400])
def test_deep_nesting_is_refused_in_one_line(depth: int) -> None:
    text = "augstudio: 1\nsteps: " + "[{op: one_of, steps: " * depth + "[]" + "}]" * depth
    assert " deep" in refusal(text)
    assert "nested deeper than" in refusal("augstudio: 1\nsteps: " + "[" * 5000)


def test_eight_groups_in_each_other_are_read_with_lists_in_the_innermost() -> None:
    text = "augstudio: 1\nsteps: " + "[{op: one_of, steps: " * 8 + "[{op: rotate, angle: [0, 1]}]" + "}]" * 8
    assert len(list(loads(text).walk())) == 9


def test_steps_are_counted_over_all_groups() -> None:
    group = "{op: one_of, steps: [" + "{op: hue}, " * 99 + "]}, "
    assert refusal(f"augstudio: 1\nsteps: [{group * 11}]").endswith("; 1000 is the most")
