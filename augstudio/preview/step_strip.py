"""One tile, step by step: every intermediate image with what was drawn."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from augstudio.data.source import Source
from augstudio.errors import AugStudioError, PipelineError
from augstudio.lazy import torch
from augstudio.pipeline.model import Mode, Pipeline
from augstudio.preview.display import to_pixels, undo_normalize
from augstudio.preview.renderer import as_tensor, runnable
from augstudio.preview.values import DrawnValue, TileFault

if TYPE_CHECKING:
    from augstudio.engine.augmenter import StepTrace
    from augstudio.preview.values import Pixels


@dataclass(frozen=True, slots=True)
class StripRequest:
    """Which tile to take apart.

    Attributes:
        pipeline: The design.
        index: The sample's position in the data.
        epoch: The epoch that the tile was drawn for.
        mode: As in the preview.
        tile_size: Longest side of the pictures (px); 0: as they are.
    """

    pipeline: Pipeline
    index: int
    epoch: int = 0
    mode: Mode = Mode.TRAIN
    tile_size: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class StripFrame:
    """The image after one step.

    Attributes:
        step_id: The step; empty for the input.
        op: What it does; empty for the input.
        hit: Whether it was applied.
        draws: What was drawn.
        pixels: The image, as the preview shows it.
        size: Its height and width before it was shrunk for display (px).
        seconds: What the step cost.
    """

    step_id: str
    op: str
    hit: bool
    pixels: "Pixels"
    size: tuple[int, int]
    draws: Mapping[str, DrawnValue] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class StepStrip:
    """The answer to a request.

    Attributes:
        request: What was asked.
        frames: The input and then one frame for each step that ran.
        fault: Why the strip ends early.
    """

    request: StripRequest
    frames: tuple[StripFrame, ...]
    fault: TileFault | None = None


def step_strip(request: StripRequest, source: Source) -> StepStrip:
    """Runs the pipeline on one sample and keeps what every step made of it.

    Args:
        request: Which sample, in which epoch, of which design.
        source: The data.
    """
    from augstudio.engine.augmenter import Augmenter  # noqa: PLC0415 -- imports torch: seconds, in the worker's thread

    frames: list[StripFrame] = []
    try:
        pipeline = runnable(request.pipeline, request.mode)
        image = as_tensor(source.image(request.index))
        traces = Augmenter(pipeline).trace([image], epoch=request.epoch, index=[request.index])
        with torch.inference_mode():
            frames.extend(_frames(traces, pipeline, request.tile_size))
    except PipelineError as error:
        at_fault = pipeline.active[len(frames) - 1].id if frames else ""
        return StepStrip(request, tuple(frames), TileFault(error.message, at_fault))
    except AugStudioError as error:
        return StepStrip(request, tuple(frames), TileFault(str(error)))
    return StepStrip(request, tuple(frames))


def _frames(traces: "Iterator[StepTrace]", pipeline: Pipeline, tile_size: int) -> Iterator[StripFrame]:
    trail: dict[str, dict[str, Any]] = {}
    for trace in traces:
        image, hit = trace.images[0], trace.hits[0]
        trail |= trace.record[0]
        shown = to_pixels(undo_normalize(image[None], pipeline.active, [trail]), tile_size)[0]
        yield StripFrame(
            step_id=trace.step.id if trace.step else "",
            op=trace.step.op if trace.step else "",
            hit=hit,
            draws=trace.draws[0],
            pixels=shown,
            size=(image.shape[1], image.shape[2]),
            seconds=trace.seconds,
        )
