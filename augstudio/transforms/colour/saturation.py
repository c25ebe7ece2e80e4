"""Saturation."""

import math
from typing import TYPE_CHECKING, ClassVar

from augstudio.transforms.base import Category, LabelRisk, Trait, Transform
from augstudio.transforms.code import (
    IMAGE,
    KERAS_LAST,
    Call,
    Helper,
    KerasCode,
    TensorflowCode,
    TorchCode,
    drawn,
    keras,
    pair,
    torchvision,
)
from augstudio.transforms.declarations import Factor
from augstudio.transforms.parameters import Range, tidy
from augstudio.transforms.stage import Colour, ColourKind, ImageSize, Stage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws

_SAFE_FACTOR = 0.3


class Saturation(Transform):
    """Blends with the gray image: 0 is gray, 1 changes nothing, above 1 makes colours stronger. One channel stays as it is.

    Stands for cameras, light and film. This is the blend of torchvision and PIL; tf.image.adjust_saturation scales the S of HSV, which is
    another thing (pure red at 0 becomes white there, gray here).
    """

    op: ClassVar = "saturation"
    category: ClassVar = Category.COLOUR
    changes_colour_only: ClassVar = True
    label_risks: ClassVar = (
        LabelRisk(
            frozenset({Trait.COLOUR}),
            "near 0 all colours are gray, and classes told apart by colour are one",
            "keep the factor above 0.3",
        ),
    )

    factor: Factor = Range(0.8, 1.2)

    def safer(self) -> Transform:
        return self.replaced(factor=self.factor.within(_SAFE_FACTOR, math.inf))

    @property
    def draw_count(self) -> int:
        return 1

    def sample(self, u: "NDArray[np.float64]", size: ImageSize) -> "Draws":
        return {"factor": self.factor.at(u[:, 0])}

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        return (Colour(ColourKind.SATURATION, draws["factor"]),)

    def torch_code(self, probability: float) -> TorchCode:
        return TorchCode((torchvision("ColorJitter", saturation=pair(self.factor)),))

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        return TensorflowCode((Call(Helper("adjust_saturation"), (IMAGE, drawn(self.factor))),))

    def keras_code(self, probability: float) -> KerasCode:
        amounts = tuple(tidy(round(1 - factor, 12)) for factor in (self.factor.high, self.factor.low))
        if amounts[0] < -1:
            return KerasCode((Call(Helper("Saturation"), (pair(self.factor),)),))
        fade = keras("RandomColorDegeneration", factor=amounts, value_range=(0, 1), data_format=KERAS_LAST)
        return KerasCode((fade,))
