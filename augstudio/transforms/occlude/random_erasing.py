"""Random erasing."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from augstudio.kernels.numpy.boxes import UNIFORMS, erasing_boxes
from augstudio.lazy import numpy as np
from augstudio.transforms.base import Category, LabelRisk, Trait, Transform
from augstudio.transforms.box_sides import box_sides, share
from augstudio.transforms.code import (
    IMAGE,
    SEED,
    Call,
    Helper,
    KerasCode,
    TensorflowCode,
    TorchCode,
    Value,
    pair,
    per_channel,
    torchvision,
)
from augstudio.transforms.parameters import PerChannel, Range, RangeOf
from augstudio.transforms.stage import Fill, ImageSize, Stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws

_SAFE_AREA = 0.1


class RandomErasing(Transform):
    """Covers one random box with a value or with noise, so that the model cannot rely on any single part.

    Helps most on centred objects and with long trainings. Its fill is a value of what it is given: placed after normalize, 0 is the mean
    colour; before it, black. Noise is N(0, 1) and belongs after normalize. Boxes that never fit leave the image as it is.
    """

    op: ClassVar = "random_erasing"
    category: ClassVar = Category.OCCLUDE
    default_probability: ClassVar = 0.5
    label_risks: ClassVar = (
        LabelRisk(
            frozenset({Trait.DIGITS, Trait.LETTERS, Trait.FINE_DETAIL}),
            "a covered stroke can make another character: 8 becomes 6 or 0",
            "lower the high end of scale to 0.1",
        ),
    )

    scale: Annotated[
        Range, RangeOf(0.001, 1, slider=(0.01, 1), step=0.01, help="Area of the box as a fraction of the image.")
    ] = Range(0.02, 0.33)
    ratio: Annotated[
        Range, RangeOf(0.01, 100, slider=(0.1, 10), step=0.1, logarithmic=True, help="Height over width of the box.")
    ] = Range(0.3, 3.3)
    fill: Annotated[
        tuple[float, ...] | str,
        PerChannel(
            -10, 10, names=("noise",), help="What covers the box: a value for all channels, one per channel, or noise."
        ),
    ] = (0.0,)

    @property
    def expects_normalized(self) -> bool:
        return isinstance(self.fill, str)

    def safer(self) -> Transform:
        return self.replaced(scale=self.scale.within(0, _SAFE_AREA))

    def fitting_share(self, size: ImageSize) -> float:
        boxes = box_sides(self.scale, self.ratio, size)
        return share(height < size.height and width < size.width for height, width in boxes)

    @property
    def draw_count(self) -> int:
        return UNIFORMS + 1

    def output_size(self, size: ImageSize) -> ImageSize:
        if not isinstance(self.fill, str):
            self.check_channels("fill", self.fill, size)
        return size

    def sample(self, u: "NDArray[np.float64]", size: ImageSize) -> "Draws":
        scale, ratio = (self.scale.low, self.scale.high), (self.ratio.low, self.ratio.high)
        boxes = erasing_boxes(u[:, :UNIFORMS], size.height, size.width, scale, ratio)
        draws = dict(zip(("top", "left", "height", "width"), boxes.T.astype(np.float64), strict=True))
        if isinstance(self.fill, str):
            draws["noise"] = np.floor(u[:, UNIFORMS] * 2.0**32)
        return draws

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        boxes = np.stack([draws[name] for name in ("top", "left", "height", "width")], axis=1).astype(np.int64)
        if isinstance(self.fill, str):
            return (Fill(boxes[:, None, :], None, draws["noise"].astype(np.int64)),)
        return (Fill(boxes[:, None, :], self.fill),)

    def torch_code(self, probability: float) -> TorchCode:
        scale, ratio = pair(self.scale), pair(self.ratio)
        value = "random" if isinstance(self.fill, str) else per_channel(self.fill)
        erasing = torchvision("RandomErasing", p=probability, scale=scale, ratio=ratio, value=value)
        return TorchCode((erasing,), applies_probability=True)

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        box: dict[str, Value] = {"scale": pair(self.scale), "ratio": pair(self.ratio)}
        if isinstance(self.fill, str):
            return TensorflowCode((Call(Helper("random_erasing_by_noise"), (IMAGE, SEED), box),))
        return TensorflowCode(
            (Call(Helper("random_erasing"), (IMAGE, SEED), {**box, "value": per_channel(self.fill)}),)
        )

    def keras_code(self, probability: float) -> KerasCode:
        box: dict[str, Value] = {"scale": pair(self.scale), "ratio": pair(self.ratio)}
        if not isinstance(self.fill, str):
            box["value"] = per_channel(self.fill)
        return KerasCode((Call(Helper("RandomErasing"), keywords=box),))
