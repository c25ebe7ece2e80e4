"""What happens to an error that nobody expected: it is logged, the user is told in a line, and the window lives on."""

import logging
import sys
from collections.abc import Callable
from types import TracebackType

_LOG = logging.getLogger(__name__)


class UnexpectedErrors:
    """Stands in for `sys.excepthook`, which PySide calls for errors in slots.

    Args:
        tell: Shows a line to the user.
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._before = sys.excepthook

    def install(self) -> None:
        """From now on, errors are told."""
        self._before = sys.excepthook
        sys.excepthook = self.handle

    def uninstall(self) -> None:
        """Errors go where they went before."""
        sys.excepthook = self._before

    def handle(self, kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
        """Logs and tells; Ctrl-C and the like pass."""
        if not issubclass(kind, Exception):
            self._before(kind, error, traceback)
            return
        _LOG.error("Unexpected error", exc_info=(kind, error, traceback))
        self._tell(f"Something went wrong: {str(error) or kind.__name__}. Your work is still here; save it to be safe.")
