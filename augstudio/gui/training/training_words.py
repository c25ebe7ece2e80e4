"""A training in words: the live line, and what it came to."""

import math
from typing import assert_never

from augstudio.gui.training.run_record import Outcome, RunRecord
from augstudio.gui.training.size_summary import SizePoint, size_reaching, summarise
from augstudio.training.config import BASELINE
from augstudio.training.events import CurveStarted, RunStarted

NBSP = "\N{NO-BREAK SPACE}"
_STANDARD_ERRORS = 1.96


def percent(share: float) -> str:
    """0.8724 -> 87.2 %."""
    return f"{100 * share:.1f}{NBSP}%"


def points(difference: float) -> str:
    """0.013 -> +1.3 points."""
    return f"{100 * difference:+.1f}".replace("-", "−") + f"{NBSP}points"


def duration(seconds: float) -> str:
    """75 -> 1 min 15 s."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole}{NBSP}s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes}{NBSP}min {rest}{NBSP}s"
    return f"{minutes // 60}{NBSP}h {minutes % 60}{NBSP}min"


def arm_title(arm: str) -> str:
    """What legends call an arm."""
    return "without augmentation" if arm == BASELINE else arm


def status_line(record: RunRecord, elapsed: float) -> str:
    """Where a running training stands, in one line."""
    started = record.started
    match started:
        case None:
            return "Preparing the images…"
        case CurveStarted():
            total = len(started.arms) * len(started.sizes) * started.seeds
            parts = [f"Run {min(len(record.points) + 1, total)} of {total}"]
        case RunStarted():
            parts = _batch_parts(record, started)
        case _:
            assert_never(started)
    left = record.seconds_left(elapsed)
    if left is not None:
        parts.append(f"{duration(left)} left")
    return "  ·  ".join(parts)


def _batch_parts(record: RunRecord, started: RunStarted) -> list[str]:
    batch = record.batch
    if batch is None:
        return [f"{started.train_count:,} training images on {started.device}"]
    parts = [
        arm_title(batch.pipeline),
        f"epoch {batch.epoch} of {started.epochs}",
        f"step {batch.step:,} of {batch.steps:,}",
        f"{batch.images_per_second:,.0f} images/s",
    ]
    if batch.pipeline != BASELINE:
        parts.append(f"augmentation {100 * batch.augment_share:.0f}{NBSP}% of the time")
    if (best := record.best_validation) is not None and best.pipeline == batch.pipeline:
        parts.append(f"best validation {percent(best.val_accuracy)}")
    return parts


def verdict(record: RunRecord) -> str:
    """What the training came to, in a sentence or two."""
    if record.outcome is Outcome.STOPPED:
        return "Stopped; what was measured stands." if not record.is_empty else "Stopped."
    if isinstance(record.started, CurveStarted):
        return _size_verdict(record)
    return _epoch_verdict(record)


def _epoch_verdict(record: RunRecord) -> str:
    if not isinstance(record.started, RunStarted) or not record.results:
        return ""
    tested = record.started.test_count > 0
    count = record.started.test_count if tested else record.started.validation_count
    scores = {arm: row.test_accuracy if tested else row.val_accuracy for arm, row in record.results.items()}
    place = f"on {count:,} {'test' if tested else 'validation'} images"
    augmented = next((arm for arm in scores if arm != BASELINE), None)
    if augmented is None or BASELINE not in scores:
        arm, score = next(iter(scores.items()))
        return f"{arm_title(arm).capitalize() if arm == BASELINE else f'With {arm}'}: {percent(score)} {place}."
    with_it, without = scores[augmented], scores[BASELINE]
    sentence = f"With {augmented}: {percent(with_it)}, without: {percent(without)} ({points(with_it - without)})"
    if abs(with_it - without) < _chance(with_it, without, count):
        return f"{sentence} {place}: too close to call."
    return f"{sentence} {place}."


def _chance(first: float, second: float, count: int) -> float:
    """Differences below this are no news: 95 % of what chance alone makes of two accuracies on `count` images."""
    return _STANDARD_ERRORS * math.sqrt((first * (1 - first) + second * (1 - second)) / max(1, count))


def _size_verdict(record: RunRecord) -> str:
    curves = {arm: summarise(record.points, arm) for arm in record.arms}
    augmented = next((arm for arm in curves if arm != BASELINE and curves[arm]), None)
    if augmented is None:
        return ""
    last = curves[augmented][-1]
    without = curves.get(BASELINE, ())
    if not without:
        return f"With {augmented}: {percent(last.validation)} from {last.size:,} training images."
    gain = last.validation - without[-1].validation
    sentence = (
        f"From {last.size:,} training images, with {augmented}: {percent(last.validation)}, "
        f"without: {percent(without[-1].validation)} ({points(gain)})"
    )
    if not _seeds_agree(record, augmented, last.size):
        return f"{sentence}; the seeds disagree: too close to call."
    return f"{sentence}. {_worth(curves[augmented], without)}".rstrip()


def _seeds_agree(record: RunRecord, augmented: str, size: int) -> bool:
    """The same arm wins with every seed; arms of one seed share images and initial weights."""
    scores = {(point.pipeline, point.seed): point.val_accuracy for point in record.points if point.size == size}
    gains = [score - scores[BASELINE, seed] for (arm, seed), score in scores.items() if arm == augmented]
    return all(gain > 0 for gain in gains) or all(gain < 0 for gain in gains)


def _worth(augmented: tuple[SizePoint, ...], without: tuple[SizePoint, ...]) -> str:
    """What the pipeline saves in labelled images, where it saves any."""
    needed = size_reaching(augmented, without[-1].validation)
    if needed is None or needed >= 0.95 * without[-1].size:
        return ""
    return f"It needs about {_rounded(needed):,} images for what takes {without[-1].size:,} without."


def _rounded(count: float) -> int:
    """Two significant digits: more would claim too much."""
    digits = max(0, math.floor(math.log10(max(1.0, count))) - 1)
    return int(round(count, -digits))
