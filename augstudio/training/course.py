"""One repetition at one training-set size: what every arm of a size curve goes through."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from time import perf_counter

from torch import Tensor, nn

from augstudio.training.cancellation import CancelToken
from augstudio.training.events import CurvePointFinished
from augstudio.training.experiment import Arm, Experiment
from augstudio.training.fit import evaluate


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """Training images and the order of their batches; the arms share both.

    Attributes:
        rows: Of the images.
        repetition: From 0.
    """

    rows: Tensor
    repetition: int

    def batches(self, experiment: Experiment, steps: int) -> Iterator[tuple[int, Tensor]]:
        """As many batches as there are steps, each with its epoch, from 1."""
        every = ((epoch, rows) for epoch in count(1) for rows in experiment.batches(self.rows, epoch, self.repetition))
        return islice(every, steps)

    def place(self, arm: Arm, epoch: int, step: int) -> str:
        """Where in the training something happened, in words."""
        return f"{arm.name}, {len(self.rows)} images, epoch {epoch}, step {step}"

    def measured(
        self, experiment: Experiment, arm: Arm, model: nn.Module, training_seconds: float, cancel: CancelToken
    ) -> CurvePointFinished:
        """What a model comes to that was trained in so many seconds."""
        started = perf_counter()
        data = experiment.data
        train, validation, test = (
            evaluate(model, arm.prepared, experiment.labels, rows, cancel)
            for rows in (self.rows, data.validation, data.test)
        )
        return CurvePointFinished(
            pipeline=arm.name,
            size=len(self.rows),
            seed=experiment.config.seed + self.repetition,
            train_accuracy=train.accuracy,
            val_accuracy=validation.accuracy,
            test_accuracy=test.accuracy,
            seconds=training_seconds + perf_counter() - started,
        )
