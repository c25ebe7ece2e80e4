"""One tile, step by step: every intermediate image with what was drawn."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from augstudio.data.source import Source
from augstudio.errors import AugStudioError, PipelineError
from augstudio.lazy import torch
from augstudio.pipeline.model import Mode, Pipeline, Step
from augstudio.preview.chains import as_tensor, runnable
from augstudio.preview.coverage import invented_share, on_paper
from augstudio.preview.display import to_pixels, undo_normalize
from augstudio.preview.values import DrawnValue, TileFault
from augstudio.transforms.base import Category

if TYPE_CHECKING:
    from torch import Tensor

    from augstudio.engine.augmenter import StepTrace
    from augstudio.preview.values import Pixels

_CAN_CLIP = {Category.COLOUR, Category.FILTER, Category.POLICY}


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
        clipped: Share of the values that the step brought to 0 or 1, 0..1; 0 for steps that move or cover pixels, or leave that range.
        invented: Share of the area, after this step, that no pixel of the sample covers, 0..1.
    """

    step_id: str
    op: str
    hit: bool
    pixels: "Pixels"
    size: tuple[int, int]
    draws: Mapping[str, DrawnValue] = field(default_factory=dict)
    seconds: float = 0.0
    clipped: float = 0.0
    invented: float = 0.0


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
        traces, papers = (
            Augmenter(each).trace([start], epoch=request.epoch, index=[request.index])
            for each, start in ((pipeline, image), (on_paper(pipeline), torch.ones_like(image)))
        )
        with torch.inference_mode():
            frames.extend(_frames(traces, papers, pipeline, request.tile_size))
    except PipelineError as error:
        at_fault = pipeline.active[len(frames) - 1].id if frames else ""
        return StepStrip(request, tuple(frames), TileFault(error.message, at_fault))
    except AugStudioError as error:
        return StepStrip(request, tuple(frames), TileFault(str(error)))
    return StepStrip(request, tuple(frames))


def _frames(
    traces: "Iterator[StepTrace]", papers: "Iterator[StepTrace]", pipeline: Pipeline, tile_size: int
) -> Iterator[StripFrame]:
    trail: dict[str, dict[str, Any]] = {}
    before: Tensor | None = None
    for trace, paper in zip(traces, papers, strict=True):
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
            clipped=_newly_clipped(before, image, trace.step),
            invented=invented_share(paper.images[0]),
        )
        before = image


def _newly_clipped(before: "Tensor | None", after: "Tensor", step: Step | None) -> float:
    if before is None or step is None or step.transform.category not in _CAN_CLIP:
        return 0.0
    return max(0.0, _at_the_ends(after) - _at_the_ends(before))


def _at_the_ends(image: "Tensor") -> float:
    return float(((image <= 0) | (image >= 1)).to(torch.float32).mean())
