from pathlib import Path

import pytest
from hypothesis import given, settings

from augstudio.errors import PipelineError
from augstudio.pipeline.evaluation import evaluation_twin, needs_statistics, resolve_statistics
from augstudio.pipeline.model import Pipeline
from augstudio.pipeline.presets import PRESETS, preset
from augstudio.pipeline.yaml_format import loads
from tests.unit.pipeline.strategies import pipelines


def steps(*lines: str) -> Pipeline:
    return loads("augstudio: 1\nseed: 7\nname: mine\nsteps: [" + ", ".join(f"{{{line}}}" for line in lines) + "]")


def test_random_steps_go_and_sizes_stay() -> None:
    twin = evaluation_twin(
        steps(
            "op: resize, height: 32, width: 32, probability: 0.5",
            "op: random_crop, id: cut, height: 28, width: 28",
            "op: rotate",
            "op: horizontal_flip",
            "op: grayscale, probability: 0.5",
            "op: random_erasing",
            "op: normalize, mean: 0.5, std: 0.5",
        )
    )
    assert [(step.op, step.id, step.probability) for step in twin] == [
        ("resize", "resize", 1),
        ("center_crop", "cut", 1),
        ("normalize", "normalize", 1),
    ]
    assert (twin.name, twin.seed) == ("mine", 7)


def test_grayscale_stays_where_it_always_happens() -> None:
    assert [step.op for step in evaluation_twin(steps("op: grayscale, probability: 1"))] == ["grayscale"]


def test_a_random_resized_crop_becomes_two_steps() -> None:
    twin = evaluation_twin(
        steps("op: random_resized_crop, height: 224, width: 224", "op: center_crop, height: 9, width: 9")
    )
    assert [(step.op, step.id) for step in twin] == [
        ("resize", "resize"),
        ("center_crop", "center-crop-2"),
        ("center_crop", "center-crop"),
    ]
    assert twin.steps[0].transform.plain()["shorter"] == 256


def test_what_never_happens_in_training_does_not_happen_in_evaluation() -> None:
    pad = "op: pad, left: 1"
    assert evaluation_twin(steps(f"{pad}, enabled: false", f"{pad}, probability: 0")).steps == ()


@settings(max_examples=60, deadline=None)
@given(pipelines())
def test_a_twin_draws_nothing_and_is_its_own_twin(pipeline: Pipeline) -> None:
    twin = evaluation_twin(pipeline)
    assert all(step.transform.draw_count == 0 and step.probability == 1 and step.enabled for step in twin)
    assert [step.transform for step in evaluation_twin(twin)] == [step.transform for step in twin]


DATASET = "op: normalize, mean: dataset, std: dataset"


def test_statistics_are_needed_by_active_steps_alone() -> None:
    assert needs_statistics(steps(DATASET))
    assert not needs_statistics(steps("op: normalize, mean: imagenet, std: imagenet"))
    assert not needs_statistics(steps(f"{DATASET}, enabled: false"))
    assert not needs_statistics(steps())


def test_statistics_are_filled_in_where_they_are_asked_for() -> None:
    pipeline = steps("op: normalize, id: fixed, mean: 0.5, std: 0.5", f"{DATASET}, probability: 0.5")
    resolved = resolve_statistics(pipeline, (0.1, 0.2, 0.3), [1, 1, 2])
    assert resolved.step("fixed") == pipeline.step("fixed")
    assert resolved.step("normalize").transform.plain() == {"mean": [0.1, 0.2, 0.3], "std": [1, 1, 2]}
    assert resolved.step("normalize").probability == 0.5
    assert not needs_statistics(resolved)


def test_statistics_that_divide_by_nothing_are_refused_with_the_step() -> None:
    with pytest.raises(PipelineError, match="statistics do not serve: every number has to be above 0") as caught:
        resolve_statistics(steps("op: rotate", DATASET), (0.5,), (0.0,))
    assert (caught.value.step, caught.value.field) == (1, "std")


@pytest.mark.parametrize("name", PRESETS)
def test_recipes_are_called_as_their_file_and_have_a_twin(name: str) -> None:
    pipeline = preset(name)
    assert pipeline.name == name
    sizes = {step.op for step in evaluation_twin(pipeline)}
    assert sizes <= {"resize", "center_crop", "normalize"}


def test_every_recipe_file_is_listed() -> None:
    folder = Path(__file__).parents[3] / "resources" / "presets"
    assert {path.name.removesuffix(".augstudio.yaml") for path in folder.iterdir()} == set(PRESETS)


def test_the_lectures_are_said_as_they_were_given() -> None:
    first, second = preset("lecture-1"), preset("lecture-2")
    assert [(step.op, step.probability) for step in first] == [
        ("resize", 1),
        ("grayscale", 0.1),
        ("brightness_shift", 1),
        ("contrast", 1),
        ("horizontal_flip", 0.5),
    ]
    assert first.step("contrast").transform.plain()["mean"] == "channel"
    assert [(step.op, step.probability) for step in second] == [
        ("resize", 1),
        ("random_crop", 1),
        ("rotate", 0.9),
        ("normalize", 1),
    ]
    assert second.step("rotate").transform.plain()["angle"] == [-30, 30]


def test_an_unknown_recipe_is_refused_with_the_nearest() -> None:
    with pytest.raises(PipelineError, match="did you mean 'lecture-1'"):
        preset("lektur-1")
    with pytest.raises(PipelineError, match="there are: none, lecture-1"):
        preset("../../etc/passwd")
