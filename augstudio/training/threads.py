"""How many processor cores a training may take."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import torch


@contextmanager
def one_core_spared() -> Iterator[None]:
    """Leaves one core to whatever else runs (a window, a browser) while the block runs in this thread.

    With every core taken, training slows tenfold as soon as anything else wants one: torch's threads wait for each other.
    A smaller number that was set before, such as OMP_NUM_THREADS=1, stands.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(min(before, max(1, _cores() - 1)))
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
