"""Steps and values in people's words."""

from augstudio.pipeline.model import Pipeline, Step
from augstudio.preview.wording import op_title
from augstudio.transforms.base import ParameterField
from augstudio.transforms.parameters import Parameter, Range, RangeOf, tidy
from augstudio.transforms.stage import ImageSize

MINUS = "−"
_SYMBOL = 2
"""Units of so many letters are written behind the number in its field, longer ones are words."""


def step_title(step: Step, pipeline: Pipeline) -> str:
    """The op's name, with a number from the second step of that op on."""
    same = [each.id for each in pipeline.walk() if each.op == step.op]
    number = same.index(step.id) + 1 if step.id in same else 1
    return op_title(step.op) if number == 1 else f"{op_title(step.op)} {number}"


def parameter_title(name: str) -> str:
    """`padding_mode` as "Padding mode"."""
    return name.replace("_", " ").capitalize()


def number_text(value: float, decimals: int = 4) -> str:
    """A number without needless zeros, with a true minus sign."""
    rounded = round(value, decimals)
    text = f"{tidy(rounded)}" if abs(rounded) >= 1e-4 or rounded == 0 else f"{rounded:.{decimals}f}"
    return text.replace("-", MINUS)


def read_number(text: str) -> float | None:
    """The number that a person typed, with either minus sign, comma or point, and perhaps a unit; None where it is none."""
    cleaned = text.replace(MINUS, "-").replace(",", ".").strip().rstrip("°%px ")
    try:
        return float(cleaned)
    except ValueError:
        return None


def range_text(value: Range, parameter: Parameter) -> str:
    """A range as briefly as can be: `±30°`, `0.8–1.2`, `15°`."""
    unit = unit_suffix(parameter.unit)
    if value.is_fixed:
        return f"{number_text(value.low)}{unit}"
    if value.low == -value.high:
        return f"±{number_text(value.high)}{unit}"
    dash = " – " if value.low < 0 or value.high < 0 else "–"
    return f"{number_text(value.low)}{dash}{number_text(value.high)}{unit}"


def unit_suffix(unit: str) -> str:
    """How a unit follows its number."""
    return unit if unit in {"", "°", "%"} else f" {unit}"


def is_word(unit: str) -> bool:
    """The unit is too long to stand in a field beside its number; the field's title says it instead."""
    return len(unit) > _SYMBOL


def field_title(field: ParameterField) -> str:
    """The parameter's name, with its unit where that is a word that the name does not say: "Hue (turns)"."""
    title, unit = parameter_title(field.name), getattr(field.parameter, "unit", "")
    return f"{title} ({unit})" if is_word(unit) and field.name not in unit else title


def step_summary(step: Step) -> str:
    """What a step is set to, in a few words: its size or its first range, and how likely it is."""
    parts = [text for text in (_size_part(step), _range_part(step), _names_part(step)) if text][:1]
    if step.probability != 1:
        parts.append(f"p {number_text(step.probability)}")
    return " · ".join(parts)


def _size_part(step: Step) -> str:
    values = dict(step.transform)
    match values.get("height"), values.get("width"), values.get("shorter"):
        case int(height), int(width), _:
            return f"{width} × {height}"
        case _, _, int(shorter):
            return f"shorter side {shorter}"
        case _:
            return ""


def _range_part(step: Step) -> str:
    for field in step.transform.parameter_fields():
        value = getattr(step.transform, field.name)
        if isinstance(field.parameter, RangeOf) and isinstance(value, Range):
            return range_text(value, field.parameter)
    return ""


def _names_part(step: Step) -> str:
    values = dict(step.transform)
    mean, std = values.get("mean"), values.get("std")
    if isinstance(mean, str) and isinstance(std, str):
        return {"dataset": "from data"}.get(mean, mean)
    if isinstance(mean, tuple) and isinstance(std, tuple):
        return f"{', '.join(map(number_text, mean))} / {', '.join(map(number_text, std))}"
    return ""


def size_text(size: ImageSize) -> str:
    """Width, height and channels: `32 × 28 × 3`."""
    return f"{size.width} × {size.height} × {size.channels}"


def images_text(count: int) -> str:
    """`1 image`, `5,000 images`."""
    return "1 image" if count == 1 else f"{count:,} images"


def help_text(field: ParameterField) -> str:
    """The tooltip of a field."""
    return f"{field_title(field)}: {field.parameter.help}"
