"""The window as a program."""

import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from augstudio.gui.platform_check import check_platform

INTERRUPTED = 130
INTERRUPTED_PROPERTY = "interrupted"
"""Set on the application by Ctrl-C, for those who run an event loop of their own: only the innermost is left."""
_SIGNAL_INTERVAL = 200
"""How often Python gets to look for Ctrl-C while Qt waits for events (ms)."""

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


def start_application() -> "QApplication":
    """Qt's application under our name; Ctrl-C ends it.

    Raises:
        MissingDependencyError: There is no display, or Qt lacks system libraries.
    """
    check_platform()
    from PySide6.QtCore import QTimer  # noqa: PLC0415 -- only once it is known that Qt will not abort
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    application = QApplication(sys.argv[:1])
    application.setApplicationName("augstudio")
    application.setApplicationDisplayName("AugStudio")
    application.setDesktopFileName("augstudio")
    signal.signal(signal.SIGINT, lambda _signal, _frame: _interrupt(application))
    awake = QTimer(application)
    awake.timeout.connect(lambda: None)  # Python handles signals only between its own instructions
    awake.start(_SIGNAL_INTERVAL)
    return application


def _interrupt(application: "QApplication") -> None:
    application.setProperty(INTERRUPTED_PROPERTY, True)
    application.exit(INTERRUPTED)


def run_application(file: Path | None) -> int:
    """Shows the window until it is closed.

    Args:
        file: A pipeline file to open; None for a recipe on built-in images.

    Returns:
        The process's exit status: 0, or 130 after Ctrl-C.

    Raises:
        MissingDependencyError: There is no display, or Qt lacks system libraries.
        AugStudioError: The file cannot be opened.
    """
    application = start_application()

    from augstudio.gui.recovery import SessionRecovery, recovery_folder  # noqa: PLC0415
    from augstudio.gui.unexpected_errors import UnexpectedErrors  # noqa: PLC0415
    from augstudio.gui.welcome import build_window  # noqa: PLC0415

    window = build_window(file, complete=False)
    errors = UnexpectedErrors(window.report)
    errors.install()
    recovery = SessionRecovery(window.studio, window.messages, recovery_folder())
    window.show()
    recovery.offer_left_edits()
    status = application.exec()
    errors.uninstall()
    recovery.end(keep=status == INTERRUPTED)
    window.shut_down()
    return status
