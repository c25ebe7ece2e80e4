"""Keeps unsaved edits while the window is open, and offers those that a window which was killed left behind."""

from pathlib import Path

from platformdirs import user_state_path
from PySide6.QtCore import QLockFile, QObject, QTimer

from augstudio.errors import AugStudioError
from augstudio.gui.message_bar import MessageBar
from augstudio.gui.studio import Studio
from augstudio.project.recovery import Recovered, RecoveryFile

_DELAY = 1_000
"""How long after an edit it is kept, at the latest (ms)."""


def recovery_folder() -> Path:
    """Where unsaved edits are kept."""
    return user_state_path("augstudio", appauthor=False) / "recovery"


class SessionRecovery(QObject):
    """One window's unsaved edits on the disk."""

    def __init__(self, studio: Studio, messages: MessageBar, folder: Path) -> None:
        """Begins to follow the document.

        Args:
            studio: Whose document.
            messages: Where the window speaks to the user.
            folder: Of all sessions.
        """
        super().__init__(studio)
        self._studio = studio
        self._messages = messages
        self._folder = folder
        self._file = RecoveryFile(folder)
        self._lock: QLockFile | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY)
        self._timer.timeout.connect(self._keep)
        studio.pipeline_changed.connect(self._follow)

    def offer_left_edits(self) -> None:
        """Offers the newest edits that a window left which is no longer there."""
        for file in RecoveryFile.left_in(self._folder):
            if file.session == self._file.session:
                continue
            lock = _lock_of(self._folder, file.session)
            if not lock.tryLock(0):
                continue  # its window is open
            recovered = file.read()
            if recovered is not None:
                self._offer(file, recovered, lock)
                return
            file.discard()
            lock.unlock()

    def end(self, *, keep: bool = False) -> None:
        """Stops following.

        Args:
            keep: Leaves unsaved edits for the next session: nobody was asked about them.
        """
        self._timer.stop()
        if keep:
            self._keep()
        else:
            self._file.discard()
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None

    def _follow(self, *_change: object) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _keep(self) -> None:
        try:
            if self._lock is None and self._studio.document.is_modified:
                self._folder.mkdir(parents=True, exist_ok=True)
                self._lock = _lock_of(self._folder, self._file.session)
                self._lock.tryLock(0)
            self._file.keep(self._studio.document)
        except (AugStudioError, OSError):
            # Saving will say what is wrong with the disk; a warning a second helps nobody.
            return

    def _offer(self, file: RecoveryFile, recovered: Recovered, lock: QLockFile) -> None:
        def bring_back() -> None:
            path = recovered.path if recovered.path and recovered.path.is_file() else None
            try:
                self._studio.document.bring_back(recovered.pipeline, path)
            except AugStudioError as error:
                self._messages.report(str(error))
                return
            self._keep()
            file.discard()
            lock.unlock()

        self._messages.offer(
            f"AugStudio ended before the edits to “{recovered.title}” were saved", "Bring them back", bring_back
        )


def _lock_of(folder: Path, session: str) -> QLockFile:
    """Held by a session as long as its process lives."""
    lock = QLockFile(str(folder / f"{session}.lock"))
    lock.setStaleLockTime(0)  # only a process that is gone makes a lock stale, not its age
    return lock
