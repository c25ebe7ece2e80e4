"""What the linter's rules look at."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from augstudio.pipeline.model import Pipeline, Step, walk
from augstudio.pipeline.problems import Problem
from augstudio.transforms.base import Trait
from augstudio.transforms.stage import ImageSize


@dataclass(frozen=True)
class LintCase:
    """A design, and what is known about the data.

    Attributes:
        pipeline: The design.
        traits: What about the data can make a transform change the label.
        image_size: The size of the images, where all have one.
    """

    pipeline: Pipeline
    traits: frozenset[Trait]
    image_size: ImageSize | None

    @cached_property
    def single_steps(self) -> tuple[Step, ...]:
        """The active steps that are no groups, in groups, too."""
        return tuple(step for step in walk(self.pipeline.active) if step.group is None)

    def after(self, other: Step) -> Iterator[Step]:
        """The single steps that can come after one of the active steps, on some images at least."""
        path = self._paths[other.id]
        return (step for step in self.single_steps if self._may_follow(self._paths[step.id], path))

    def before(self, other: Step) -> Iterator[Step]:
        """The single steps that can come before one of the active steps, on some images at least."""
        path = self._paths[other.id]
        return (step for step in self.single_steps if self._may_follow(path, self._paths[step.id]))

    def place_of(self, other: Step) -> int:
        """The position of a step, or of the outermost group it is in, among the pipeline's own steps."""
        return self.pipeline.path(other.id)[0]

    def moved_to(self, step: Step, other: Step) -> Pipeline | None:
        """The pipeline with a step moved to the place of another one; None for a step in a group, which has its reasons to be there."""
        if self.pipeline.parent(step.id) is not None:
            return None
        return self.pipeline.moved(step.id, self.place_of(other))

    @cached_property
    def _paths(self) -> dict[str, tuple[int, ...]]:
        return {step.id: self.pipeline.path(step.id) for step in self.pipeline.walk()}

    def _may_follow(self, path: tuple[int, ...], other: tuple[int, ...]) -> bool:
        shared = 0
        while path[shared : shared + 1] == other[shared : shared + 1] != ():
            shared += 1
        if shared in {len(path), len(other)}:  # the same step, or one in the other
            return False
        parent = self.pipeline.at(path[:shared]).group if shared else None
        if parent is None:
            return path[shared] > other[shared]
        return parent.may_follow(path[shared], other[shared])


Rule: TypeAlias = Callable[[LintCase], Iterator[Problem]]
"""Finds one kind of problem."""
