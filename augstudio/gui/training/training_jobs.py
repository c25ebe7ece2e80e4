"""What a worker is given to do. Whatever loads torch is imported when it runs, in the worker's thread."""

from collections.abc import Iterator

from augstudio.data.source import Source
from augstudio.gui.training.training_worker import TrainingJob
from augstudio.pipeline.model import Pipeline
from augstudio.training.cancellation import CancelToken
from augstudio.training.config import CurveConfig, TrainingConfig
from augstudio.training.events import TrainingEvent


def learning_curve_job(config: TrainingConfig, source: Source, pipeline: Pipeline) -> TrainingJob:
    """Accuracy and loss over the epochs."""

    def run(cancel: CancelToken) -> Iterator[TrainingEvent]:
        from augstudio.training.loop import train  # noqa: PLC0415 -- loads torch

        yield from train(config, source, pipeline, cancel)

    return run


def size_curve_job(config: CurveConfig, source: Source, pipeline: Pipeline) -> TrainingJob:
    """Accuracy against the number of training images."""

    def run(cancel: CancelToken) -> Iterator[TrainingEvent]:
        from augstudio.training.size_curve import size_curve  # noqa: PLC0415 -- loads torch

        yield from size_curve(config, source, (pipeline,), baseline=config.training.baseline, cancel=cancel)

    return run
