"""What differs between two designs, step by step. Knows nothing of Qt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from augstudio.pipeline.model import Pipeline, Step

_SETTINGS = ("name", "seed", "resampling")


class Change(StrEnum):
    """What became of a step."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A parameter, a probability or a setting that is another now.

    Attributes:
        name: The key in the pipeline file.
        old: Its value before.
        new: Its value after.
    """

    name: str
    old: object
    new: object


@dataclass(frozen=True, slots=True)
class StepChange:
    """A step that is not what it was.

    Attributes:
        old: Before; None where it was added.
        new: After; None where it was removed.
        old_number: Which step it was, as users count; empty where it was added.
        new_number: Which step it is; empty where it was removed.
        values: What about it changed.
        moved: It has another place among the steps that both designs have.
    """

    old: Step | None
    new: Step | None
    old_number: str = ""
    new_number: str = ""
    values: tuple[ValueChange, ...] = ()
    moved: bool = False

    @property
    def change(self) -> Change:
        """What became of it."""
        if self.old is None:
            return Change.ADDED
        return Change.REMOVED if self.new is None else Change.CHANGED


@dataclass(frozen=True, slots=True)
class PipelineDiff:
    """Everything that leads from one design to another.

    Attributes:
        settings: Of the pipeline itself: name, seed, resampling.
        steps: In the order of the new design; removed ones after the step that they followed.
    """

    settings: tuple[ValueChange, ...]
    steps: tuple[StepChange, ...]

    @property
    def is_empty(self) -> bool:
        """The designs are the same."""
        return not self.settings and not self.steps


def pipeline_diff(old: Pipeline, new: Pipeline) -> PipelineDiff:
    """Compares two designs.

    Steps are the same step where id and op agree; of the others, those of one op are taken for each other in their order.
    """
    settings = _changes(old, new, _SETTINGS)
    partners = _partners(old, new)
    moved = _moved(partners, old, new)
    found: list[tuple[tuple[int, int], StepChange]] = []
    places = {step.id: place for place, step in enumerate(new.walk())}
    for step in new.walk():
        change = _followed(partners.get(step.id), step, old, new, moved=step.id in moved)
        if change is not None:
            found.append(((places[step.id], 0), change))
    kept = {partner.id: step_id for step_id, partner in partners.items()}
    after = -1
    for number, step in enumerate(old.walk(), start=1):
        if step.id in kept:
            after = places[kept[step.id]]
        else:
            found.append(((after, number), StepChange(step, None, old_number=old.number(step.id))))
    return PipelineDiff(settings, tuple(change for _, change in sorted(found, key=lambda each: each[0])))


def _partners(old: Pipeline, new: Pipeline) -> dict[str, Step]:
    """For ids of the new design, the step of the old one that it was."""
    before = {step.id: step for step in old.walk()}
    partners = {step.id: before.pop(step.id) for step in new.walk() if step.id in before and _is_same(step, before)}
    left = list(before.values())
    for step in new.walk():
        partner = next((each for each in left if each.op == step.op), None)
        if step.id not in partners and partner is not None:
            partners[step.id] = partner
            left.remove(partner)
    return partners


def _is_same(step: Step, before: dict[str, Step]) -> bool:
    return before[step.id].op == step.op


def _followed(partner: Step | None, step: Step, old: Pipeline, new: Pipeline, *, moved: bool) -> StepChange | None:
    """What became of a step of the new design; None where it is as it was."""
    number = new.number(step.id)
    if partner is None:
        return StepChange(None, step, new_number=number)
    names = [field.name for field in step.transform.parameter_fields()]
    values = (
        *_changes(partner.transform, step.transform, names),
        *_changes(partner, step, ("probability", "enabled")),
    )
    if not values and not moved:
        return None
    return StepChange(partner, step, old.number(partner.id), number, values, moved)


def _changes(old: object, new: object, names: Iterable[str]) -> tuple[ValueChange, ...]:
    pairs = ((name, getattr(old, name), getattr(new, name)) for name in names)
    return tuple(ValueChange(name, before, after) for name, before, after in pairs if before != after)


def _moved(partners: dict[str, Step], old: Pipeline, new: Pipeline) -> set[str]:
    """Steps that are in another group, or that the fewest moves within their group have to move."""
    moved: set[str] = set()
    siblings: dict[str, list[str]] = {}
    for step_id, partner in partners.items():
        group, before = new.parent(step_id), old.parent(partner.id)
        if group is None and before is None:
            siblings.setdefault("", []).append(step_id)
        elif group is not None and before is not None and partners.get(group.id) == before:
            siblings.setdefault(group.id, []).append(step_id)
        else:
            moved.add(step_id)
    for ids in siblings.values():
        ordered = sorted(ids, key=new.position)
        places = [old.position(partners[step_id].id) for step_id in ordered]
        staying = _longest_rise(places)
        moved.update(step_id for step_id, place in zip(ordered, places, strict=True) if place not in staying)
    return moved


def _longest_rise(numbers: Sequence[int]) -> set[int]:
    """The longest part of different numbers, in their order, that only rises."""
    rises: list[list[int]] = [[]]
    for number in numbers:
        fitting = [rise for rise in rises if not rise or rise[-1] < number]
        rises.append([*max(fitting, key=len), number])
    longest = max(rises, key=len)
    return set(longest)
