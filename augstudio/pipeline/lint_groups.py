"""What can be doubtful about groups."""

from collections.abc import Iterator

from augstudio.errors import PipelineError
from augstudio.pipeline.evaluation import twins_of
from augstudio.pipeline.lint_case import LintCase, Rule
from augstudio.pipeline.model import Pipeline, Step, walk
from augstudio.pipeline.problems import Problem, Severity
from augstudio.pipeline.sizes import misfits, sizes_after, sizes_before
from augstudio.transforms.base import Transform
from augstudio.transforms.stage import ImageSize


def _holds_nothing(case: LintCase) -> Iterator[Problem]:
    for step in case.pipeline.walk():
        if step.group and step.enabled and not any(child.enabled for child in step.steps):
            yield Problem(
                Severity.WARNING,
                step.id,
                f"{step.op} holds no step that is switched on: it does nothing",
                "put steps into it, or remove it",
                case.pipeline.without(step.id),
            )


def _becomes_another_in_evaluation(case: LintCase) -> Iterator[Problem]:
    """Where one child stands for all: the others become something else."""
    for step in walk(case.pipeline.active):
        if step.group is None or len(step.group.evaluated(len(step.steps))) == len(step.steps):
            continue
        twins = _twins_of_children(step)
        kept = step.group.evaluated(len(step.steps))[0]
        if any(each != twins[kept] for each in twins):
            yield Problem(
                Severity.WARNING,
                step.id,
                f"in training an image gets one of its steps, and in evaluation every image what {step.steps[kept].id} becomes there",
                "put what every image needs outside the group",
            )


def _left_out_in_training(case: LintCase) -> Iterator[Problem]:
    """Where all children are evaluated, but not all are always applied in training."""
    for step in walk(case.pipeline.active):
        if step.group is None or len(step.group.evaluated(len(step.steps))) < len(step.steps):
            continue
        chances = step.group.chances(len(step.steps))
        for child, chance, twins in zip(step.steps, chances, _twins_of_children(step), strict=True):
            if chance < 1 and twins:
                yield Problem(
                    Severity.WARNING,
                    child.id,
                    f"{step.id} leaves it out on some training images, and evaluation does it to all",
                    f"move it out of {step.id}",
                )


def _twins_of_children(step: Step) -> list[tuple[Transform, ...]]:
    assert step.group is not None  # noqa: S101 -- as the callers have asked
    chances = step.group.chances(len(step.steps))
    return [
        tuple(twin.transform for twin in twins_of(child, chance))
        for child, chance in zip(step.steps, chances, strict=True)
    ]


def _uneven_group(case: LintCase) -> Iterator[Problem]:
    found = {step.id: sizes for step, sizes in sizes_before(case.pipeline, case.image_size)}
    for step in walk(case.pipeline.active):
        if step.group is None or not _makes_two(step, found.get(step.id, ())):
            continue
        if not any(_makes_two(child, found.get(child.id, ())) for child in walk(step.steps)):
            yield Problem(
                Severity.WARNING,
                step.id,
                f"some images come out of {step.op} in another size than others, and no batch holds both",
                "let every image that comes out of it have the same size",
            )


def _fits_in_some_orders_only(case: LintCase) -> Iterator[Problem]:
    for step, refusal in misfits(case.pipeline, case.image_size):
        parent = case.pipeline.parent(step.id)
        if parent is not None:
            yield Problem(
                Severity.ERROR,
                step.id,
                f"{refusal.message}, and such images come to it as {parent.id} chooses or orders its steps",
                "let every image that comes to it have a size that fits",
            )


def _makes_two(step: Step, sizes: tuple[ImageSize, ...]) -> bool:
    """It makes images of several sizes of images of one, whatever this is."""
    try:
        return bool(sizes) and all(len(sizes_after(Pipeline((step,)), size)) > 1 for size in sizes)
    except PipelineError:  # an error of its own, found by another rule
        return False


GROUP_RULES: tuple[Rule, ...] = (
    _holds_nothing,
    _fits_in_some_orders_only,
    _uneven_group,
    _becomes_another_in_evaluation,
    _left_out_in_training,
)
