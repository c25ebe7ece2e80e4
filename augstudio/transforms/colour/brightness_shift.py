"""Brightness shift."""

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
)
from augstudio.transforms.parameters import Range, RangeOf
from augstudio.transforms.stage import Colour, ColourKind, ImageSize, Stage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws


class BrightnessShift(Transform):
    """Adds the same amount to every value, clipped to 0..1: what tf.image and Keras call brightness.

    Lifts or sinks the whole image, black included, like haze or a raised black level. Its multiplying cousin is `brightness`.
    """

    op: ClassVar = "brightness_shift"
    category: ClassVar = Category.COLOUR

    delta: Annotated[
        Range,
        RangeOf(
            -1,
            1,
            slider=(-0.5, 0.5),
            step=0.01,
            neutral=0,
            help="Added to every value, where 0 is black and 1 is white.",
        ),
    ] = Range(-0.1, 0.1)

    @property
    def draw_count(self) -> int:
        return 1

    def sample(self, u: "NDArray[np.float64]", size: ImageSize) -> "Draws":
        return {"delta": self.delta.at(u[:, 0])}

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        return (Colour(ColourKind.SHIFT, draws["delta"]),)

    def torch_code(self, probability: float) -> TorchCode:
        return TorchCode((Call(Helper("BrightnessShift"), (pair(self.delta),)),))

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        shift = Call(Name("tensorflow.image.adjust_brightness"), (IMAGE, drawn(self.delta)))
        return TensorflowCode((shift, TENSORFLOW_CLIP))

    def keras_code(self, probability: float) -> KerasCode:
        shift = keras("RandomBrightness", factor=pair(self.delta), value_range=(0, 1), data_format=KERAS_LAST)
        return KerasCode((shift,))
