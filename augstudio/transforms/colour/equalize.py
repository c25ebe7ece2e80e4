"""Equalize."""

from typing import TYPE_CHECKING, ClassVar

from augstudio.transforms.base import Category, LabelRisk, Trait, Transform
from augstudio.transforms.code import IMAGE, Call, Helper, KerasCode, TensorflowCode, TorchCode, keras_kept
from augstudio.transforms.stage import Colour, ColourKind, ImageSize, Stage

if TYPE_CHECKING:
    from augstudio.transforms.base import Draws


class Equalize(Transform):
    """Spreads the values of each channel so that all of 0..255 are about as frequent: the most contrast there can be, as PIL does it.

    Brings out what is hidden in dark or foggy pictures, and with probability 1 makes pictures from different cameras alike; it is then
    kept for evaluation. It also brings out noise, and treats each channel by itself, so that colours shift. Works on 8 bits.
    """

    op: ClassVar = "equalize"
    category: ClassVar = Category.COLOUR
    needs_float: ClassVar = False
    label_risks: ClassVar = (
        LabelRisk(
            frozenset({Trait.COLOUR}),
            "each channel is stretched by itself, so that colours shift, and with them classes defined by colour",
            "remove the step, or lower its probability",
        ),
    )

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        return (Colour(ColourKind.EQUALIZE),)

    def evaluation_twin(self, probability: float) -> tuple[Transform, ...]:
        return (self,) if probability == 1 else ()

    def torch_code(self, probability: float) -> TorchCode:
        return TorchCode((Call(Helper("Equalize")),))

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        return TensorflowCode((Call(Helper("equalize"), (IMAGE,)),))

    def keras_code(self, probability: float) -> KerasCode:
        return keras_kept(Call(Helper("Equalize")), probability)
