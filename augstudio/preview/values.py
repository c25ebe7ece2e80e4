"""What is asked of the preview and what comes back: frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from augstudio.pipeline.model import Mode, Pipeline

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels: TypeAlias = NDArray[np.uint8]
    """(H, W, C) uint8, contiguous; C = 1 (gray) or 3 (RGB)."""

DrawnValue: TypeAlias = "float | str | list[DrawnValue]"


@dataclass(frozen=True, slots=True)
class PreviewRequest:
    """Which pictures to make.

    Variant k (from 0) of a sample is that sample in epoch `epoch * variants + k` of a training: the preview at `epoch` shows the next
    `variants` epochs, and every tile can be had again from the pipeline's seed, its epoch and its index.

    Attributes:
        pipeline: The design.
        indices: Positions of the samples in the data.
        variants: How many to draw of each sample; evaluation draws nothing and makes one.
        epoch: How often the user has asked for other draws.
        mode: `eval` shows the deterministic twin.
        tile_size: Longest side of the pictures that come back (px); larger ones are shrunk after the pipeline, smoothly. 0: as they are.
        is_draft: While a slider moves, steps that change values only may run on images that are shrunk to `tile_size` already: nearly
            the same picture, in a fraction of the time.
    """

    pipeline: Pipeline
    indices: tuple[int, ...]
    variants: int = 4
    epoch: int = 0
    mode: Mode = Mode.TRAIN
    tile_size: int = 0
    is_draft: bool = False

    @property
    def epochs(self) -> tuple[int, ...]:
        """The epoch of each variant; one only where nothing is drawn."""
        if self.mode is Mode.EVAL:
            return (0,)
        first = self.epoch * self.variants
        return tuple(range(first, first + self.variants))


@dataclass(frozen=True, slots=True)
class DrawnStep:
    """What chance decided about one step for one image.

    Attributes:
        step_id: The step's id.
        op: What it does, as the catalogue calls it.
        hit: Whether it was applied.
        draws: The drawn values by name; empty where it was not applied or draws nothing.
    """

    step_id: str
    op: str
    hit: bool
    draws: Mapping[str, DrawnValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TileFault:
    """Why there is no picture.

    Attributes:
        message: One line, for the user.
        step_id: The step at fault; empty where it is none.
    """

    message: str
    step_id: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class PreviewTile:
    """One variant of one sample.

    Attributes:
        index: The sample's position in the data.
        epoch: The epoch it was drawn for.
        pixels: The picture, de-normalised and clipped to what a screen can show; None where there is a fault.
        size: Height and width of the result before it was shrunk for display (px).
        steps: What was drawn, for each step that can do something, in order.
        fault: Why there is no picture.
        is_draft: Some steps ran on a smaller image.
    """

    index: int
    epoch: int
    pixels: "Pixels | None"
    size: tuple[int, int] = (0, 0)
    steps: tuple[DrawnStep, ...] = ()
    fault: TileFault | None = None
    is_draft: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class PreviewRow:
    """One sample and its variants.

    Attributes:
        index: Its position in the data.
        label: Its class's name; empty without labels.
        original: The picture before the pipeline; None where it cannot be read.
        size: Height and width of the original before it was shrunk for display (px).
        variants: The pictures after the pipeline; empty while they are still to be made.
        fault: Why the sample cannot be read.
    """

    index: int
    label: str
    original: "Pixels | None"
    size: tuple[int, int] = (0, 0)
    variants: tuple[PreviewTile, ...] = ()
    fault: TileFault | None = None


@dataclass(frozen=True, slots=True, eq=False)
class PreviewGrid:
    """The answer to a request: one row a sample, in the order asked for.

    Attributes:
        request: What was asked.
        rows: The samples.
        seconds: How long it took to make all variants.
        complete: False while only the originals are there.
    """

    request: PreviewRequest
    rows: tuple[PreviewRow, ...]
    seconds: float = 0.0
    complete: bool = True

    @property
    def seconds_per_tile(self) -> float:
        """The share of one variant in the time it took."""
        return self.seconds / max(1, sum(len(row.variants) for row in self.rows))

    @property
    def is_draft(self) -> bool:
        """Some tiles are drafts: ask again without, once there is time."""
        return any(tile.is_draft for row in self.rows for tile in row.variants)

    @property
    def faults(self) -> tuple[TileFault, ...]:
        """Everything that went wrong, each once, in order of appearance."""
        found = [row.fault for row in self.rows if row.fault]
        found += [tile.fault for row in self.rows for tile in row.variants if tile.fault]
        return tuple(dict.fromkeys(found))
