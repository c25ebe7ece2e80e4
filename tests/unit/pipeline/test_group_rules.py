"""What groups become in evaluation, which sizes they make, and what the linter says about them."""

from pathlib import Path

import pytest

from augstudio.errors import PipelineError
from augstudio.pipeline.evaluation import evaluation_twin, needs_statistics, resolve_statistics
from augstudio.pipeline.lint import lint
from augstudio.pipeline.model import Pipeline
from augstudio.pipeline.problems import Problem, Severity
from augstudio.pipeline.sizes import check_sizes, first_refusal, sizes_after, sizes_before
from augstudio.pipeline.yaml_format import loads
from augstudio.transforms.base import Trait
from augstudio.transforms.stage import ImageSize

ERROR, WARNING = Severity.ERROR, Severity.WARNING
SIZE = ImageSize(24, 30, 3)
NORMALIZE = "{op: normalize, mean: 0.5, std: 0.5}"
SMALL = "{op: resize, height: 12, width: 10}"
LARGE = "{op: resize, height: 40, width: 50}"
CROP = "{op: center_crop, height: 12, width: 10}"
FLIP = "{op: horizontal_flip}"
GRAY = "{op: grayscale, probability: 1}"


def steps(*lines: str) -> Pipeline:
    return loads(f"augstudio: 1\nsteps: [{', '.join(lines)}]", fitting=False)


def one_of(*lines: str, weights: str = "null") -> str:
    return f"{{op: one_of, weights: {weights}, steps: [{', '.join(lines)}]}}"


def some_of(count: str, *lines: str) -> str:
    return f"{{op: some_of, count: {count}, steps: [{', '.join(lines)}]}}"


def any_order(*lines: str) -> str:
    return f"{{op: random_order, steps: [{', '.join(lines)}]}}"


def twins(*lines: str) -> list[tuple[str, str]]:
    return [(each.op, each.id) for each in evaluation_twin(steps(*lines))]


# Evaluation.


def test_random_order_becomes_its_steps_in_theirs() -> None:
    assert twins(any_order(NORMALIZE, FLIP, SMALL)) == [("normalize", "normalize"), ("resize", "resize")]


def test_one_of_becomes_its_heaviest_step_the_first_of_equals() -> None:
    assert twins(one_of(SMALL, CROP)) == [("resize", "resize")]
    assert twins(one_of(SMALL, CROP, FLIP, weights="[1, 3, 2]")) == [("center_crop", "center-crop")]
    assert twins(one_of(FLIP, SMALL)) == []
    assert twins(one_of("{op: resize, shorter: 9, enabled: false}", CROP, weights="[5, 1]")) == [
        ("center_crop", "center-crop")
    ]


def test_some_of_becomes_all_of_its_steps() -> None:
    assert twins(some_of("[0, 1]", SMALL, FLIP, NORMALIZE)) == [("resize", "resize"), ("normalize", "normalize")]


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        (any_order(GRAY, FLIP), ["grayscale"]),
        (some_of("2", GRAY, FLIP), ["grayscale"]),
        (some_of("[1, 2]", GRAY, FLIP), []),
        (one_of(GRAY), ["grayscale"]),
        (one_of(GRAY, FLIP), []),
        ("{op: random_order, probability: 0.5, steps: [" + GRAY + "]}", []),
        (any_order(one_of(some_of("1", GRAY))), ["grayscale"]),
    ],
)
def test_what_stays_only_where_it_always_happens_is_asked_how_likely_its_groups_are(
    group: str, expected: list[str]
) -> None:
    assert [op for op, _ in twins(group)] == expected


def test_children_that_do_nothing_are_no_part_of_the_twin() -> None:
    assert twins(any_order("{op: resize, shorter: 9, probability: 0}", CROP)) == [("center_crop", "center-crop")]


def test_statistics_are_resolved_in_groups_switched_off_or_not() -> None:
    waiting = "{op: normalize, mean: dataset, std: dataset}"
    off = "{op: normalize, mean: dataset, std: dataset, enabled: false}"
    assert needs_statistics(steps(one_of(FLIP, waiting)))
    assert not needs_statistics(steps(one_of(FLIP, off)))
    resolved = resolve_statistics(steps(one_of(FLIP, any_order(waiting, off))), [0.25], [0.5])
    assert [step.transform.plain() for step in resolved.walk()][-2:] == [{"mean": [0.25], "std": [0.5]}] * 2
    with pytest.raises(PipelineError, match="the data set's statistics do not serve") as caught:
        resolve_statistics(steps(FLIP, one_of(FLIP, waiting)), [0.25], [0])
    assert (caught.value.path, caught.value.field) == ((1, 1), "std")


# Sizes.


def made(*lines: str, size: ImageSize = SIZE) -> set[tuple[int, int]]:
    return {(each.height, each.width) for each in sizes_after(steps(*lines), size)}


def test_every_size_that_a_group_can_make_is_known() -> None:
    as_it_was, small, large = (24, 30), (12, 10), (40, 50)
    assert made(one_of(SMALL, LARGE)) == {small, large}
    assert made(one_of(SMALL, FLIP)) == {small, as_it_was}
    assert made(one_of(SMALL, LARGE, weights="[1, 0]")) == {small}
    assert made(some_of("[0, 2]", SMALL, LARGE)) == {as_it_was, small, large}
    assert made(some_of("2", SMALL, LARGE)) == {large}
    assert made(some_of("1", SMALL, LARGE)) == {small, large}
    assert made(any_order(SMALL, LARGE)) == {small, large}
    assert made(any_order(SMALL, FLIP, "{op: hue}")) == {small}
    assert made(any_order("{op: resize, height: 4, width: 4, probability: 0}")) == {as_it_was}
    assert made("{op: one_of, probability: 0.5, steps: [" + SMALL + "]}") == {as_it_was, small}
    borders = "{op: pad, left: 1}", "{op: pad, left: 2}"
    assert made(any_order(*borders, one_of(*borders))) == {(24, 34), (24, 35)}


def test_many_children_in_any_order_are_followed_roughly_but_never_too_narrowly() -> None:
    hues = ["{op: hue}"] * 9
    assert made(any_order(*hues)) == {(24, 30)}
    assert {(12, 10), (40, 50)} <= made(any_order(SMALL, LARGE, *hues))


def test_a_child_gets_every_size_that_can_come_to_it() -> None:
    found = {
        step.id: {(each.height, each.width) for each in sizes}
        for step, sizes in sizes_before(steps(any_order(SMALL, LARGE, FLIP)), SIZE)
    }
    assert found["random-order"] == {(24, 30)}
    assert found["resize"] == {(24, 30), (40, 50)}
    assert found["horizontal-flip"] == {(24, 30), (12, 10), (40, 50)}


@pytest.mark.parametrize(
    ("group", "path"),
    [
        (one_of(FLIP, "{op: normalize, mean: [0, 0], std: [1, 1]}"), (0, 1)),
        (any_order(any_order(FLIP), some_of("1", FLIP, "{op: normalize, mean: [0, 0], std: [1, 1]}")), (0, 1, 1)),
    ],
)
def test_a_child_that_never_fits_is_refused(group: str, path: tuple[int, ...]) -> None:
    with pytest.raises(PipelineError, match="2 numbers for images of 3 channels") as caught:
        check_sizes(steps(group), SIZE)
    assert caught.value.path == path
    check_sizes(steps(group))  # images of two channels would do


def test_a_child_that_fits_in_some_orders_only_is_let_through() -> None:
    mirrored = "{op: pad, left: 20, mode: reflect}"
    assert first_refusal(steps(SMALL, mirrored), SIZE) is not None
    assert first_refusal(steps(any_order(SMALL, mirrored)), SIZE) is None


def test_a_group_that_is_to_be_filled_is_not_refused_for_taking_too_many() -> None:
    check_sizes(steps(some_of("[1, 2]")))
    refusal = first_refusal(steps(FLIP, some_of("[1, 2]", FLIP)))
    assert refusal is not None
    assert (refusal.path, refusal.field) == ((1,), "count")


# Problems.


def only(problems: tuple[Problem, ...]) -> Problem:
    (problem,) = problems
    return problem


def about(pipeline: Pipeline, step_id: str, size: ImageSize | None = None) -> tuple[Problem, ...]:
    return tuple(each for each in lint(pipeline, image_size=size) if each.step_id == step_id)


def test_a_sound_policy_has_no_problems() -> None:
    changes = "{op: hue}", "{op: rotate}", "{op: gaussian_blur}"
    assert (
        lint(steps(one_of(*changes), some_of("[0, 2]", *changes), any_order(*changes), NORMALIZE), image_size=SIZE)
        == ()
    )


@pytest.mark.parametrize("group", [one_of(), any_order("{op: hue, enabled: false}")])
def test_a_group_that_holds_nothing_does_nothing(group: str) -> None:
    problem = only(lint(steps(group, NORMALIZE)))
    assert (problem.severity, problem.message) == (
        WARNING,
        f"{steps(group).steps[0].op} holds no step that is switched on: it does nothing",
    )
    assert problem.fix is not None
    assert lint(problem.fix) == ()


def test_too_many_steps_to_choose_are_an_error_with_a_fix() -> None:
    problem = only(lint(steps(some_of("[2, 3]", FLIP), NORMALIZE)))
    assert (problem.severity, problem.step_id) == (ERROR, "some-of")
    assert problem.fix is not None
    assert problem.fix.step("some-of").transform.plain() == {"count": 1}


def test_evaluation_that_shows_what_training_seldom_shows_is_told() -> None:
    problem = only(about(steps(one_of(SMALL, FLIP)), "one-of"))
    assert "in evaluation every image what resize becomes there" in problem.message
    assert about(steps(one_of(FLIP, "{op: hue}")), "one-of") == ()
    assert about(steps(one_of(SMALL, SMALL)), "one-of") == ()
    problem = only(about(steps(some_of("1", NORMALIZE, FLIP)), "normalize"))
    assert problem.message == "some-of leaves it out on some training images, and evaluation does it to all"
    assert about(steps(some_of("2", NORMALIZE, FLIP)), "normalize") == ()
    assert about(steps(any_order(NORMALIZE, FLIP)), "normalize") == ()


def test_a_group_that_makes_several_sizes_is_told_once_and_where() -> None:
    pipeline = steps(any_order(one_of(SMALL, FLIP)), NORMALIZE)
    assert [each.step_id for each in lint(pipeline, image_size=SIZE) if "another size" in each.message] == ["one-of"]
    assert not any("another size" in each.message for each in lint(steps(one_of(SMALL, CROP)), image_size=SIZE))


@pytest.mark.parametrize(
    ("pipeline", "told"),
    [
        (steps(any_order(NORMALIZE, "{op: hue}")), True),
        (steps(any_order("{op: hue}", NORMALIZE)), True),
        (steps(some_of("2", NORMALIZE, "{op: hue}")), True),
        (steps(some_of("2", "{op: hue}", NORMALIZE)), False),
        (steps(some_of("1", NORMALIZE, "{op: hue}")), False),
        (steps(one_of(NORMALIZE, "{op: hue}")), False),
        (steps(one_of(FLIP, NORMALIZE), one_of("{op: hue}", FLIP)), True),
        (steps(one_of("{op: hue}", FLIP), one_of(FLIP, NORMALIZE)), False),
        (steps(one_of(any_order(FLIP, NORMALIZE), any_order("{op: hue}"))), False),
    ],
)
def test_colour_after_normalize_is_found_where_an_image_can_get_both_in_that_order(
    pipeline: Pipeline, told: bool
) -> None:
    found = [each for each in about(pipeline, "hue") if each.severity is ERROR]
    assert bool(found) is told
    assert all(each.fix is None for each in found)


def test_a_step_outside_is_moved_before_the_group_that_normalizes() -> None:
    problem = only(about(steps(FLIP, any_order(FLIP, NORMALIZE), "{op: hue}"), "hue"))
    assert problem.fix is not None
    assert [each.id for each in problem.fix] == ["horizontal-flip", "hue", "random-order"]


def test_normalizing_in_a_group_counts_and_twice_is_too_often() -> None:
    assert not any("nothing normalises" in each.message for each in lint(steps(any_order(NORMALIZE))))
    twice = only(about(steps(any_order(NORMALIZE), NORMALIZE), "normalize-2"))
    assert "normalised already, by normalize" in twice.message
    assert about(steps(one_of(NORMALIZE, NORMALIZE)), "normalize-2") == ()


def test_label_risks_and_parameters_are_looked_at_in_groups() -> None:
    pipeline = steps(one_of(FLIP, "{op: hue}"), NORMALIZE)
    (risk,) = lint(pipeline, traits=frozenset({Trait.LEFT_RIGHT}))
    assert risk.step_id == "horizontal-flip"
    assert risk.fix is not None
    assert [each.id for each in risk.fix.walk()] == ["one-of", "hue", "normalize"]
    jagged = "{op: resize, shorter: 9, interpolation: bicubic, antialias: false}"
    problem = next(each for each in lint(steps(any_order(jagged))) if "bicubic" in each.message)
    assert problem.fix is not None
    assert problem.fix.step("resize").transform.plain()["antialias"] is True


def test_a_step_that_fits_in_some_orders_only_would_end_a_training_half_way() -> None:
    crop = "{op: random_crop, height: 20, width: 20}"
    problem = next(each for each in about(steps(any_order(SMALL, crop)), "random-crop", SIZE) if each.severity is ERROR)
    assert problem.message == (
        "a crop of 20 px never fits an image of 12 px with a border of 0 px, "
        "and such images come to it as random-order chooses or orders its steps"
    )
    assert not any(each.severity is ERROR for each in lint(steps(some_of("2", crop, SMALL)), image_size=SIZE))


def test_problems_come_in_the_order_of_the_steps() -> None:
    pipeline = steps(NORMALIZE, any_order("{op: hue}", one_of("{op: contrast}")), "{op: gamma}")
    assert [each.step_id for each in lint(pipeline)] == ["hue", "contrast", "gamma"]


def test_the_file_on_disk_is_told_with_nested_numbers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from augstudio.cli.main import main

    path = tmp_path / "p.yaml"
    path.write_text(f"augstudio: 1\nsteps: [{NORMALIZE}, {any_order(FLIP, '{op: hue}')}]", encoding="utf-8")
    assert main(["lint", str(path)]) == 1
    assert "step 2.2 (hue)" in capsys.readouterr().out
