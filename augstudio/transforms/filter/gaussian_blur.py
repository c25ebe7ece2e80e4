"""Gaussian blur."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from augstudio.errors import PipelineError
from augstudio.kernels.numpy.filter_kernels import gaussian_weights
from augstudio.transforms.base import Category, LabelRisk, Trait, Transform
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
from augstudio.transforms.parameters import Count, Range, RangeOf
from augstudio.transforms.stage import Border, Filter, ImageSize, Stage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws


_SAFE_SIGMA = 1


class GaussianBlur(Transform):
    """Averages each pixel with its neighbourhood, near ones more than far ones: out of focus.

    Makes a model rely on shapes rather than on the finest texture, and helps where the pictures it will meet are softer than those it
    learns from. The kernel cuts the bell off: for the full blur make it about six sigma wide. On thumbnails two pixels already wipe out
    what matters.
    """

    op: ClassVar = "gaussian_blur"
    category: ClassVar = Category.FILTER
    label_risks: ClassVar = (
        LabelRisk(
            frozenset({Trait.FINE_DETAIL}),
            "blur wipes out the detail that tells classes apart",
            "keep sigma within 1 px",
        ),
    )

    kernel_size: Annotated[
        int, Count(1, 255, unit="px", odd=True, help="Side of the square that is averaged, odd; 1 does nothing.")
    ] = 3
    sigma: Annotated[
        Range,
        RangeOf(0.05, 100, unit="px", slider=(0.05, 5), step=0.05, neutral=0.05, help="How far the blur reaches."),
    ] = Range(0.1, 2)

    def safer(self) -> Transform:
        return self.replaced(sigma=self.sigma.within(0.05, _SAFE_SIGMA))

    @property
    def draw_count(self) -> int:
        return 1

    def output_size(self, size: ImageSize) -> ImageSize:
        shorter = min(size.height, size.width)
        if self.kernel_size // 2 >= shorter:
            raise PipelineError(
                f"a kernel of {self.kernel_size} px does not fit an image of {size.height} x {size.width} px: "
                f"at most {2 * shorter - 1}",
                field="kernel_size",
            )
        return size

    def sample(self, u: "NDArray[np.float64]", size: ImageSize) -> "Draws":
        return {"sigma": self.sigma.at(u[:, 0])}

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        weights = gaussian_weights(draws["sigma"], self.kernel_size)
        return (Filter(weights[:, None, :], Border.REFLECT), Filter(weights[:, :, None], Border.REFLECT))

    def torch_code(self, probability: float) -> TorchCode:
        blur = torchvision("GaussianBlur", kernel_size=self.kernel_size, sigma=pair(self.sigma))
        return TorchCode((blur,))

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        blur = Call(Helper("gaussian_blur"), (IMAGE, drawn(self.sigma)), {"kernel_size": self.kernel_size})
        return TensorflowCode((blur,))

    def keras_code(self, probability: float) -> KerasCode:
        blur = Call(Helper("GaussianBlur"), keywords={"kernel_size": self.kernel_size, "sigma": pair(self.sigma)})
        return KerasCode((blur,))
