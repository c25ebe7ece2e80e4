"""What the preview has made in its thread, and what comes back. Knows nothing of Qt."""

from collections.abc import Iterator
from dataclasses import dataclass

from augstudio.data.source import Source
from augstudio.preview.costs import step_costs
from augstudio.preview.renderer import Renderer
from augstudio.preview.step_strip import StepStrip, StripRequest, step_strip
from augstudio.preview.values import PreviewGrid, PreviewRequest


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What the worker made, and of which data."""

    source: Source
    made: "PreviewGrid | StepStrip | Costs"
    is_kept: bool = False


@dataclass(frozen=True, slots=True)
class Costs:
    """What each step costs an image (s), by id."""

    seconds: dict[str, float]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Everything that decides what is on screen.

    Attributes:
        preview: The current design.
        strip: The steps of one tile.
        kept: The design it is compared with, with the same draws.
    """

    preview: PreviewRequest
    strip: StripRequest | None
    kept: PreviewRequest | None = None


def rendered(
    renderer: Renderer, kept_renderer: Renderer, wanted: Wanted, source: Source, *, originals_first: bool
) -> Iterator[Answer]:
    """The job of the worker's thread. Originals need no torch, whose import takes seconds: they come first."""
    if originals_first:
        yield Answer(source, renderer.originals(wanted.preview, source))
    yield Answer(source, renderer.render(wanted.preview, source))
    if wanted.strip is not None:
        yield Answer(source, renderer.alone(step_strip, wanted.strip, source))
    if wanted.kept is not None:
        yield Answer(source, kept_renderer.render(wanted.kept, source), is_kept=True)


def refined(renderer: Renderer, wanted: Wanted, source: Source, *, has_drafts: bool) -> Iterator[Answer]:
    """The job while the hand rests."""
    if has_drafts:
        yield Answer(source, renderer.render(wanted.preview, source))
    yield Answer(source, Costs(renderer.alone(step_costs, wanted.preview.pipeline, source, wanted.preview.indices)))
