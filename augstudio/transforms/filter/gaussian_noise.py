"""Gaussian noise."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from augstudio.kernels.numpy.draws import keys_from
from augstudio.lazy import numpy as np
from augstudio.transforms.base import Category, LabelRisk, Trait, Transform
from augstudio.transforms.code import IMAGE, SEED, Call, Helper, KerasCode, TensorflowCode, TorchCode, pair, torchvision
from augstudio.transforms.parameters import Range, RangeOf, tidy
from augstudio.transforms.stage import ImageSize, Noise, NoiseKind, Stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws


_SAFE_SIGMA = 0.05


class GaussianNoise(Transform):
    """Adds a normally distributed number to every value, clipped to 0..1: the grain of a sensor in poor light.

    Makes a model rely less on single pixels, and helps where the pictures it will meet are noisier than those it learns from. Strong
    noise drowns fine detail. It belongs before normalize, which leaves the range that it clips to.
    """

    op: ClassVar = "gaussian_noise"
    category: ClassVar = Category.FILTER
    label_risks: ClassVar = (
        LabelRisk(
            frozenset({Trait.FINE_DETAIL}),
            "strong noise drowns the detail that tells classes apart",
            "keep sigma within 0.05",
        ),
    )

    sigma: Annotated[
        Range,
        RangeOf(
            0,
            2,
            slider=(0, 0.3),
            step=0.01,
            neutral=0,
            help="Standard deviation of the noise on values of 0..1: 0.05 is visible, 0.2 strong.",
        ),
    ] = Range(0, 0.05)

    def safer(self) -> Transform:
        return self.replaced(sigma=self.sigma.within(0, _SAFE_SIGMA))

    @property
    def clips(self) -> bool:
        return True

    @property
    def draw_count(self) -> int:
        return 2

    def sample(self, u: "NDArray[np.float64]", size: ImageSize) -> "Draws":
        return {"sigma": self.sigma.at(u[:, 0]), "noise": keys_from(u[:, 1]).astype(np.float64)}

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        return (Noise(NoiseKind.GAUSSIAN, draws["sigma"], draws["noise"].astype(np.int64)),)

    def torch_code(self, probability: float) -> TorchCode:
        if self.sigma.is_fixed:
            return TorchCode((torchvision("GaussianNoise", sigma=tidy(self.sigma.low)),))
        return TorchCode((Call(Helper("GaussianNoise"), (pair(self.sigma),)),))

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        return TensorflowCode((Call(Helper("gaussian_noise"), (IMAGE, SEED, pair(self.sigma))),))

    def keras_code(self, probability: float) -> KerasCode:
        return KerasCode((Call(Helper("GaussianNoise"), (pair(self.sigma),)),))
