"""What a comparison found, and what follows from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from augstudio.errors import AugStudioError
from augstudio.transforms.stage import Branches, Channels, Displace, Fill, Gather, Mix, Mixture, Resample, Stage, Warp

if TYPE_CHECKING:
    from numpy.typing import NDArray

EXACT_COPY = 1e-6
COLOUR = 1 / 255
RESAMPLING = 2 / 255
"""How far a value of [0, 1] may be off where pixels are copied, where values are computed, and where pixels lie between pixels."""

ROUNDED_SHARE = 1e-3
"""The share of values that may be further off all the same: a rounding of 1e-7 decides at times on which side of a level a value falls."""

APPROXIMATE_SHARE = 0.02
APPROXIMATE_MEAN = 0.02
"""The bound of steps whose exporter says that they are approximate: so few values further off, or all of them by so little on average."""

Images = Iterable["NDArray[np.float32]"]


class Verdict(StrEnum):
    """How exported code compares with the preview, the best first."""

    EXACT = "exact"
    APPROXIMATE = "approximate"
    UNSUPPORTED = "unsupported"
    FAILED = "failed"


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict on a whole from those on its parts."""
    order = list(Verdict)
    return max(verdicts, key=order.index, default=Verdict.EXACT)


class Mismatch(AugStudioError):  # noqa: N818 -- the code under test is at fault, not who asks
    """Results that cannot be compared value by value: another shape, numbers that are none, or an error instead of results."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How far values are from those of the preview, in units of [0, 1].

    Attributes:
        maximum: The largest difference.
        mean: Their mean.
        share: How many of the values are off by more than the tolerance, 0..1.
        tolerance: How far a value may be off.
    """

    maximum: float
    mean: float
    share: float
    tolerance: float

    @property
    def is_within_tolerance(self) -> bool:
        """True where values agree but for a rounding here and there."""
        return self.share <= ROUNDED_SHARE

    @property
    def is_within_bound(self) -> bool:
        """True where values are as near as those of an approximate step have to be."""
        return self.share <= APPROXIMATE_SHARE or self.mean <= APPROXIMATE_MEAN

    def as_json(self) -> dict[str, float]:
        """Two digits tell how near; more would depend on the machine."""
        values = {"maximum": self.maximum, "mean": self.mean, "share": self.share, "tolerance": self.tolerance}
        return {name: two_digits(value) for name, value in values.items()}


@dataclass(frozen=True, slots=True)
class DrawComparison:
    """How the results of many random runs are spread, compared with as many of the preview's.

    Attributes:
        runs: How many runs of the exported code were compared.
        gap: The largest gap between the cumulative shares of one pixel's values (Kolmogorov and Smirnov).
        limit: The largest gap that chance explains.
        beyond: How many values of one lie beyond all those of the other, in units of the most that chance explains: 1 at most.
        changed: The share of results in which a pixel changed.
        expected: The same of the preview.
        slack: How far those two shares may be apart by chance.
    """

    runs: int
    gap: float
    limit: float
    beyond: float
    changed: float
    expected: float
    slack: float

    @property
    def is_alike(self) -> bool:
        """True where chance explains what is different."""
        return self.gap <= self.limit and self.beyond <= 1 and abs(self.changed - self.expected) <= self.slack

    def as_json(self) -> dict[str, float | int]:
        """As `Difference.as_json`."""
        shares = {
            "gap": self.gap,
            "limit": self.limit,
            "beyond": self.beyond,
            "changed": self.changed,
            "expected": self.expected,
        }
        return {"runs": self.runs, **{name: two_digits(value) for name, value in shares.items()}}


@dataclass(frozen=True, slots=True)
class VerifiedStep:
    """What is known of one step, or of a whole chain.

    Attributes:
        id: The step's id; `train` and `eval` for chains.
        op: The step's op; `chain` for chains.
        verdict: The verdict.
        how: How its draws were made the preview's, in a few words.
        difference: How far its values are off; None where none could be compared.
        draws: How its draws compare; None where nothing is left to chance.
        reason: Why it is approximate, unsupported or failed; empty where it is exact.
    """

    id: str
    op: str
    verdict: Verdict
    how: str = ""
    difference: Difference | None = None
    draws: DrawComparison | None = None
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        """In plain types."""
        return {
            "id": self.id,
            "op": self.op,
            "verdict": self.verdict.value,
            "how": self.how,
            "difference": self.difference.as_json() if self.difference else None,
            "draws": self.draws.as_json() if self.draws else None,
            "reason": self.reason,
        }


def judged(
    step_id: str,
    op: str,
    how: str,
    difference: Difference | None,
    draws: DrawComparison | None = None,
    approximate: str = "",
) -> VerifiedStep:
    """The verdict that follows from what was measured, and from what the exporter says of the step."""
    reason = _fault(difference, draws, is_approximate=bool(approximate))
    if reason:
        return VerifiedStep(step_id, op, Verdict.FAILED, how, difference, draws, reason)
    verdict = Verdict.APPROXIMATE if approximate else Verdict.EXACT
    return VerifiedStep(step_id, op, verdict, how, difference, draws, approximate)


def _fault(difference: Difference | None, draws: DrawComparison | None, *, is_approximate: bool) -> str:
    if difference is not None:
        near = difference.is_within_bound if is_approximate else difference.is_within_tolerance
        if not near:
            return (
                f"values are off by up to {difference.maximum:.2g}, {difference.share:.1%} of them by more than "
                f"{difference.tolerance:.2g}"
            )
    return "" if draws is None or draws.is_alike else _spread_fault(draws)


def _spread_fault(draws: DrawComparison) -> str:
    if abs(draws.changed - draws.expected) > draws.slack:
        return f"{draws.changed:.1%} of {draws.runs} images were changed, {draws.expected:.1%} in the preview"
    if draws.gap > draws.limit:
        spread = "draws are spread otherwise than in the preview"
        return f"{spread}: a gap of {draws.gap:.2f}, {draws.limit:.2f} at most by chance"
    return "draws do not reach as far as in the preview, or farther"


def measured(theirs: Images, ours: Images, tolerance: float, scale: "NDArray[np.float32] | float" = 1.0) -> Difference:
    """The difference of images, one by one.

    Args:
        theirs: (H, W, C) each, of the exported code.
        ours: As many of the preview.
        tolerance: How far a value may be off.
        scale: What brings values to [0, 1]: the standard deviation, per channel, where they are normalised.

    Raises:
        Mismatch: Shapes differ, values are no numbers, or there are none.
    """
    gaps = np.concatenate([_gaps(one, other, scale) for one, other in zip(theirs, ours, strict=True)])
    if not gaps.size:
        raise Mismatch("nothing of the results can be compared")
    return Difference(
        float(gaps.max()), float(gaps.mean(dtype=np.float64)), float(np.mean(gaps > tolerance)), tolerance
    )


def _gaps(
    theirs: "NDArray[np.float32]", ours: "NDArray[np.float32]", scale: "NDArray[np.float32] | float"
) -> "NDArray[np.float32]":
    if theirs.shape != ours.shape:
        raise Mismatch(f"results are of shape {theirs.shape}, those of the preview {ours.shape}")
    if not np.isfinite(theirs).all():
        raise Mismatch("results hold values that are no finite numbers")
    gaps: NDArray[np.float32] = (np.abs(theirs - ours) * scale).astype(np.float32).ravel()
    return gaps


def tolerance_of(stages: Iterable[Stage]) -> float:
    """How far a value may be off after stages: as far as the least exact of them makes it."""
    return max((_stage_tolerance(stage) for stage in stages), default=EXACT_COPY)


def _stage_tolerance(stage: Stage) -> float:
    match stage:
        case Gather() | Channels() | Fill():
            return EXACT_COPY
        case Mix(boxes=boxes):
            return COLOUR if boxes is None else EXACT_COPY
        case Resample() | Warp() | Displace():
            return RESAMPLING
        case Branches(branches=branches):
            return max((tolerance_of(each.stages) for each in branches), default=EXACT_COPY)
        case Mixture(chains=chains):
            return max((COLOUR, *(tolerance_of(chain) for chain in chains)))
        case _:
            return COLOUR


def two_digits(value: float) -> float:
    """A number as short as a table needs it."""
    return float(f"{value:.2g}")
