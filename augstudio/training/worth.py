"""What a pipeline is worth in labelled images, and what more images would give: numbers from a size curve, and in words."""

import math
from dataclasses import astuple, dataclass

from augstudio.lazy import numpy as np
from augstudio.training.config import BASELINE
from augstudio.training.findings import Curves, last_gain, percent, saving, two_digits
from augstudio.training.fits import LEAST_SEEDS, LEAST_SIZES, REACH, Interval, SizeFit, fit_sizes


@dataclass(frozen=True, slots=True)
class Worth:
    """How many more labelled images without a pipeline do what it does.

    Attributes:
        pipeline: Which.
        size: With so many images.
        images: How many more; negative where it harms.
        is_extrapolated: More images than were tried.
    """

    pipeline: str
    size: int
    images: Interval
    is_extrapolated: bool


@dataclass(frozen=True, slots=True)
class Outlook:
    """The validation accuracy that more images would give; always beyond what was tried.

    Attributes:
        pipeline: With which.
        size: How many images.
        accuracy: 0..1.
    """

    pipeline: str
    size: int
    accuracy: Interval


@dataclass(frozen=True, slots=True)
class Unknown:
    """It cannot be told.

    Attributes:
        reason: Why, to follow a colon.
    """

    reason: str


def worth(curves: Curves) -> Worth | Unknown | None:
    """What the best pipeline is worth; None where there is nothing to compare with.

    Told at the largest size where the curve without augmentation can be trusted so far; else of the size at which the pipeline does what
    the largest does without.
    """
    gain = last_gain(curves)
    if gain is None:
        return None
    fits = fitted(curves, (BASELINE, gain.pipeline))
    if isinstance(fits, Unknown):
        return fits
    without, own = fits[BASELINE], fits[gain.pipeline]
    if without.is_poor:
        return Unknown("the curve without augmentation is too uneven")
    ratio = without.size_ratio(own)
    if ratio.low <= 0 <= ratio.high:
        return Unknown("the difference is within chance")
    if ratio.high < math.log(REACH):
        images = Interval(*(without.largest * math.expm1(each) for each in (ratio.estimate, ratio.low, ratio.high)))
        return Worth(gain.pipeline, without.largest, images, is_extrapolated=ratio.high > 0)
    return _worth_within(gain.pipeline, own, without, smallest=curves[gain.pipeline][0].x)


def outlook(curves: Curves) -> Outlook | Unknown:
    """What twice the largest size would give with the best arm; of at least one point."""
    gain = last_gain(curves)
    best = gain.pipeline if gain and gain.mean >= 0 else BASELINE
    arm = best if best in curves else next(iter(curves))
    fits = fitted(curves, (arm,))
    if isinstance(fits, Unknown):
        return fits
    fit = fits[arm]
    if fit.is_poor:
        return Unknown("the curve is too uneven")
    size = int(REACH * fit.largest)
    if fit.gain(size).low <= 0:
        return Unknown("the repetitions differ by more than the curve rises")
    error = fit.foretold(size)
    return Outlook(arm, size, Interval(1 - error.estimate, max(0.0, 1 - error.high), min(1.0, 1 - error.low)))


def fitted(curves: Curves, arms: tuple[str, ...]) -> dict[str, SizeFit] | Unknown:
    """Fits of some arms, to the sizes and seeds that all of them have been through."""
    measured = {arm: {point.x: dict(point.by_seed) for point in curves[arm]} for arm in arms}
    sizes = sorted(set.intersection(*(set(each) for each in measured.values())))
    places = [each[size] for each in measured.values() for size in sizes]
    seeds = sorted(set.intersection(*map(set, places))) if places else []
    if len(sizes) < LEAST_SIZES or len(seeds) < LEAST_SEEDS:
        return Unknown(f"it takes {LEAST_SEEDS} seeds and {LEAST_SIZES} sizes")
    return {
        arm: fit_sizes(
            np.array(sizes, dtype=np.float64),
            np.array([[1 - each[size][seed] for size in sizes] for seed in seeds]),
        )
        for arm, each in measured.items()
    }


def worth_sentence(curves: Curves) -> str:
    """What a pipeline is worth, in a sentence; empty where there is nothing to compare with."""
    match worth(curves):
        case None:
            return ""
        case Unknown(reason):
            return saving(curves) or f"Cannot tell how many images the pipeline is worth: {reason}."
        case Worth() as found:
            return _said(found)


def prospects(curves: Curves) -> str:
    """Both sentences, or one where neither can be told for the same reason."""
    images, accuracy = worth_sentence(curves), outlook_sentence(curves)
    found = worth(curves)
    if isinstance(found, Unknown) and found == outlook(curves) and images != saving(curves):
        return f"Cannot tell what the pipeline is worth in images, or what twice the data would give: {found.reason}."
    return f"{images} {accuracy}".strip()


def _said(found: Worth) -> str:
    estimate, low, high = (two_digits(abs(each)) for each in astuple(found.images))
    beyond = ", extrapolated" if found.is_extrapolated else ""
    between = f"(95 % interval {min(low, high):,} to {max(low, high):,}{beyond})"
    size = f"With {found.size:,} images, {found.pipeline}"
    if found.images.estimate < 0:
        return f"{size} does as much harm as having about {estimate:,} fewer {between}."
    return f"{size} is worth about {estimate:,} more labelled ones {between}."


def outlook_sentence(curves: Curves) -> str:
    """What twice the data would give, in a sentence."""
    found = outlook(curves)
    if isinstance(found, Unknown):
        return f"Cannot tell what twice the data would give: {found.reason}."
    accuracy = found.accuracy
    arm = "without augmentation" if found.pipeline == BASELINE else f"with {found.pipeline}"
    between = f"(95 % interval {100 * accuracy.low:.1f} to {100 * accuracy.high:.1f} %, extrapolated)"
    return f"Twice the data would give about {percent(accuracy.estimate)} {arm} {between}."


def _worth_within(pipeline: str, own: SizeFit, without: SizeFit, *, smallest: int) -> Worth | Unknown:
    """Where the curve without augmentation does not come down so far: read from the pipeline's own, among the sizes that were tried."""
    if own.is_poor:
        return Unknown("the curve is too uneven")
    ratio = own.size_ratio(without)
    if ratio.high >= 0:
        return Unknown("the difference is within chance")
    largest = without.largest
    needed, least, most = (max(smallest, largest * math.exp(each)) for each in (ratio.estimate, ratio.low, ratio.high))
    images = Interval(largest - needed, largest - most, largest - least)
    return Worth(pipeline, two_digits(needed), images, is_extrapolated=False)
