"""Downscale."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from augstudio.lazy import numpy as np
from augstudio.transforms.base import Category, LabelRisk, Trait, Transform
from augstudio.transforms.code import IMAGE, SEED, Call, Helper, KerasCode, TensorflowCode, TorchCode, pair
from augstudio.transforms.parameters import Interpolation, Range, RangeOf
from augstudio.transforms.stage import Branch, Branches, ImageSize, Resample, Stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws


_SAFE_FACTOR = 0.7


class Downscale(Transform):
    """Shrinks the image by a drawn factor and enlarges it back to its size: detail is lost as in a picture taken from further away.

    Helps where some of the pictures a model will meet have less resolution than those it learns from. Both ways are bilinear, the first
    antialiased. Thumbnails have no detail to spare.
    """

    op: ClassVar = "downscale"
    category: ClassVar = Category.FILTER
    label_risks: ClassVar = (
        LabelRisk(
            frozenset({Trait.FINE_DETAIL}),
            "shrinking wipes out the detail that tells classes apart",
            "keep the factor at 0.7 or more",
        ),
    )

    factor: Annotated[
        Range,
        RangeOf(0.01, 1, slider=(0.1, 1), step=0.05, neutral=1, help="Size in between as a fraction: 1 does nothing."),
    ] = Range(0.5, 0.9)

    def safer(self) -> Transform:
        return self.replaced(factor=self.factor.within(_SAFE_FACTOR, 1))

    @property
    def draw_count(self) -> int:
        return 1

    def sample(self, u: "NDArray[np.float64]", size: ImageSize) -> "Draws":
        return {"factor": self.factor.at(u[:, 0])}

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        sides = np.maximum(np.rint(draws["factor"][:, None] * [[size.height, size.width]]), 1).astype(np.int64)
        kinds, which = np.unique(sides, axis=0, return_inverse=True)
        branches = []
        for kind, (height, width) in enumerate(kinds.tolist()):
            rows = np.flatnonzero(which.reshape(-1) == kind)
            there = _resize(len(rows), size.height, size.width, height, width)
            branches.append(Branch(rows, (there, _resize(len(rows), height, width, size.height, size.width))))
        return (Branches(tuple(branches)),)

    def torch_code(self, probability: float) -> TorchCode:
        return TorchCode((Call(Helper("Downscale"), (pair(self.factor),)),))

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        return TensorflowCode((Call(Helper("downscale"), (IMAGE, SEED, pair(self.factor))),))

    def keras_code(self, probability: float) -> KerasCode:
        return KerasCode((Call(Helper("Downscale"), (pair(self.factor),)),))


def _resize(count: int, height: int, width: int, new_height: int, new_width: int) -> Resample:
    boxes = np.array([[0, 0, height, width]], np.int64).repeat(count, axis=0)
    return Resample(boxes, new_height, new_width, Interpolation.BILINEAR, antialias=True)
