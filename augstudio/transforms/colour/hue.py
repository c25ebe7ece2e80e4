"""Hue."""

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
    drawn,
    keras,
    pair,
    torchvision,
)
from augstudio.transforms.declarations import HueShift
from augstudio.transforms.parameters import Range, tidy
from augstudio.transforms.stage import Colour, ColourKind, ImageSize, Stage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws

_SAFE_SHIFT = 0.05
_ONE_CHANNEL = "Keras refuses images of one channel here; the preview leaves them as they are"


class Hue(Transform):
    """Turns every colour around the colour wheel. One channel stays as it is.

    Small shifts stand for white balance. Larger ones make green skies: where colour tells classes apart, a ripe tomato becomes an unripe
    one.
    """

    op: ClassVar = "hue"
    category: ClassVar = Category.COLOUR
    changes_colour_only: ClassVar = True
    label_risks: ClassVar = (
        LabelRisk(
            frozenset({Trait.COLOUR}),
            "a shifted hue is another colour, and where colour is the class another class",
            "keep the shift within 0.05 turns, or remove the step",
        ),
    )

    shift: HueShift = Range(-0.05, 0.05)

    def safer(self) -> Transform:
        return self.replaced(shift=self.shift.within(-_SAFE_SHIFT, _SAFE_SHIFT))

    @property
    def draw_count(self) -> int:
        return 1

    def sample(self, u: "NDArray[np.float64]", size: ImageSize) -> "Draws":
        return {"shift": self.shift.at(u[:, 0])}

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        return (Colour(ColourKind.HUE, draws["shift"]),)

    def torch_code(self, probability: float) -> TorchCode:
        return TorchCode((torchvision("ColorJitter", hue=pair(self.shift)),))

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        return TensorflowCode((Call(Helper("adjust_hue"), (IMAGE, drawn(self.shift))),))

    def keras_code(self, probability: float) -> KerasCode:
        return KerasCode((Call(Helper("HueShift"), (pair(self.shift),)),), nearest=self._keras_layer())

    def _keras_layer(self) -> KerasCode | None:
        """Keras' own layer, which turns as far either way."""
        if self.shift.low != -self.shift.high or not self.shift.high:
            return None
        factor = tidy(round(2 * self.shift.high, 12))
        turn = keras("RandomHue", factor=factor, value_range=(0, 1), data_format=KERAS_LAST)
        return KerasCode((turn,), approximate=_ONE_CHANNEL)
