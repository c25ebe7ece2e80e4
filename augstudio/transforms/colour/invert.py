"""Invert."""

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
    keras,
    torchvision,
)
from augstudio.transforms.stage import Colour, ColourKind, ImageSize, Stage

if TYPE_CHECKING:
    from augstudio.transforms.base import Draws


class Invert(Transform):
    """Turns the image into its negative: white becomes black, every colour its opposite.

    Makes a model indifferent to ink on paper or chalk on a board. On photographs, negatives never occur, and colours are no longer what
    they were. With probability 1 it is kept for evaluation: it is then a conversion, not a variation.
    """

    op: ClassVar = "invert"
    category: ClassVar = Category.COLOUR
    needs_float: ClassVar = False
    label_risks: ClassVar = (
        LabelRisk(
            frozenset({Trait.COLOUR}),
            "every colour becomes its opposite, and where colour is the class another class",
            "remove the step, or give it probability 1",
        ),
    )

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        return (Colour(ColourKind.INVERT),)

    def evaluation_twin(self, probability: float) -> tuple[Transform, ...]:
        return (self,) if probability == 1 else ()

    def torch_code(self, probability: float) -> TorchCode:
        return TorchCode((torchvision("RandomInvert", p=probability),), applies_probability=True)

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        return TensorflowCode((Call(Helper("invert"), (IMAGE,)),))

    def keras_code(self, probability: float) -> KerasCode:
        if probability == 1:  # Keras' own does nothing in evaluation
            return KerasCode((Call(Helper("Invert")),))
        toss = keras("RandomInvert", factor=(probability, probability), value_range=(0, 1), data_format=KERAS_LAST)
        return KerasCode((toss,), applies_probability=True)
