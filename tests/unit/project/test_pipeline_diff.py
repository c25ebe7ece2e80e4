from typing import Any

import pytest

from augstudio.pipeline.model import Pipeline, Resampling, Step
from augstudio.project.pipeline_diff import Change, ValueChange, pipeline_diff
from augstudio.transforms.catalogue import transform_class
from augstudio.transforms.parameters import Range


def step(op: str, *children: Step, step_id: str = "", **values: Any) -> Step:
    return Step(transform_class(op).create(values), id=step_id, steps=children)


FLIP, ROTATE, BLUR = step("horizontal_flip"), step("rotate", angle=[-15, 15]), step("gaussian_blur")


def said(old: Pipeline, new: Pipeline) -> list[tuple[str, str, str]]:
    """What became of which step, with its numbers before and after."""
    return [
        (each.change.value + (" moved" if each.moved else ""), each.old_number, each.new_number)
        for each in pipeline_diff(old, new).steps
    ]


def test_a_design_does_not_differ_from_itself() -> None:
    design = Pipeline((FLIP, ROTATE, step("one_of", BLUR, FLIP)))
    assert pipeline_diff(design, design).is_empty


def test_a_parameter_is_told_with_both_values() -> None:
    old = Pipeline((FLIP, ROTATE))
    new = Pipeline((FLIP, step("rotate", angle=[-30, 30])))
    (change,) = pipeline_diff(old, new).steps
    assert change.change is Change.CHANGED
    assert change.values == (ValueChange("angle", Range(-15, 15), Range(-30, 30)),)
    assert not change.moved


def test_probability_and_switch_are_told() -> None:
    old = Pipeline((ROTATE,))
    new = Pipeline((Step(ROTATE.transform, probability=0.5, enabled=False),))
    (change,) = pipeline_diff(old, new).steps
    assert change.values == (ValueChange("probability", 1.0, 0.5), ValueChange("enabled", True, False))


def test_settings_of_the_pipeline_are_told() -> None:
    old = Pipeline(name="one")
    new = Pipeline(name="two", seed=7, resampling=Resampling.SINGLE)
    assert pipeline_diff(old, new).settings == (
        ValueChange("name", "one", "two"),
        ValueChange("seed", 0, 7),
        ValueChange("resampling", Resampling.SEQUENTIAL, Resampling.SINGLE),
    )


def test_added_and_removed_steps_stand_where_they_are_and_were() -> None:
    old, new = Pipeline((FLIP, BLUR)), Pipeline((FLIP, ROTATE))
    assert said(old, new) == [("removed", "2", ""), ("added", "", "2")]
    assert said(Pipeline((BLUR, FLIP, ROTATE)), Pipeline((FLIP,))) == [("removed", "1", ""), ("removed", "3", "")]


def test_only_the_step_that_was_moved_is_said_to_have_moved() -> None:
    old, new = Pipeline((FLIP, ROTATE, BLUR)), Pipeline((BLUR, FLIP, ROTATE))
    assert said(old, new) == [("changed moved", "3", "1")]


def test_a_step_that_only_shifts_because_another_came_is_as_it_was() -> None:
    assert said(Pipeline((FLIP, ROTATE)), Pipeline((BLUR, FLIP, ROTATE))) == [("added", "", "1")]


def test_a_step_that_goes_into_a_group_has_moved() -> None:
    old = Pipeline((FLIP, ROTATE))
    new = Pipeline((old.steps[0], step("one_of", old.steps[1])))
    assert said(old, new) == [("added", "", "2"), ("changed moved", "2", "2.1")]


def test_children_of_a_group_that_moves_have_not_moved() -> None:
    group = step("random_order", FLIP, ROTATE, step_id="both")
    old = Pipeline((group, BLUR))
    (change,) = said(old, Pipeline((old.steps[1], old.steps[0])))
    assert change[0] == "changed moved"
    assert "." not in change[1]


def test_a_step_with_another_id_but_the_same_op_is_taken_for_it() -> None:
    old = Pipeline((step("rotate", angle=5, step_id="turn"),))
    new = Pipeline((step("rotate", angle=9, step_id="twist"),))
    (change,) = pipeline_diff(old, new).steps
    assert change.values == (ValueChange("angle", Range(5, 5), Range(9, 9)),)


def test_a_step_with_the_same_id_but_another_op_is_another_step() -> None:
    old = Pipeline((step("rotate", angle=5, step_id="mine"),))
    new = Pipeline((step("gaussian_blur", step_id="mine"),))
    assert {each.change for each in pipeline_diff(old, new).steps} == {Change.ADDED, Change.REMOVED}


@pytest.mark.parametrize("swap", [False, True])
def test_a_difference_read_backwards_is_its_mirror(swap: bool) -> None:
    one = Pipeline((FLIP, ROTATE, step("one_of", BLUR, step_id="some")))
    other = Pipeline((step("rotate", angle=3), step("one_of", BLUR, FLIP, step_id="some")))
    old, new = (other, one) if swap else (one, other)
    there, back = pipeline_diff(old, new).steps, pipeline_diff(new, old).steps
    mirrored = {(each.new_number, each.old_number, tuple((v.name, v.new, v.old) for v in each.values)) for each in back}
    assert {
        (each.old_number, each.new_number, tuple((v.name, v.old, v.new) for v in each.values)) for each in there
    } == mirrored
