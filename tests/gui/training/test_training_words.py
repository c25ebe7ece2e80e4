import pytest

from augstudio.gui.training.run_record import RunRecord
from augstudio.gui.training.training_words import duration, status_line, verdict
from augstudio.training.events import (
    ArmFinished,
    BatchFinished,
    CurvePointFinished,
    CurveStarted,
    EpochFinished,
    RunCancelled,
    RunFinished,
    RunStarted,
    TrainingEvent,
)


def told(*events: TrainingEvent) -> RunRecord:
    record = RunRecord()
    record.absorb(events)
    return record


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def started(arms: tuple[str, ...] = ("none", "mine"), test_count: int = 1000) -> RunStarted:
    return RunStarted(arms, "softmax", "cpu", 4000, 1000, test_count, 10, 100, 650)


def done(arm: str, test: float, validation: float = 0.5) -> ArmFinished:
    return ArmFinished(arm, 3, validation, test, 1.0)


@pytest.mark.parametrize(("seconds", "text"), [(4.4, "4 s"), (75, "1 min 15 s"), (3720, "1 h 2 min")])
def test_durations_are_said_as_people_do(seconds: float, text: str) -> None:
    assert plain(duration(seconds)) == text


def test_the_status_line_says_what_runs_and_how_fast() -> None:
    row = EpochFinished("mine", 0, 3, 30, 1.0, 0.7, 1.0, 0.65, 0.1, 1000.0, 0.1, 0.2)
    record = told(started(), BatchFinished("mine", 4, 31, 100, 0.5, 12_345.6, 0.18), row)
    line = plain(status_line(record, elapsed=6.55))
    for part in (
        "mine",
        "epoch 4 of 10",
        "step 31 of 100",
        "12,346 images/s",
        "augmentation 18 %",
        "65.0 %",
        "3 s left",
    ):
        assert part in line


def test_before_the_first_event_the_images_are_being_prepared() -> None:
    assert status_line(RunRecord(), 0.0) == "Preparing the images…"


def test_a_clear_gain_is_said_in_points_on_the_test_images() -> None:
    record = told(started(), done("none", 0.80), done("mine", 0.86), RunFinished(2.0))
    assert plain(verdict(record)) == "With mine: 86.0 %, without: 80.0 % (+6.0 points) on 1,000 test images."


def test_a_difference_that_chance_could_make_is_no_verdict() -> None:
    record = told(started(test_count=100), done("none", 0.80), done("mine", 0.82), RunFinished(2.0))
    assert plain(verdict(record)).endswith("(+2.0 points) on 100 test images: too close to call.")


def test_without_test_images_the_validation_images_speak() -> None:
    record = told(started(("mine",), test_count=0), done("mine", 0.0, validation=0.75), RunFinished(2.0))
    assert plain(verdict(record)) == "With mine: 75.0 % on 1,000 validation images."


def test_a_stopped_run_says_so() -> None:
    assert verdict(told(started(), RunCancelled(1.0))) == "Stopped."


def size_curve_of(mine: tuple[float, ...], none: tuple[float, ...], seeds: int = 2, wobble: float = 0.0) -> RunRecord:
    sizes = (100, 1000, 4000)
    return told(
        CurveStarted(("none", "mine"), sizes, seeds, "softmax", "cpu"),
        *(
            CurvePointFinished(arm, size, seed, 1.0, accuracy + (wobble if seed and arm == "mine" else 0), 0.0, 0.1)
            for seed in range(seeds)
            for arm, curve in (("none", none), ("mine", mine))
            for size, accuracy in zip(sizes, curve, strict=True)
        ),
        RunFinished(1.0),
    )


def test_a_pipeline_that_helps_is_worth_images() -> None:
    said = plain(verdict(size_curve_of(mine=(0.6, 0.8, 0.9), none=(0.5, 0.7, 0.8))))
    assert said == (
        "From 4,000 training images, with mine: 90.0 %, without: 80.0 % (+10.0 points). "
        "About 1,000 images with mine do what 4,000 do without. "
        "Cannot tell what twice the data would give: it takes 3 seeds and 5 sizes."
    )


def test_a_pipeline_that_hurts_is_worth_none() -> None:
    said = plain(verdict(size_curve_of(mine=(0.4, 0.6, 0.7), none=(0.5, 0.7, 0.8))))
    assert said == (
        "From 4,000 training images, with mine: 70.0 %, without: 80.0 % (−10.0 points). Cannot tell what the pipeline is worth in "
        "images, or what twice the data would give: it takes 3 seeds and 5 sizes."
    )


def test_seeds_that_disagree_cannot_tell() -> None:
    said = plain(verdict(size_curve_of(mine=(0.5, 0.7, 0.81), none=(0.5, 0.7, 0.8), wobble=-0.04)))
    assert "; the seeds disagree: too close to call. Cannot tell" in said


def test_where_the_curves_meet_images_are_counted_earlier() -> None:
    said = plain(verdict(size_curve_of(mine=(0.65, 0.75, 0.802), none=(0.5, 0.7, 0.8), wobble=-0.003)))
    assert "the seeds disagree: too close to call. About " in said
    assert "do what 1,000 do without. Cannot tell what twice the data would give" in said


def test_images_that_could_not_be_read_are_told() -> None:
    begin = RunStarted(("mine",), "softmax", "cpu", 4000, 1000, 1000, 10, 100, 650, skipped=("a.png: broken",))
    said = verdict(told(begin, done("mine", 0.8), RunFinished(1.0)))
    assert said.endswith("1 image could not be read and took no part.")
