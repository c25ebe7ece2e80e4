"""What the rows of a run come to: curves over seeds, differences between arms, and both in a sentence."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from augstudio.training.config import BASELINE
from augstudio.training.events import CurvePointFinished, EpochFinished

_STANDARD_ERRORS = 1.96
_SURE_GAIN = 0.01
"""With several seeds each has to gain this much accuracy, and a single one twice as much, before images are counted."""
_NO_SAVING = 0.95
"""An arm that needs more than this share of the images is not said to save any."""


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """One arm at one place of the horizontal axis, over all seeds; accuracies are 0..1.

    Attributes:
        x: The epoch, or the number of training images.
        train: Mean accuracy on un-augmented training images.
        validation: Mean accuracy on validation images.
        low: Validation accuracy of the worst seed.
        high: Of the best.
        by_seed: (seed, validation accuracy), by seed.
    """

    x: int
    train: float
    validation: float
    low: float
    high: float
    by_seed: tuple[tuple[int, float], ...]


Curves = dict[str, tuple[CurvePoint, ...]]
"""The points of each arm from left to right; arms in the order in which they were trained."""


@dataclass(frozen=True, slots=True)
class Gain:
    """What a pipeline adds to validation accuracy at one place, seed by seed; a difference of accuracies, negative where it harms.

    Attributes:
        pipeline: Which.
        x: The epoch, or the number of training images.
        mean: Over the seeds.
        low: The least of them.
        high: The greatest.
        seeds: How many there are.
    """

    pipeline: str
    x: int
    mean: float
    low: float
    high: float
    seeds: int

    @property
    def is_clear(self) -> bool:
        """Every seed says the same, and there are several: they share images, split and initial weights with the baseline."""
        return self.seeds > 1 and self.low * self.high > 0


def epoch_curves(rows: Iterable[EpochFinished]) -> Curves:
    """Accuracy over epochs."""
    return _curves((row.pipeline, row.epoch, row.seed, row.train_accuracy, row.val_accuracy) for row in rows)


def size_curves(rows: Iterable[CurvePointFinished]) -> Curves:
    """Accuracy over training-set sizes."""
    return _curves((row.pipeline, row.size, row.seed, row.train_accuracy, row.val_accuracy) for row in rows)


def last_gain(curves: Curves) -> Gain | None:
    """What the pipelines add to the baseline at the end: that of the one that adds most; None without a baseline."""
    if BASELINE not in curves:
        return None
    without = _by_place(curves)
    gains = [_last_gain(arm, points, without) for arm, points in curves.items() if arm != BASELINE]
    return max((gain for gain in gains if gain is not None), key=lambda gain: gain.mean, default=None)


def images_needed(points: Sequence[CurvePoint], accuracy: float) -> float | None:
    """How many images an arm needs for a validation accuracy, read between its points on a logarithmic scale; None if out of reach."""
    for left, right in pairwise(points):
        if left.validation < accuracy <= right.validation:
            share = (accuracy - left.validation) / (right.validation - left.validation)
            return math.exp(math.log(left.x) + share * math.log(right.x / left.x))
    return None


def learning_finding(curves: Curves, validation_count: int = 0) -> str:
    """A training over epochs in a few words.

    Args:
        curves: Of `epoch_curves`, with at least one point.
        validation_count: How many validation images there are: tells news from chance where there is one seed. 0: not known.
    """
    gain = last_gain(curves)
    if gain is None:
        arm, points = next(iter(curves.items()))
        return f"{_title(arm)}: {percent(points[-1].validation)} validation accuracy at epoch {points[-1].x}"
    if gain.is_clear or (gain.seeds == 1 and abs(gain.mean) >= _chance(curves, gain, validation_count)):
        return f"{_subject(curves, gain)}: {in_points(gain.mean)} validation accuracy at epoch {gain.x}"
    return f"No clear difference at epoch {gain.x}: {in_points(gain.mean)}, within chance"


def size_finding(curves: Curves) -> str:
    """A size curve in a few words.

    Args:
        curves: Of `size_curves`, with at least one point.
    """
    gain = last_gain(curves)
    if gain is None:
        arm, points = next(iter(curves.items()))
        return f"{_title(arm)}: {percent(points[-1].validation)} validation accuracy from {points[-1].x:,} images"
    points = curves[gain.pipeline]
    ends = [gain] if len(points) == 1 else [_last_gain(gain.pipeline, points[:1], _by_place(curves)) or gain, gain]
    if gain.seeds > 1 and not any(end.is_clear for end in ends):
        return f"No clear difference from {gain.x:,} images: {in_points(gain.mean)}, the seeds disagree"
    said = ", ".join(f"{_effect(end)} from {end.x:,}{' images' if end is ends[0] else ''}" for end in ends)
    return f"{_subject(curves, gain)}: {said}{' (one seed)' if gain.seeds == 1 else ''}"


def saving(curves: Curves) -> str:
    """What the best pipeline saves in labelled images; empty where it saves none.

    Told at the largest size where the gain is beyond doubt: where two curves meet, the number of images hangs on a hair.
    """
    best = last_gain(curves)
    if best is None or best.mean < 0:  # who has many images should not hear of what few would gain
        return ""
    points, without = curves[best.pipeline], _by_place(curves)
    for end in range(len(points), 0, -1):
        gain = _last_gain(best.pipeline, points[:end], without)
        if gain is None or gain.low < (_SURE_GAIN if gain.seeds > 1 else 2 * _SURE_GAIN):
            continue
        needed = images_needed(points, fmean(without[gain.x].values()))
        if needed is not None and needed <= _NO_SAVING * gain.x:
            return f"About {two_digits(needed):,} images with {gain.pipeline} do what {gain.x:,} do without."
    return ""


def memorised(curves: Curves) -> str:
    """How far training accuracy is from validation accuracy at the end, arm by arm."""
    gaps = (
        f"{_number(points[-1].train - points[-1].validation)} points {_short(arm)}" for arm, points in curves.items()
    )
    return f"Training above validation accuracy by {', '.join(gaps)}"


def arm_title(arm: str) -> str:
    """What figures call an arm."""
    return "without augmentation" if arm == BASELINE else arm


def percent(share: float) -> str:
    """0.8724 -> 87.2 %."""
    return f"{100 * share:.1f} %"


def in_points(difference: float) -> str:
    """0.013 -> +1.3 points; never -0.0."""
    number = _number(difference)
    return f"{number} points" if number.startswith("−") else f"+{number} points"


def _number(difference: float) -> str:
    rounded = round(100 * difference, 1)
    return f"−{-rounded:.1f}" if rounded < 0 else f"{abs(rounded):.1f}"


def _last_gain(arm: str, points: Sequence[CurvePoint], without: dict[int, dict[int, float]]) -> Gain | None:
    """At the rightmost place that the arm and the baseline have both reached."""
    for point in reversed(points):
        gains = [value - without[point.x][seed] for seed, value in point.by_seed if seed in without.get(point.x, {})]
        if gains:
            return Gain(arm, point.x, fmean(gains), min(gains), max(gains), len(gains))
    return None


def _by_place(curves: Curves) -> dict[int, dict[int, float]]:
    """The baseline's validation accuracies, by place and seed."""
    return {point.x: dict(point.by_seed) for point in curves[BASELINE]}


def _effect(gain: Gain) -> str:
    return in_points(gain.mean) if gain.is_clear or gain.seeds == 1 else "no clear difference"


def _subject(curves: Curves, gain: Gain) -> str:
    """What a title says the gain is of."""
    augmented = [arm for arm in curves if arm != BASELINE]
    return "Augmentation" if len(augmented) == 1 else f"Best is {gain.pipeline}"


def _title(arm: str) -> str:
    return "Without augmentation" if arm == BASELINE else arm


def _short(arm: str) -> str:
    return "without" if arm == BASELINE else f"with {arm}"


def _chance(curves: Curves, gain: Gain, count: int) -> float:
    """Differences below this are no news: 95 % of what chance alone makes of two accuracies on `count` images."""
    if count == 0:
        return 0.0
    shares = [point.validation for arm in (BASELINE, gain.pipeline) for point in curves[arm] if point.x == gain.x]
    return _STANDARD_ERRORS * math.sqrt(sum(share * (1 - share) for share in shares) / count)


def two_digits(count: float) -> int:
    """Rounded: more digits would claim too much."""
    digits = max(0, math.floor(math.log10(max(1.0, count))) - 1)
    return int(round(count, -digits))


def _curves(rows: Iterable[tuple[str, int, int, float, float]]) -> Curves:
    arms: dict[str, dict[int, list[tuple[int, float, float]]]] = {}
    for arm, x, seed, train, validation in rows:
        arms.setdefault(arm, {}).setdefault(x, []).append((seed, train, validation))
    return {arm: tuple(_point(x, places[x]) for x in sorted(places)) for arm, places in arms.items()}


def _point(x: int, measured: list[tuple[int, float, float]]) -> CurvePoint:
    validation = [value for _, _, value in measured]
    return CurvePoint(
        x=x,
        train=fmean(train for _, train, _ in measured),
        validation=fmean(validation),
        low=min(validation),
        high=max(validation),
        by_seed=tuple(sorted((seed, value) for seed, _, value in measured)),
    )
