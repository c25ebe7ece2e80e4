"""Where a training's random numbers come from: generators of its own, never torch's or NumPy's global one."""

from enum import IntEnum

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
    (state,) = np.random.SeedSequence([seed, stream, *keys]).generate_state(1, np.uint64)
    return torch.Generator().manual_seed(int(state))


def shuffled(count: int, seed: int, epoch: int) -> torch.Tensor:
    """The order of `count` images in one epoch, (count,) int64: the same for every arm."""
    return torch.randperm(count, generator=generator(seed, Stream.ORDER, epoch))
