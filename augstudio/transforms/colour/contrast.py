"""Contrast."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from augstudio.transforms.base import Category, Transform
from augstudio.transforms.code import (
    IMAGE,
    KERAS_LAST,
    TENSORFLOW_CLIP,
    Call,
    Helper,
    KerasCode,
    Name,
    TensorflowCode,
    TorchCode,
    drawn,
    keras,
    pair,
    torchvision,
)
from augstudio.transforms.declarations import Factor
from augstudio.transforms.parameters import Choice, ContrastMean, Range, tidy
from augstudio.transforms.stage import Colour, ColourKind, ImageSize, Stage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws

_KINDS = {ContrastMean.GRAY: ColourKind.CONTRAST_GRAY, ContrastMean.CHANNEL: ColourKind.CONTRAST_CHANNEL}


class Contrast(Transform):
    """Pulls values towards the mean (below 1) or away from it (above 1), clipped to 0..1.

    Stands for lighting and exposure. `mean` says which mean: that of the gray image, one number (torchvision, PIL), or each channel's own
    (tf.image, Keras); on colourful images the two differ visibly.
    """

    op: ClassVar = "contrast"
    category: ClassVar = Category.COLOUR

    factor: Factor = Range(0.8, 1.2)
    mean: Annotated[
        ContrastMean,
        Choice(options=tuple(ContrastMean), help="The mean to pull towards: of the gray image, or of each channel."),
    ] = ContrastMean.GRAY

    @property
    def draw_count(self) -> int:
        return 1

    def sample(self, u: "NDArray[np.float64]", size: ImageSize) -> "Draws":
        return {"factor": self.factor.at(u[:, 0])}

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        return (Colour(_KINDS[self.mean], draws["factor"]),)

    def torch_code(self, probability: float) -> TorchCode:
        if self.mean is ContrastMean.CHANNEL:
            return TorchCode((Call(Helper("ChannelContrast"), (pair(self.factor),)),))
        return TorchCode((torchvision("ColorJitter", contrast=pair(self.factor)),))

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        if self.mean is ContrastMean.CHANNEL:
            contrast = Call(Name("tensorflow.image.adjust_contrast"), (IMAGE, drawn(self.factor)))
            return TensorflowCode((contrast, TENSORFLOW_CLIP))
        return TensorflowCode((Call(Helper("adjust_contrast"), (IMAGE, drawn(self.factor))),))

    def keras_code(self, probability: float) -> KerasCode:
        amount = round(self.factor.high - 1, 12)
        if self.mean is ContrastMean.GRAY:
            layer = Call(Helper("Contrast"), (pair(self.factor),))
        elif 0 < amount <= 1 and amount == round(1 - self.factor.low, 12):  # Keras sorts unequal amounts
            factor = (tidy(amount), tidy(amount))
            layer = keras("RandomContrast", factor=factor, value_range=(0, 1), data_format=KERAS_LAST)
        else:
            layer = Call(Helper("ChannelContrast"), (pair(self.factor),))
        return KerasCode((layer,))
