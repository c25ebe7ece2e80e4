"""`augstudio ops`: the catalogue of transforms."""

import inspect
from json import dumps
from typing import Any

from augstudio.transforms.base import ParameterField, Transform
from augstudio.transforms.catalogue import catalogue
from augstudio.transforms.parameters import plain


def ops(*, json: bool = False) -> int:
    """List every transform with its parameters, their defaults and units.

    Args:
        json: Print JSON: documentation, bounds and label risks as well.
    """
    if json:
        print(dumps([_described(each) for each in catalogue()], indent=2, ensure_ascii=False))
    else:
        _print_table()
    return 0


def _print_table() -> None:
    width = max(len(each.op) for each in catalogue())
    category = None
    for each in catalogue():
        if each.category is not category:
            category = each.category
            print(category.value)
        print(f"  {each.op:{width}}  {_summary(each)}")
        for field in each.parameter_fields():
            print(f"  {'':{width}}    {_parameter(field)}")


def _summary(transform: type[Transform]) -> str:
    """The first sentence of its documentation."""
    text = " ".join((inspect.getdoc(transform) or "").split())
    first, stop, _ = text.partition(". ")
    return first + stop.strip()


def _parameter(field: ParameterField) -> str:
    unit = f" {field.parameter.unit}" if field.parameter.unit else ""
    if field.required:
        return f"{field.name} (required{unit and ','}{unit})"
    default = plain(field.default)
    if default is None:
        return f"{field.name} (optional{unit and ','}{unit})"
    shown = str(default).lower() if isinstance(default, bool) else str(default)
    return f"{field.name} = {shown}{unit}"


def _described(transform: type[Transform]) -> dict[str, Any]:
    return {
        "op": transform.op,
        "category": transform.category.value,
        "summary": _summary(transform),
        "documentation": inspect.getdoc(transform),
        "default_probability": plain(transform.default_probability),
        "parameters": [
            {
                "name": field.name,
                "required": field.required,
                "default": plain(field.default),
                "unit": field.parameter.unit,
                "help": field.parameter.help,
                "schema": field.parameter.json_schema(),
            }
            for field in transform.parameter_fields()
        ],
        "label_risks": [
            {
                "traits": sorted(trait.value for trait in risk.traits),
                "reason": risk.reason,
                "remedy": risk.remedy,
            }
            for risk in transform.label_risks
        ],
    }
