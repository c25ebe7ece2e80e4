"""Which of the readers a text is for."""

import re
from pathlib import PurePath

from augstudio.export.importing.albumentations_dict import albumentations_calls, is_albumentations_dict
from augstudio.export.importing.foreign import Foreign, ForeignSource, ForeignSourceError, Named, named_inside
from augstudio.export.importing.hydra_reader import hydra_calls, is_hydra_config
from augstudio.export.importing.json_reader import read_json
from augstudio.export.importing.keras_json import is_keras_config, keras_calls
from augstudio.export.importing.python_reader import read_python
from augstudio.export.importing.yaml_reader import read_yaml

MAXIMUM_CHARACTERS = 1_000_000
_MAXIMUM_YAML = 200_000
"""Less, as its parser takes ten times as long."""

_YAML_LINE = re.compile(r"^[ \t]*(?:- +)?(?:_target_|__class_fullname__|augstudio|transform|op) *:", re.MULTILINE)
_PIPELINE_FILE = re.compile(r"^augstudio *:", re.MULTILINE)

_STRUCTURES = (
    (is_hydra_config, hydra_calls),
    (is_keras_config, keras_calls),
    (is_albumentations_dict, albumentations_calls),
)
"""How libraries write calls as data: what tells it, and what makes calls of it."""


def read_source(text: str, place: str) -> ForeignSource:
    """The values that a text holds: Python, JSON or YAML, by the file's name, or by what it looks like.

    Raises:
        ForeignSourceError: It cannot be read.
        PipelineError: It cannot be read as YAML.
    """
    _check_length(text, MAXIMUM_CHARACTERS)
    match _format(text, place):
        case "json":
            return _data(read_json(text))
        case "yaml":
            _check_length(text, _MAXIMUM_YAML)
            return _data(read_yaml(text, place))
        case _:
            source = read_python(text)
            values = tuple(Named(each.name, _as_calls(each.value)) for each in source.values)
            return ForeignSource(values, source.notes)


def is_pipeline_file(text: str, place: str) -> bool:
    """It is one of our own files."""
    return _PIPELINE_FILE.search(text) is not None and _format(text, place) == "yaml"


def _check_length(text: str, most: int) -> None:
    if len(text) > most:
        raise ForeignSourceError(f"too long: more than {most:,} characters")


def _format(text: str, place: str) -> str:
    suffix = PurePath(place).suffix.lower()
    known = {".py": "python", ".json": "json", ".yaml": "yaml", ".yml": "yaml"}
    if suffix in known:
        return known[suffix]
    if text.lstrip()[:2] in {'{"', "{\n", "{\r", "{ ", "[{", "[\n"} and _is_json(text):
        return "json"
    return "yaml" if _YAML_LINE.search(text) else "python"


def _is_json(text: str) -> bool:
    try:
        read_json(text)
    except ForeignSourceError:
        return False
    return True


def _data(value: Foreign) -> ForeignSource:
    return ForeignSource((Named("", _as_calls(value)),))


def _as_calls(value: Foreign) -> Foreign:
    """The same with calls where a library wrote them as data."""
    for is_written_so, calls in _STRUCTURES:
        if any(is_written_so(each.value) for each in named_inside(Named("", value))):
            return calls(value)
    return value
