from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings

from augstudio.engine.augmenter import Augmenter
from augstudio.pipeline.lint import lint
from augstudio.pipeline.model import Pipeline, Step
from augstudio.pipeline.presets import PRESETS, preset
from augstudio.pipeline.problems import Problem, Severity
from augstudio.pipeline.yaml_format import loads
from augstudio.transforms.base import Trait
from augstudio.transforms.catalogue import OPS, transform_class
from augstudio.transforms.stage import ImageSize
from tests.unit.pipeline.strategies import pipelines

ERROR, WARNING, ADVICE = Severity.ERROR, Severity.WARNING, Severity.ADVICE
NORMALIZE = "op: normalize, mean: 0.5, std: 0.5"
RESIZE = "op: resize, height: 32, width: 32"
DIGITS = tuple("0123456789")


def steps(*lines: str) -> Pipeline:
    return loads("augstudio: 1\nsteps: [" + ", ".join(f"{{{line}}}" for line in lines) + "]", fitting=False)


def only(problems: tuple[Problem, ...]) -> Problem:
    (problem,) = problems
    return problem


def ids(pipeline: Pipeline | None) -> list[str]:
    assert pipeline is not None
    return [step.id for step in pipeline]


def test_a_sound_pipeline_has_no_problems() -> None:
    assert lint(steps(RESIZE, "op: rotate", "op: random_crop, height: 28, width: 28", "op: hue", NORMALIZE)) == ()
    assert lint(steps()) == ()


@pytest.mark.parametrize("op", ["brightness", "brightness_shift", "contrast", "saturation", "hue", "grayscale"])
def test_colour_after_normalize_is_an_error_and_moves_before_it(op: str) -> None:
    problem = only(lint(steps(NORMALIZE, "op: horizontal_flip", f"op: {op}")))
    assert (problem.severity, problem.step_id) == (ERROR, op.replace("_", "-"))
    assert "clips" in problem.message
    assert ids(problem.fix) == [op.replace("_", "-"), "normalize", "horizontal-flip"]


@pytest.mark.parametrize("op", ["invert", "color_jitter", "sharpness", "gaussian_noise", "jpeg", "rand_augment"])
def test_what_clips_belongs_before_normalize(op: str) -> None:
    (problem,) = lint(steps(NORMALIZE, f"op: {op}"))
    assert problem.severity is ERROR
    assert problem.fix == steps(f"op: {op}", NORMALIZE)


@pytest.mark.parametrize("op", ["gaussian_blur", "motion_blur", "downscale", "affine", "elastic", "cutout"])
def test_what_clips_nothing_may_follow_normalize(op: str) -> None:
    assert lint(steps(NORMALIZE, f"op: {op}")) == ()


def test_what_mixes_the_batch_belongs_to_the_end() -> None:
    (problem,) = lint(steps("op: mixup", NORMALIZE))
    assert problem.severity is ERROR
    assert problem.fix == steps(NORMALIZE, "op: mixup")
    assert lint(steps(NORMALIZE, "op: mixup", "op: cutmix")) == ()
    (advice,) = lint(steps("op: rotate", "op: mixup"))
    assert advice.fix is not None
    assert [step.op for step in advice.fix] == ["rotate", "normalize", "mixup"]


def test_turns_that_make_two_sizes_are_a_warning_and_some_transposing_an_error() -> None:
    lying = ImageSize(20, 30, 3)
    (turned,) = lint(steps("op: quarter_turn", NORMALIZE), image_size=lying)
    assert turned.severity is WARNING
    assert turned.remedy == "make the images square before it"
    assert lint(steps("op: quarter_turn", NORMALIZE), image_size=ImageSize(20, 20, 3)) == ()
    (transposed,) = lint(steps("op: transpose", NORMALIZE), image_size=lying)
    assert transposed.severity is ERROR
    assert transposed.fix is not None
    assert transposed.fix.steps[0].probability == 1
    assert lint(transposed.fix, image_size=lying) == ()


def test_noise_before_normalize_moves_after_it_and_a_value_may_stay() -> None:
    problem = only(lint(steps("op: random_erasing, fill: noise", "op: rotate", NORMALIZE)))
    assert (problem.severity, problem.step_id) == (WARNING, "random-erasing")
    assert ids(problem.fix) == ["rotate", "normalize", "random-erasing"]
    assert lint(steps("op: random_erasing, fill: 0.5", NORMALIZE)) == ()


@pytest.mark.parametrize(
    "crop",
    [
        "op: random_crop, height: 8, width: 8",
        "op: center_crop, height: 8, width: 8",
        "op: random_resized_crop, height: 8, width: 8",
    ],
)
def test_rotate_after_a_crop_moves_before_it(crop: str) -> None:
    problem = only(lint(steps(crop, "op: rotate", NORMALIZE)))
    assert (problem.severity, problem.step_id) == (ADVICE, "rotate")
    assert ids(problem.fix)[0] == "rotate"


def test_rotate_after_a_crop_that_cuts_nothing_away_may_stay() -> None:
    assert lint(steps("op: random_crop, height: 32, width: 32, padding: 4", "op: rotate", NORMALIZE)) == ()


def test_normalising_twice() -> None:
    problem = only(lint(steps(NORMALIZE, NORMALIZE)))
    assert (problem.severity, problem.step_id, ids(problem.fix)) == (WARNING, "normalize-2", ["normalize"])


def test_resizing_twice() -> None:
    problem = only(lint(steps(RESIZE, "op: rotate", "op: resize, shorter: 16", NORMALIZE)))
    assert (problem.severity, problem.step_id) == (ADVICE, "resize-2")
    assert ids(problem.fix) == ["rotate", "resize-2", "normalize"]
    assert lint(steps(RESIZE, "op: center_crop, height: 16, width: 16", "op: resize, shorter: 8", NORMALIZE)) == ()
    assert only(lint(steps(f"{RESIZE}, probability: 0.5", RESIZE, NORMALIZE))).fix is None


def test_no_normalize() -> None:
    problem = only(lint(steps("op: rotate")))
    assert (problem.severity, problem.step_id) == (ADVICE, "")
    assert problem.fix is not None
    assert problem.fix.step("normalize").transform.plain() == {"mean": "dataset", "std": "dataset"}
    assert ids(only(lint(steps("op: rotate", "op: random_erasing, fill: noise"))).fix) == [
        "rotate",
        "normalize",
        "random-erasing",
    ]


def test_bicubic_without_antialias() -> None:
    problem = only(lint(steps(f"{RESIZE}, interpolation: bicubic, antialias: false", NORMALIZE)))
    assert problem.severity is WARNING
    assert problem.fix is not None
    assert problem.fix.step("resize").transform.plain()["antialias"] is True
    assert lint(steps(f"{RESIZE}, interpolation: bicubic", NORMALIZE)) == ()


@pytest.mark.parametrize(
    "op",
    [
        "op: random_erasing, scale: [0.95, 1]",
        "op: random_resized_crop, height: 8, width: 8, scale: [0.9, 1], ratio: [4, 5]",
    ],
)
def test_boxes_that_never_fit(op: str) -> None:
    problem = only(lint(steps(op, NORMALIZE)))
    assert problem.severity is WARNING
    assert "fit" in problem.message
    assert problem.fix is not None
    assert lint(problem.fix) == ()


def test_boxes_are_judged_by_the_shape_of_the_images_where_it_is_known() -> None:
    wide = "op: random_resized_crop, height: 8, width: 8, scale: [0.9, 1], ratio: [4, 4.2]"
    assert lint(steps(wide, NORMALIZE), image_size=ImageSize(100, 410, 3)) == ()
    assert lint(steps("op: resize, height: 100, width: 410", "op: pad, left: 1", wide, NORMALIZE)) == ()


def test_a_crop_that_never_fits_is_an_error_and_shrinks() -> None:
    problem = only(lint(steps(RESIZE, "op: random_crop, height: 64, width: 8", NORMALIZE)))
    assert (problem.severity, problem.step_id) == (ERROR, "random-crop")
    assert problem.fix is not None
    assert problem.fix.step("random-crop").transform.plain()["height"] == 32
    assert lint(problem.fix) == ()


def test_a_centre_crop_that_adds_black_is_a_warning() -> None:
    problem = only(lint(steps("op: center_crop, height: 40, width: 8", NORMALIZE), image_size=ImageSize(32, 32, 1)))
    assert (problem.severity, problem.step_id) == (WARNING, "center-crop")
    assert problem.fix is not None
    assert problem.fix.step("center-crop").transform.plain() == {"height": 32, "width": 8}


def test_numbers_for_other_channels_are_an_error_with_its_own_remedy() -> None:
    problem = only(lint(steps("op: normalize, mean: [0, 0, 0], std: 1"), image_size=ImageSize(8, 8, 1)))
    assert (problem.severity, problem.fix) == (ERROR, None)
    assert "as many numbers" in problem.remedy


def test_sizes_that_differ_from_image_to_image_are_a_warning() -> None:
    problem = only(lint(steps(RESIZE, "op: center_crop, height: 8, width: 8, probability: 0.5", NORMALIZE)))
    assert (problem.severity, problem.step_id) == (WARNING, "center-crop")
    assert problem.fix is not None
    assert problem.fix.step("center-crop").probability == 1
    same = "op: random_crop, height: 32, width: 32, padding: 4, probability: 0.5"
    assert lint(steps(RESIZE, same, NORMALIZE)) == ()


@pytest.mark.parametrize(
    ("risky", "safe", "classes"),
    [
        ("op: rotate, angle: [-5, 31]", "op: rotate, angle: [-5, 30]", DIGITS),
        ("op: rotate, angle: 90", "op: rotate, angle: 30", ("left", "right")),
        ("op: hue, shift: [-0.06, 0.02]", "op: hue, shift: [-0.05, 0.02]", ("red", "green")),
        ("op: saturation, factor: [0.1, 0.2]", "op: saturation, factor: 0.3", ("red", "green")),
        (
            "op: random_resized_crop, height: 8, width: 8, scale: [0.08, 0.9]",
            "op: random_resized_crop, height: 8, width: 8, scale: [0.6, 0.9]",
            DIGITS,
        ),
        ("op: random_erasing", "op: random_erasing, scale: [0.02, 0.1]", DIGITS),
    ],
)
def test_label_risks_go_by_range_and_data_and_are_mended_within_it(
    risky: str, safe: str, classes: tuple[str, ...]
) -> None:
    problem = only(lint(steps(risky, NORMALIZE), classes=classes))
    assert problem.severity is WARNING
    assert "can change the label" in problem.message
    assert problem.fix == steps(safe, NORMALIZE)
    assert lint(steps(safe, NORMALIZE), classes=classes) == ()
    assert lint(steps(risky, NORMALIZE), classes=("cat", "dog")) == ()


@pytest.mark.parametrize(
    ("op", "classes"),
    [
        ("horizontal_flip", DIGITS),
        ("horizontal_flip", ("arrow-left", "arrow-right")),
        ("horizontal_flip", ("b", "d")),
        ("vertical_flip", DIGITS),
        ("vertical_flip", ("thumb up", "thumb down")),
        ("grayscale", ("red", "green")),
    ],
)
def test_label_risks_that_only_removal_mends(op: str, classes: tuple[str, ...]) -> None:
    problem = only(lint(steps(f"op: {op}", NORMALIZE), classes=classes))
    assert problem.fix == steps(NORMALIZE)


def test_traits_can_be_given_and_add_to_those_of_the_names() -> None:
    pipeline = steps("op: horizontal_flip", "op: random_erasing", NORMALIZE)
    problems = lint(pipeline, frozenset({Trait.FINE_DETAIL}), classes=("left", "right"))
    assert [problem.step_id for problem in problems] == ["horizontal-flip", "random-erasing"]


def test_disabled_steps_and_those_that_never_happen_have_no_problems() -> None:
    pipeline = steps("op: vertical_flip, enabled: false", "op: vertical_flip, probability: 0", NORMALIZE)
    assert lint(pipeline, classes=DIGITS) == ()


@pytest.mark.parametrize("name", PRESETS)
def test_recipes_have_neither_errors_nor_warnings(name: str) -> None:
    assert [problem for problem in lint(preset(name)) if problem.severity is not ADVICE] == []


@pytest.mark.parametrize("name", ["lecture-2", "gentle-digits"])
def test_recipes_for_digits_keep_digits(name: str) -> None:
    assert [problem for problem in lint(preset(name), classes=DIGITS) if problem.severity is not ADVICE] == []


@settings(max_examples=150, deadline=None)
@given(pipelines())
def test_applying_fixes_ends_and_each_mends_its_problem(pipeline: Pipeline) -> None:
    small = replace(pipeline, steps=pipeline.steps[:5])
    for _ in range(40):
        fixable = [problem for problem in lint(small, classes=DIGITS) if problem.fix is not None]
        if not fixable:
            return
        problem = fixable[0]
        assert problem.fix is not None
        assert problem.fix != small
        assert problem not in lint(problem.fix, classes=DIGITS)
        small = problem.fix
    raise AssertionError("fixes go round in circles")


@pytest.mark.parametrize("op", ["saturation", "hue", "grayscale", "channel_shuffle"])
def test_colour_steps_do_nothing_to_gray_images(op: str) -> None:
    pipeline = steps(f"op: {op}", "op: brightness", NORMALIZE)
    problem = only(lint(pipeline, image_size=ImageSize(28, 28, 1)))
    assert (problem.severity, problem.step_id) == (ADVICE, op.replace("_", "-"))
    assert problem.fix == steps("op: brightness", NORMALIZE)
    assert lint(pipeline, image_size=ImageSize(28, 28, 3)) == ()
    assert lint(pipeline) == ()


def test_steps_that_say_they_change_colours_only_leave_gray_images_alone() -> None:
    gray = torch.rand(4, 1, 9, 9)
    for op in OPS:
        if transform_class(op).changes_colour_only:
            assert torch.equal(Augmenter(Pipeline((Step(transform_class(op)()),)))(gray), gray)
