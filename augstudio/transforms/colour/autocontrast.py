"""Autocontrast."""

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
    keras_kept,
    torchvision,
)
from augstudio.transforms.stage import Colour, ColourKind, ImageSize, Stage

if TYPE_CHECKING:
    from augstudio.transforms.base import Draws


class Autocontrast(Transform):
    """Stretches each channel until its darkest value is 0 and its brightest 1; a channel of one value stays as it is.

    Undoes pale and dim exposure, and with probability 1 makes pictures from different cameras alike; it is then kept for evaluation. One
    white and one black pixel are enough to leave an image unchanged. Channels are stretched apart from each other, so that a colour cast
    goes, and so does a colour that was meant.
    """

    op: ClassVar = "autocontrast"
    category: ClassVar = Category.COLOUR
    label_risks: ClassVar = (
        LabelRisk(
            frozenset({Trait.COLOUR}),
            "each channel is stretched by itself, so that colours shift, and with them classes defined by colour",
            "remove the step, or lower its probability",
        ),
    )

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        return (Colour(ColourKind.AUTOCONTRAST),)

    def evaluation_twin(self, probability: float) -> tuple[Transform, ...]:
        return (self,) if probability == 1 else ()

    def torch_code(self, probability: float) -> TorchCode:
        return TorchCode((torchvision("RandomAutocontrast", p=probability),), applies_probability=True)

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        return TensorflowCode((Call(Helper("autocontrast"), (IMAGE,)),))

    def keras_code(self, probability: float) -> KerasCode:
        stretch = keras("AutoContrast", value_range=(0, 1), data_format=KERAS_LAST)
        return keras_kept(stretch, probability)
