"""Brightness."""

from typing import TYPE_CHECKING, ClassVar

from augstudio.transforms.base import Category, Transform
from augstudio.transforms.code import (
    IMAGE,
    TENSORFLOW_CLIP,
    Call,
    Helper,
    KerasCode,
    Name,
    TensorflowCode,
    TorchCode,
    drawn,
    pair,
    torchvision,
)
from augstudio.transforms.declarations import Factor
from augstudio.transforms.parameters import Range
from augstudio.transforms.stage import Colour, ColourKind, ImageSize, Stage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws


class Brightness(Transform):
    """Multiplies every value: below 1 darkens towards black, above 1 brightens until it clips at white.

    Stands for exposure and lighting. Black stays black; to move all values alike, as tf.image and Keras do, use `brightness_shift`.
    """

    op: ClassVar = "brightness"
    category: ClassVar = Category.COLOUR

    factor: Factor = Range(0.8, 1.2)

    @property
    def draw_count(self) -> int:
        return 1

    def sample(self, u: "NDArray[np.float64]", size: ImageSize) -> "Draws":
        return {"factor": self.factor.at(u[:, 0])}

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        return (Colour(ColourKind.SCALE, draws["factor"]),)

    def torch_code(self, probability: float) -> TorchCode:
        return TorchCode((torchvision("ColorJitter", brightness=pair(self.factor)),))

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        return TensorflowCode((Call(Name("tensorflow.multiply"), (IMAGE, drawn(self.factor))), TENSORFLOW_CLIP))

    def keras_code(self, probability: float) -> KerasCode:
        return KerasCode((Call(Helper("Brightness"), (pair(self.factor),)),))
