"""The pipeline file as JSON Schema, derived from what the transforms declare."""

from typing import Any

from augstudio.pipeline.model import SEED_LIMIT, SLUG_PATTERN, Resampling
from augstudio.pipeline.yaml_reader import CHILDREN_KEY, FORMAT_VERSION
from augstudio.transforms.base import ParameterField, Transform
from augstudio.transforms.catalogue import OPS, catalogue
from augstudio.transforms.group_transform import GroupTransform
from augstudio.transforms.parameters import plain

_STEPS = {"type": "array", "items": {"$ref": "#/$defs/step"}}
_CHILDREN = "The steps that the group holds."
_PROBABILITY = "How likely the step is to be applied to an image."


def json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of `*.augstudio.yaml`.

    What no schema can say (ranges in order, ids that are unique, as many weights as steps, sizes that fit) is checked when the file
    is read.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "AugStudio pipeline",
        "type": "object",
        "required": ["augstudio", "steps"],
        "additionalProperties": False,
        "properties": {
            "augstudio": {"const": FORMAT_VERSION, "description": "Version of the file format."},
            "name": {"type": "string", "default": "untitled"},
            "seed": {"type": "integer", "minimum": 0, "maximum": SEED_LIMIT - 1, "default": 0},
            "resampling": {
                "enum": [member.value for member in Resampling],
                "default": Resampling.SEQUENTIAL.value,
                "description": "Every interpolation by itself, or several composed into one.",
            },
            "framework": {"type": "string", "description": "For information: the framework it was exported for."},
            CHILDREN_KEY: _STEPS,
        },
        "$defs": {"step": _any_step(), **{each.op: _step(each) for each in catalogue()}},
    }


def _any_step() -> dict[str, Any]:
    """A step: which keys it takes follows from its op, so that a mistake is reported for that op alone."""
    return {
        "type": "object",
        "required": ["op"],
        "properties": {"op": {"enum": list(OPS)}},
        "allOf": [
            {
                "if": {"properties": {"op": {"const": op}}, "required": ["op"]},
                "then": {"$ref": f"#/$defs/{op}"},
            }
            for op in OPS
        ],
    }


def _step(transform: type[Transform]) -> dict[str, Any]:
    fields = transform.parameter_fields()
    children = {CHILDREN_KEY: {**_STEPS, "description": _CHILDREN}} if issubclass(transform, GroupTransform) else {}
    probability = {"type": "number", "minimum": 0, "maximum": 1, "default": plain(transform.default_probability)}
    return {
        "type": "object",
        "description": " ".join((transform.__doc__ or "").split()),
        "required": ["op", *(field.name for field in fields if field.required), *children],
        "additionalProperties": False,
        "properties": {
            "op": {"const": transform.op},
            "id": {"type": "string", "pattern": SLUG_PATTERN, "maxLength": 64},
            **{field.name: _parameter(field) for field in fields},
            "probability": {**probability, "description": _PROBABILITY},
            "enabled": {"type": "boolean", "default": True},
            **children,
        },
    }


def _parameter(field: ParameterField) -> dict[str, Any]:
    parameter = field.parameter
    schema = parameter.json_schema()
    schema["description"] = f"{parameter.help} Unit: {parameter.unit}." if parameter.unit else parameter.help
    if not field.required:
        schema["default"] = plain(field.default)
    return schema
