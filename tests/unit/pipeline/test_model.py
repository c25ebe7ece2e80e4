"""Pipelines as trees: looking steps up, editing them, and what is refused."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from augstudio.errors import PipelineError
from augstudio.pipeline.model import DEEPEST_GROUP, Pipeline, Step
from augstudio.transforms.catalogue import transform_class


def step(op: str, *children: Step, step_id: str = "", **parameters: Any) -> Step:
    return Step(transform_class(op).create(parameters), id=step_id, steps=children)


TREE = Pipeline(
    (
        step("hue"),
        step("one_of", step("rotate"), step("some_of", step("hue"), step("rotate"), count=2), weights=[3, 1]),
        step("rotate"),
    )
)


def ids(pipeline: Pipeline) -> list[str]:
    return [each.id for each in pipeline.walk()]


def tops(pipeline: Pipeline) -> list[str]:
    return [each.id for each in pipeline]


def weights(pipeline: Pipeline) -> object:
    return pipeline.step("one-of").transform.plain().get("weights")


def test_ids_are_given_depth_first_after_those_that_are_there() -> None:
    assert ids(TREE) == ["hue", "one-of", "rotate", "some-of", "hue-2", "rotate-2", "rotate-3"]
    named = Pipeline((step("hue"), step("random_order", step("hue", step_id="hue"))))
    assert ids(named) == ["hue-2", "random-order", "hue"]


def test_steps_are_found_wherever_they_are() -> None:
    assert TREE.path("rotate-2") == (1, 1, 1)
    assert TREE.at((1, 1, 1)) == TREE.step("rotate-2")
    assert TREE.position("rotate-2") == 1
    assert TREE.number("rotate-2") == "2.2.2"
    assert TREE.number("rotate-3") == "3"
    assert TREE.parent("rotate-3") is None
    parent = TREE.parent("rotate-2")
    assert parent is not None
    assert parent.id == "some-of"
    for look_up in (TREE.path, TREE.position, TREE.step, TREE.parent, TREE.number):
        with pytest.raises(KeyError):
            look_up("gone")


def test_one_step_is_replaced_and_the_rest_is_as_it_was() -> None:
    changed = TREE.with_step(replace(TREE.step("hue-2"), probability=0.5))
    assert changed.step("hue-2").probability == 0.5
    assert ids(changed) == ids(TREE)
    assert changed.with_step(TREE.step("hue-2")) == TREE


def test_steps_are_put_into_groups_and_get_the_average_weight() -> None:
    made = TREE.inserted(1, step("invert"), step("gamma"), parent="one-of")
    assert ids(made)[1:5] == ["one-of", "rotate", "invert", "gamma"]
    assert weights(made) == [3, 2, 2, 1]
    assert ids(TREE.inserted(2, step("invert")))[-2:] == ["invert", "rotate-3"]
    with pytest.raises(KeyError):
        TREE.inserted(0, step("invert"), parent="gone")
    with pytest.raises(PipelineError, match="hue is no group"):
        TREE.inserted(0, step("invert"), parent="hue")


def test_a_step_goes_with_all_that_is_in_it_and_with_its_weight() -> None:
    assert ids(TREE.without("some-of")) == ["hue", "one-of", "rotate", "rotate-3"]
    assert weights(TREE.without("some-of")) == [3]
    assert weights(TREE.without("rotate")) == [1]
    assert TREE.without("gone") is TREE
    assert weights(TREE.without("rotate").without("some-of")) is None


def test_weights_of_which_only_zeros_are_left_are_dropped() -> None:
    pipeline = Pipeline((step("one_of", step("hue"), step("gamma"), weights=[1, 0]),))
    assert weights(pipeline.without("hue")) is None


def test_some_of_takes_no_more_than_are_left() -> None:
    left = TREE.without("hue-2")
    assert left.step("some-of").transform.plain()["count"] == 1
    assert left.without("rotate-2").step("some-of").transform.plain()["count"] == 1


@pytest.mark.parametrize(
    ("move", "expected"),
    [
        (lambda: TREE.moved("rotate-3", 0), ["rotate-3", "hue", "one-of", "rotate", "some-of", "hue-2", "rotate-2"]),
        (lambda: TREE.moved("hue-2", 0), ["hue-2", "hue", "one-of", "rotate", "some-of", "rotate-2", "rotate-3"]),
        (
            lambda: TREE.moved("hue", 9, "some-of"),
            ["one-of", "rotate", "some-of", "hue-2", "rotate-2", "hue", "rotate-3"],
        ),
        (
            lambda: TREE.moved("some-of", 0, "one-of"),
            ["hue", "one-of", "some-of", "hue-2", "rotate-2", "rotate", "rotate-3"],
        ),
        (lambda: TREE.moved("some-of", 0), ["some-of", "hue-2", "rotate-2", "hue", "one-of", "rotate", "rotate-3"]),
    ],
)
def test_steps_are_moved_within_into_and_out_of_groups(move: Callable[[], Pipeline], expected: list[str]) -> None:
    assert ids(move()) == expected


def test_a_weight_moves_with_its_step() -> None:
    assert weights(TREE.moved("some-of", 0, "one-of")) == [1, 3]
    assert weights(TREE.moved("hue", 0, "one-of")) == [2, 3, 1]


def test_a_group_cannot_be_put_into_itself() -> None:
    for parent in ("one-of", "some-of"):
        with pytest.raises(KeyError):
            TREE.moved("one-of", 0, parent)


def test_a_copy_gets_new_ids_throughout() -> None:
    copied = TREE.inserted(3, TREE.step("one-of").without_ids())
    assert ids(copied)[7:] == ["one-of-2", "rotate-4", "some-of-2", "hue-3", "rotate-5"]
    assert tops(copied) == ["hue", "one-of", "rotate-3", "one-of-2"]


def test_what_is_active_holds_only_what_can_be_chosen() -> None:
    off = TREE.with_step(replace(TREE.step("rotate"), enabled=False))
    (_, group, _) = off.active
    assert [child.id for child in group.steps] == ["some-of"]
    assert group.transform.plain()["weights"] == [1]
    both_off = off.with_step(replace(off.step("some-of"), enabled=False))
    assert [each.id for each in both_off.active] == ["hue", "rotate-3"]
    one_left = TREE.with_step(replace(TREE.step("hue-2"), enabled=False))
    assert one_left.active[1].steps[1].transform.plain()["count"] == 1
    assert Pipeline(TREE.active).active == TREE.active


def nested(depth: int) -> Step:
    inner = step("hue")
    for _ in range(depth):
        inner = step("one_of", inner)
    return inner


@pytest.mark.parametrize(
    ("steps", "message", "path", "field"),
    [
        ((step("hue", step("hue")),), "hue is no group and holds no steps", (0,), "steps"),
        (
            (step("hue", step_id="a"), step("one_of", step("hue", step_id="a"))),
            "two steps have the id 'a'",
            (1, 0),
            "id",
        ),
        ((step("one_of", step("hue"), weights=[1, 2]),), "each step needs a weight: 1 in all, not 2", (0,), "weights"),
        ((step("one_of", weights=[1]),), "each step needs a weight: 0 in all, not 1", (0,), "weights"),
        ((nested(DEEPEST_GROUP + 1),), "groups lie in each other more than 8 deep", (0,) * 9, None),
    ],
)
def test_what_no_tree_can_be_is_refused_where_it_is(
    steps: tuple[Step, ...], message: str, path: tuple[int, ...], field: str | None
) -> None:
    with pytest.raises(PipelineError, match=f"^{message}$") as caught:
        Pipeline(steps)
    assert (caught.value.path, caught.value.field) == (path, field)
    assert caught.value.step == path[0]


def test_groups_as_deep_as_they_may_lie_are_fine() -> None:
    assert len(ids(Pipeline((nested(DEEPEST_GROUP),)))) == DEEPEST_GROUP + 1


@pytest.mark.parametrize("given_weights", [[0, 0], [], [-1, 2], ["a"], 3, [1, True], [float("nan")]])
def test_weights_are_numbers_that_are_not_all_zero(given_weights: object) -> None:
    with pytest.raises(PipelineError) as caught:
        step("one_of", step("hue"), step("hue"), weights=given_weights)
    assert caught.value.field == "weights"


@pytest.mark.parametrize("count", [[2, 1], -1, 1.5, 101, "two", [1, 2, 3], None, True])
def test_counts_are_whole_numbers_in_order(count: object) -> None:
    with pytest.raises(PipelineError) as caught:
        step("some_of", count=count)
    assert caught.value.field == "count"
