"""Horizontal flip."""

from typing import TYPE_CHECKING, ClassVar

from augstudio.kernels.numpy.index_maps import whole
from augstudio.transforms.base import Category, LabelRisk, Trait, Transform
from augstudio.transforms.code import (
    IMAGE,
    KERAS_LAST,
    SEED,
    Call,
    Helper,
    KerasCode,
    Name,
    TensorflowCode,
    TorchCode,
    keras,
    torchvision,
)
from augstudio.transforms.stage import Gather, ImageSize, Stage

if TYPE_CHECKING:
    from augstudio.transforms.base import Draws


class HorizontalFlip(Transform):
    """Mirrors left and right. Doubles what the model sees of most things photographed from the side, at no cost and without blur.

    Do not use it where left and right carry the meaning: text, digits, arrows, road signs, medical sides.
    """

    op: ClassVar = "horizontal_flip"
    category: ClassVar = Category.GEOMETRY
    default_probability: ClassVar = 0.5
    needs_float: ClassVar = False
    label_risks: ClassVar = (
        LabelRisk(
            frozenset({Trait.DIGITS, Trait.LETTERS}),
            "a mirrored character is no character, or another one: b and d, 2 and 5",
            "remove the step",
        ),
        LabelRisk(
            frozenset({Trait.LEFT_RIGHT, Trait.ORIENTATION}),
            "mirroring swaps left and right, and with them the classes",
            "remove the step, or swap the labels as well",
        ),
    )

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        return (Gather(whole(size.height), whole(size.width)[:, ::-1]),)

    def torch_code(self, probability: float) -> TorchCode:
        return TorchCode((torchvision("RandomHorizontalFlip", p=probability),), applies_probability=True)

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        if probability == 0.5:
            toss = Call(Name("tensorflow.image.stateless_random_flip_left_right"), (IMAGE, SEED))
            return TensorflowCode((toss,), applies_probability=True)
        return TensorflowCode((Call(Name("tensorflow.image.flip_left_right"), (IMAGE,)),))

    def keras_code(self, probability: float) -> KerasCode:
        if probability == 0.5:
            toss = keras("RandomFlip", unnamed=1, mode="horizontal", data_format=KERAS_LAST)
            return KerasCode((toss,), applies_probability=True)
        return KerasCode((Call(Helper("Flip"), ("horizontal",)),))
