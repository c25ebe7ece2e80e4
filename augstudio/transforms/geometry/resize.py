"""Resize."""

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

from pydantic import model_validator

from augstudio.lazy import numpy as np
from augstudio.transforms.base import Category, Transform
from augstudio.transforms.code import (
    IMAGE,
    Call,
    Helper,
    KerasCode,
    TensorflowCode,
    TorchCode,
    Value,
    torchvision,
)
from augstudio.transforms.declarations import MAXIMUM_SIDE, Antialias, ResizeInterpolation
from augstudio.transforms.geometry.resampling_code import (
    keras_resize,
    tensorflow_resize,
    torch_clipping,
    torch_resampling,
)
from augstudio.transforms.parameters import Count, Interpolation
from augstudio.transforms.stage import ImageSize, Resample, Stage

if TYPE_CHECKING:
    from augstudio.transforms.base import Draws

_OptionalSide = Annotated[
    int | None,
    Count(1, MAXIMUM_SIDE, unit="px", optional=True, help="Size of the result; height and width go together."),
]


class Resize(Transform):
    """Brings images to one size: to `height` x `width`, or the shorter side to `shorter` with the shape kept.

    Put it first, so that everything after it works on few pixels, and keep it for evaluation. Squeezing to a fixed height and width
    changes proportions; where shape tells classes apart, use `shorter` and a crop.
    """

    op: ClassVar = "resize"
    category: ClassVar = Category.GEOMETRY
    interpolates_size: ClassVar = True

    height: _OptionalSide = None
    width: _OptionalSide = None
    shorter: Annotated[
        int | None,
        Count(
            1,
            MAXIMUM_SIDE,
            unit="px",
            optional=True,
            help="Length of the shorter side; the shape is kept. Instead of height and width.",
        ),
    ] = None
    interpolation: ResizeInterpolation = Interpolation.BILINEAR
    antialias: Antialias = True

    @model_validator(mode="after")
    def _one_way_to_say_it(self) -> Self:
        pair = (self.height, self.width)
        if self.shorter is None and None in pair:
            raise ValueError("resize needs height and width, or shorter")
        if self.shorter is not None and pair != (None, None):
            raise ValueError("resize takes either shorter or height and width, not both")
        return self

    @classmethod
    def starting_parameters(cls, size: ImageSize) -> dict[str, Any]:
        return {"height": size.height, "width": size.width}

    def output_size(self, size: ImageSize) -> ImageSize:
        if self.height is not None and self.width is not None:
            return ImageSize(self.height, self.width, size.channels)
        assert self.shorter is not None  # noqa: S101 -- one of the two, as validated
        longer = int(self.shorter * max(size.height, size.width) / min(size.height, size.width))
        if size.height <= size.width:
            return ImageSize(self.shorter, longer, size.channels)
        return ImageSize(longer, self.shorter, size.channels)

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        result = self.output_size(size)
        boxes = np.array([[0, 0, size.height, size.width]], np.int64).repeat(count, axis=0)
        return (Resample(boxes, result.height, result.width, self.interpolation, self.antialias),)

    def evaluation_twin(self, probability: float) -> tuple[Transform, ...]:
        return (self,)

    def torch_code(self, probability: float) -> TorchCode:
        size: Value = self.shorter if self.height is None or self.width is None else (self.height, self.width)
        how = torch_resampling(self.interpolation, antialias=self.antialias)
        return TorchCode((torchvision("Resize", unnamed=1, size=size, **how), *torch_clipping(self.interpolation)))

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        if self.height is None or self.width is None:
            size: Value = Call(Helper("size_by_shorter_side"), (IMAGE, self.shorter))
        else:
            size = (self.height, self.width)
        return TensorflowCode(tensorflow_resize(size, self.interpolation, antialias=self.antialias))

    def keras_code(self, probability: float) -> KerasCode:
        if self.height is None or self.width is None:
            assert self.shorter is not None  # noqa: S101 -- one of the two, as validated
            return KerasCode(keras_resize(self.shorter, self.interpolation, antialias=self.antialias))
        return KerasCode(keras_resize((self.height, self.width), self.interpolation, antialias=self.antialias))
