"""Vertical flip."""

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


class VerticalFlip(Transform):
    """Turns images upside down. Right for what has no upside: microscopy, aerial and satellite images, textures.

    For photographs it makes pictures the model will never meet, and for characters it changes the label.
    """

    op: ClassVar = "vertical_flip"
    category: ClassVar = Category.GEOMETRY
    default_probability: ClassVar = 0.5
    needs_float: ClassVar = False
    label_risks: ClassVar = (
        LabelRisk(
            frozenset({Trait.DIGITS, Trait.LETTERS}),
            "a character upside down is another one: 6 and 9, M and W",
            "remove the step",
        ),
        LabelRisk(
            frozenset({Trait.ORIENTATION}),
            "turning upside down swaps classes that differ by up and down",
            "remove the step",
        ),
    )

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        return (Gather(whole(size.height)[:, ::-1], whole(size.width)),)

    def torch_code(self, probability: float) -> TorchCode:
        return TorchCode((torchvision("RandomVerticalFlip", p=probability),), applies_probability=True)

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        if probability == 0.5:
            toss = Call(Name("tensorflow.image.stateless_random_flip_up_down"), (IMAGE, SEED))
            return TensorflowCode((toss,), applies_probability=True)
        return TensorflowCode((Call(Name("tensorflow.image.flip_up_down"), (IMAGE,)),))

    def keras_code(self, probability: float) -> KerasCode:
        if probability == 0.5:
            toss = keras("RandomFlip", unnamed=1, mode="vertical", data_format=KERAS_LAST)
            return KerasCode((toss,), applies_probability=True)
        return KerasCode((Call(Helper("Flip"), ("vertical",)),))
