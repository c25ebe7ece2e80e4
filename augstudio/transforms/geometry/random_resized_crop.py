"""Random resized crop."""

from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from augstudio.kernels.numpy.boxes import UNIFORMS, crop_boxes
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
    torchvision,
)
from augstudio.transforms.declarations import Antialias, ResizeInterpolation, Side
from augstudio.transforms.geometry.center_crop import CenterCrop
from augstudio.transforms.geometry.resampling_code import (
    keras_resampling,
    tensorflow_resize,
    torch_clipping,
    torch_resampling,
)
from augstudio.transforms.geometry.resize import Resize
from augstudio.transforms.parameters import Interpolation, Range, RangeOf
from augstudio.transforms.stage import ImageSize, Resample, Stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws

_SAFE_AREA = 0.6


class RandomResizedCrop(Transform):
    """Cuts out a box of random area and shape at a random place and resizes it: the standard augmentation for photographs.

    Teaches position, size and proportion at once. With the default smallest area of 8 % the object is often cut or missed: for small
    images, digits and letters start at 0.6 or more. In evaluation it becomes a resize and a centre crop.
    """

    op: ClassVar = "random_resized_crop"
    category: ClassVar = Category.GEOMETRY
    interpolates_size: ClassVar = True
    label_risks: ClassVar = (
        LabelRisk(
            frozenset({Trait.DIGITS, Trait.LETTERS}),
            "a small crop of a character can be another one: the lower half of 8 is 0",
            "raise the low end of scale to 0.6 or more",
        ),
    )

    height: Side
    width: Side
    scale: Annotated[
        Range, RangeOf(0.001, 1, slider=(0.01, 1), step=0.01, help="Area of the box as a fraction of the image.")
    ] = Range(0.08, 1)
    ratio: Annotated[
        Range,
        RangeOf(0.01, 100, slider=(0.25, 4), step=0.05, logarithmic=True, help="Width over height of the box."),
    ] = Range(0.75, 1.3333)
    interpolation: ResizeInterpolation = Interpolation.BILINEAR
    antialias: Antialias = True

    @classmethod
    def starting_parameters(cls, size: ImageSize) -> dict[str, Any]:
        return {"height": size.height, "width": size.width}

    @property
    def cuts_away(self) -> bool:
        return True

    def safer(self) -> Transform:
        return self.replaced(scale=self.scale.within(_SAFE_AREA, 1))

    def fitting_share(self, size: ImageSize) -> float:
        boxes = box_sides(self.scale, self.ratio, size)
        return share(0 < width <= size.width and 0 < height <= size.height for width, height in boxes)

    @property
    def draw_count(self) -> int:
        return UNIFORMS

    def output_size(self, size: ImageSize) -> ImageSize:
        return ImageSize(self.height, self.width, size.channels)

    def sample(self, u: "NDArray[np.float64]", size: ImageSize) -> "Draws":
        scale, ratio = (self.scale.low, self.scale.high), (self.ratio.low, self.ratio.high)
        boxes = crop_boxes(u, size.height, size.width, scale, ratio)
        return dict(zip(("top", "left", "height", "width"), boxes.T.astype(np.float64), strict=True))

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        boxes = np.stack([draws[name] for name in ("top", "left", "height", "width")], axis=1).astype(np.int64)
        return (Resample(boxes, self.height, self.width, self.interpolation, self.antialias),)

    def evaluation_twin(self, probability: float) -> tuple[Transform, ...]:
        shorter = round(min(self.height, self.width) * 256 / 224)
        return (
            Resize(shorter=shorter, interpolation=self.interpolation, antialias=self.antialias),
            CenterCrop(height=self.height, width=self.width),
        )

    def torch_code(self, probability: float) -> TorchCode:
        how = torch_resampling(self.interpolation, antialias=self.antialias)
        size = (self.height, self.width)
        scale, ratio = pair(self.scale), pair(self.ratio)
        crop = torchvision("RandomResizedCrop", unnamed=1, size=size, scale=scale, ratio=ratio, **how)
        return TorchCode((crop, *torch_clipping(self.interpolation)))

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        crop = Call(Helper("random_area_crop"), (IMAGE, SEED), {"scale": pair(self.scale), "ratio": pair(self.ratio)})
        size = (self.height, self.width)
        return TensorflowCode((crop, *tensorflow_resize(size, self.interpolation, antialias=self.antialias)))

    def keras_code(self, probability: float) -> KerasCode:
        box: dict[str, Value] = {"scale": pair(self.scale), "ratio": pair(self.ratio)}
        how = keras_resampling(self.interpolation, antialias=self.antialias)
        return KerasCode((Call(Helper("RandomResizedCrop"), ((self.height, self.width),), {**box, **how}),))
