"""What the code panel shows: the text of an export, or why there is none and what to do. Knows nothing of Qt."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from augstudio.data.source import Source
from augstudio.errors import DataError, ExportError, PipelineError
from augstudio.export.chain import Chains
from augstudio.export.exporter import Format, Framework, Style, export
from augstudio.pipeline.evaluation import needs_statistics, resolve_statistics
from augstudio.pipeline.model import Pipeline


class WayOut(Enum):
    """What can be done where a pipeline cannot be exported as asked; the value is what the button says."""

    PYTHON = "Show as Python"
    OPEN_DATA = "Open data…"
    SHOW_STEP = "Show step"
    NOTHING = ""


@dataclass(frozen=True, slots=True)
class CodeRequest:
    """What to write.

    Attributes:
        pipeline: The design.
        framework: Whose code.
        format: As Python or as YAML.
        chains: Training, evaluation, or both.
        style: The code one would write by hand, or the file that draws the numbers of the preview; YAML has the first only.
    """

    pipeline: Pipeline
    framework: Framework = Framework.TORCH
    format: Format = Format.PYTHON
    chains: Chains = Chains.BOTH
    style: Style = Style.NATIVE

    @property
    def file_name(self) -> str:
        """What to save it as."""
        return f"augment_{self.framework}.{'py' if self.format is Format.PYTHON else 'yaml'}"


@dataclass(frozen=True, slots=True)
class CodeResult:
    """The answer.

    Attributes:
        request: What was asked.
        text: The code; None where it cannot be written.
        message: Why not; one line.
        way_out: What can be done about it.
        step_id: The step at fault, where one is.
    """

    request: CodeRequest
    text: str | None
    message: str = ""
    way_out: WayOut = WayOut.NOTHING
    step_id: str = ""


def write_code(request: CodeRequest, source: Source | None) -> CodeResult:
    """Exports a design; statistics that it asks for are taken from the open data.

    Args:
        request: What to write.
        source: The open data.
    """
    try:
        pipeline = request.pipeline
        if needs_statistics(pipeline):
            if source is None:
                message = "normalize takes its numbers from the data: open data, or write mean and std as numbers"
                return CodeResult(request, None, message, WayOut.OPEN_DATA)
            pipeline = resolved(pipeline, source)
        text = export(
            pipeline, framework=request.framework, format=request.format, style=request.style, mode=request.chains
        )
    except PipelineError as error:
        step_id = request.pipeline.at(error.path).id if error.path else ""
        return CodeResult(request, None, error.message, WayOut.SHOW_STEP if step_id else WayOut.NOTHING, step_id)
    except (ExportError, DataError) as error:
        way_out = WayOut.PYTHON if request.format is Format.YAML else WayOut.NOTHING
        return CodeResult(request, None, str(error), way_out)
    return CodeResult(request, text)


def export_job(request: CodeRequest, source: Source | None) -> Iterator[CodeResult]:
    """`write_code` as work for the background."""
    yield write_code(request, source)


def resolved(pipeline: Pipeline, source: Source | None) -> Pipeline:
    """The pipeline with the statistics of the data, rounded, wherever it asks for them; as it is without data.

    Raises:
        DataError: The data cannot be read.
        PipelineError: The statistics cannot be normalised with.
    """
    if source is None or not needs_statistics(pipeline):
        return pipeline
    from augstudio.data.statistics import channel_statistics  # noqa: PLC0415 -- Pillow and numpy, only where needed

    mean, std = channel_statistics(source)
    return resolve_statistics(pipeline, [round(value, 4) for value in mean], [round(value, 4) for value in std])
