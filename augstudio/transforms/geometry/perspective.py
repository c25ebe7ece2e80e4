"""Perspective."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from augstudio.kernels.numpy.matrices import from_corners
from augstudio.lazy import numpy as np
from augstudio.transforms.base import Category, LabelRisk, Trait, Transform
from augstudio.transforms.code import (
    IMAGE,
    SEED,
    Call,
    Helper,
    KerasCode,
    TensorflowCode,
    TorchCode,
    Value,
    torchvision,
)
from augstudio.transforms.declarations import FillValue, WarpInterpolation
from augstudio.transforms.geometry.warping_code import TIES, keras_options, tensorflow_options, torch_fill, torch_mode
from augstudio.transforms.parameters import Interpolation, Number, tidy
from augstudio.transforms.stage import ImageSize, Stage, Warp

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws

_SAFE_DISTORTION = 0.3

_CORNERS = ("top_left", "top_right", "bottom_right", "bottom_left")


class Perspective(Transform):
    """Moves each corner inwards by a random amount, as if the picture were seen at an angle; the size stays, the border is filled.

    Stands for a camera that is not straight in front: signs, pages, plates, things on tables. The object becomes smaller and its
    proportions change; above 0.5 little is left of thin characters, and the black around them says how they were distorted.
    """

    op: ClassVar = "perspective"
    category: ClassVar = Category.GEOMETRY
    uncovers_border: ClassVar = True
    label_risks: ClassVar = (
        LabelRisk(
            frozenset({Trait.FINE_DETAIL, Trait.DIGITS, Trait.LETTERS}),
            "strong distortion shrinks and bends the detail that tells classes apart",
            "keep the distortion within 0.3",
        ),
    )

    distortion: Annotated[
        float, Number(0, 1, step=0.05, help="How far corners may move, as a fraction of half the side; 0 moves none.")
    ] = 0.5
    interpolation: WarpInterpolation = Interpolation.BILINEAR
    fill: FillValue = (0.0,)

    def safer(self) -> Transform:
        return self.replaced(distortion=min(self.distortion, _SAFE_DISTORTION))

    def output_size(self, size: ImageSize) -> ImageSize:
        self.check_channels("fill", self.fill, size)
        return size

    @property
    def draw_count(self) -> int:
        return 8

    def sample(self, u: "NDArray[np.float64]", size: ImageSize) -> "Draws":
        sides = np.array([size.width, size.height])
        room = np.floor(self.distortion * (sides // 2)) + 1
        inwards = np.floor(u.reshape(len(u), 4, 2) * room)
        right, bottom = (side - 1 - inwards[:, :, axis] for axis, side in enumerate(sides))
        x = np.stack([inwards[:, 0, 0], right[:, 1], right[:, 2], inwards[:, 3, 0]], axis=1)
        y = np.stack([inwards[:, 0, 1], inwards[:, 1, 1], bottom[:, 2], bottom[:, 3]], axis=1)
        return {name: np.stack([x[:, each], y[:, each]], axis=1) for each, name in enumerate(_CORNERS)}

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        corners = np.stack([draws[name] for name in _CORNERS], axis=1)
        matrices = from_corners(corners, size.height, size.width)
        return (Warp(matrices, size.height, size.width, self.interpolation, self.fill),)

    def torch_code(self, probability: float) -> TorchCode:
        arguments: dict[str, Value] = {"distortion_scale": tidy(self.distortion), "p": probability}
        if self.interpolation is Interpolation.NEAREST:
            arguments["interpolation"] = torch_mode(self.interpolation)
        arguments["fill"] = torch_fill(self.fill)
        perspective = torchvision("RandomPerspective", unnamed=0, **arguments)
        return TorchCode((perspective,), applies_probability=True, approximate=self._approximate)

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        options = tensorflow_options(self.fill, self.interpolation)
        perspective = Call(Helper("random_perspective"), (IMAGE, SEED, tidy(self.distortion)), options)
        return TensorflowCode((perspective,), approximate=self._approximate)

    def keras_code(self, probability: float) -> KerasCode:
        options = keras_options(self.fill, self.interpolation)
        perspective = Call(Helper("RandomPerspective"), (tidy(self.distortion),), options)
        return KerasCode((perspective,), approximate=self._approximate)

    @property
    def _approximate(self) -> str:
        return TIES if self.interpolation is Interpolation.NEAREST else ""
