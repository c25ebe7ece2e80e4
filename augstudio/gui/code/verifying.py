"""Verifying an export in the background: the exported text runs in its real framework, in a process of its own."""

from functools import partial
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from augstudio.data.source import Source
from augstudio.gui.code.live_export import CodeRequest, resolved
from augstudio.gui.preview.background import Background

if TYPE_CHECKING:
    from collections.abc import Iterator

    from augstudio.export.verify.certificate import Certificate


class Verification(QObject):
    """One verification at a time.

    Signals:
        step_verified: A `VerifiedStep`, as soon as it is known.
        finished: The `Certificate`.
        failed: Why there is none; one line.
        settled: It is over, however it ended.
    """

    step_verified = Signal(object)
    finished = Signal(object)
    failed = Signal(str)
    settled = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background("verify", self)
        self._background.produced.connect(self.finished)
        self._background.failed.connect(self._fail)
        self._background.settled.connect(self.settled)
        self._cancelled = Event()

    @property
    def is_busy(self) -> bool:
        """A verification runs."""
        return self._background.is_busy

    def start(self, request: CodeRequest, source: Source | None) -> None:
        """Begins, unless one runs already."""
        if not self.is_busy:
            self._cancelled = Event()
            self._background.submit(partial(self._job, request, source, self._cancelled))

    def cancel(self) -> None:
        """Stops the one that runs, soon."""
        self._cancelled.set()

    def shut_down(self) -> None:
        """Stops for good. Returns at once; the framework's process ends by itself."""
        self.cancel()
        self._background.close()

    def _job(self, request: CodeRequest, source: Source | None, cancelled: Event) -> "Iterator[Certificate]":
        """Runs in the worker's thread."""
        from augstudio.export.verify.certificate import VerificationCancelled, verify  # noqa: PLC0415 -- loads torch

        pipeline = resolved(request.pipeline, source)
        try:
            yield verify(
                pipeline,
                framework=request.framework,
                style=request.style,
                source=source,
                progress=self.step_verified.emit,
                cancelled=cancelled.is_set,
            )
        except VerificationCancelled:
            return

    @Slot(str)
    def _fail(self, message: str) -> None:
        if not self._cancelled.is_set():
            self.failed.emit(message)
