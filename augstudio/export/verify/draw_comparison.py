"""Whether random results are spread as the preview's are, whatever it was that was drawn."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import torch

from augstudio.engine.augmenter import Augmenter
from augstudio.errors import PipelineError
from augstudio.export.verify.exporting import Exporting
from augstudio.export.verify.frameworks import Job, Outcome
from augstudio.export.verify.runner import grid
from augstudio.export.verify.verdicts import DrawComparison
from augstudio.pipeline.model import Pipeline
from augstudio.pipeline.sizes import check_sizes
from augstudio.transforms.stage import ImageSize

if TYPE_CHECKING:
    from numpy.typing import NDArray

RUNS = 1000
"""How many results of the exported code are compared."""

_PREVIEWED = (600, 3000)
_VALUES = 80_000_000
"""With how many of the preview: fewer of large images, so that this takes seconds."""

GRID = 6
"""Places along each side whose values are compared."""

_SIDE = 48
_FIRST = 10_000
"""Images that the preview draws for here: others than those that are looked at."""

_AT_ONCE = 100
_STRICTNESS = 3.0
"""In units of 1 / sqrt(n): chance makes a gap larger than this once in thirty million."""

_RARE = 1e-8
"""How seldom chance may make one sample reach beyond the other."""

_SIGMAS = 5.5


def compare_columns(theirs: "NDArray[np.float64]", ours: "NDArray[np.float64]", slack: float) -> DrawComparison:
    """Compares samples (n, k) and (m, k) column by column.

    Args:
        theirs: Of the exported code.
        ours: Of the preview.
        slack: How far a single value may be off without counting.
    """
    gap = max(_gap(one, other, slack) for one, other in zip(theirs.T, ours.T, strict=True))
    limit = _STRICTNESS * np.sqrt(1 / len(theirs) + 1 / len(ours))
    beyond = max(_reach(one, other, slack) for one, other in zip(theirs.T, ours.T, strict=True))
    return DrawComparison(len(theirs), gap, float(limit), beyond, 1.0, 1.0, 0.0)


def _gap(one: "NDArray[np.float64]", other: "NDArray[np.float64]", slack: float) -> float:
    """How far the cumulative shares of two samples are apart at most, where one may be moved by the slack."""
    return max(_lead(one, other, slack), _lead(other, one, slack))


def _lead(one: "NDArray[np.float64]", other: "NDArray[np.float64]", slack: float) -> float:
    places, others = np.sort(one), np.sort(other)
    below = np.searchsorted(places, places, side="right") / len(places)
    also_below = np.searchsorted(others, places + slack, side="right") / len(others)
    return float(np.max(below - also_below))


def _reach(one: "NDArray[np.float64]", other: "NDArray[np.float64]", slack: float) -> float:
    """How many values of one sample lie beyond all of the other, at either end, in units of what chance explains."""
    return max(_excess(*each, slack) for each in ((one, other), (other, one), (-one, -other), (-other, -one)))


def _excess(one: "NDArray[np.float64]", other: "NDArray[np.float64]", slack: float) -> float:
    """The highest values of both together belong to `one` by chance as a coin falls, weighted by the samples' sizes."""
    most = np.log(_RARE) / np.log(len(one) / (len(one) + len(other)))
    return float(np.count_nonzero(one > other.max() + slack) / most)


@dataclass(frozen=True, slots=True, eq=False)
class RandomRuns:
    """Many runs of a pipeline on one made-up image, as it is exported, with its own draws."""

    pipeline: Pipeline
    source: str
    probe: "NDArray[np.float32]"
    slack: float

    @classmethod
    def of(cls, pipeline: Pipeline, size: ImageSize, exporting: Exporting, slack: float) -> "RandomRuns":
        """Prepares the runs, on a small image where the pipeline can be applied to one.

        Args:
            pipeline: What is run.
            size: Of an image that it can be applied to.
            exporting: How it is written.
            slack: How far a single value may be off without counting.

        Raises:
            ExportError: It cannot be said.
        """
        return cls(pipeline, exporting.text(pipeline), probe(pipeline, size), slack)

    @property
    def job(self) -> Job:
        return Job(self.source, self.probe[None], tuple(range(RUNS)), grid=GRID)

    def comparison(self, outcome: Outcome) -> DrawComparison:
        """What the runs tell.

        Raises:
            Mismatch: They failed.
        """
        theirs = _features(outcome.array("grid"), outcome.array("sizes"))
        ours = _features(*self._preview())
        untouched = _features(grid(self.probe, GRID)[None], np.array([self.probe.shape[:2]]))
        compared = compare_columns(theirs, ours, self.slack)
        changed, expected = (
            float(np.mean(np.abs(each - untouched).max(axis=1) > self.slack)) for each in (theirs, ours)
        )
        deviation = np.sqrt(max(expected * (1 - expected), 1 / RUNS) * (1 / RUNS + 1 / len(ours)))
        return replace(compared, changed=changed, expected=expected, slack=float(_SIGMAS * deviation))

    def _preview(self) -> "tuple[NDArray[np.float32], NDArray[np.int64]]":
        """Values on the grid, and sizes, of the preview's results."""
        image = torch.from_numpy(self.probe).permute(2, 0, 1)
        augment = Augmenter(self.pipeline)
        values, sizes = [], []
        count = int(np.clip(_VALUES // self.probe.size, *_PREVIEWED))
        for start in range(_FIRST, _FIRST + count, _AT_ONCE):
            found = augment(image.expand(_AT_ONCE, -1, -1, -1), index=range(start, start + _AT_ONCE))
            values += [grid(each.permute(1, 2, 0).numpy(), GRID) for each in found]
            sizes += [tuple(each.shape[1:]) for each in found]
        return np.stack(values), np.array(sizes)


def _features(values: "NDArray[np.float32]", sizes: "NDArray[np.int64]") -> "NDArray[np.float64]":
    """What is compared of each result, (n, k): its values on the grid, its height and its width."""
    return np.concatenate([values.reshape(len(values), -1).astype(np.float64), sizes], axis=1)


def probe(pipeline: Pipeline, size: ImageSize) -> "NDArray[np.float32]":
    """A made-up image (H, W, C) in [0, 1]: slopes and edges, no value like another; of a small size if the pipeline takes it."""
    small = ImageSize(_SIDE, _SIDE, size.channels)
    if _fits(pipeline, small):
        size = small
    y, x = np.mgrid[: size.height, : size.width] / np.array([size.height, size.width]).reshape(2, 1, 1)
    slopes = [0.1 + 0.5 * x + 0.3 * y, 0.85 - 0.6 * x + 0.1 * y, 0.3 + 0.45 * y - 0.1 * x]
    edges = 0.08 * ((np.floor(x * 9) + np.floor(y * 7)) % 2)
    layers = [slopes[each % 3] + edges + 0.013 * each for each in range(size.channels)]
    made: NDArray[np.float32] = (np.rint(np.clip(np.stack(layers, axis=-1), 0, 1) * 255) / 255).astype(np.float32)
    return made


def _fits(pipeline: Pipeline, size: ImageSize) -> bool:
    try:
        check_sizes(pipeline, size)
    except PipelineError:
        return False
    return True
