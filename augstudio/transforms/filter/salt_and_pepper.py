"""Salt and pepper."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from augstudio.kernels.numpy.draws import keys_from
from augstudio.lazy import numpy as np
from augstudio.transforms.base import Category, LabelRisk, Trait, Transform
from augstudio.transforms.code import IMAGE, SEED, Call, Helper, KerasCode, TensorflowCode, TorchCode, pair
from augstudio.transforms.parameters import Range, RangeOf
from augstudio.transforms.stage import ImageSize, Noise, NoiseKind, Stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws


_SAFE_AMOUNT = 0.02


class SaltAndPepper(Transform):
    """Turns a few pixels black and as many white, all channels of a pixel alike: dead pixels, dust, broken transmission.

    Makes a model average over its neighbourhood instead of trusting a pixel. On small images a few per cent already hide thin strokes,
    and a white dot on a dark digit can look like a part of it.
    """

    op: ClassVar = "salt_and_pepper"
    category: ClassVar = Category.FILTER
    label_risks: ClassVar = (
        LabelRisk(
            frozenset({Trait.FINE_DETAIL}),
            "dots cover the detail that tells classes apart",
            "keep the amount within 0.02",
        ),
    )

    amount: Annotated[
        Range,
        RangeOf(
            0, 1, slider=(0, 0.2), step=0.01, neutral=0, help="Share of the pixels that turn black or white, half each."
        ),
    ] = Range(0, 0.02)

    def safer(self) -> Transform:
        return self.replaced(amount=self.amount.within(0, _SAFE_AMOUNT))

    @property
    def clips(self) -> bool:
        return True

    @property
    def draw_count(self) -> int:
        return 2

    def sample(self, u: "NDArray[np.float64]", size: ImageSize) -> "Draws":
        return {"amount": self.amount.at(u[:, 0]), "noise": keys_from(u[:, 1]).astype(np.float64)}

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        return (Noise(NoiseKind.SALT_AND_PEPPER, draws["amount"], draws["noise"].astype(np.int64)),)

    def torch_code(self, probability: float) -> TorchCode:
        return TorchCode((Call(Helper("SaltAndPepper"), (pair(self.amount),)),))

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        return TensorflowCode((Call(Helper("salt_and_pepper"), (IMAGE, SEED, pair(self.amount))),))

    def keras_code(self, probability: float) -> KerasCode:
        return KerasCode((Call(Helper("SaltAndPepper"), (pair(self.amount),)),))
