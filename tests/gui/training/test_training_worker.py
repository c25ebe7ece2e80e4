import gc
import sys
import threading
from collections.abc import Iterator

import pytest

from augstudio.errors import TrainingError
from augstudio.gui.training.training_worker import Ended, Failure, TrainingWorker, forget_frozen_objects
from augstudio.training.cancellation import CancelToken
from augstudio.training.events import RunCancelled, RunFinished, TrainingEvent


def finished(cancel: CancelToken) -> Iterator[TrainingEvent]:
    yield RunFinished(float(threading.get_ident()))


def test_a_job_runs_in_a_thread_of_its_own_and_is_told_in_order() -> None:
    worker = TrainingWorker(finished)
    worker.start()
    assert worker.wait(10)
    event, end = worker.drain()
    assert isinstance(event, RunFinished)
    assert event.seconds != threading.get_ident()
    assert isinstance(end, Ended)
    assert worker.drain() == []


def test_a_users_error_is_told_in_its_own_line() -> None:
    def job(cancel: CancelToken) -> Iterator[TrainingEvent]:
        raise TrainingError("no labels here")
        yield RunFinished(0.0)

    worker = TrainingWorker(job)
    worker.start()
    worker.wait(10)
    assert worker.drain() == [Failure("no labels here"), Ended()]


def test_any_other_error_is_told_in_one_line_and_logged(caplog: object) -> None:
    def job(cancel: CancelToken) -> Iterator[TrainingEvent]:
        yield RunFinished(0.0)
        raise RuntimeError("first line\nsecond line")

    worker = TrainingWorker(job)
    worker.start()
    worker.wait(10)
    assert worker.drain()[1:] == [Failure("Training failed: first line"), Ended()]
    assert "second line" in caplog.text


def test_a_new_training_begins_when_the_stopped_one_has_ended() -> None:
    gate = threading.Event()
    order: list[str] = []

    def slow(cancel: CancelToken) -> Iterator[TrainingEvent]:
        gate.wait(10)
        order.append("first ends")
        yield RunCancelled(0.0)

    def next_one(cancel: CancelToken) -> Iterator[TrainingEvent]:
        order.append("second begins")
        yield RunFinished(0.0)

    first = TrainingWorker(slow)
    second = TrainingWorker(next_one, after=first)
    first.start()
    first.stop()
    second.start()
    assert not second.wait(0.05)
    gate.set()
    assert second.wait(10)
    assert order == ["first ends", "second begins"]


def test_a_training_stopped_before_its_turn_never_begins() -> None:
    gate = threading.Event()
    begun: list[bool] = []

    def slow(cancel: CancelToken) -> Iterator[TrainingEvent]:
        gate.wait(10)
        yield RunCancelled(0.0)

    def never(cancel: CancelToken) -> Iterator[TrainingEvent]:
        begun.append(True)
        yield RunFinished(0.0)

    first = TrainingWorker(slow)
    second = TrainingWorker(never, after=first)
    first.start()
    second.start()
    second.stop()
    gate.set()
    assert second.wait(10)
    assert begun == []
    assert second.drain() == [Ended()]


def test_threads_take_short_turns_only_while_training() -> None:
    usual = sys.getswitchinterval()
    seen: list[float] = []

    def job(cancel: CancelToken) -> Iterator[TrainingEvent]:
        seen.append(sys.getswitchinterval())
        raise TrainingError("even when it fails")
        yield RunFinished(0.0)

    worker = TrainingWorker(job)
    worker.start()
    worker.wait(10)
    assert seen[0] < usual
    assert sys.getswitchinterval() == usual


def test_the_garbage_collector_is_as_before_and_forgets_nothing_for_good() -> None:
    before = gc.get_threshold()
    seen: list[tuple[int, int, int]] = []

    def job(cancel: CancelToken) -> Iterator[TrainingEvent]:
        seen.append(gc.get_threshold())
        yield RunCancelled(0.0)
        seen.append(gc.get_threshold())
        yield RunFinished(0.0)

    worker = TrainingWorker(job)
    worker.start()
    worker.wait(10)
    assert seen[0] > before, "no full collection while libraries are loaded"
    assert seen[1] == before
    forget_frozen_objects()
    assert gc.get_freeze_count() == 0


def test_garbage_is_set_aside_only_where_libraries_were_loaded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def loading(cancel: CancelToken) -> Iterator[TrainingEvent]:
        monkeypatch.setitem(sys.modules, "a_library_of_this_test", sys)
        yield RunFinished(0.0)

    counts = []
    forget_frozen_objects()
    for job in (finished, loading):
        worker = TrainingWorker(job)
        worker.start()
        assert worker.wait(10)
        counts.append(gc.get_freeze_count())
    forget_frozen_objects()
    assert counts[0] == 0
    assert counts[1] > 0
