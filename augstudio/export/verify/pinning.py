"""The preview's draws, and transforms that leave nothing else to chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import torch

from augstudio.engine.steps import GATE_SLOT
from augstudio.engine.torch_executor import run_stages
from augstudio.kernels.numpy.draws import sample_keys, step_keys, uniforms
from augstudio.pipeline.model import Pipeline, Step
from augstudio.transforms.base import Transform
from augstudio.transforms.parameters import Range
from augstudio.transforms.stage import ImageSize, Stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws

_TRIES = 1024
MOST_OUTCOMES = 128
"""A step with at most so many outcomes is compared with all of them."""


Scale: TypeAlias = "NDArray[np.float32] | float"
"""What brings values to [0, 1]: where they are normalised, the standard deviation, one or one per channel."""


@dataclass(frozen=True, slots=True, eq=False)
class DrawnStep:
    """One step and one image, with what the preview draws for it.

    Attributes:
        step: The step.
        image: (H, W, C) float32: what comes before it.
        seed: The pipeline's.
        index: The image's position in the data set.
        scale: What brings its results to [0, 1], as in `measured`.
    """

    step: Step
    image: "NDArray[np.float32]"
    seed: int
    index: int
    scale: Scale = 1.0

    @property
    def size(self) -> ImageSize:
        return size_of(self.image)

    @property
    def transform(self) -> Transform:
        return self.step.transform

    @property
    def _keys(self) -> "NDArray[np.int64]":
        return step_keys(sample_keys(self.seed, 0, np.array([self.index])), self.step.id)

    def draws(self) -> "Draws":
        """One row: what the step draws for this image."""
        return self.transform.sample(uniforms(self._keys, self.transform.draw_count, GATE_SLOT + 1), self.size)

    def pinned(self) -> Transform:
        """The transform with each range that it draws from narrowed to what it drew."""
        draws = self.draws()
        drawn = {name: _as_parameter(value, draws[name][0]) for name, value in self.transform if name in draws}
        return self.transform.replaced(**{name: value for name, value in drawn.items() if value is not None})

    def stages(self) -> tuple[Stage, ...]:
        """What it does to this image in the preview."""
        return self.transform.lower(self.draws(), self.size, 1)


def _as_parameter(declared: object, value: Any) -> object:
    match declared:
        case Range():
            return Range(float(value), float(value))
        case tuple() if np.ndim(value) == 0:  # a selection of whole numbers
            return (int(value),)
        case _:
            return None


def size_of(image: "NDArray[Any]") -> ImageSize:
    """The size of an image (H, W, C)."""
    height, width, channels = image.shape
    return ImageSize(height, width, channels)


def many_draws(transform: Transform, size: ImageSize, count: int) -> "Draws":
    """Draws of images other than those that are looked at."""
    return transform.sample(uniforms(sample_keys(97, 1, np.arange(count)), transform.draw_count), size)


def outcomes(transform: Transform, size: ImageSize) -> "Draws | None":
    """Everything that a transform can draw, each once; None where that is too much to try."""
    draws = many_draws(transform, size, _TRIES)
    if not draws:
        return {}
    rows = np.concatenate([values.reshape(_TRIES, -1) for values in draws.values()], axis=1)
    _, first = np.unique(rows, axis=0, return_index=True)
    return None if len(first) > MOST_OUTCOMES else {name: values[first] for name, values in draws.items()}


def previewed(
    transform: Transform, draws: "Draws", images: "Sequence[NDArray[np.float32]]"
) -> "list[NDArray[np.float32]]":
    """What the preview makes of images (H, W, C) of one size, one for each row of draws."""
    size, count = size_of(images[0]), len(images)
    outcomes = transform.outcomes(draws, size)
    if outcomes is None or len(np.unique(outcomes)) < 2:
        return _run(images, transform.lower(draws, size, count))
    return [each for row in range(count) for each in previewed(transform, rows_of(draws, [row]), [images[row]])]


def _run(images: "Sequence[NDArray[np.float32]]", stages: Sequence[Stage]) -> "list[NDArray[np.float32]]":
    batch = torch.from_numpy(np.stack(images)).permute(0, 3, 1, 2)
    return list(run_stages(batch, stages).permute(0, 2, 3, 1).numpy())


def is_settled(transform: Transform, size: ImageSize) -> bool:
    """Whether nothing is left to chance: whatever is drawn is the same."""
    draws = many_draws(transform, size, 16)
    return all(bool((values == values[:1]).all()) for values in draws.values())


def rows_of(draws: "Draws", rows: "Sequence[int] | NDArray[np.int64]") -> "Draws":
    """Some rows of draws."""
    return {name: values[rows] for name, values in draws.items()}


def row_count(draws: "Draws") -> int:
    """How many rows draws have; 1 for those of a transform that draws nothing."""
    return next((len(values) for values in draws.values()), 1)


def alone(step: Step, transform: Transform, probability: float, seed: int) -> Pipeline:
    """A pipeline of one step, under the id that it has in its own."""
    return Pipeline((Step(transform, probability=probability, id=step.id),), name=step.id, seed=seed)
