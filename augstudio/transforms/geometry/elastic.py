"""Elastic."""

from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from augstudio.errors import PipelineError
from augstudio.kernels.numpy.draws import keys_from
from augstudio.kernels.numpy.filter_kernels import gaussian_weights
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
    torchvision,
)
from augstudio.transforms.parameters import Number, tidy
from augstudio.transforms.stage import Displace, ImageSize, Stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws


_SAFE_STEEPNESS = 10


class Elastic(Transform):
    """Bends the image like rubber: every pixel is moved by a random field that is smooth over the image (Simard and others, 2003).

    The classic augmentation for handwriting, and good for tissue, cells and plants. `sigma` says how smooth the field is, `alpha` how
    strong: strong and rough at once tears strokes apart and bends straight things that are never bent.
    """

    op: ClassVar = "elastic"
    category: ClassVar = Category.GEOMETRY
    label_risks: ClassVar = (
        LabelRisk(
            frozenset({Trait.DIGITS, Trait.LETTERS, Trait.FINE_DETAIL}),
            "bent far enough, strokes part or meet, and make another character",
            "keep alpha within ten times sigma",
        ),
    )

    alpha: Annotated[
        float,
        Number(
            0,
            10_000,
            slider=(0, 300),
            step=5,
            help="Strength: twice the pixels that a field of full swing would move by.",
        ),
    ] = 50.0
    sigma: Annotated[
        float,
        Number(
            0,
            100,
            unit="px",
            slider=(0, 20),
            step=0.5,
            help="How smooth the field is: the deviation of the blur that makes it so.",
        ),
    ] = 5.0

    @classmethod
    def starting_parameters(cls, size: ImageSize) -> dict[str, Any]:
        fitting = _largest_sigma(size)
        return {"sigma": fitting} if fitting < 5 else {}

    def safer(self) -> Transform:
        return self.replaced(alpha=min(self.alpha, _SAFE_STEEPNESS * self.sigma))

    @property
    def draw_count(self) -> int:
        return 1

    @property
    def _kernel_size(self) -> int:
        """torchvision's: eight deviations, made odd."""
        side = int(8 * self.sigma + 1)
        return side + 1 if side % 2 == 0 else side

    def output_size(self, size: ImageSize) -> ImageSize:
        if self._kernel_size // 2 >= min(size.height, size.width):
            raise PipelineError(
                f"a field smoothed over {self._kernel_size} px does not fit an image of {size.height} x {size.width} px: "
                f"sigma can be at most {_largest_sigma(size):g}",
                field="sigma",
            )
        return size

    def sample(self, u: "NDArray[np.float64]", size: ImageSize) -> "Draws":
        return {"field": keys_from(u[:, 0]).astype(np.float64)}

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        weights = gaussian_weights(np.array([self.sigma or 1.0]), self._kernel_size)[0]
        return (Displace(draws["field"].astype(np.int64), weights, self.alpha / 2),)

    def torch_code(self, probability: float) -> TorchCode:
        alpha, sigma = tidy(self.alpha), tidy(self.sigma)
        return TorchCode((torchvision("ElasticTransform", alpha=alpha, sigma=sigma, fill=None),))

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        return TensorflowCode((Call(Helper("elastic"), (IMAGE, SEED), self._strength),))

    def keras_code(self, probability: float) -> KerasCode:
        return KerasCode((Call(Helper("Elastic"), keywords=self._strength),))

    @property
    def _strength(self) -> dict[str, Value]:
        return {"alpha": tidy(self.alpha), "sigma": tidy(self.sigma)}


def _largest_sigma(size: ImageSize) -> float:
    return (min(size.height, size.width) - 1) / 4
