"""Which step helps: the pipeline without each of its steps, and with each alone, on common random numbers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from augstudio.data.source import Source
from augstudio.errors import TrainingError
from augstudio.pipeline.evaluation import twins_of
from augstudio.pipeline.model import Pipeline
from augstudio.training.cancellation import CancelToken
from augstudio.training.checks import check_curve
from augstudio.training.config import BASELINE, CurveConfig
from augstudio.training.events import CurvePointFinished, CurveStarted, TrainingEvent
from augstudio.training.experiment import Experiment, open_experiment
from augstudio.training.session import in_session
from augstudio.training.size_curve import courses_of, single_points
from augstudio.training.stacked import can_stack, stacked_points

WHOLE = "all"
"""The arm with every step."""


@dataclass(frozen=True, slots=True)
class Ablation:
    """What is compared.

    A step that is left out becomes its evaluation twin: most disappear, and a random crop becomes a centre crop, so that the images keep
    their size. What is its own twin stays in every arm: without a resize or a normalize there is nothing to evaluate.

    Attributes:
        steps: The ids of the steps in question, in their order; a group is one of them.
        arms: The pipelines to train with, each named after its arm; the baseline is none of them.
    """

    steps: tuple[str, ...]
    arms: tuple[Pipeline, ...]

    @classmethod
    def of(cls, pipeline: Pipeline) -> "Ablation":
        """Every step left out, and every step alone.

        Raises:
            TrainingError: No step does anything that evaluation does not do, too.
        """
        steps = tuple(step.id for step in pipeline.active if tuple(twins_of(step)) != (step,))
        if not steps:
            raise TrainingError(
                f"no step of the pipeline {pipeline.name!r} augments: there is nothing to leave out, only what evaluation needs"
            )
        whole = frozenset(steps)
        kept = [whole, *(whole - {step} for step in steps), *(frozenset({step}) for step in steps)]
        named = {arm_name(each, steps): _with_only(pipeline, each) for each in kept if each}
        return cls(steps, tuple(replace(each, name=name) for name, each in named.items()))


def arm_name(kept: frozenset[str], steps: tuple[str, ...]) -> str:
    """What the arm is called that keeps some of the steps: all, none, all but one, or one only; of two steps, that is the same."""
    if not kept:
        return BASELINE
    missing = [step for step in steps if step not in kept]
    match missing:
        case []:
            return WHOLE
        case [one]:
            return f"without {one}"
        case _:
            return f"only {' and '.join(sorted(kept))}"


def _with_only(pipeline: Pipeline, kept: frozenset[str]) -> Pipeline:
    """The pipeline with some steps as they are and the twins of the others. Draws are keyed by id: those that stay draw the same."""
    steps = [each for step in pipeline.active for each in ((step,) if step.id in kept else twins_of(step))]
    return pipeline.with_steps(steps)


def ablate(
    config: CurveConfig, source: Source, pipeline: Pipeline, cancel: CancelToken | None = None
) -> Iterator[TrainingEvent]:
    """Trains every arm, and the baseline, with every seed on all training images.

    The arms of a seed share images, initial weights, order of the images and number of steps, and the steps that they share draw the
    same: what differs between two arms is the step.

    Args:
        config: What each run does, and the number of seeds; its sizes are not used.
        source: Labelled images.
        pipeline: The design.
        cancel: Stops within a batch; the last event is then `RunCancelled`.

    Returns:
        The events of a size curve at a single size: `CurveStarted`, a `CurvePointFinished` a run, `RunFinished` or `RunCancelled`.

    Raises:
        TrainingError: There is nothing to leave out, there are fewer than two seeds, or the data do not allow it; or a loss is no number.
        DataError: The data cannot be read.
        PipelineError: A step can never be applied to these images.
    """
    return in_session(config.training, _run(config, source, pipeline, cancel or CancelToken()))


def _run(config: CurveConfig, source: Source, pipeline: Pipeline, cancel: CancelToken) -> Iterator[TrainingEvent]:
    check_curve(config)
    if config.seeds < 2:
        raise TrainingError(f"seeds {config.seeds}: give 2 or more; one alone cannot tell a difference from chance")
    experiment = open_experiment(config.training, source, Ablation.of(pipeline).arms, baseline=True, cancel=cancel)
    data = experiment.data
    yield CurveStarted(
        arms=tuple(arm.name for arm in experiment.arms),
        sizes=(len(data.train),),
        seeds=config.seeds,
        model=config.training.model,
        device=str(experiment.device),
        mean=experiment.mean,
        std=experiment.std,
        skipped=data.skipped,
    )
    yield from _points(experiment, config.seeds, cancel)


def _points(experiment: Experiment, seeds: int, cancel: CancelToken) -> Iterator[CurvePointFinished]:
    train = experiment.data.train
    for arm in experiment.arms:
        cancel.check()
        experiment.warm_up(arm, experiment.feed(arm), train[: experiment.config.batch_size])
    steps = experiment.config.epochs * experiment.steps_per_epoch(len(train))
    points = stacked_points if can_stack(experiment) else single_points
    yield from points(experiment, courses_of(experiment, (len(train),), seeds), steps, cancel)
