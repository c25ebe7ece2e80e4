"""Recipes to start from, each a pipeline file in `resources/presets`."""

from difflib import get_close_matches
from pathlib import Path

from augstudio.errors import PipelineError
from augstudio.pipeline.model import Pipeline
from augstudio.pipeline.yaml_format import load
from augstudio.resource_files import resource

PRESETS: tuple[str, ...] = (
    "none",
    "lecture-1",
    "lecture-2",
    "flip-crop",
    "fashion",
    "gentle-digits",
    "photos",
    "imagenet",
    "rand-augment",
    "trivial-augment-wide",
)
"""Every recipe's name, the simplest first."""


def preset_path(name: str) -> Path:
    """The file of a recipe, comments and all.

    Raises:
        PipelineError: There is no such recipe; the message suggests the nearest.
    """
    if name not in PRESETS:
        near = get_close_matches(name, PRESETS, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(PRESETS)}"
        raise PipelineError(f"there is no recipe {name!r}: {hint}")
    return resource("presets", f"{name}.augstudio.yaml")


def preset(name: str) -> Pipeline:
    """A recipe as a pipeline.

    Raises:
        PipelineError: There is no such recipe; the message suggests the nearest.
    """
    return load(preset_path(name))
