"""Work that the window does not wait for: one job runs, one waits, and a newer one takes the waiting one's place."""

import logging
from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal, Slot

from augstudio.errors import AugStudioError

_LOG = logging.getLogger(__name__)

Job: TypeAlias = Callable[[], Iterable[object]]
"""Called and iterated in the worker's thread; everything it yields is handed to the window. It captures all it needs."""


@dataclass(frozen=True, slots=True)
class _Result:
    value: object


@dataclass(frozen=True, slots=True)
class _Failure:
    message: str


@dataclass(frozen=True, slots=True)
class _End:
    pass


class _Relay(QObject):
    """Carries messages over to the GUI thread; both sides hold it, so that it outlives whichever ends first."""

    told = Signal(object)


class Background(QObject):
    """Runs jobs in one thread of its own.

    A finished result is never dropped because a newer job waits: in a fast drag that is what keeps frames coming.
    The thread is Python's: destroying this object while it works is harmless, and the interpreter waits for it at exit.

    Signals:
        produced: Something that a job yielded.
        failed: A job broke off; one line for the user.
        settled: No job runs or waits any more.
    """

    produced = Signal(object)
    failed = Signal(str)
    settled = Signal()

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"augstudio-{name}")
        self._relay = _Relay()
        self._relay.told.connect(self._hear)
        self._closed = Event()
        self._running = False
        self._waiting: Job | None = None

    @property
    def is_busy(self) -> bool:
        """A job runs."""
        return self._running

    def submit(self, job: Job) -> None:
        """Runs a job as soon as the running one is done; a job that waits already is forgotten."""
        if self._closed.is_set():
            return
        if self._running:
            self._waiting = job
            return
        self._running = True
        self._pool.submit(_work, job, self._relay, self._closed)

    def close(self) -> None:
        """Takes no more jobs and lets the running one end by itself. Returns at once."""
        self._closed.set()
        self._waiting = None
        self._pool.shutdown(wait=False, cancel_futures=True)

    @Slot(object)
    def _hear(self, message: object) -> None:
        if self._closed.is_set():
            return
        match message:
            case _Result(value):
                self.produced.emit(value)
            case _Failure(text):
                self.failed.emit(text)
            case _End():
                self._go_on()

    def _go_on(self) -> None:
        self._running = False
        job, self._waiting = self._waiting, None
        if job is not None:
            self.submit(job)
        else:
            self.settled.emit()


def _work(job: Job, relay: _Relay, closed: Event) -> None:
    try:
        for value in job():
            if closed.is_set():
                break
            relay.told.emit(_Result(value))
    except AugStudioError as error:
        relay.told.emit(_Failure(str(error)))
    except CancelledError:
        pass
    except Exception as error:  # noqa: BLE001 -- whatever broke, the user must hear of it and the window must live on
        if closed.is_set():
            return  # what it worked with may have been closed as well
        _LOG.exception("A background job failed")
        relay.told.emit(_Failure(" ".join(str(error).split()) or type(error).__name__))
    finally:
        relay.told.emit(_End())
