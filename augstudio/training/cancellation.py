"""How a training is asked to stop."""

from threading import Event


class Cancelled(Exception):  # noqa: N818 -- no error: what was asked for happened
    """Unwinds a training that was asked to stop; `train` and `size_curve` turn it into `RunCancelled`."""


class CancelToken:
    """Asks a training to stop, from any thread and at any time; it does so within one batch."""

    def __init__(self) -> None:
        self._asked = Event()

    def cancel(self) -> None:
        """Asks; asking again changes nothing."""
        self._asked.set()

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked."""
        return self._asked.is_set()

    def check(self) -> None:
        """For the training: goes on unless somebody asked.

        Raises:
            Cancelled: Somebody did.
        """
        if self.cancelled:
            raise Cancelled
