"""Cutout."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from augstudio.lazy import numpy as np
from augstudio.transforms.base import Category, LabelRisk, Trait, Transform
from augstudio.transforms.code import (
    IMAGE,
    SEED,
    Call,
    Helper,
    KerasCode,
    TensorflowCode,
    TorchCode,
    Value,
    pair,
    per_channel,
)
from augstudio.transforms.parameters import PerChannel, Range, RangeOf
from augstudio.transforms.stage import Fill, ImageSize, Stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws


_SAFE_SIDE = 0.25


class Cutout(Transform):
    """Covers squares at random places with a value; a square may lie partly beyond the border (DeVries and Taylor, 2017).

    Makes a model look at the whole object instead of its most telling part; one square of a quarter to half of the side is usual for
    small photographs. Its fill is a value of what it is given: placed after normalize, 0 is the mean colour; before it, black.
    """

    op: ClassVar = "cutout"
    category: ClassVar = Category.OCCLUDE
    label_risks: ClassVar = (
        LabelRisk(
            frozenset({Trait.DIGITS, Trait.LETTERS, Trait.FINE_DETAIL}),
            "a covered stroke can make another character: 8 becomes 6 or 0",
            "keep the size within 0.25",
        ),
    )

    holes: Annotated[
        Range,
        RangeOf(0, 64, slider=(0, 8), step=1, neutral=0, whole=True, help="How many squares are covered."),
    ] = Range(1, 1)
    size: Annotated[
        Range,
        RangeOf(0, 1, step=0.05, neutral=0, help="Side of a square as a fraction of the image's shorter side."),
    ] = Range(0.25, 0.25)
    fill: Annotated[
        tuple[float, ...],
        PerChannel(-10, 10, help="What covers the squares: a value for all channels, or one per channel."),
    ] = (0.0,)

    def safer(self) -> Transform:
        return self.replaced(size=self.size.within(0, _SAFE_SIDE))

    def output_size(self, size: ImageSize) -> ImageSize:
        self.check_channels("fill", self.fill, size)
        return size

    @property
    def draw_count(self) -> int:
        return 2 + 2 * int(self.holes.high)

    def sample(self, u: "NDArray[np.float64]", size: ImageSize) -> "Draws":
        rows, columns = u[:, 2::2], u[:, 3::2]
        return {
            "holes": self.holes.whole_at(u[:, 0]),
            "size": self.size.at(u[:, 1]),
            "row": np.floor(rows * size.height),
            "column": np.floor(columns * size.width),
        }

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        sides = np.rint(draws["size"] * min(size.height, size.width))[:, None]
        wanted = np.arange(int(self.holes.high))[None, :] < draws["holes"][:, None]
        top, left = (draws[name] - sides // 2 for name in ("row", "column"))
        covered = np.where(wanted, sides, 0)
        return (Fill(np.stack([top, left, covered, covered], axis=2).astype(np.int64), self.fill),)

    def torch_code(self, probability: float) -> TorchCode:
        return TorchCode((Call(Helper("Cutout"), keywords=self._arguments),))

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        return TensorflowCode((Call(Helper("cutout"), (IMAGE, SEED), self._arguments),))

    def keras_code(self, probability: float) -> KerasCode:
        return KerasCode((Call(Helper("Cutout"), keywords=self._arguments),))

    @property
    def _arguments(self) -> dict[str, Value]:
        return {"holes": pair(self.holes), "size": pair(self.size), "fill": per_channel(self.fill)}
