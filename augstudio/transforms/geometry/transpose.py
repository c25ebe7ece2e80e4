"""Transpose."""

from typing import TYPE_CHECKING, ClassVar

from augstudio.errors import PipelineError
from augstudio.kernels.numpy.index_maps import whole
from augstudio.transforms.base import Category, LabelRisk, Trait, Transform
from augstudio.transforms.code import (
    IMAGE,
    Call,
    Helper,
    KerasCode,
    Name,
    Partial,
    TensorflowCode,
    TorchCode,
    torchvision,
)
from augstudio.transforms.stage import Gather, ImageSize, Stage

if TYPE_CHECKING:
    from augstudio.transforms.base import Draws


class Transpose(Transform):
    """Swaps rows and columns: mirrors the image along its diagonal.

    With the two flips it gives all eight views of a picture taken straight from above: satellites, microscopes, textures. Where up and
    down mean something it shows what never occurs. An image that is not square changes its size, and so needs probability 1.
    """

    op: ClassVar = "transpose"
    category: ClassVar = Category.GEOMETRY
    default_probability: ClassVar = 0.5
    needs_float: ClassVar = False
    label_risks: ClassVar = (
        LabelRisk(
            frozenset({Trait.DIGITS, Trait.LETTERS}),
            "a transposed character is no character, or another one",
            "remove the step",
        ),
        LabelRisk(
            frozenset({Trait.LEFT_RIGHT, Trait.ORIENTATION}),
            "transposing turns across into up and down, and with them the classes",
            "remove the step",
        ),
    )

    def output_size(self, size: ImageSize) -> ImageSize:
        return ImageSize(size.width, size.height, size.channels)

    def sizes_after(self, size: ImageSize, probability: float) -> tuple[ImageSize, ...]:
        if probability < 1 and size.height != size.width:
            raise PipelineError(
                f"transposing some of {size.height} x {size.width} px images would make two sizes: "
                "make them square before, or set probability to 1",
                field="probability",
            )
        return super().sizes_after(size, probability)

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        return (Gather(whole(size.width), whole(size.height), transposed=True),)

    def torch_code(self, probability: float) -> TorchCode:
        swap = Partial(Name("torch.transpose"), {"dim0": -2, "dim1": -1})
        return TorchCode((torchvision("Lambda", unnamed=1, lambd=swap),))

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        return TensorflowCode((Call(Name("tensorflow.image.transpose"), (IMAGE,)),))

    def keras_code(self, probability: float) -> KerasCode:
        return KerasCode((Call(Helper("Transpose")),))
