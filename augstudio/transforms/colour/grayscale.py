"""Grayscale."""

from typing import TYPE_CHECKING, ClassVar

from augstudio.lazy import numpy as np
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


class Grayscale(Transform):
    """Takes the colour away (0.2989 R + 0.587 G + 0.114 B) and keeps three channels. One channel stays as it is.

    Now and then it makes a model look at shapes rather than colours. With probability 1 it is kept for evaluation, because then the
    model never sees colour in training.
    """

    op: ClassVar = "grayscale"
    category: ClassVar = Category.COLOUR
    changes_colour_only: ClassVar = True
    default_probability: ClassVar = 0.1
    label_risks: ClassVar = (
        LabelRisk(
            frozenset({Trait.COLOUR}),
            "without colour, classes told apart by colour are one",
            "remove the step, or lower its probability",
        ),
    )

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        return (Colour(ColourKind.SATURATION, np.zeros(count)),)

    def evaluation_twin(self, probability: float) -> tuple[Transform, ...]:
        return (self,) if probability == 1 else ()

    def torch_code(self, probability: float) -> TorchCode:
        return TorchCode((torchvision("RandomGrayscale", p=probability),), applies_probability=True)

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        return TensorflowCode((Call(Helper("to_grayscale"), (IMAGE,)),))

    def keras_code(self, probability: float) -> KerasCode:
        if probability == 1:  # Keras' own does nothing in evaluation
            return KerasCode((Call(Helper("Grayscale")),))
        toss = keras("RandomGrayscale", factor=probability, data_format=KERAS_LAST)
        return KerasCode((toss,), applies_probability=True)
