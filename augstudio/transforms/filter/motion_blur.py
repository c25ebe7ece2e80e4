"""Motion blur."""

import math
from typing import TYPE_CHECKING, Annotated, ClassVar

from augstudio.kernels.numpy.filter_kernels import line_kernels
from augstudio.transforms.base import Category, LabelRisk, Trait, Transform
from augstudio.transforms.code import IMAGE, SEED, Call, Helper, KerasCode, TensorflowCode, TorchCode, Value, pair
from augstudio.transforms.parameters import Range, RangeOf
from augstudio.transforms.stage import Border, Filter, ImageSize, Stage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws


_SAFE_LENGTH = 3


class MotionBlur(Transform):
    """Averages each pixel along a line, as if the camera or the object had moved while the shutter was open.

    Helps for pictures from vehicles, drones and hands. Long lines on small images leave nothing to recognise, and a line across a thin
    stroke makes it vanish. The cost grows with the square of the longest length.
    """

    op: ClassVar = "motion_blur"
    category: ClassVar = Category.FILTER
    label_risks: ClassVar = (
        LabelRisk(
            frozenset({Trait.FINE_DETAIL, Trait.DIGITS, Trait.LETTERS}),
            "blur across thin strokes wipes them out",
            "keep the length within 3 px",
        ),
    )

    length: Annotated[
        Range,
        RangeOf(1, 101, unit="px", slider=(1, 31), step=1, neutral=1, help="Length of the line; 1 does nothing."),
    ] = Range(3, 7)
    angle: Annotated[
        Range,
        RangeOf(
            -180, 180, unit="°", step=1, help="Direction of the line: 0 is across, 90 up and down; counter-clockwise."
        ),
    ] = Range(-180, 180)

    def safer(self) -> Transform:
        return self.replaced(length=self.length.within(1, _SAFE_LENGTH))

    @property
    def draw_count(self) -> int:
        return 2

    def sample(self, u: "NDArray[np.float64]", size: ImageSize) -> "Draws":
        return {"length": self.length.at(u[:, 0]), "angle": self.angle.at(u[:, 1])}

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        side = 2 * math.ceil((self.length.high - 1) / 2) + 1
        return (Filter(line_kernels(draws["length"], draws["angle"], side), Border.EDGE),)

    def torch_code(self, probability: float) -> TorchCode:
        return TorchCode((Call(Helper("MotionBlur"), keywords=self._code_ranges),))

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        return TensorflowCode((Call(Helper("motion_blur"), (IMAGE, SEED), self._code_ranges),))

    def keras_code(self, probability: float) -> KerasCode:
        return KerasCode((Call(Helper("MotionBlur"), keywords=self._code_ranges),))

    @property
    def _code_ranges(self) -> dict[str, Value]:
        return {"length": pair(self.length), "angle": pair(self.angle)}
