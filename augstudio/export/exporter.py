"""Exports: a pipeline as text for another framework.

A framework is one module for each format, with an `EXPORTER`, and its entry in the table here; none of them knows any op by name.
"""

from enum import StrEnum
from importlib import import_module
from typing import Protocol, TypeVar

from augstudio.errors import ExportError
from augstudio.export.chain import Chains
from augstudio.pipeline.evaluation import needs_statistics
from augstudio.pipeline.model import Pipeline


class Framework(StrEnum):
    """Whose code is written."""

    TORCH = "torch"
    TF = "tf"
    KERAS = "keras"


class Format(StrEnum):
    """As what it is written."""

    PYTHON = "python"
    YAML = "yaml"


class Style(StrEnum):
    """How it is written: `native` is the code one would write by hand, `exact` draws the preview's own random numbers."""

    NATIVE = "native"
    EXACT = "exact"


class Exporter(Protocol):
    """Writes pipelines for one framework, in one format and style."""

    def __call__(self, pipeline: Pipeline, chains: Chains) -> str:
        """The text.

        Args:
            pipeline: What to write; no statistic in it waits for a data set.
            chains: Which of its chains to write.

        Raises:
            ExportError: A step cannot be said; the message names it and what to do.
        """


_MODULES = {
    (Framework.TORCH, Format.PYTHON, Style.NATIVE): "augstudio.export.torch_python",
    (Framework.TORCH, Format.YAML, Style.NATIVE): "augstudio.export.torch_yaml",
    (Framework.TF, Format.PYTHON, Style.NATIVE): "augstudio.export.tensorflow_python",
    (Framework.TF, Format.YAML, Style.NATIVE): "augstudio.export.tensorflow_yaml",
    (Framework.KERAS, Format.PYTHON, Style.NATIVE): "augstudio.export.keras_python",
    (Framework.KERAS, Format.YAML, Style.NATIVE): "augstudio.export.keras_yaml",
    (Framework.TORCH, Format.PYTHON, Style.EXACT): "augstudio.export.exact.torch_file",
    (Framework.TF, Format.PYTHON, Style.EXACT): "augstudio.export.exact.tensorflow_file",
    (Framework.KERAS, Format.PYTHON, Style.EXACT): "augstudio.export.exact.keras_file",
}


def export(
    pipeline: Pipeline,
    *,
    framework: Framework | str = Framework.TORCH,
    format: Format | str = Format.PYTHON,  # noqa: A002 -- the argument's public name
    style: Style | str = Style.NATIVE,
    mode: Chains | str = Chains.BOTH,
) -> str:
    """A pipeline as text for another framework.

    Args:
        pipeline: What to write.
        framework: `torch`, `tf` or `keras`.
        format: `python` or `yaml`.
        style: `native`: the code one would write by hand; `exact`: batches, with the preview's own draws, as Python only.
        mode: `train`, `eval` or `both`.

    Raises:
        ExportError: There is no such framework, format, style or mode; a step cannot be said in it; or normalize waits for the
            statistics of a data set.
        PipelineError: A step can never be applied to what comes before it.
    """
    key = (_choice(Framework, framework), _choice(Format, format), _choice(Style, style))
    chains = _choice(Chains, mode, "mode")
    if needs_statistics(pipeline):
        raise ExportError(
            "normalize asks for the statistics of a data set: pass --data, or write mean and std as numbers"
        )
    if key not in _MODULES:
        framework, missing, style = key
        formats = " or ".join(kind for each, kind, how in _MODULES if (each, how) == (framework, style))
        raise ExportError(f"there is no {style} {missing} for {framework}: choose the format {formats}")
    exporter: Exporter = import_module(_MODULES[key]).EXPORTER
    return exporter(pipeline, chains)


_Kind = TypeVar("_Kind", bound=StrEnum)


def _choice(kind: type[_Kind], value: str, name: str = "") -> _Kind:
    try:
        return kind(value)
    except ValueError:
        known = ", ".join(kind)
        raise ExportError(f"there is no {name or kind.__name__.lower()} {value!r}: choose from {known}") from None
