"""A value that is computed when it is first asked for."""

from collections.abc import Callable
from threading import Lock
from typing import Any, Generic, TypeVar

from augstudio.errors import DataError

T = TypeVar("T")


class OnDemand(Generic[T]):
    """Calls `load` once, whichever thread asks first, and keeps what it gave: a value or a `DataError`.

    Pickles as its `load` alone, so that a worker process reads for itself instead of being sent the pixels.
    """

    def __init__(self, load: Callable[[], T]) -> None:
        self._load = load
        self._lock = Lock()
        self._outcome: tuple[T] | DataError | None = None

    def get(self) -> T:
        """The value.

        Raises:
            DataError: What `load` raised, the first time and every time after.
        """
        outcome = self._outcome
        if outcome is None:
            with self._lock:
                if self._outcome is None:
                    self._outcome = self._attempt()
                outcome = self._outcome
        if isinstance(outcome, DataError):
            raise DataError(str(outcome)) from outcome
        return outcome[0]

    def _attempt(self) -> tuple[T] | DataError:
        try:
            return (self._load(),)
        except DataError as error:
            return error

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self._load,))
