"""Posterize."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from augstudio.transforms.base import Category, LabelRisk, Trait, Transform
from augstudio.transforms.code import IMAGE, Call, Helper, KerasCode, TensorflowCode, TorchCode, drawn_whole, pair
from augstudio.transforms.parameters import Range, RangeOf
from augstudio.transforms.stage import Colour, ColourKind, ImageSize, Stage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws


_SAFE_BITS = 4


class Posterize(Transform):
    """Keeps only the highest bits of each 8-bit value: smooth shades become a few flat ones, and the image a little darker.

    Makes a model look at shapes rather than at fine shades. With 1 or 2 bits little but outlines is left, and faint detail is gone.
    """

    op: ClassVar = "posterize"
    category: ClassVar = Category.COLOUR
    needs_float: ClassVar = False
    label_risks: ClassVar = (
        LabelRisk(
            frozenset({Trait.FINE_DETAIL, Trait.COLOUR}),
            "with few bits neighbouring shades become one, and classes told apart by them too",
            "keep 4 bits or more",
        ),
    )

    bits: Annotated[
        Range,
        RangeOf(
            1, 8, unit="bits", step=1, neutral=8, whole=True, help="Bits that are kept of 8: fewer make it coarser."
        ),
    ] = Range(4, 4)

    def safer(self) -> Transform:
        return self.replaced(bits=self.bits.within(_SAFE_BITS, 8))

    @property
    def draw_count(self) -> int:
        return 1

    def sample(self, u: "NDArray[np.float64]", size: ImageSize) -> "Draws":
        return {"bits": self.bits.whole_at(u[:, 0])}

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        return (Colour(ColourKind.POSTERIZE, draws["bits"]),)

    def torch_code(self, probability: float) -> TorchCode:
        return TorchCode((Call(Helper("Posterize"), (pair(self.bits),)),))

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        return TensorflowCode((Call(Helper("posterize"), (IMAGE, drawn_whole(self.bits))),))

    def keras_code(self, probability: float) -> KerasCode:
        return KerasCode((Call(Helper("Posterize"), (pair(self.bits),)),))
