"""Affine."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from augstudio.kernels.numpy.matrices import about, centre_of, moved, similarity_and_shear
from augstudio.lazy import numpy as np
from augstudio.transforms.base import Category, LabelRisk, Trait, Transform
from augstudio.transforms.code import (
    IMAGE,
    KERAS_LAST,
    SEED,
    Call,
    Helper,
    KerasCode,
    TensorflowCode,
    TorchCode,
    Value,
    keras,
    pair,
    torchvision,
)
from augstudio.transforms.declarations import Angle, FillValue, WarpInterpolation
from augstudio.transforms.geometry.rotate import Rotate
from augstudio.transforms.geometry.warping_code import TIES, keras_options, tensorflow_options, torch_fill, torch_mode
from augstudio.transforms.parameters import Interpolation, Range, RangeOf, tidy
from augstudio.transforms.stage import ImageSize, Stage, Warp

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws

_SAFE_ANGLE = 30

_SHEAR = RangeOf(
    -80, 80, unit="°", slider=(-45, 45), step=1, neutral=0, help="Slants the image along this axis; 0 changes nothing."
)
_TRANSLATION = RangeOf(
    -1,
    1,
    slider=(-0.5, 0.5),
    step=0.01,
    neutral=0,
    help="Moves by a fraction of the side, in whole pixels; right and down are positive.",
)

_BETWEEN_PIXELS = "Keras moves images by fractions of a pixel, the preview by whole pixels"


class Affine(Transform):
    """Turns, moves, scales and slants the image in one go, about its centre; the size stays, what no pixel covers is filled.

    One step instead of four interpolates once instead of four times, which keeps the picture sharper. Small amounts are safe for almost
    everything and are the usual augmentation for digits and letters. Large ones turn a 6 into a 9, push the object out of the image, or
    leave more border than picture.
    """

    op: ClassVar = "affine"
    category: ClassVar = Category.GEOMETRY
    uncovers_border: ClassVar = True
    label_risks: ClassVar = (
        LabelRisk(
            frozenset({Trait.DIGITS, Trait.LETTERS}),
            "turned or slanted far enough, a character is another one: 6 and 9, N and Z",
            "keep the angle and the shears within 30 degrees",
        ),
        LabelRisk(
            frozenset({Trait.ORIENTATION, Trait.LEFT_RIGHT}),
            "turned far enough, one direction is another",
            "keep the angle and the shears within 30 degrees",
        ),
    )

    angle: Angle = Range(0, 0)
    translate_x: Annotated[Range, _TRANSLATION] = Range(0, 0)
    translate_y: Annotated[Range, _TRANSLATION] = Range(0, 0)
    scale: Annotated[
        Range,
        RangeOf(
            0.05, 20, slider=(0.5, 2), step=0.05, neutral=1, help="Above 1 enlarges the picture, below 1 shrinks it."
        ),
    ] = Range(1, 1)
    shear_x: Annotated[Range, _SHEAR] = Range(0, 0)
    shear_y: Annotated[Range, _SHEAR] = Range(0, 0)
    interpolation: WarpInterpolation = Interpolation.BILINEAR
    fill: FillValue = (0.0,)

    def safer(self) -> Transform:
        ranges = {"angle": self.angle, "shear_x": self.shear_x, "shear_y": self.shear_y}
        return self.replaced(**{name: each.within(-_SAFE_ANGLE, _SAFE_ANGLE) for name, each in ranges.items()})

    def output_size(self, size: ImageSize) -> ImageSize:
        self.check_channels("fill", self.fill, size)
        return size

    @property
    def draw_count(self) -> int:
        return 6

    def sample(self, u: "NDArray[np.float64]", size: ImageSize) -> "Draws":
        return {name: each.at(u[:, slot]) for slot, (name, each) in enumerate(self._ranges.items())}

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        shear = np.stack([draws["shear_x"], draws["shear_y"]], axis=1)
        linear = similarity_and_shear(draws["angle"], draws["scale"], shear)
        fractions = np.stack([draws["translate_x"], draws["translate_y"]], axis=1)
        shifts = np.rint(fractions * [size.width, size.height])
        matrices = moved(about(linear, centre_of(size.height, size.width)), shifts)
        return (Warp(matrices, size.height, size.width, self.interpolation, self.fill),)

    @property
    def _ranges(self) -> dict[str, Range]:
        return {
            "angle": self.angle,
            "translate_x": self.translate_x,
            "translate_y": self.translate_y,
            "scale": self.scale,
            "shear_x": self.shear_x,
            "shear_y": self.shear_y,
        }

    def torch_code(self, probability: float) -> TorchCode:
        fill, mode = torch_fill(self.fill), torch_mode(self.interpolation)
        if not all(each.low == -each.high for each in (self.translate_x, self.translate_y)):
            ranges = {name: pair(each) for name, each in self._ranges.items()}
            affine = Call(Helper("Affine"), keywords={**ranges, "fill": fill, "interpolation": mode})
            return TorchCode((affine,), approximate=self._approximate)
        degrees = pair(Range(-self.angle.high, -self.angle.low))  # clockwise there
        arguments: dict[str, Value] = {}
        if self.translate_x.high or self.translate_y.high:
            arguments["translate"] = (tidy(self.translate_x.high), tidy(self.translate_y.high))
        if self.scale != Range(1, 1):
            arguments["scale"] = pair(self.scale)
        if {self.shear_x, self.shear_y} != {Range(0, 0)}:
            ends = (self.shear_x.low, self.shear_x.high, self.shear_y.low, self.shear_y.high)
            arguments["shear"] = [tidy(each) for each in ends]
        if self.interpolation is not Interpolation.NEAREST:
            arguments["interpolation"] = mode
        affine = torchvision("RandomAffine", unnamed=1, degrees=degrees, **arguments, fill=fill)
        return TorchCode((affine,), approximate=self._approximate)

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        options = tensorflow_options(self.fill, self.interpolation)
        affine = Call(Helper("random_affine"), (IMAGE, SEED), {**self._changing, **options})
        return TensorflowCode((affine,), approximate=self._approximate)

    def keras_code(self, probability: float) -> KerasCode:
        if self._changing.keys() <= {"angle"}:
            alike = Rotate(angle=self.angle, interpolation=self.interpolation, fill=self.fill)
            return alike.keras_code(probability)
        options = keras_options(self.fill, self.interpolation)
        affine = Call(Helper("RandomAffine"), keywords={**self._changing, **options})
        return KerasCode((affine,), approximate=self._approximate, nearest=self._keras_translation())

    def _keras_translation(self) -> KerasCode | None:
        """Keras' own layer for images that are only moved; None where there is more to do."""
        if self._changing.keys() - {"translate_x", "translate_y"} or any(self.fill) or self._approximate:
            return None
        move = keras(
            "RandomTranslation",
            height_factor=pair(self.translate_y),
            width_factor=pair(self.translate_x),
            fill_mode="constant",
            data_format=KERAS_LAST,
        )
        return KerasCode((move,), approximate=_BETWEEN_PIXELS)

    @property
    def _changing(self) -> dict[str, Value]:
        """The ranges that helpers do not take where nothing is said."""
        return {name: pair(each) for name, each in self._ranges.items() if each != _NEUTRAL[name]}

    @property
    def _approximate(self) -> str:
        return TIES if self.interpolation is Interpolation.NEAREST else ""


_NEUTRAL = {"scale": Range(1, 1)} | dict.fromkeys(
    ("angle", "translate_x", "translate_y", "shear_x", "shear_y"), Range(0, 0)
)
"""What the helper takes where nothing is said."""
