import threading
from collections.abc import Iterator

import pytest

from augstudio.errors import DataError
from augstudio.gui.preview.background import Background


@pytest.fixture
def background(qapp) -> Iterator[Background]:
    made = Background("test")
    yield made
    made.close()


def test_results_arrive_in_the_gui_thread_in_order(qtbot, background: Background) -> None:
    heard: list[tuple[object, bool]] = []
    background.produced.connect(
        lambda value: heard.append((value, threading.current_thread() is threading.main_thread()))
    )
    worker: list[str] = []

    def job() -> Iterator[int]:
        worker.append(threading.current_thread().name)
        yield from (1, 2, 3)

    with qtbot.waitSignal(background.settled):
        background.submit(job)
    assert heard == [(1, True), (2, True), (3, True)]
    assert worker[0].startswith("augstudio-test")


def test_of_the_waiting_jobs_only_the_newest_runs_and_the_running_one_is_not_lost(
    qtbot, background: Background
) -> None:
    may_end = threading.Event()
    heard: list[object] = []
    background.produced.connect(heard.append)

    def first() -> Iterator[str]:
        may_end.wait(5)
        yield "first"

    background.submit(first)
    for number in range(5):
        background.submit(lambda number=number: [number])
    with qtbot.waitSignal(background.settled):
        may_end.set()
    assert heard == ["first", 4]
    assert not background.is_busy


def test_what_breaks_a_job_is_said_and_the_next_one_runs(qtbot, background: Background, caplog) -> None:
    failures: list[str] = []
    background.failed.connect(failures.append)

    def broken() -> Iterator[int]:
        yield 1
        raise DataError("the disk is gone")

    def defect() -> Iterator[int]:
        raise ZeroDivisionError("division by\nzero")
        yield

    for job in (broken, defect):
        with qtbot.waitSignal(background.settled):
            background.submit(job)
    assert failures == ["the disk is gone", "division by zero"]
    assert "ZeroDivisionError" in caplog.text
    with qtbot.waitSignal(background.produced) as heard:
        background.submit(lambda: [7])
    assert heard.args == [7]


def test_after_closing_nothing_arrives_and_the_thread_ends(qtbot, qapp) -> None:
    background = Background("closing")
    started, may_end = threading.Event(), threading.Event()
    heard: list[object] = []
    background.produced.connect(heard.append)
    threads: list[threading.Thread] = []

    def job() -> Iterator[int]:
        threads.append(threading.current_thread())
        started.set()
        may_end.wait(5)
        yield 1

    background.submit(job)
    assert started.wait(5)
    background.close()
    background.submit(lambda: [2])
    may_end.set()
    threads[0].join(5)
    qtbot.wait(20)
    assert not threads[0].is_alive()
    assert heard == []
