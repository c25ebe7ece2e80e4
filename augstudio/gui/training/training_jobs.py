"""What a worker is given to do. Whatever loads torch is imported when it runs, in the worker's thread."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from augstudio.data.source import Source
from augstudio.gui.training.training_worker import TrainingJob
from augstudio.pipeline.model import Pipeline
from augstudio.training.cancellation import CancelToken
from augstudio.training.config import CurveConfig, TrainingConfig
from augstudio.training.events import TrainingEvent

if TYPE_CHECKING:
    from augstudio.training.run_folder import RunFolder


@dataclass(frozen=True, slots=True)
class Subject:
    """What is trained on, and where the run is kept.

    Attributes:
        replace: Write over the files of an earlier run there.
    """

    source: Source
    pipeline: Pipeline
    folder: Path
    replace: bool = False

    def run_folder(self) -> "RunFolder":
        """Where the run is kept; loads torch."""
        from augstudio.training.run_folder import RunFolder  # noqa: PLC0415 -- loads torch

        return RunFolder(
            self.folder, data=self.source.name, source=self.source, pipelines=(self.pipeline,), replace=self.replace
        )


def learning_curve_job(config: TrainingConfig, subject: Subject) -> TrainingJob:
    """Accuracy and loss over the epochs."""

    def run(cancel: CancelToken) -> Iterator[TrainingEvent]:
        from augstudio.training.loop import train  # noqa: PLC0415 -- loads torch

        source, pipeline = subject.source, subject.pipeline
        kept = subject.run_folder()
        yield from kept.record(config, train(config, source, pipeline, cancel, keep_weights=kept.keep_weights))

    return run


def size_curve_job(config: CurveConfig, subject: Subject) -> TrainingJob:
    """Accuracy against the number of training images."""

    def run(cancel: CancelToken) -> Iterator[TrainingEvent]:
        from augstudio.training.size_curve import size_curve  # noqa: PLC0415 -- loads torch

        source, pipelines = subject.source, (subject.pipeline,)
        events = size_curve(config, source, pipelines, baseline=config.training.baseline, cancel=cancel)
        yield from subject.run_folder().record(config, events)

    return run
