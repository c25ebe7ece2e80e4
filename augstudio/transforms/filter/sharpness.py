"""Sharpness."""

from typing import TYPE_CHECKING, ClassVar

from augstudio.kernels.numpy.filter_kernels import sharpening_kernels
from augstudio.transforms.base import Category, Transform
from augstudio.transforms.code import (
    IMAGE,
    Call,
    Helper,
    KerasCode,
    TensorflowCode,
    TorchCode,
    drawn,
    pair,
    torchvision,
)
from augstudio.transforms.declarations import Factor
from augstudio.transforms.parameters import Range, tidy
from augstudio.transforms.stage import Border, Filter, ImageSize, Stage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws


class Sharpness(Transform):
    """Blends the image with a slightly smoothed one: below 1 softens, above 1 sharpens, clipped to 0..1; border pixels stay.

    Stands for lenses and for the sharpening that cameras do. Harmless near 1; well above it every edge gets a bright and a dark seam,
    and noise is sharpened with the rest.
    """

    op: ClassVar = "sharpness"
    category: ClassVar = Category.FILTER

    factor: Factor = Range(0.8, 1.2)

    @property
    def clips(self) -> bool:
        return True

    @property
    def draw_count(self) -> int:
        return 1

    def sample(self, u: "NDArray[np.float64]", size: ImageSize) -> "Draws":
        return {"factor": self.factor.at(u[:, 0])}

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        return (Filter(sharpening_kernels(draws["factor"]), Border.KEEP),)

    def torch_code(self, probability: float) -> TorchCode:
        if self.factor.is_fixed:
            factor = tidy(self.factor.low)
            sharpness = torchvision("RandomAdjustSharpness", sharpness_factor=factor, p=probability)
            return TorchCode((sharpness,), applies_probability=True)
        return TorchCode((Call(Helper("Sharpness"), (pair(self.factor),)),))

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        return TensorflowCode((Call(Helper("adjust_sharpness"), (IMAGE, drawn(self.factor))),))

    def keras_code(self, probability: float) -> KerasCode:
        return KerasCode((Call(Helper("Sharpness"), (pair(self.factor),)),))
