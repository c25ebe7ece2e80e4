"""Curves without their noise."""

from collections.abc import Sequence


def smoothed(values: Sequence[float], weight: float) -> list[float]:
    """A running mean in which each value counts `weight` times as much as the next one.

    Args:
        values: As they were measured.
        weight: 0 leaves them as they are; towards 1 the past counts more and more.
    """
    total, weights = 0.0, 0.0
    means = []
    for value in values:
        total = weight * total + value
        weights = weight * weights + 1.0
        means.append(total / weights)
    return means
