"""Rotate."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from augstudio.kernels.numpy.matrices import rotation
from augstudio.transforms.base import Category, LabelRisk, Trait, Transform
from augstudio.transforms.code import (
    IMAGE,
    KERAS_LAST,
    Call,
    Helper,
    KerasCode,
    Name,
    Quotient,
    TensorflowCode,
    TorchCode,
    Value,
    drawn,
    keras,
    pair,
    per_channel,
    torchvision,
)
from augstudio.transforms.declarations import FillValue, WarpInterpolation
from augstudio.transforms.geometry.warping_code import TIES
from augstudio.transforms.parameters import Interpolation, Range, RangeOf, tidy
from augstudio.transforms.stage import ImageSize, Stage, Warp

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws

_SAFE_ANGLE = 30


class Rotate(Transform):
    """Turns the image about its centre; the size stays, the corners are filled.

    A few degrees are safe for almost everything and teach the model not to rely on a level camera. Large angles turn a 6 into a 9, and
    leave black corners that the model learns to read.
    """

    op: ClassVar = "rotate"
    category: ClassVar = Category.GEOMETRY
    uncovers_border: ClassVar = True
    label_risks: ClassVar = (
        LabelRisk(
            frozenset({Trait.DIGITS, Trait.LETTERS}),
            "turned far enough, a character is another one: 6 and 9, N and Z",
            "keep the angle within 30 degrees",
        ),
        LabelRisk(
            frozenset({Trait.ORIENTATION, Trait.LEFT_RIGHT}),
            "turned far enough, one direction is another",
            "keep the angle within 30 degrees",
        ),
    )

    angle: Annotated[
        Range,
        RangeOf(-360, 360, unit="°", slider=(-90, 90), step=1, neutral=0, help="Positive turns counter-clockwise."),
    ] = Range(-15, 15)
    interpolation: WarpInterpolation = Interpolation.BILINEAR
    fill: FillValue = (0.0,)

    def safer(self) -> Transform:
        return self.replaced(angle=self.angle.within(-_SAFE_ANGLE, _SAFE_ANGLE))

    @property
    def draw_count(self) -> int:
        return 1

    def output_size(self, size: ImageSize) -> ImageSize:
        self.check_channels("fill", self.fill, size)
        return size

    def sample(self, u: "NDArray[np.float64]", size: ImageSize) -> "Draws":
        return {"angle": self.angle.at(u[:, 0])}

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        matrices = rotation(draws["angle"], size.height, size.width)
        return (Warp(matrices, size.height, size.width, self.interpolation, self.fill),)

    def torch_code(self, probability: float) -> TorchCode:
        mode = Name(f"torchvision.transforms.v2.InterpolationMode.{self.interpolation.name}")
        how: dict[str, Value] = {} if self.interpolation is Interpolation.NEAREST else {"interpolation": mode}
        fill = per_channel(self.fill) if any(self.fill) else None  # its 0 blends the border twice, None once
        rotation = torchvision("RandomRotation", unnamed=1, degrees=pair(self.angle), **how, fill=fill)
        return TorchCode((rotation,), approximate=self._approximate)

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        how: dict[str, Value] = {"interpolation": "NEAREST"} if self.interpolation is Interpolation.NEAREST else {}
        if any(self.fill):
            call = Call(Helper("rotate_onto"), (IMAGE, drawn(self.angle), per_channel(self.fill)), how)
        else:
            call = Call(Helper("rotate"), (IMAGE, drawn(self.angle)), how)
        return TensorflowCode((call,), approximate=self._approximate)

    def keras_code(self, probability: float) -> KerasCode:
        how: dict[str, Value] = {"interpolation": "nearest"} if self.interpolation is Interpolation.NEAREST else {}
        if any(self.fill):
            turn = Call(Helper("RotateOnto"), (pair(self.angle), per_channel(self.fill)), how)
        else:
            factor = tuple(Quotient(tidy(angle), 360) for angle in (self.angle.low, self.angle.high))
            turn = keras(
                "RandomRotation", unnamed=1, factor=factor, fill_mode="constant", **how, data_format=KERAS_LAST
            )
        return KerasCode((turn,), approximate=self._approximate)

    @property
    def _approximate(self) -> str:
        return TIES if self.interpolation is Interpolation.NEAREST else ""
