"""Training over epochs, once per arm: a generator of events that neither prints nor knows who listens."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
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

    Returns:
        The events: `RunStarted`; for each arm its batches, epochs and `ArmFinished`; then `RunFinished` or `RunCancelled`.

    Raises:
        TrainingError: The data or the configuration do not allow it, or the loss is no number.
        DataError: The data cannot be read.
        PipelineError: A step can never be applied to these images.
    """
    return in_session(config, _run(config, source, pipeline, cancel or CancelToken(), keep_weights))


def _run(
    config: TrainingConfig, source: Source, pipeline: Pipeline, cancel: CancelToken, keep_weights: KeepWeights | None
) -> Iterator[TrainingEvent]:
    check_training(config)
    experiment = open_experiment(config, source, (pipeline,), baseline=config.baseline, cancel=cancel)
    yield _run_started(experiment)
    for arm in experiment.arms:
        yield from _train_arm(experiment, arm, cancel, keep_weights)


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
    experiment: Experiment, arm: Arm, cancel: CancelToken, keep_weights: KeepWeights | None
) -> Iterator[TrainingEvent]:
    started = perf_counter()
    data = experiment.data
    steps = experiment.config.epochs * experiment.steps_per_epoch(len(data.train))
    course = _ArmCourse(experiment, arm, steps)
    best: EpochFinished | None = None
    best_weights: dict[str, Tensor] = {}
    cancel.check()
    course.warm_up()
    for epoch in range(1, experiment.config.epochs + 1):
        yield from course.epoch(epoch, cancel)
        finished = course.measured(epoch, cancel)
        if best is None or finished.val_accuracy > best.val_accuracy:
            best, best_weights = finished, course.fit.weights()
            if keep_weights is not None:
                keep_weights(arm.name, epoch, best_weights)
        yield finished
        if experiment.config.patience is not None and epoch - best.epoch >= experiment.config.patience:
            break
    assert best is not None, "there is at least one epoch"  # noqa: S101 -- told to the type checker
    course.fit.restore(best_weights)
    test = evaluate(course.fit.model, arm.prepared, experiment.labels, data.test, cancel)
    yield ArmFinished(arm.name, best.epoch, best.val_accuracy, test.accuracy, perf_counter() - started)


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
