"""Accuracy against the number of training images, with and without each pipeline: a generator of events."""

from collections.abc import Iterator, Sequence
from time import perf_counter

import torch

from augstudio.data.source import Source
from augstudio.data.splits import nested_subsets
from augstudio.errors import TrainingError
from augstudio.pipeline.model import Pipeline
from augstudio.training.cancellation import CancelToken
from augstudio.training.checks import check_curve
from augstudio.training.config import CurveConfig
from augstudio.training.course import Course
from augstudio.training.events import CurvePointFinished, CurveStarted, TrainingEvent
from augstudio.training.experiment import Arm, Experiment, open_experiment
from augstudio.training.fit import Fit, check_loss
from augstudio.training.session import in_session
from augstudio.training.stacked import can_stack, stacked_points

_SIZES = 8
_SMALLEST_SHARE = 0.02


def size_curve(
    config: CurveConfig,
    source: Source,
    pipelines: Sequence[Pipeline],
    *,
    baseline: bool = False,
    cancel: CancelToken | None = None,
) -> Iterator[TrainingEvent]:
    """Trains every arm on every size with every seed, on nested stratified subsets.

    Every run takes the same number of optimiser steps: as many as `config.training.epochs` over the largest size make. (With equal
    epochs the small sizes would be under-trained.) Validation and test images are the same throughout; the test images are read once a
    run, at its end. The arms share subsets, initial weights and order of the images. `normalize: dataset` takes the statistics of all
    images that may train.

    Args:
        config: What to do.
        source: Labelled images.
        pipelines: One arm each.
        baseline: Also an arm `none`, without augmentation.
        cancel: Stops within a batch; the last event is then `RunCancelled`.

    Returns:
        The events: `CurveStarted`; a `CurvePointFinished` a run, all sizes of one seed before the next; then `RunFinished` or
        `RunCancelled`.

    Raises:
        TrainingError: The data or the configuration do not allow it, or a loss is no number.
        DataError: The data cannot be read.
        PipelineError: A step can never be applied to these images.
    """
    return in_session(config.training, _run(config, source, pipelines, cancel or CancelToken(), baseline=baseline))


def default_sizes(images: int, classes: int) -> tuple[int, ...]:
    """Up to eight sizes from 2 % of the training images (at least one a class) to all, evenly spaced on a logarithmic axis."""
    smallest = min(images, max(classes, round(_SMALLEST_SHARE * images)))
    ratio = (images / smallest) ** (1 / (_SIZES - 1))
    return tuple(sorted({round(smallest * ratio**position) for position in range(_SIZES)}))


def _run(
    config: CurveConfig,
    source: Source,
    pipelines: Sequence[Pipeline],
    cancel: CancelToken,
    *,
    baseline: bool,
) -> Iterator[TrainingEvent]:
    check_curve(config)
    if not pipelines:
        raise TrainingError("no pipeline to measure; give at least one, such as the preset none")
    experiment = open_experiment(config.training, source, pipelines, baseline=baseline, cancel=cancel)
    data = experiment.data
    sizes = config.sizes or default_sizes(len(data.train), data.classes)
    # Sizes that cannot be are refused here, before anything is written.
    nested_subsets(data.train.numpy(), data.labels.numpy(), sizes, config.training.seed)
    yield CurveStarted(
        arms=tuple(arm.name for arm in experiment.arms),
        sizes=sizes,
        seeds=config.seeds,
        model=config.training.model,
        device=str(experiment.device),
        mean=experiment.mean,
        std=experiment.std,
        skipped=data.skipped,
    )
    yield from _points(experiment, sizes, config.seeds, cancel)


def _points(
    experiment: Experiment, sizes: tuple[int, ...], seeds: int, cancel: CancelToken
) -> Iterator[CurvePointFinished]:
    data = experiment.data
    steps = experiment.config.epochs * experiment.steps_per_epoch(sizes[-1])
    for arm in experiment.arms:
        cancel.check()
        experiment.warm_up(arm, experiment.feed(arm), data.train[: experiment.config.batch_size])
    points = stacked_points if can_stack(experiment) else single_points
    yield from points(experiment, courses_of(experiment, sizes, seeds), steps, cancel)


def courses_of(experiment: Experiment, sizes: tuple[int, ...], seeds: int) -> list[Course]:
    """All sizes of the first repetition, then of the next."""
    data = experiment.data
    rows, labels = data.train.numpy(), data.labels.numpy()
    return [
        Course(torch.from_numpy(subset), repetition)
        for repetition in range(seeds)
        for subset in nested_subsets(rows, labels, sizes, experiment.config.seed + repetition).values()
    ]


def single_points(
    experiment: Experiment, courses: Sequence[Course], steps: int, cancel: CancelToken
) -> Iterator[CurvePointFinished]:
    """Trains every arm on every course, one after the other; the points come in the order of the courses, arm by arm.

    Raises:
        TrainingError: A loss is no number.
        Cancelled: It was asked to stop.
    """
    for course in courses:
        for arm in experiment.arms:
            started = perf_counter()
            fit = _fitted(experiment, arm, course, steps, cancel)
            yield course.measured(experiment, arm, fit.model, perf_counter() - started, cancel)


def _fitted(experiment: Experiment, arm: Arm, course: Course, steps: int, cancel: CancelToken) -> Fit:
    fit = experiment.fit(arm, steps, course.repetition)
    feed = experiment.feed(arm, course.repetition)
    for step, (epoch, rows) in enumerate(course.batches(experiment, steps), start=1):
        cancel.check()
        loss = fit.step(*feed.batch(rows, epoch))
        check_loss(loss, course.place(arm, epoch, step), fit.learning_rate)
    return fit
