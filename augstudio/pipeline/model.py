"""The design itself: steps in order. Frozen values; every edit makes a new pipeline."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from augstudio.errors import PipelineError
from augstudio.transforms.base import Transform

SLUG_PATTERN = r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$"
"""What an id looks like, as JSON Schema writes patterns."""

_SLUG = re.compile(SLUG_PATTERN.replace("$", r"\Z"))
SEED_LIMIT = 2**32
"""Seeds are 0 .. 2**32 - 1: one word of the draw's key."""


class Mode(StrEnum):
    """Which of its two lives a pipeline leads: augmenting the training images, or preparing images for evaluation."""

    TRAIN = "train"
    EVAL = "eval"


class Resampling(StrEnum):
    """Whether each interpolation is done by itself, or several are composed into one."""

    SEQUENTIAL = "sequential"
    SINGLE = "single"


@dataclass(frozen=True, slots=True)
class Step:
    """One transform in its place.

    Attributes:
        transform: What it does.
        probability: How likely it is to be applied to an image, 0..1.
        enabled: Switched off, it is as if it were not there.
        id: A slug, unique in the pipeline; draws are keyed by it, so that moving a step changes no image's draws.
    """

    transform: Transform
    probability: float = 1.0
    enabled: bool = True
    id: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.probability <= 1:
            raise PipelineError(f"{self.probability} is outside 0 to 1", field="probability")
        if self.id and (len(self.id) > 64 or not _SLUG.match(self.id)):
            raise PipelineError(
                f"{self.id!r} is no id: use up to 64 lower-case letters and digits, joined by - or _", field="id"
            )

    @classmethod
    def of(cls, transform: Transform) -> "Step":
        """A step with the transform's own default probability and an id to be given by the pipeline."""
        return cls(transform, probability=transform.default_probability)

    @property
    def op(self) -> str:
        """The transform's name in the catalogue."""
        return self.transform.op


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Steps in order, with the seed of all their draws.

    Steps without an id are given one: `rotate`, `rotate-2`, ...

    Raises:
        PipelineError: Two steps share an id, or the seed is out of bounds.
    """

    steps: tuple[Step, ...] = ()
    name: str = "untitled"
    seed: int = 0
    resampling: Resampling = Resampling.SEQUENTIAL

    def __post_init__(self) -> None:
        if not 0 <= self.seed < SEED_LIMIT:
            raise PipelineError(f"{self.seed} is outside 0 to {SEED_LIMIT - 1}", field="seed")
        object.__setattr__(self, "steps", tuple(_with_ids(self.steps)))

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    def __len__(self) -> int:
        return len(self.steps)

    @property
    def active(self) -> tuple[Step, ...]:
        """The steps that can do something: enabled, with a probability above zero."""
        return tuple(step for step in self.steps if step.enabled and step.probability > 0)

    def position(self, step_id: str) -> int:
        """Where the step with this id is.

        Raises:
            KeyError: There is none.
        """
        for position, step in enumerate(self.steps):
            if step.id == step_id:
                return position
        raise KeyError(step_id)

    def step(self, step_id: str) -> Step:
        """The step with this id; raises KeyError where there is none."""
        return self.steps[self.position(step_id)]

    def with_steps(self, steps: Iterable[Step]) -> "Pipeline":
        """The same pipeline with other steps."""
        return replace(self, steps=tuple(steps))

    def with_step(self, step: Step) -> "Pipeline":
        """The same pipeline, the step with this step's id replaced by it."""
        position = self.position(step.id)
        return self.with_steps((*self.steps[:position], step, *self.steps[position + 1 :]))

    def inserted(self, position: int, *steps: Step) -> "Pipeline":
        """The same pipeline with new steps before a position."""
        return self.with_steps((*self.steps[:position], *steps, *self.steps[position:]))

    def without(self, step_id: str) -> "Pipeline":
        """The same pipeline without one step."""
        return self.with_steps(step for step in self.steps if step.id != step_id)

    def moved(self, step_id: str, position: int) -> "Pipeline":
        """The same pipeline with one step taken out and put back so that it ends up at a position."""
        step = self.step(step_id)
        rest = [each for each in self.steps if each.id != step_id]
        rest.insert(position, step)
        return self.with_steps(rest)


def _with_ids(steps: tuple[Step, ...]) -> Iterator[Step]:
    taken: set[str] = set()
    for position, step in enumerate(steps):
        if step.id in taken:
            raise PipelineError(f"two steps have the id {step.id!r}", step=position, field="id")
        if step.id:
            taken.add(step.id)
    for step in steps:
        if step.id:
            yield step
            continue
        stem = step.op.replace("_", "-")
        number = 1
        while (name := stem if number == 1 else f"{stem}-{number}") in taken:
            number += 1
        taken.add(name)
        yield replace(step, id=name)
