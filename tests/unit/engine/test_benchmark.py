from itertools import pairwise

import pytest
import torch

import augstudio
from augstudio.engine.benchmark import benchmark
from augstudio.engine.explanation import explain
from augstudio.errors import PipelineError
from augstudio.transforms.stage import ImageSize

CPU = torch.device("cpu")


def loaded(steps: str, more: str = "") -> augstudio.Pipeline:
    return augstudio.loads(f"{{augstudio: 1, {more} steps: [{steps}]}}")


def images(count: int = 4, side: int = 8) -> torch.Tensor:
    return torch.arange(count * 3 * side * side).remainder(256).to(torch.uint8).view(count, 3, side, side)


def test_it_says_how_fast_and_where_the_time_goes() -> None:
    pipeline = loaded("{op: elastic, sigma: 1}, {op: invert}, {op: mixup}")
    found = benchmark(pipeline, images(), CPU, runs=3, seconds=0.02)
    assert all(0 < speed.low <= speed.images_per_second <= speed.high for speed in found.speeds)
    assert all(left.threads < right.threads for left, right in pairwise(found.speeds))
    assert [step.op for step in found.steps] == ["elastic", "invert", "mixup"]
    assert sum(step.share for step in found.steps) == pytest.approx(1)
    assert found.steps[0].microseconds > found.steps[1].microseconds  # displaces every pixel
    assert 0 < found.copy_share < 1
    assert found.copy_gigabytes_per_second > 0


def test_the_threads_are_left_as_they_were() -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        found = benchmark(loaded("{op: invert}"), images(), CPU, runs=1, seconds=0.01)
        assert [speed.threads for speed in found.speeds] == [1, 2]
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_images_of_any_sizes_are_measured() -> None:
    mixed = [*images(2, 8), *images(2, 12)]
    found = benchmark(loaded("{op: horizontal_flip}"), mixed, CPU, runs=1, seconds=0.01)
    assert found.batch == 4


@pytest.mark.parametrize("steps", ["", "{op: invert, enabled: false}"])
def test_there_has_to_be_something_to_measure(steps: str) -> None:
    with pytest.raises(PipelineError, match="nothing to measure"):
        benchmark(loaded(steps), images(), CPU)


def test_the_plan_says_what_runs_as_what_and_what_does_not() -> None:
    pipeline = loaded(
        "{op: resize, height: 6, width: 6}, {op: rotate, probability: 0.25}, {op: invert, enabled: false},"
        "{op: hue, probability: 0}, {op: one_of, weights: [1, 0], steps: [{op: gamma}, {op: solarize}]}"
    )
    plan = {step.id: step for step in explain(pipeline, ImageSize(8, 8, 3))}
    assert plan["resize"].stages == ("resample",)
    assert (plan["rotate"].stages, plan["rotate"].chance) == (("warp",), 0.25)
    assert plan["rotate"].sizes == (ImageSize(6, 6, 3),)
    assert (plan["gamma"].number, plan["gamma"].stages) == ("5.1", ("colour",))
    skipped = {step.id: step.skipped for step in plan.values() if step.skipped}
    assert skipped == {
        "invert": "it is switched off",
        "hue": "its probability is 0",
        "solarize": "one-of never chooses it",
    }
    assert not any(step.composed for step in plan.values())


def test_the_plan_says_which_steps_share_a_sampling() -> None:
    pipeline = loaded("{op: rotate}, {op: affine}, {op: invert}, {op: perspective}", "resampling: single,")
    assert [step.composed for step in explain(pipeline, ImageSize(8, 8, 3))] == [True, True, False, False]


def test_a_plan_for_images_that_a_step_does_not_fit_is_refused() -> None:
    with pytest.raises(PipelineError, match="20"):
        explain(loaded("{op: random_crop, height: 20, width: 20}"), ImageSize(8, 8, 3))
