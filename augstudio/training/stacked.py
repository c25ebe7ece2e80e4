"""Small models of many sizes and repetitions trained side by side: the numbers of one by one, in a fraction of the time.

A small model's step is mostly overhead. Runs of a size curve take the same number of steps, so that one batched program takes a step
of all of them.
"""

import math
from collections.abc import Iterator, Sequence
from time import perf_counter

import torch
from torch import Tensor, nn
from torch.nn import functional

from augstudio.training.cancellation import CancelToken
from augstudio.training.course import Course
from augstudio.training.dense_stack import DenseStack, is_dense
from augstudio.training.events import CurvePointFinished
from augstudio.training.experiment import Experiment
from augstudio.training.fit import check_loss
from augstudio.training.stacked_feed import Batch, stacked_feed

_MOST_RUNS = 16
"""More at once save little, and results come later."""
_CPU_BYTES = 8 * 1024**2
"""Batches and weights of all runs together stay in a processor's caches; beyond that nothing is gained."""
_GPU_BYTES = 256 * 1024**2
_COPIES = 4
"""Of each weight: itself, its gradient, and two moments."""


def can_stack(experiment: Experiment) -> bool:
    """The model has dense layers only, the arms make images of one size, and both are small."""
    shapes = {arm.prepared.shape for arm in experiment.arms}
    return len(shapes) == 1 and is_dense(_model(experiment, 0)) and _runs_at_once(experiment) > 1


def stacked_points(
    experiment: Experiment, courses: Sequence[Course], steps: int, cancel: CancelToken
) -> Iterator[CurvePointFinished]:
    """Trains every arm on every course; the points come in the order of the courses, arm by arm.

    Raises:
        TrainingError: A loss is no number.
        Cancelled: It was asked to stop.
    """
    at_once = max(1, _runs_at_once(experiment) // len(experiment.arms))
    at_once = math.ceil(len(courses) / math.ceil(len(courses) / at_once))  # a short rest would cost as much as a whole
    for first in range(0, len(courses), at_once):
        yield from _points(experiment, courses[first : first + at_once], steps, cancel)


def _points(
    experiment: Experiment, courses: Sequence[Course], steps: int, cancel: CancelToken
) -> Iterator[CurvePointFinished]:
    started = perf_counter()
    stack = _trained(experiment, courses, steps, cancel)
    seconds = (perf_counter() - started) / (len(courses) * len(experiment.arms))
    for course_number, course in enumerate(courses):
        for arm_number, arm in enumerate(experiment.arms):
            model = stack.model(arm_number * len(courses) + course_number)
            yield course.measured(experiment, arm, model, seconds, cancel)


def _trained(experiment: Experiment, courses: Sequence[Course], steps: int, cancel: CancelToken) -> DenseStack:
    models = {course.repetition: _model(experiment, course.repetition) for course in courses}
    stack = DenseStack([models[course.repetition] for _ in experiment.arms for course in courses], experiment.device)
    recipe = experiment.recipe
    optimiser = recipe.make_optimiser(stack.parameters, experiment.device)
    batches = _StackedBatches(experiment, courses)
    every = zip(*(course.batches(experiment, steps) for course in courses), strict=True)
    for step, parts in enumerate(every, start=1):
        cancel.check()
        batches.fill(parts)
        rate = recipe.rate(step - 1, steps)
        for group in optimiser.param_groups:
            group["lr"] = rate
        losses = _losses(stack.logits(batches.images), batches.answers, recipe.label_smoothing)
        optimiser.zero_grad(set_to_none=True)
        torch.autograd.backward(losses.sum())
        optimiser.step()
        _check(losses.detach(), experiment, courses, parts, step, rate)
    return stack


class _StackedBatches:
    """The batches of all runs in memory that is used again at every step.

    Attributes:
        images: (R, B, pixels) float32, arm by arm.
        answers: Class probabilities (R, B, K) float32; zero for images that pad a batch.
    """

    def __init__(self, experiment: Experiment, courses: Sequence[Course]) -> None:
        arms = experiment.arms
        longest = max(len(experiment.batches(course.rows, 1)[0]) for course in courses)
        shape = (len(arms) * len(courses), longest)
        self.images = torch.zeros(*shape, math.prod(arms[0].prepared.shape), device=experiment.device)
        self.answers = torch.zeros(*shape, experiment.data.classes, device=experiment.device)
        repetitions = [course.repetition for course in courses]
        self._feeds = [stacked_feed(experiment, arm, repetitions) for arm in arms]

    def fill(self, batches: Sequence[Batch]) -> None:
        """Takes the next batch of every course."""
        places = zip(self.images.chunk(len(self._feeds)), self.answers.chunk(len(self._feeds)), strict=True)
        for feed, (images, answers) in zip(self._feeds, places, strict=True):
            feed.fill(batches, images, answers)


def _losses(logits: Tensor, targets: Tensor, label_smoothing: float) -> Tensor:
    """Mean cross-entropy of each run (R,); images without a target, which pad the batch, do not count.

    Args:
        logits: (R, K, B).
        targets: (R, B, K) probabilities.
        label_smoothing: Share of each that is spread over all classes.
    """
    images = targets.sum(dim=2, keepdim=True)
    wanted = (1 - label_smoothing) * targets + label_smoothing / targets.shape[2] * images
    losses = -(wanted.transpose(1, 2) * functional.log_softmax(logits, dim=1)).sum(dim=(1, 2))
    return losses / images.sum(dim=(1, 2))


def _check(
    losses: Tensor, experiment: Experiment, courses: Sequence[Course], batches: Sequence[Batch], step: int, rate: float
) -> None:
    """Refuses a loss that is no number, by the name of its run."""
    if bool(losses.isfinite().all()):
        return
    runs = (
        (arm, course, epoch) for arm in experiment.arms for course, (epoch, _) in zip(courses, batches, strict=True)
    )
    for loss, (arm, course, epoch) in zip(losses.tolist(), runs, strict=True):
        check_loss(loss, course.place(arm, epoch, step), rate)


def _runs_at_once(experiment: Experiment) -> int:
    weights = sum(each.numel() for each in _model(experiment, 0).parameters())
    batch = experiment.config.batch_size * math.prod(experiment.arms[0].prepared.shape)
    most = _CPU_BYTES if experiment.device.type == "cpu" else _GPU_BYTES
    return min(_MOST_RUNS, most // (4 * (batch + _COPIES * weights)))


def _model(experiment: Experiment, repetition: int) -> nn.Module:
    return experiment.model(experiment.arms[0], repetition)
