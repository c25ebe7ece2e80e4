"""What `train` and `curve` share: following a run on the terminal, and stopping it with Ctrl-C."""

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from types import FrameType
from typing import Literal, Protocol

from rich.console import Console
from rich.table import Table

from augstudio.errors import AugStudioError, TrainingError
from augstudio.training.cancellation import CancelToken
from augstudio.training.event_json import as_json
from augstudio.training.events import RunCancelled, TrainingEvent

EventFormat = Literal["jsonl"]

_MOST_NAMES = 3
"""Of skipped images."""


class Follower(Protocol):
    """Shows a run to whoever waits for it."""

    def show(self, event: TrainingEvent) -> None:
        """Takes what happened in."""

    def close(self) -> None:
        """The run is over, one way or another."""

    def print_results(self) -> None:
        """The run came to its end: says what it came to, on standard output."""


class JsonLines:
    """Prints every event as a line of JSON, for programs."""

    def show(self, event: TrainingEvent) -> None:
        """Prints it at once."""
        print(as_json(event), flush=True)

    def close(self) -> None:
        """Every line is out already."""

    def print_results(self) -> None:
        """The events have said it."""


def follow(start: Callable[[CancelToken], Iterator[TrainingEvent]], follower: Follower) -> None:
    """Runs to the end.

    Args:
        start: Makes the run's events.
        follower: Is shown each of them.

    Raises:
        AugStudioError: The run cannot start with what was given.
        TrainingError: It broke off.
        KeyboardInterrupt: It was stopped, in good order: what was measured is written.
    """
    cancelled = False
    with _ctrl_c_cancels() as cancel:
        events = start(cancel)
        try:
            for event in chain([_first(events)], events):
                cancelled = isinstance(event, RunCancelled)
                follower.show(event)
        finally:
            follower.close()
    if cancelled:
        raise KeyboardInterrupt


def print_table(table: Table, finding: str, folder: str) -> None:
    """Ends a run on standard output."""
    console = Console(highlight=False, soft_wrap=True)
    console.print(table)
    console.print(f"{finding}. Everything is in {folder}", markup=False)


def tell_skipped(lines: Sequence[str]) -> None:
    """One line on standard error about images that could not be read; none where all could.

    Args:
        lines: The place and the reason of each.
    """
    if not lines:
        return
    names = ", ".join(line.partition(": ")[0] for line in lines[:_MOST_NAMES])
    shown = "".join(character if character.isprintable() else " " for character in names)
    more = ", ..." if len(lines) > _MOST_NAMES else ""
    count = f"{len(lines):,} {'image' if len(lines) == 1 else 'images'}"
    print(f"{count} skipped: {shown}{more} (config.json says why)", file=sys.stderr, flush=True)


def progress_console() -> Console | None:
    """Where progress is shown: standard error, if somebody watches it."""
    return Console(stderr=True) if sys.stderr.isatty() else None


def _first(events: Iterator[TrainingEvent]) -> TrainingEvent:
    """The first event. What fails before it is bad input, not a failed run."""
    try:
        return next(events)
    except TrainingError as error:
        raise AugStudioError(str(error)) from error


@contextmanager
def _ctrl_c_cancels() -> Iterator[CancelToken]:
    """The first Ctrl-C asks the run to stop, which it does within a batch; the second breaks it off."""
    cancel = CancelToken()
    before = signal.getsignal(signal.SIGINT)

    def ask(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        cancel.cancel()

    signal.signal(signal.SIGINT, ask)
    try:
        yield cancel
    finally:
        signal.signal(signal.SIGINT, before)
