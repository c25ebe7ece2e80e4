"""Which part of an axis curves deserve that settle after a wild start."""

from collections.abc import Sequence

_FACTOR = 3.0
_LEAST = 0.02


def focused_range(values: Sequence[float], *, rising: bool) -> tuple[float, float]:
    """From the best value down (or up) to three times the spread of the better three quarters, but never past the worst.

    Args:
        values: Everything that is drawn, at least one.
        rising: Better is higher.
    """
    ordered = sorted(values, reverse=rising)
    best, worst = ordered[0], ordered[-1]
    spread = abs(ordered[(3 * len(ordered)) // 4 if len(ordered) > 1 else 0] - best)
    end = (
        max(worst, best - max(_FACTOR * spread, _LEAST)) if rising else min(worst, best + max(_FACTOR * spread, _LEAST))
    )
    low, high = min(best, end), max(best, end)
    return (low, high) if high - low >= _LEAST else (low - _LEAST / 2, high + _LEAST / 2)
