"""What one training has told so far, in the shape that plots and words need. Knows nothing of Qt."""

import math
from collections.abc import Iterable
from enum import StrEnum
from statistics import fmean
from typing import assert_never

from augstudio.training.events import (
    ArmFinished,
    BatchFinished,
    CurvePointFinished,
    CurveStarted,
    EpochFinished,
    RunCancelled,
    RunFinished,
    RunStarted,
    TrainingEvent,
)

LOSS_POINTS = 240
"""The running loss is drawn with about this many points, however many steps there are: more cannot be seen."""


class Outcome(StrEnum):
    """How a training stands."""

    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"


class LossTrace:
    """The loss of single batches, averaged over neighbours, against fractional epochs."""

    def __init__(self) -> None:
        self.epochs: list[float] = []
        self.losses: list[float] = []
        self._open: list[float] = []

    def add(self, batch: BatchFinished, epochs: int) -> None:
        """Takes one more batch in."""
        self._open.append(batch.train_loss)
        if len(self._open) < math.ceil(batch.steps / LOSS_POINTS):
            return
        middle = batch.step - (len(self._open) - 1) / 2
        self.epochs.append(middle / batch.steps * epochs)
        self.losses.append(fmean(self._open))
        self._open.clear()


class RunRecord:
    """One run as it grows.

    Attributes:
        subject: What is trained on what: the names of the data and of the model. Accuracies of others are not to be compared with its own.
        started: What the run said first; None before.
        epochs: Finished epochs, by arm.
        losses: The running loss, by arm.
        results: Arms that are done.
        points: Of a size curve, in the order they came.
        batch: The last optimiser step.
        seconds: How long the whole run took; None while it runs.
        outcome: How it stands.
    """

    def __init__(self, subject: tuple[str, str] = ("", "")) -> None:
        self.subject = subject
        self.started: RunStarted | CurveStarted | None = None
        self.epochs: dict[str, list[EpochFinished]] = {}
        self.losses: dict[str, LossTrace] = {}
        self.results: dict[str, ArmFinished] = {}
        self.points: list[CurvePointFinished] = []
        self.batch: BatchFinished | None = None
        self.seconds: float | None = None
        self.outcome = Outcome.RUNNING

    @property
    def arms(self) -> tuple[str, ...]:
        """Names of the pipelines, in the order they are trained."""
        return self.started.arms if self.started else ()

    @property
    def is_empty(self) -> bool:
        """There is nothing to draw yet."""
        return not (any(self.epochs.values()) or self.points or any(trace.losses for trace in self.losses.values()))

    def absorb(self, events: Iterable[TrainingEvent]) -> None:
        """Takes in what happened since the last time."""
        for event in events:
            self._take(event)

    def _take(self, event: TrainingEvent) -> None:
        match event:
            case RunStarted() | CurveStarted():
                self.started = event
            case BatchFinished():
                self._take_batch(event)
            case EpochFinished():
                self.epochs.setdefault(event.pipeline, []).append(event)
            case CurvePointFinished():
                self.points.append(event)
            case ArmFinished():
                self.results[event.pipeline] = event
            case RunFinished() | RunCancelled():
                self.seconds = event.seconds
                self.outcome = Outcome.FINISHED if isinstance(event, RunFinished) else Outcome.STOPPED
            case _:
                assert_never(event)

    def _take_batch(self, batch: BatchFinished) -> None:
        self.batch = batch
        if isinstance(self.started, RunStarted):
            self.losses.setdefault(batch.pipeline, LossTrace()).add(batch, self.started.epochs)

    @property
    def best_validation(self) -> EpochFinished | None:
        """The best epoch of the arm that is being trained, or was last."""
        rows = next((rows for rows in reversed(self.epochs.values()) if rows), None)
        return max(rows, key=lambda row: row.val_accuracy) if rows else None

    @property
    def share_done(self) -> float:
        """How much of the work is done, 0..1."""
        if self.outcome is Outcome.FINISHED:
            return 1.0
        match self.started:
            case RunStarted(arms=arms):
                within = self.batch.step / self.batch.steps if self.batch else 0.0
                before = arms.index(self.batch.pipeline) if self.batch else 0
                return (before + within) / len(arms)
            case CurveStarted(arms=arms, sizes=sizes, seeds=seeds):
                return len(self.points) / max(1, len(arms) * len(sizes) * seeds)
            case None:
                return 0.0
            case _:
                assert_never(self.started)

    def seconds_left(self, elapsed: float) -> float | None:
        """How long it will still take, should it go on as it did; None when it is too early to tell.

        Args:
            elapsed: Seconds since training began.
        """
        share = self.share_done
        return elapsed * (1 - share) / share if share >= 0.01 and elapsed >= 0.5 else None
