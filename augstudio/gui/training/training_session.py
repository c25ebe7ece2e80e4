"""The training that runs now, as the window sees it: started, followed at a calm pace, stopped at once."""

import time
from collections import deque
from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer, Signal

from augstudio.gui.training.run_record import Outcome, RunRecord
from augstudio.gui.training.training_worker import Ended, Failure, TrainingJob, TrainingWorker, forget_frozen_objects

DRAIN_INTERVAL = 50
"""How often the window looks what the worker has told (ms): twenty times a second, however many batches that were."""
TELL_INTERVAL = 0.2
"""How often growth is told (s): numbers that change faster cannot be read, and drawing takes time."""


class TrainingSession(QObject):
    """At most one training at a time; one that was stopped may still finish its last batch behind the scenes.

    Signals:
        progressed: The record has grown; five times a second at most.
        finished: The training came to its end.
        stopped: It was stopped by the user, or by the training itself on a cancelled token.
        failed: It broke off; one line for the user.
    """

    progressed = Signal()
    finished = Signal()
    stopped = Signal()
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._record = RunRecord()
        self._worker: TrainingWorker | None = None
        self._last: TrainingWorker | None = None
        self._begun: deque[TrainingWorker] = deque(maxlen=1)
        begun = self._begun  # outlives this object, which is gone already when `destroyed` is told
        self.destroyed.connect(lambda: _stop_all(begun))
        self._began = 0.0
        self._told = 0.0
        self._has_news = False
        self._timer = QTimer(self)
        self._timer.setInterval(DRAIN_INTERVAL)
        self._timer.timeout.connect(self._drain)

    @property
    def record(self) -> RunRecord:
        """The run that is growing, or the last one."""
        return self._record

    @property
    def is_running(self) -> bool:
        """A training is running that nobody has stopped."""
        return self._worker is not None

    @property
    def elapsed(self) -> float:
        """Seconds since the training told that it begins."""
        return time.monotonic() - self._began if self._record.started is not None else 0.0

    def start(self, job: TrainingJob, subject: tuple[str, str] = ("", "")) -> RunRecord:
        """Begins a training; one that runs is stopped. The record is told the names of data and model."""
        self.stop()
        self._record = RunRecord(subject)
        self._has_news = False
        self._worker = self._last = TrainingWorker(job, after=self._last)
        self._begun.append(self._worker)
        self._worker.start()
        self._timer.start()
        return self._record

    def stop(self) -> None:
        """Ends the training as far as the window is concerned, at once; what was measured stands."""
        if self._worker is None:
            return
        self._worker.stop()
        self._drain()
        if self._worker is not None:
            self._end(Outcome.STOPPED)
            self.stopped.emit()

    def shutdown(self) -> None:
        """Stops, and waits for the last batch: no thread is left afterwards."""
        self.stop()
        if self._last is not None:
            self._last.wait()
            self._last = None
            forget_frozen_objects()

    def _drain(self) -> None:
        if self._worker is None:
            return
        reports = self._worker.drain()
        events = [report for report in reports if not isinstance(report, (Failure, Ended))]
        if events:
            first = self._record.started is None
            self._record.absorb(events)
            if first and self._record.started is not None:
                self._began = time.monotonic()
            self._has_news = True
        failure = next((report for report in reports if isinstance(report, Failure)), None)
        if failure is not None:
            self._end(Outcome.FAILED)
            self.failed.emit(failure.message)
        elif any(isinstance(report, Ended) for report in reports):
            finished = self._record.outcome is Outcome.FINISHED
            self._end(Outcome.FINISHED if finished else Outcome.STOPPED)
            (self.finished if finished else self.stopped).emit()
        elif self._has_news and time.monotonic() - self._told >= TELL_INTERVAL:
            self._has_news = False
            self._told = time.monotonic()
            self.progressed.emit()

    def _end(self, outcome: Outcome) -> None:
        self._record.outcome = outcome
        self._worker = None
        self._timer.stop()


def _stop_all(workers: Iterable[TrainingWorker]) -> None:
    for worker in workers:
        worker.stop()
