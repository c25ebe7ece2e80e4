"""The thread that trains. It tells what happens through a queue, which the window empties when it has time."""

import gc
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from queue import Empty, SimpleQueue
from threading import Thread

from augstudio.errors import AugStudioError
from augstudio.training.cancellation import CancelToken
from augstudio.training.events import TrainingEvent

_LOG = logging.getLogger(__name__)
_SWITCH_INTERVAL = 0.0005
"""How soon the training lets go of the interpreter when the window wants it (s); Python's default is ten times that."""

TrainingJob = Callable[[CancelToken], Iterator[TrainingEvent]]
"""What a worker runs: called and iterated in the worker's thread, so whatever is slow to import belongs inside."""


@dataclass(frozen=True, slots=True)
class Failure:
    """The training broke off.

    Attributes:
        message: One line for the user.
    """

    message: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The last thing a worker says: nothing comes after it."""


Report = TrainingEvent | Failure | Ended


class TrainingWorker:
    """One training in a thread of its own.

    A Python thread, not a QThread: destroying it while a batch is being computed is harmless, and the interpreter waits
    for it at exit. No lock but the queue's.
    """

    def __init__(self, job: TrainingJob, *, after: "TrainingWorker | None" = None) -> None:
        """Prepares a training.

        Args:
            job: What to run.
            after: A stopped training whose last batch may still be running: the new one waits for it, in its own thread,
                so that the two never compete for the processor.
        """
        self._job = job
        self._predecessor = after
        self._reports: SimpleQueue[Report] = SimpleQueue()
        self._cancel = CancelToken()
        self._thread = Thread(target=self._work, name="augstudio-training")

    @property
    def is_running(self) -> bool:
        """The thread is alive, perhaps only to finish its last batch."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self) -> None:
        """Asks for the end; the batch under way is finished in the background. Returns at once."""
        self._cancel.cancel()

    def wait(self, seconds: float | None = None) -> bool:
        """Waits for the thread to end; says whether it has."""
        self._thread.join(seconds)
        return not self.is_running

    def drain(self) -> list[Report]:
        """Everything reported since the last time, without waiting."""
        reports: list[Report] = []
        try:
            while True:
                reports.append(self._reports.get_nowait())
        except Empty:
            return reports

    def _work(self) -> None:
        if self._predecessor is not None:
            self._predecessor.wait()
            self._predecessor = None
        try:
            with _giving_way():
                self._run()
        except AugStudioError as error:
            self._reports.put(Failure(str(error)))
        except Exception as error:  # noqa: BLE001 -- whatever broke, the user must hear of it, and the window live on
            _LOG.exception("Training failed")
            self._reports.put(Failure(f"Training failed: {_first_line(error)}"))
        finally:
            self._reports.put(Ended())

    def _run(self) -> None:
        if self._cancel.cancelled:
            return
        events = self._job(self._cancel)
        with _loading_many_objects():
            for event in islice(events, 1):
                self._reports.put(event)
        for event in events:
            self._reports.put(event)


def forget_frozen_objects() -> None:
    """Lets the garbage collector look again at what trainings have set aside; for when the window closes."""
    gc.unfreeze()


@contextmanager
def _loading_many_objects() -> Iterator[None]:
    """Keeps the garbage collector from stopping all threads to look through the libraries that a training loads.

    Until the first event they are imported: a million objects, each full collection of which took 0.1 to 0.5 s. Afterwards they are
    set aside: they stay anyway. Only where something was imported: whatever is garbage at that moment stays as well, and 4 MB of figures
    did for every training.
    """
    known = len(sys.modules)
    young, middle, full = gc.get_threshold()
    gc.set_threshold(young, middle, full * 1_000)
    try:
        yield
    finally:
        if len(sys.modules) > known:
            gc.freeze()
        gc.set_threshold(young, middle, full)


@contextmanager
def _giving_way() -> Iterator[None]:
    """Keeps the window fluent: Python's threads take shorter turns while the block runs."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_INTERVAL)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def _first_line(error: Exception) -> str:
    text = str(error).strip()
    return text.splitlines()[0] if text else type(error).__name__
