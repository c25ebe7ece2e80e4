"""The design itself: steps in order, some of them groups of steps. Frozen values; every edit makes a new pipeline."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from augstudio.errors import PipelineError
from augstudio.transforms.base import Category, Transform
from augstudio.transforms.group_transform import GroupTransform

SLUG_PATTERN = r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$"
"""What an id looks like, as JSON Schema writes patterns."""

_SLUG = re.compile(SLUG_PATTERN.replace("$", r"\Z"))
DEEPEST_GROUP = 8
"""How many groups may lie in each other."""

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
        steps: Its children, where it is a group.
    """

    transform: Transform
    probability: float = 1.0
    enabled: bool = True
    id: str = ""
    steps: tuple["Step", ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.probability <= 1:
            raise PipelineError(f"{self.probability} is outside 0 to 1", field="probability")
        if self.id and (len(self.id) > 64 or not _SLUG.match(self.id)):
            raise PipelineError(
                f"{self.id!r} is no id: use up to 64 lower-case letters and digits, joined by - or _", field="id"
            )

    @classmethod
    def of(cls, transform: Transform, *steps: "Step") -> "Step":
        """A step with the transform's own default probability and an id to be given by the pipeline."""
        return cls(transform, probability=transform.default_probability, steps=steps)

    @property
    def op(self) -> str:
        """The transform's name in the catalogue."""
        return self.transform.op

    @property
    def group(self) -> GroupTransform | None:
        """The transform, where it is a group's."""
        return self.transform if isinstance(self.transform, GroupTransform) else None

    def walk(self) -> "Iterator[Step]":
        """The step itself and everything in it, each group before its children."""
        yield self
        for child in self.steps:
            yield from child.walk()

    def without_ids(self) -> "Step":
        """The same step, it and everything in it to be given new ids: a copy."""
        return replace(self, id="", steps=tuple(child.without_ids() for child in self.steps))


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Steps in order, with the seed of all their draws.

    Steps without an id are given one: `rotate`, `rotate-2`, ... A group's weights follow its children when they are edited here.

    Raises:
        PipelineError: Two steps share an id; one holds steps that it cannot hold, or says something about other children than it has; or
            the seed is out of bounds.
    """

    steps: tuple[Step, ...] = ()
    name: str = "untitled"
    seed: int = 0
    resampling: Resampling = Resampling.SEQUENTIAL

    def __post_init__(self) -> None:
        if not 0 <= self.seed < SEED_LIMIT:
            raise PipelineError(f"{self.seed} is outside 0 to {SEED_LIMIT - 1}", field="seed")
        _check_nesting(self.steps)
        taken: set[str] = set()
        _take_ids(self.steps, taken)
        if not all(step.id for step in self.walk()):
            object.__setattr__(self, "steps", _with_ids(self.steps, taken))

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    def __len__(self) -> int:
        return len(self.steps)

    @property
    def active(self) -> tuple[Step, ...]:
        """The steps that can do something: enabled, with a probability above zero.

        Groups hold only the children that can be chosen, with the weights of these; one that is left without any is left out. A child
        with probability zero is a choice all the same: nothing.
        """
        return _active(step for step in self.steps if step.probability > 0)

    def walk(self) -> Iterator[Step]:
        """Every step, each group before its children."""
        return walk(self.steps)

    # Looking up. Each raises KeyError where there is no step with this id.

    def path(self, step_id: str) -> tuple[int, ...]:
        """Where the step with this id is: its position among its siblings, after those of the groups it is in."""
        path = _path(self.steps, step_id)
        if path is None:
            raise KeyError(step_id)
        return path

    def position(self, step_id: str) -> int:
        """Where the step with this id is among its siblings."""
        return self.path(step_id)[-1]

    def number(self, step_id: str) -> str:
        """Which step it is, as users count: `3`, or in a group `3.2`."""
        return path_text(self.path(step_id))

    def at(self, path: tuple[int, ...]) -> Step:
        """The step in a place."""
        step = self.steps[path[0]]
        for position in path[1:]:
            step = step.steps[position]
        return step

    def step(self, step_id: str) -> Step:
        """The step with this id."""
        return self.at(self.path(step_id))

    def parent(self, step_id: str) -> Step | None:
        """The group that the step with this id is in; None where it is in none."""
        path = self.path(step_id)
        return self.at(path[:-1]) if path[1:] else None

    # Editing.

    def with_steps(self, steps: Iterable[Step]) -> "Pipeline":
        """The same pipeline with other steps."""
        return replace(self, steps=tuple(steps))

    def with_step(self, step: Step) -> "Pipeline":
        """The same pipeline, the step with this step's id replaced by it."""
        return self.with_steps(_replaced(self.steps, self.path(step.id), step))

    def inserted(self, position: int, *steps: Step, parent: str | None = None) -> "Pipeline":
        """The same pipeline with new steps before a position, in the group with the id `parent` or in none."""
        if parent is None:
            return self.with_steps((*self.steps[:position], *steps, *self.steps[position:]))
        group = self.step(parent)
        return self.with_step(_with_children(group, position, steps))

    def without(self, step_id: str) -> "Pipeline":
        """The same pipeline without one step; as it is, where there is none with this id."""
        path = _path(self.steps, step_id)
        if path is None:
            return self
        parent = self.parent(step_id)
        if parent is None:
            return self.with_steps(step for step in self.steps if step.id != step_id)
        return self.with_step(_with_only(parent, [place for place in range(len(parent.steps)) if place != path[-1]]))

    def moved(self, step_id: str, position: int, parent: str | None = None) -> "Pipeline":
        """The same pipeline with one step taken out and put back so that it ends up at a position, in a group or in none.

        Raises:
            KeyError: There is no such step, or the group is the step itself or lies in it.
        """
        step = self.step(step_id)
        before = self.parent(step_id)
        if before is not None and before.id == parent:
            return self.with_step(_rearranged(before, self.position(step_id), position))
        return self.without(step_id).inserted(position, step, parent=parent)


def walk(steps: Iterable[Step]) -> Iterator[Step]:
    """Steps with everything in them, each group before its children."""
    for step in steps:
        yield from step.walk()


def path_text(path: tuple[int, ...]) -> str:
    """A place as users count: `3`, or in a group `3.2`."""
    return ".".join(str(position + 1) for position in path)


def _check_nesting(steps: tuple[Step, ...], above: tuple[int, ...] = ()) -> None:
    for position, step in enumerate(steps):
        path = (*above, position)
        _check_place(step, path)
        _check_nesting(step.steps, path)


def _check_place(step: Step, path: tuple[int, ...]) -> None:
    if len(path) > 1 and step.transform.category is Category.BATCH:
        message = f"{step.op} mixes the images of a batch and cannot be in a group: move it to the end of the pipeline"
        raise PipelineError(message, path=path)
    if step.group is None:
        if step.steps:
            raise PipelineError(f"{step.op} is no group and holds no steps", path=path, field="steps")
        return
    if len(path) > DEEPEST_GROUP:
        raise PipelineError(f"groups lie in each other more than {DEEPEST_GROUP} deep", path=path)
    try:
        step.group.check_children(len(step.steps))
    except PipelineError as error:
        raise PipelineError(error.message, path=path, field=error.field) from None


def _active(steps: Iterable[Step]) -> tuple[Step, ...]:
    narrowed = (_narrowed(step) for step in steps if step.enabled)
    return tuple(step for step in narrowed if _holds_something(step))


def _holds_something(step: Step) -> bool:
    return step.group is None or bool(step.steps)


def _narrowed(step: Step) -> Step:
    """A group with only the children that can be chosen, these narrowed, too; any other step as it is."""
    if step.group is None:
        return step
    chances = step.group.chances(len(step.steps))
    possible = [position for position, child in enumerate(step.steps) if child.enabled and chances[position] > 0]
    children = {position: _narrowed(step.steps[position]) for position in possible}
    kept = {position: child for position, child in children.items() if _holds_something(child)}
    group = step.group if len(kept) == len(step.steps) else step.group.with_only(tuple(kept))
    return replace(step, transform=group, steps=tuple(kept.values()))


def _take_ids(steps: tuple[Step, ...], taken: set[str], above: tuple[int, ...] = ()) -> None:
    """Adds the ids that steps bring with them to those that are taken."""
    for position, step in enumerate(steps):
        path = (*above, position)
        if step.id in taken:
            raise PipelineError(f"two steps have the id {step.id!r}", path=path, field="id")
        if step.id:
            taken.add(step.id)
        _take_ids(step.steps, taken, path)


def _with_ids(steps: tuple[Step, ...], taken: set[str]) -> tuple[Step, ...]:
    named = []
    for step in steps:
        own = step.id or _free_id(step.op, taken)
        taken.add(own)
        named.append(replace(step, id=own, steps=_with_ids(step.steps, taken)))
    return tuple(named)


def _free_id(op: str, taken: set[str]) -> str:
    stem = op.replace("_", "-")
    number = 1
    while (name := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return name


def _path(steps: tuple[Step, ...], step_id: str) -> tuple[int, ...] | None:
    for position, step in enumerate(steps):
        if step.id == step_id:
            return (position,)
        below = _path(step.steps, step_id) if step.steps else None
        if below is not None:
            return (position, *below)
    return None


def _replaced(steps: tuple[Step, ...], path: tuple[int, ...], step: Step) -> tuple[Step, ...]:
    position, *below = path
    if below:
        group = steps[position]
        step = replace(group, steps=_replaced(group.steps, tuple(below), step))
    return (*steps[:position], step, *steps[position + 1 :])


def _with_children(step: Step, position: int, new: tuple[Step, ...]) -> Step:
    transform, children = step.transform, list(step.steps)
    for place, child in enumerate(new, position):
        if isinstance(transform, GroupTransform):  # the pipeline refuses all others
            transform = transform.with_child(place, len(children))
        children.insert(place, child)
    return replace(step, transform=transform, steps=tuple(children))


def _with_only(step: Step, positions: list[int]) -> Step:
    """The group with only the children at these positions, in this order."""
    assert step.group is not None  # noqa: S101 -- it has children
    return replace(step, transform=step.group.with_only(positions), steps=tuple(step.steps[each] for each in positions))


def _rearranged(step: Step, start: int, end: int) -> Step:
    positions = list(range(len(step.steps)))
    positions.insert(end, positions.pop(start))
    return _with_only(step, positions)
