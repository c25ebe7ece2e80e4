"""Mixup."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from augstudio.kernels.numpy.draws import keys_from
from augstudio.kernels.numpy.gammas import beta
from augstudio.transforms.batch_transform import IMAGES, LABELS, NUM_CLASSES, BatchTransform, tossed
from augstudio.transforms.code import SEED, Call, Helper
from augstudio.transforms.parameters import Number, tidy
from augstudio.transforms.stage import ImageSize, Mix, Stage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws


class Mixup(BatchTransform):
    """Blends each image with another of its batch, and their labels in the same proportion (Zhang and others, 2018).

    Keeps a model from being sure where it should not be, and helps against wrong labels; long trainings gain most. It belongs last, in
    training only, and needs shuffled batches and a loss that takes class probabilities. Each image draws its own share, from the beta
    distribution with both parameters `alpha`: at 0.2 mostly close to itself or to the other, at 1 anything.
    """

    op: ClassVar = "mixup"

    alpha: Annotated[
        float,
        Number(0.01, 100, slider=(0.1, 4), step=0.1, help="How strongly images are mixed: 0.2 is mild, 1 strong."),
    ] = 0.2

    @property
    def draw_count(self) -> int:
        return 1

    def sample(self, u: "NDArray[np.float64]", size: ImageSize) -> "Draws":
        return {"share": beta(keys_from(u[:, 0]), self.alpha)}

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        return (Mix(self.partners(count), draws["share"]),)

    def own_shares(self, draws: "Draws", size: ImageSize) -> "NDArray[np.float64]":
        return draws["share"]

    def batch_torch_code(self, probability: float) -> Call:
        return Call(Helper("Mixup"), keywords={"alpha": tidy(self.alpha), **NUM_CLASSES, **tossed(probability)})

    def batch_tensorflow_code(self, probability: float) -> Call:
        return Call(Helper("mixup"), (IMAGES, LABELS, SEED), {"alpha": tidy(self.alpha), **tossed(probability)})

    def batch_keras_code(self, probability: float) -> Call:
        return Call(Helper("Mixup"), keywords={"alpha": tidy(self.alpha), **tossed(probability)})
