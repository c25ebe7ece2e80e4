"""Training over epochs, once per arm: a generator of events that neither prints nor knows who listens."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from time import perf_counter

from torch import Tensor

from augstudio.data.source import Source
from augstudio.pipeline.model import Pipeline
from augstudio.training.cancellation import CancelToken
from augstudio.training.checks import check_training
from augstudio.training.config import TrainingConfig
from augstudio.training.device import finish_work
from augstudio.training.events import (
    ArmFinished,
    BatchFinished,
    EpochFinished,
    RunStarted,
    TrainingEvent,
)
from augstudio.training.experiment import Arm, Experiment, open_experiment
from augstudio.training.fit import Fit, check_loss, evaluate
from augstudio.training.progress import KeepProgress, Progress
from augstudio.training.session import in_session

KeepWeights = Callable[[str, int, Mapping[str, Tensor]], None]
"""Called with an arm, an epoch and its weights (on the CPU) whenever these are the arm's best so far."""

_RECENT_STEPS = 10
"""Steps that the speed in `BatchFinished` is taken over."""


def train(
    config: TrainingConfig,
    source: Source,
    pipeline: Pipeline,
    cancel: CancelToken | None = None,
    *,
    keep_weights: KeepWeights | None = None,
    keep_progress: KeepProgress | None = None,
    resume: Progress | None = None,
) -> Iterator[TrainingEvent]:
    """Trains a model with a pipeline, and with `config.baseline` before that without, on the same split, weights and order.

    Nothing happens before the first event is asked for. The validation images choose each arm's best epoch; with its weights the test
    images are read, once.

    Args:
        config: What to do.
        source: Labelled images.
        pipeline: What augments the training images; its evaluation twin prepares all others.
        cancel: Stops the training within a batch; the last event is then `RunCancelled`.
        keep_weights: Takes the best weights.
        keep_progress: Takes the state after each epoch.
        resume: Such a state, of a training with the same configuration, source and pipeline. It goes on from there to the numbers that
            it would have come to; epochs and arms that are done are told again, without their batches.

    Returns:
        The events: `RunStarted`; for each arm its batches, epochs and `ArmFinished`; then `RunFinished` or `RunCancelled`.

    Raises:
        TrainingError: The data or the configuration do not allow it, or the loss is no number.
        DataError: The data cannot be read.
        PipelineError: A step can never be applied to these images.
    """
    keep = _Keep(keep_weights, keep_progress)
    return in_session(config, _run(config, source, pipeline, cancel or CancelToken(), keep, resume))


@dataclass(frozen=True, slots=True)
class _Keep:
    """Who takes what a training leaves on its way."""

    weights: KeepWeights | None
    progress: KeepProgress | None


def _run(
    config: TrainingConfig,
    source: Source,
    pipeline: Pipeline,
    cancel: CancelToken,
    keep: _Keep,
    resume: Progress | None,
) -> Iterator[TrainingEvent]:
    check_training(config)
    experiment = open_experiment(config, source, (pipeline,), baseline=config.baseline, cancel=cancel)
    yield _run_started(experiment)
    told = list(resume.told) if resume else []
    yield from told
    done = {each.pipeline for each in told if isinstance(each, ArmFinished)}
    for arm in experiment.arms:
        if arm.name not in done:
            yield from _train_arm(experiment, arm, cancel, keep, told, resume)


def _run_started(experiment: Experiment) -> RunStarted:
    data, config = experiment.data, experiment.config
    model = experiment.fit(experiment.arms[-1], 1).model
    return RunStarted(
        arms=tuple(arm.name for arm in experiment.arms),
        model=config.model,
        device=str(experiment.device),
        train_count=len(data.train),
        validation_count=len(data.validation),
        test_count=len(data.test),
        epochs=config.epochs,
        steps=config.epochs * experiment.steps_per_epoch(len(data.train)),
        parameters=sum(values.numel() for values in model.parameters() if values.requires_grad),
        skipped=data.skipped,
        mean=experiment.mean,
        std=experiment.std,
    )


def _train_arm(
    experiment: Experiment,
    arm: Arm,
    cancel: CancelToken,
    keep: _Keep,
    told: list[EpochFinished | ArmFinished],
    resume: Progress | None,
) -> Iterator[TrainingEvent]:
    started = perf_counter()
    data = experiment.data
    course = _ArmCourse(experiment, arm, experiment.config.epochs * experiment.steps_per_epoch(len(data.train)))
    cancel.check()
    course.warm_up()
    rows = resume.epochs_of(arm.name) if resume else []
    seconds_before = sum(row.seconds for row in rows)
    best_weights: Mapping[str, Tensor] = {}
    if resume and rows:
        course.go_on(resume, rows[-1].step)
        best_weights = resume.best
        if keep.weights is not None:
            keep.weights(arm.name, _best(rows).epoch, best_weights)
    while not _is_over(experiment.config, rows):
        epoch = len(rows) + 1
        yield from course.epoch(epoch, cancel)
        rows.append(course.measured(epoch, cancel))
        told.append(rows[-1])
        if _best(rows) is rows[-1]:
            best_weights = course.fit.weights()
            if keep.weights is not None:
                keep.weights(arm.name, epoch, best_weights)
        if keep.progress is not None:
            keep.progress(partial(course.progress, tuple(told), best_weights))
        yield rows[-1]
    course.fit.restore(best_weights)
    test = evaluate(course.fit.model, arm.prepared, experiment.labels, data.test, cancel)
    best = _best(rows)
    seconds = seconds_before + perf_counter() - started
    finished = ArmFinished(arm.name, best.epoch, best.val_accuracy, test.accuracy, seconds)
    told.append(finished)
    yield finished


def _best(rows: Sequence[EpochFinished]) -> EpochFinished:
    """The first of the epochs with the best validation accuracy."""
    return max(rows, key=lambda row: row.val_accuracy)


def _is_over(config: TrainingConfig, rows: Sequence[EpochFinished]) -> bool:
    if not rows:
        return False
    since_best = rows[-1].epoch - _best(rows).epoch
    return len(rows) == config.epochs or (config.patience is not None and since_best >= config.patience)


class _ArmCourse:
    """One arm on its way through the epochs, with its clocks.

    The clocks run while it works, not while whoever listens looks at an event.
    """

    def __init__(self, experiment: Experiment, arm: Arm, steps: int) -> None:
        self.fit: Fit = experiment.fit(arm, steps)
        self._experiment = experiment
        self._arm = arm
        self._feed = experiment.feed(arm)
        self._steps = steps
        self._step = 0
        self._loss = 0.0
        self._augment_seconds = 0.0
        self._step_seconds = 0.0

    def warm_up(self) -> None:
        """What is slow the first time happens here."""
        self._experiment.warm_up(self._arm, self._feed, self._batches(1)[0])

    def go_on(self, progress: Progress, step: int) -> None:
        """Continues where it stood after so many steps."""
        self.fit.go_on(progress.weights, progress.optimiser, step)
        self._step = step

    def progress(self, told: tuple[EpochFinished | ArmFinished, ...], best: Mapping[str, Tensor]) -> Progress:
        """A copy of where it stands."""
        return Progress(told, self.fit.weights(), best, self.fit.memory())

    def epoch(self, epoch: int, cancel: CancelToken) -> Iterator[BatchFinished]:
        """Takes the steps of one epoch."""
        self._loss = self._augment_seconds = self._step_seconds = 0.0
        recent: deque[tuple[int, float, float]] = deque(maxlen=_RECENT_STEPS)
        for rows in self._batches(epoch):
            cancel.check()
            loss, augment_seconds, seconds = self._take_step(rows, epoch)
            recent.append((len(rows), augment_seconds, seconds))
            count, augmenting, working = (sum(column) for column in zip(*recent, strict=True))
            yield BatchFinished(
                pipeline=self._arm.name,
                epoch=epoch,
                step=self._step,
                steps=self._steps,
                train_loss=loss,
                images_per_second=count / working,
                augment_share=augmenting / working,
            )

    def measured(self, epoch: int, cancel: CancelToken) -> EpochFinished:
        """What the epoch came to: one row of metrics.csv."""
        started = perf_counter()
        data, labels, images = self._experiment.data, self._experiment.labels, self._arm.prepared
        train = evaluate(self.fit.model, images, labels, data.train, cancel)
        validation = evaluate(self.fit.model, images, labels, data.validation, cancel)
        return EpochFinished(
            pipeline=self._arm.name,
            seed=self._experiment.config.seed,
            epoch=epoch,
            step=self._step,
            train_loss=self._loss / len(data.train),
            train_accuracy=train.accuracy,
            val_loss=validation.loss,
            val_accuracy=validation.accuracy,
            lr=self.fit.learning_rate,
            images_per_second=len(data.train) / self._step_seconds,
            augment_seconds=self._augment_seconds,
            seconds=self._step_seconds + perf_counter() - started,
        )

    def _batches(self, epoch: int) -> tuple[Tensor, ...]:
        return self._experiment.batches(self._experiment.data.train, epoch)

    def _take_step(self, rows: Tensor, epoch: int) -> tuple[float, float, float]:
        """The loss, the seconds that augmentation took, and those of the whole step."""
        device = self._experiment.device
        started = perf_counter()
        images, targets = self._feed.batch(rows, epoch)
        finish_work(device)
        augmented = perf_counter()
        self._step += 1
        loss = check_loss(self.fit.step(images, targets), self._place(epoch), self.fit.learning_rate)
        done = perf_counter()
        self._loss += loss * len(rows)
        self._augment_seconds += augmented - started
        self._step_seconds += done - started
        return loss, augmented - started, done - started

    def _place(self, epoch: int) -> str:
        return f"{self._arm.name}, epoch {epoch}, step {self._step}"
