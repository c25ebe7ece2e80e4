"""Putting the data's mean and standard deviation into the design. Knows nothing of Qt."""

from collections.abc import Sequence
from dataclasses import replace

from augstudio.pipeline.model import Pipeline, Step
from augstudio.transforms.tensor.normalize import Normalize

_DECIMALS = 4


def with_statistics(pipeline: Pipeline, mean: Sequence[float], std: Sequence[float]) -> Pipeline:
    """The same pipeline normalising with these numbers: its own normalize set and switched on, or a new one at the end.

    Args:
        pipeline: Any design.
        mean: Per channel, of values in 0..1.
        std: As `mean`; a channel of one value everywhere counts as 1.
    """
    numbers = {
        "mean": tuple(round(value, _DECIMALS) for value in mean),
        "std": tuple(round(value, _DECIMALS) or 1.0 for value in std),
    }
    transform = Normalize.create(numbers)
    existing = next((step for step in pipeline.walk() if isinstance(step.transform, Normalize)), None)
    if existing is None:
        return pipeline.inserted(len(pipeline), Step.of(transform))
    return pipeline.with_step(replace(existing, transform=transform, enabled=True))
