"""Where a training's random numbers come from: generators of its own, never torch's or NumPy's global one."""

from enum import IntEnum
from functools import lru_cache

import numpy as np
import torch


class Stream(IntEnum):
    """What one seed is used for; each has numbers of its own."""

    WEIGHTS = 1
    ORDER = 2


def generator(seed: int, stream: Stream, *keys: int) -> torch.Generator:
    """A CPU generator whose numbers depend on these values only.

    Args:
        seed: The run's.
        stream: What the numbers are for.
        keys: Which of many, such as the epoch.
    """
    return torch.Generator().manual_seed(_state(seed, stream, *keys))


@lru_cache(maxsize=4096)
def _state(*keys: int) -> int:
    """Remembered: the sizes of a size curve ask for the same epochs."""
    (state,) = np.random.SeedSequence(keys).generate_state(1, np.uint64)
    return int(state)


def shuffled(count: int, seed: int, epoch: int) -> torch.Tensor:
    """The order of `count` images in one epoch, (count,) int64: the same for every arm."""
    return torch.randperm(count, generator=generator(seed, Stream.ORDER, epoch))
