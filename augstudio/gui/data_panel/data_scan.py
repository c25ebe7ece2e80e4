"""Reading all images once, in the background: first what needs no pixels, then the statistics."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from threading import Event

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from augstudio.data.loading import labels_of, notes_of, official_splits
from augstudio.data.source import Source
from augstudio.data.statistics import DatasetStatistics, statistics
from augstudio.gui.preview.background import Background

_PROGRESS_INTERVAL = 100
"""How often the progress is looked at (ms)."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What is known of data without reading an image.

    Attributes:
        classes: Images by class; empty without labels.
        splits: Images by official part; empty where there are none.
        notes: How the data were understood.
    """

    classes: dict[str, int]
    splits: dict[str, int]
    notes: tuple[str, ...]


@dataclass(slots=True)
class _Progress:
    """Written by the worker, read by the window: two numbers, no lock."""

    done: int = 0
    total: int = 0
    cancelled: Event = field(default_factory=Event)

    def note(self, done: int, total: int) -> None:
        self.done, self.total = done, total


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a scan found, and which scan it was."""

    progress: _Progress
    found: Overview | DatasetStatistics


class DataScan(QObject):
    """Scans one source at a time; a newer one ends the scan of the older.

    Signals:
        overview_ready: An `Overview`, at once.
        progressed: How many images are read, and how many there are.
        statistics_ready: The `DatasetStatistics`.
        cancelled: The scan was ended before it was done.
        failed: It broke off; one line for the user.
    """

    overview_ready = Signal(object)
    progressed = Signal(int, int)
    statistics_ready = Signal(object)
    cancelled = Signal()
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._progress = _Progress()
        self._background = Background("statistics", self)
        self._background.produced.connect(self._hear)
        self._background.failed.connect(self._fail)
        self._background.settled.connect(self._settle)
        self._timer = QTimer(self)
        self._timer.setInterval(_PROGRESS_INTERVAL)
        self._timer.timeout.connect(self._tell_progress)
        self.destroyed.connect(self.stop)

    @property
    def is_busy(self) -> bool:
        """A scan runs."""
        return self._background.is_busy

    def start(self, source: Source, *, reads_images: bool) -> None:
        """Begins with a source.

        Args:
            source: The data.
            reads_images: Go on to the statistics after the overview.
        """
        self.cancel()
        self._progress = _Progress(total=len(source))
        self._background.submit(partial(_scan, source, self._progress, reads_images=reads_images))
        if reads_images:
            self._timer.start()

    def cancel(self) -> None:
        """Ends the scan that runs, after the image it is at."""
        self._progress.cancelled.set()
        self._timer.stop()

    @Slot()
    def stop(self) -> None:
        """Scans no more. Returns at once."""
        self._progress.cancelled.set()
        self._background.close()

    @Slot(object)
    def _hear(self, answer: _Answer) -> None:
        if answer.progress is not self._progress or self._progress.cancelled.is_set():
            return  # of a scan that was ended
        match answer.found:
            case Overview():
                self.overview_ready.emit(answer.found)
            case DatasetStatistics():
                self._timer.stop()
                self.statistics_ready.emit(answer.found)

    @Slot(str)
    def _fail(self, message: str) -> None:
        self._timer.stop()
        self.failed.emit(message)

    @Slot()
    def _settle(self) -> None:
        self._timer.stop()
        if self._progress.cancelled.is_set():
            self.cancelled.emit()

    @Slot()
    def _tell_progress(self) -> None:
        self.progressed.emit(self._progress.done, self._progress.total)


def _scan(source: Source, progress: _Progress, *, reads_images: bool) -> Iterator[_Answer]:
    counts = Counter(labels_of(source).tolist())
    classes = {name: counts[position] for position, name in enumerate(source.classes)}
    splits = {split.value: len(members) for split, members in official_splits(source).items()}
    yield _Answer(progress, Overview(classes, splits, notes_of(source)))
    if reads_images:
        found = statistics(source, progress=progress.note, cancelled=progress.cancelled.is_set)
        yield _Answer(progress, found)
