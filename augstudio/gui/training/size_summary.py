"""Accuracy against the number of training images, over seeds."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from augstudio.training.events import CurvePointFinished


@dataclass(frozen=True, slots=True)
class SizePoint:
    """All repetitions of one arm at one size; accuracies are 0..1.

    Attributes:
        low: Validation accuracy of the worst seed.
        high: Validation accuracy of the best seed.
        seeds: How many repetitions there are so far.
    """

    size: int
    train: float
    validation: float
    low: float
    high: float
    seeds: int


def summarise(points: Iterable[CurvePointFinished], arm: str) -> tuple[SizePoint, ...]:
    """The points of one arm, by rising size."""
    by_size: dict[int, list[CurvePointFinished]] = {}
    for point in points:
        if point.pipeline == arm:
            by_size.setdefault(point.size, []).append(point)
    return tuple(_summary(size, by_size[size]) for size in sorted(by_size))


def _summary(size: int, points: list[CurvePointFinished]) -> SizePoint:
    validation = [point.val_accuracy for point in points]
    return SizePoint(
        size=size,
        train=fmean(point.train_accuracy for point in points),
        validation=fmean(validation),
        low=min(validation),
        high=max(validation),
        seeds=len(points),
    )


def size_reaching(points: Sequence[SizePoint], accuracy: float) -> float | None:
    """How many images an arm needs for an accuracy, read off between its points on a logarithmic scale; None if out of reach."""
    previous: SizePoint | None = None
    for point in points:
        if point.validation >= accuracy:
            if previous is None:
                return float(point.size)
            share = (accuracy - previous.validation) / (point.validation - previous.validation)
            return math.exp(math.log(previous.size) + share * math.log(point.size / previous.size))
        previous = point
    return None
