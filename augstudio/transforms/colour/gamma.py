"""Gamma."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from augstudio.transforms.base import Category, Transform
from augstudio.transforms.code import (
    IMAGE,
    Call,
    Helper,
    KerasCode,
    Name,
    Partial,
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


class Gamma(Transform):
    """Raises every value to a power: below 1 lifts the shadows, above 1 deepens them; black and white stay.

    Stands for exposure and for displays and cameras that encode light differently. Unlike brightness it never clips, so that it is safe
    over a wide range; far from 1 most values crowd at one end and detail is lost.
    """

    op: ClassVar = "gamma"
    category: ClassVar = Category.COLOUR

    gamma: Annotated[
        Range,
        RangeOf(
            0.05,
            20,
            slider=(0.2, 3),
            step=0.05,
            neutral=1,
            help="The exponent: 1 changes nothing, below 1 brightens, above 1 darkens.",
        ),
    ] = Range(0.8, 1.2)

    @property
    def draw_count(self) -> int:
        return 1

    def sample(self, u: "NDArray[np.float64]", size: ImageSize) -> "Draws":
        return {"gamma": self.gamma.at(u[:, 0])}

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        return (Colour(ColourKind.GAMMA, draws["gamma"]),)

    def torch_code(self, probability: float) -> TorchCode:
        if self.gamma.is_fixed:
            function = Name("torchvision.transforms.v2.functional.adjust_gamma")
            power = Partial(function, {"gamma": tidy(self.gamma.low)})
            return TorchCode((torchvision("Lambda", unnamed=1, lambd=power),))
        return TorchCode((Call(Helper("Gamma"), (pair(self.gamma),)),))

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        return TensorflowCode((Call(Name("tensorflow.pow"), (IMAGE, drawn(self.gamma))),))

    def keras_code(self, probability: float) -> KerasCode:
        return KerasCode((Call(Helper("Gamma"), (pair(self.gamma),)),))
