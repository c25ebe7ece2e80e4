"""What chance decided, for each sample of a batch."""

from typing import TYPE_CHECKING, Any, TypeAlias

from augstudio.pipeline.model import Step
from augstudio.transforms.parameters import tidy

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws

Record: TypeAlias = list[dict[str, dict[str, Any]]]
"""For each sample: step id -> `{"op": ..., "hit": ..., "draws": {name: value or list of values}}`; numbers, or names.

A group's draws are `{"steps": [...]}`: the ids of the children that were chosen, in the order in which they came. Every child has an entry
of its own.
"""


def note(step: Step, positions: "NDArray[np.intp]", hit: "NDArray[np.bool_]", draws: "Draws", trail: Record) -> None:
    """Notes what was drawn for a step.

    Args:
        step: The step.
        positions: (n,) the samples.
        hit: (n,) whether it was applied to them.
        draws: What was drawn for those to which it was.
        trail: Where it is noted.
    """
    row = 0
    for position, applied in zip(positions, hit, strict=True):
        drawn: dict[str, Any] = {}
        if applied:
            names = step.transform.draw_names
            drawn = {name: _jsonable(values[row], names.get(name)) for name, values in draws.items()}
            row += 1
        trail[position][step.id] = {"op": step.op, "hit": bool(applied), "draws": drawn}


def _jsonable(value: Any, names: tuple[str, ...] | None) -> Any:
    listed = value.tolist()
    if isinstance(listed, list):
        return [_jsonable(each, names) for each in value]
    return tidy(listed) if names is None else names[int(listed)]


def note_group(step: Step, positions: "NDArray[np.intp]", orders: "Sequence[list[str] | None]", trail: Record) -> None:
    """Notes for each sample which children a group left it to, and that these have not run yet.

    Args:
        step: The group.
        positions: (n,) the samples.
        orders: For each of them the ids of the children; None where the group was not applied.
        trail: Where it is noted.
    """
    for position, order in zip(positions, orders, strict=True):
        for each in step.walk():
            trail[position][each.id] = {"op": each.op, "hit": False, "draws": {}}
        if order is not None:
            trail[position][step.id] = {"op": step.op, "hit": True, "draws": {"steps": order}}
