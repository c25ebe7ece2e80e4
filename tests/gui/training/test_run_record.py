from augstudio.gui.training.run_record import LOSS_POINTS, Outcome, RunRecord
from augstudio.training.events import (
    ArmFinished,
    BatchFinished,
    CurvePointFinished,
    CurveStarted,
    EpochFinished,
    RunCancelled,
    RunFinished,
    RunStarted,
)


def started(epochs: int = 2, steps: int = 10) -> RunStarted:
    return RunStarted(("none", "mine"), "softmax", "cpu", 100, 20, 10, epochs, steps, 650)


def batch(step: int, steps: int = 10, arm: str = "none", loss: float = 1.0) -> BatchFinished:
    return BatchFinished(arm, 1 + (step - 1) * 2 // steps, step, steps, loss, 1000.0, 0.25)


def epoch(number: int, accuracy: float, arm: str = "none") -> EpochFinished:
    return EpochFinished(arm, 0, number, 5 * number, 1.0, accuracy, 1.0, accuracy, 0.1, 1000.0, 0.1, 0.2)


def test_an_untold_record_is_empty_and_running() -> None:
    record = RunRecord()
    assert (record.is_empty, record.arms, record.share_done, record.outcome) == (True, (), 0.0, Outcome.RUNNING)


def test_share_done_counts_all_arms() -> None:
    record = RunRecord()
    record.absorb([started(), batch(5)])
    assert record.share_done == 0.25
    record.absorb([batch(5, arm="mine")])
    assert record.share_done == 0.75
    record.absorb([RunFinished(3.0)])
    assert record.share_done == 1.0


def test_time_left_follows_from_the_time_taken() -> None:
    record = RunRecord()
    record.absorb([started(), batch(5)])
    assert record.seconds_left(elapsed=10.0) == 30.0
    assert record.seconds_left(elapsed=0.1) is None, "it is too early to tell"


def test_best_validation_is_that_of_the_latest_arm() -> None:
    record = RunRecord()
    record.absorb([started(), epoch(1, 0.9), epoch(2, 0.8), epoch(1, 0.5, "mine"), epoch(2, 0.6, "mine")])
    assert record.best_validation == epoch(2, 0.6, "mine")


def test_thousands_of_batches_become_few_points_with_their_mean() -> None:
    record = RunRecord()
    steps = 10_000
    record.absorb([started(steps=steps), *(batch(step, steps, loss=float(step)) for step in range(1, steps + 1))])
    trace = record.losses["none"]
    assert LOSS_POINTS / 2 < len(trace.epochs) <= LOSS_POINTS
    assert trace.epochs == sorted(trace.epochs)
    assert 0 < trace.epochs[0] < trace.epochs[-1] <= 2
    width = steps // len(trace.losses)
    assert abs(trace.losses[0] - (1 + width) / 2) <= 1


def test_results_and_outcome_are_kept() -> None:
    record = RunRecord()
    done = ArmFinished("mine", 2, 0.8, 0.7, 1.0)
    record.absorb([started(), done, RunCancelled(2.0)])
    assert (record.results, record.outcome, record.seconds) == ({"mine": done}, Outcome.STOPPED, 2.0)


def test_a_size_curve_is_done_in_runs() -> None:
    record = RunRecord()
    record.absorb([CurveStarted(("none", "mine"), (10, 20), 3, "softmax", "cpu")])
    record.absorb([CurvePointFinished("none", 10, 0, 1.0, 0.5, 0.5, 0.1)] * 3)
    assert record.share_done == 3 / 12
