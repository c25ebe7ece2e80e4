"""Random crop."""

from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from augstudio.errors import PipelineError
from augstudio.kernels.numpy.index_maps import padded, windows
from augstudio.lazy import numpy as np
from augstudio.transforms.base import Category, Transform
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
from augstudio.transforms.declarations import MAXIMUM_SIDE, FillValue, PaddingMode, Side, seven_eighths
from augstudio.transforms.geometry.center_crop import CenterCrop
from augstudio.transforms.geometry.pad import check_mirror, keras_padding, tensorflow_pad, torch_padding
from augstudio.transforms.parameters import Count, PadMode
from augstudio.transforms.stage import Gather, ImageSize, Stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws


class RandomCrop(Transform):
    """Cuts out a window at a random place, after adding a border if asked.

    The cheapest way to teach a model that position does not matter. A window much smaller than the image can miss the object.
    """

    op: ClassVar = "random_crop"
    category: ClassVar = Category.GEOMETRY
    needs_float: ClassVar = False

    height: Side
    width: Side
    padding: Annotated[int, Count(0, MAXIMUM_SIDE, unit="px", help="Border added on every side before cropping.")] = 0
    padding_mode: PaddingMode = PadMode.CONSTANT
    fill: FillValue = (0.0,)

    @classmethod
    def starting_parameters(cls, size: ImageSize) -> dict[str, Any]:
        return {"height": seven_eighths(size.height), "width": seven_eighths(size.width)}

    @property
    def cuts_away(self) -> bool:
        return self.padding == 0

    @property
    def draw_count(self) -> int:
        return 2

    def output_size(self, size: ImageSize) -> ImageSize:
        self.check_channels("fill", self.fill, size)
        check_mirror(self.padding_mode, size, (self.padding,), (self.padding,))
        for name, wanted, there in (("height", self.height, size.height), ("width", self.width, size.width)):
            if wanted > there + 2 * self.padding:
                raise PipelineError(
                    f"a crop of {wanted} px never fits an image of {there} px with a border of {self.padding} px",
                    field=name,
                )
        return ImageSize(self.height, self.width, size.channels)

    def sample(self, u: "NDArray[np.float64]", size: ImageSize) -> "Draws":
        room = (size.height + 2 * self.padding - self.height + 1, size.width + 2 * self.padding - self.width + 1)
        return {
            "top": np.floor(u[:, 0] * room[0]) - self.padding,
            "left": np.floor(u[:, 1] * room[1]) - self.padding,
        }

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        rows = padded(windows(draws["top"].astype(np.int64), self.height), size.height, self.padding_mode)
        columns = padded(windows(draws["left"].astype(np.int64), self.width), size.width, self.padding_mode)
        return (Gather(rows, columns, self.fill, bordered=self.padding > 0),)

    def evaluation_twin(self, probability: float) -> tuple[Transform, ...]:
        return (CenterCrop(height=self.height, width=self.width),)

    def torch_code(self, probability: float) -> TorchCode:
        border: dict[str, Value] = {}
        if self.padding:
            border = {"padding": self.padding, **torch_padding(self.padding_mode, self.fill)}
        return TorchCode((torchvision("RandomCrop", unnamed=1, size=(self.height, self.width), **border),))

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        crop = Call(Helper("random_crop"), (IMAGE, SEED, self.height, self.width))
        if not self.padding:
            return TensorflowCode((crop,))
        sides = (self.padding, self.padding)
        return TensorflowCode((tensorflow_pad(sides, sides, self.padding_mode, self.fill), crop))

    def keras_code(self, probability: float) -> KerasCode:
        border: dict[str, Value] = {}
        if self.padding:
            border = {"padding": self.padding, **keras_padding("padding_", self.padding_mode, self.fill)}
        return KerasCode((Call(Helper("RandomCrop"), (self.height, self.width), border),))
