"""What a training, or a size curve, leaves of its events: a table, TensorBoard's files, a summary, a figure."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from augstudio.training.checkpoint import Checkpoint
from augstudio.training.events import (
    ArmFinished,
    CurvePointFinished,
    CurveStarted,
    EpochFinished,
    RunStarted,
    TrainingEvent,
)
from augstudio.training.figures import learning_curve_figure, size_curve_figure
from augstudio.training.run_files import RunFiles
from augstudio.training.run_summary import summarise_curve, summarise_training
from augstudio.training.tensorboard_log import TensorboardLog


class Recording(ABC):
    """One run as it is written down.

    Attributes:
        key: What config.json and summary.json call it.
    """

    key: ClassVar[str]

    def __init__(self, files: RunFiles) -> None:
        self._files = files
        self._log = TensorboardLog(files.folder / "tensorboard")

    @abstractmethod
    def take(self, event: TrainingEvent) -> None:
        """Writes down what an event adds."""

    @abstractmethod
    def results(self) -> dict[str, Any]:
        """What it has come to so far."""

    @abstractmethod
    def draw(self, data_name: str) -> None:
        """Draws the figure, if there is anything to draw."""


class TrainingRecording(Recording):
    """Of a training over epochs."""

    key = "training"
    _TABLE = "metrics.csv"

    def __init__(self, files: RunFiles, started: RunStarted, checkpoint: Checkpoint) -> None:
        super().__init__(files)
        self._started = started
        self._checkpoint = checkpoint
        self._rows: list[EpochFinished] = []
        self._arms: list[ArmFinished] = []
        files.start_table(self._TABLE, EpochFinished)

    def take(self, event: TrainingEvent) -> None:
        if isinstance(event, EpochFinished):
            self._take_epoch(event)
        elif isinstance(event, ArmFinished):
            self._arms.append(event)
            self._checkpoint.write()

    def results(self) -> dict[str, Any]:
        return summarise_training(self._arms, self._rows)

    def draw(self, data_name: str) -> None:
        self._checkpoint.write()
        if self._rows:
            learning_curve_figure(
                self._rows,
                self._files.folder / "learning_curve.png",
                subtitle=f"{data_name}  ·  {self._started.model}  ·  {self._started.train_count:,} training images",
                validation_count=self._started.validation_count,
            )

    def _take_epoch(self, row: EpochFinished) -> None:
        self._rows.append(row)
        self._files.add_row(self._TABLE, row)
        scalars = {
            "loss/train": row.train_loss,
            "loss/validation": row.val_loss,
            "accuracy/train": row.train_accuracy,
            "accuracy/validation": row.val_accuracy,
            "learning_rate": row.lr,
            "images_per_second": row.images_per_second,
        }
        self._log.add(row.pipeline, row.step, scalars)
        self._checkpoint.write_when_due()


class CurveRecording(Recording):
    """Of accuracy against the number of training images."""

    key = "curve"
    _TABLE = "curve.csv"

    def __init__(self, files: RunFiles, started: CurveStarted) -> None:
        super().__init__(files)
        self._started = started
        self._rows: list[CurvePointFinished] = []
        files.start_table(self._TABLE, CurvePointFinished)

    def take(self, event: TrainingEvent) -> None:
        if isinstance(event, CurvePointFinished):
            self._rows.append(event)
            self._files.add_row(self._TABLE, event)
            scalars = {"size/train_accuracy": event.train_accuracy, "size/validation_accuracy": event.val_accuracy}
            self._log.add(f"{event.pipeline} seed {event.seed}", event.size, scalars)

    def results(self) -> dict[str, Any]:
        return summarise_curve(self._rows)

    def draw(self, data_name: str) -> None:
        if self._rows:
            path = self._files.folder / "size_curve.png"
            size_curve_figure(self._rows, path, subtitle=f"{data_name}  ·  {self._started.model}")
