"""A training in words: the live line, and what it came to."""

import math
from typing import assert_never

from augstudio.gui.training.run_record import Outcome, RunRecord
from augstudio.training.config import BASELINE
from augstudio.training.events import CurveStarted, RunStarted
from augstudio.training.findings import arm_title, in_points, last_gain, percent, size_curves
from augstudio.training.worth import prospects

_STANDARD_ERRORS = 1.96


def duration(seconds: float) -> str:
    """75 -> 1 min 15 s."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


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
    if len(record.results) == len(started.arms):
        return ["Writing what came of it"]
    if batch is None:
        return [f"{started.train_count:,} training images on {started.device}"]
    parts = [
        arm_title(batch.pipeline),
        f"epoch {batch.epoch} of {started.epochs}",
        f"step {batch.step:,} of {batch.steps:,}",
        f"{batch.images_per_second:,.0f} images/s",
    ]
    if batch.pipeline != BASELINE:
        parts.append(f"augmentation {100 * batch.augment_share:.0f} % of the time")
    if (best := record.best_validation) is not None and best.pipeline == batch.pipeline:
        parts.append(f"best validation {percent(best.val_accuracy)}")
    return parts


def verdict(record: RunRecord) -> str:
    """What the training came to, in a sentence or two."""
    if record.outcome is Outcome.STOPPED:
        return "Stopped; what was measured stands." if not record.is_empty else "Stopped."
    if isinstance(record.started, CurveStarted):
        return _size_verdict(record)
    return f"{_epoch_verdict(record)} {_skipped(record)}".strip()


def _skipped(record: RunRecord) -> str:
    count = len(record.started.skipped) if isinstance(record.started, RunStarted) else 0
    if count == 0:
        return ""
    return f"{count:,} {'image' if count == 1 else 'images'} could not be read and took no part."


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
        return f"{_subject(arm)}: {percent(score)} {place}."
    with_it, without = scores[augmented], scores[BASELINE]
    sentence = f"With {augmented}: {percent(with_it)}, without: {percent(without)} ({in_points(with_it - without)})"
    if abs(with_it - without) < _chance(with_it, without, count):
        return f"{sentence} {place}: too close to call."
    return f"{sentence} {place}."


def _chance(first: float, second: float, count: int) -> float:
    """Differences below this are no news: 95 % of what chance alone makes of two accuracies on `count` images."""
    return _STANDARD_ERRORS * math.sqrt((first * (1 - first) + second * (1 - second)) / max(1, count))


def _size_verdict(record: RunRecord) -> str:
    curves = size_curves(record.points)
    if not curves:
        return ""
    gain = last_gain(curves)
    if gain is None:
        arm, points = next(iter(curves.items()))
        measured = f"{_subject(arm)}: {percent(points[-1].validation)} from {points[-1].x:,} training images."
        return f"{measured} {prospects(curves)}"
    with_it, without = (
        next(point.validation for point in curves[arm] if point.x == gain.x) for arm in (gain.pipeline, BASELINE)
    )
    sentence = (
        f"From {gain.x:,} training images, with {gain.pipeline}: {percent(with_it)}, "
        f"without: {percent(without)} ({in_points(gain.mean)})"
    )
    if gain.seeds > 1 and not gain.is_clear:
        sentence = f"{sentence}; the seeds disagree: too close to call"
    return f"{sentence}. {prospects(curves)}"


def _subject(arm: str) -> str:
    return "Without augmentation" if arm == BASELINE else f"With {arm}"
