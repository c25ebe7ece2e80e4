"""CutMix."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from augstudio.kernels.numpy.draws import keys_from
from augstudio.kernels.numpy.gammas import beta
from augstudio.lazy import numpy as np
from augstudio.transforms.batch_transform import IMAGES, LABELS, NUM_CLASSES, BatchTransform, tossed
from augstudio.transforms.code import SEED, Call, Helper
from augstudio.transforms.parameters import Number, tidy
from augstudio.transforms.stage import ImageSize, Mix, Stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws


class Cutmix(BatchTransform):
    """Pastes a box of another image of the batch over each image, and mixes their labels by area (Yun and others, 2019).

    Like cutout, but nothing is wasted: what covers the object is another object. Good for photographs with long trainings; where a small
    part decides, the label can promise what the box has covered. It belongs last, in training only, and needs shuffled batches and a
    loss that takes class probabilities. Each image draws its own box, whose place is even over the image and which the border cuts off.
    """

    op: ClassVar = "cutmix"

    alpha: Annotated[
        float,
        Number(
            0.01,
            100,
            slider=(0.1, 4),
            step=0.1,
            help="How the box's area is drawn: 1 makes all areas as likely, less the extremes.",
        ),
    ] = 1.0

    @property
    def draw_count(self) -> int:
        return 3

    def sample(self, u: "NDArray[np.float64]", size: ImageSize) -> "Draws":
        half = 0.5 * np.sqrt(1 - beta(keys_from(u[:, 0]), self.alpha))
        row, column = np.floor(u[:, 1] * size.height), np.floor(u[:, 2] * size.width)
        tall, wide = np.floor(half * size.height), np.floor(half * size.width)
        top, left = np.maximum(row - tall, 0), np.maximum(column - wide, 0)
        bottom, right = np.minimum(row + tall, size.height), np.minimum(column + wide, size.width)
        return {"top": top, "left": left, "height": bottom - top, "width": right - left}

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        boxes = np.stack([draws[name] for name in ("top", "left", "height", "width")], axis=1).astype(np.int64)
        return (Mix(self.partners(count), None, boxes[:, None, :]),)

    def own_shares(self, draws: "Draws", size: ImageSize) -> "NDArray[np.float64]":
        shares: NDArray[np.float64] = 1 - draws["height"] * draws["width"] / (size.height * size.width)
        return shares

    def batch_torch_code(self, probability: float) -> Call:
        return Call(Helper("Cutmix"), keywords={"alpha": tidy(self.alpha), **NUM_CLASSES, **tossed(probability)})

    def batch_tensorflow_code(self, probability: float) -> Call:
        return Call(Helper("cutmix"), (IMAGES, LABELS, SEED), {"alpha": tidy(self.alpha), **tossed(probability)})

    def batch_keras_code(self, probability: float) -> Call:
        return Call(Helper("Cutmix"), keywords={"alpha": tidy(self.alpha), **tossed(probability)})
