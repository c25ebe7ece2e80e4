"""What goes on around every run: processor cores, the clock, the end."""

from collections.abc import Iterator
from time import perf_counter

import torch

from augstudio.errors import TrainingError
from augstudio.training.cancellation import Cancelled
from augstudio.training.config import TrainingConfig
from augstudio.training.events import RunCancelled, RunFinished, TrainingEvent
from augstudio.training.threads import one_core_spared


def in_session(config: TrainingConfig, events: Iterator[TrainingEvent]) -> Iterator[TrainingEvent]:
    """Passes a run's events on and says how it ended.

    Args:
        config: What was asked for.
        events: Of the run; not begun yet.

    Yields:
        The events, then `RunFinished` or `RunCancelled`.

    Raises:
        TrainingError: The GPU's memory is full; and whatever the run raises.
    """
    started = perf_counter()
    with one_core_spared():
        try:
            yield from events
        except Cancelled:
            yield RunCancelled(perf_counter() - started)
            return
        except torch.OutOfMemoryError as error:
            raise TrainingError(
                f"the GPU's memory is full with batches of {config.batch_size} images; take smaller batches"
            ) from error
    yield RunFinished(perf_counter() - started)
