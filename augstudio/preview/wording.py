"""How steps and drawn values are said to users."""

from collections.abc import Mapping

from augstudio.preview.values import DrawnStep, DrawnValue, PreviewTile
from augstudio.transforms.catalogue import transform_class
from augstudio.transforms.group_transform import GroupTransform

_PIXELS = {"top", "left", "height", "width"}
"""Places and sizes that are drawn are in pixels, whatever the transform."""


def op_title(op: str) -> str:
    """`random_crop` as "Random crop"."""
    return op.replace("_", " ").capitalize()


def value_text(value: DrawnValue) -> str:
    """A drawn value: a number with four significant digits, or a name."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "(" + ", ".join(value_text(each) for each in value) + ")"
    rounded = float(f"{value:.4g}")
    return f"{rounded:.0f}" if rounded.is_integer() else f"{rounded:.4g}"


def draw_texts(op: str, draws: Mapping[str, DrawnValue]) -> tuple[str, ...]:
    """Each drawn value with its name and unit, such as "angle −12.4°"; of a group the steps that were chosen, "rotate → hue"."""
    if issubclass(transform_class(op), GroupTransform):
        return tuple(" → ".join(map(str, steps)) or "none" for steps in draws.values() if isinstance(steps, list))
    units = {field.name: field.parameter.unit for field in transform_class(op).parameter_fields()}
    return tuple(
        _with_unit(name, value_text(value), units.get(name) or ("px" if name in _PIXELS else ""))
        for name, value in draws.items()
    )


def time_text(seconds: float) -> str:
    """A short time with two digits: `12 µs`, `0.12 ms`, `34 ms`."""
    if seconds < 1e-4:
        return f"{seconds * 1e6:.0f} µs"
    return f"{seconds * 1e3:.0f} ms" if seconds >= 1e-2 else f"{seconds * 1e3:.2g} ms"


def share_text(share: float) -> str:
    """A share of something: `12 %`, and `under 1 %` rather than 0."""
    return f"{share:.0%}".replace("%", " %") if share >= 0.01 else "under 1 %"


def tile_text(tile: PreviewTile, seed: int) -> str:
    """What was drawn for a tile, one step a line, with what it takes to draw it again."""
    lines = [f"sample {tile.index}, epoch {tile.epoch}, seed {seed}"]
    lines += [f"{step.step_id}: {_outcome(step)}" for step in tile.steps]
    if tile.fault:
        lines.append(fault_text(tile.fault.message, tile.fault.step_id))
    return "\n".join(lines)


def fault_text(message: str, step_id: str) -> str:
    """A message that names the step at fault first."""
    return f"{step_id}: {message}" if step_id else message


def _outcome(step: DrawnStep) -> str:
    if not step.hit:
        return "not applied"
    return ", ".join(draw_texts(step.op, step.draws)) or "applied"


def _with_unit(name: str, value: str, unit: str) -> str:
    shown = value.replace("-", "−")
    space = "" if unit == "°" else " "
    return f"{name.replace('_', ' ')} {shown}{space + unit if unit else ''}"
