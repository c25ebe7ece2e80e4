"""Solarize."""

from typing import TYPE_CHECKING, Annotated, ClassVar

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
from augstudio.transforms.parameters import Range, RangeOf, tidy
from augstudio.transforms.stage import Colour, ColourKind, ImageSize, Stage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws


class Solarize(Transform):
    """Inverts every value that reaches a threshold, so that what is brightest becomes dark.

    A strong change of colour that keeps edges where they are: one of the classic operations of learned augmentation policies. Pictures
    like these never come out of a camera, so give it a low probability.
    """

    op: ClassVar = "solarize"
    category: ClassVar = Category.COLOUR
    needs_float: ClassVar = False
    label_risks: ClassVar = (
        LabelRisk(
            frozenset({Trait.COLOUR}),
            "inverted channels are other colours, and where colour is the class another class",
            "remove the step, or lower its probability",
        ),
    )

    threshold: Annotated[
        Range,
        RangeOf(0, 1, step=0.05, help="Values from here on are inverted: 0 inverts all, 1 only what is full white."),
    ] = Range(0.5, 0.5)

    @property
    def draw_count(self) -> int:
        return 1

    def sample(self, u: "NDArray[np.float64]", size: ImageSize) -> "Draws":
        return {"threshold": self.threshold.at(u[:, 0])}

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        return (Colour(ColourKind.SOLARIZE, draws["threshold"]),)

    def torch_code(self, probability: float) -> TorchCode:
        if self.threshold.is_fixed:
            solarize = torchvision("RandomSolarize", threshold=tidy(self.threshold.low), p=probability)
            return TorchCode((solarize,), applies_probability=True)
        return TorchCode((Call(Helper("Solarize"), (pair(self.threshold),)),))

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        return TensorflowCode((Call(Helper("solarize"), (IMAGE, drawn(self.threshold))),))

    def keras_code(self, probability: float) -> KerasCode:
        return KerasCode((Call(Helper("Solarize"), (pair(self.threshold),)),))
