"""Pad."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from augstudio.errors import PipelineError
from augstudio.kernels.numpy.index_maps import padded
from augstudio.lazy import numpy as np
from augstudio.transforms.base import Category, Transform
from augstudio.transforms.code import (
    IMAGE,
    KERAS_LAST,
    Call,
    Helper,
    KerasCode,
    Name,
    TensorflowCode,
    TorchCode,
    Value,
    keras,
    per_channel,
    torchvision,
)
from augstudio.transforms.declarations import MAXIMUM_SIDE, FillValue, PaddingMode
from augstudio.transforms.parameters import Count, PadMode
from augstudio.transforms.stage import Gather, ImageSize, Stage

if TYPE_CHECKING:
    from augstudio.transforms.base import Draws

_Border = Annotated[int, Count(0, MAXIMUM_SIDE, unit="px", help="Rows or columns added on this side.")]


class Pad(Transform):
    """Adds a border: a fixed value, the edge drawn out, or the image mirrored.

    Followed by a random crop of the old size it shifts the image by whole pixels: cheap, exact, and safe for most labels. It stays for
    evaluation, because what follows relies on the size.
    """

    op: ClassVar = "pad"
    category: ClassVar = Category.GEOMETRY
    needs_float: ClassVar = False

    left: _Border = 0
    top: _Border = 0
    right: _Border = 0
    bottom: _Border = 0
    mode: PaddingMode = PadMode.CONSTANT
    fill: FillValue = (0.0,)

    def output_size(self, size: ImageSize) -> ImageSize:
        self.check_channels("fill", self.fill, size)
        check_mirror(self.mode, size, (self.left, self.right), (self.top, self.bottom))
        return ImageSize(size.height + self.top + self.bottom, size.width + self.left + self.right, size.channels)

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        rows = padded(np.arange(-self.top, size.height + self.bottom, dtype=np.int64), size.height, self.mode)
        columns = padded(np.arange(-self.left, size.width + self.right, dtype=np.int64), size.width, self.mode)
        return (Gather(rows[None, :], columns[None, :], self.fill),)

    def evaluation_twin(self, probability: float) -> tuple[Transform, ...]:
        return (self,)

    def torch_code(self, probability: float) -> TorchCode:
        sides: Value = [self.left, self.top, self.right, self.bottom]
        return TorchCode((torchvision("Pad", unnamed=1, padding=sides, **torch_padding(self.mode, self.fill)),))

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        rows, columns = (self.top, self.bottom), (self.left, self.right)
        return TensorflowCode((tensorflow_pad(rows, columns, self.mode, self.fill),))

    def keras_code(self, probability: float) -> KerasCode:
        rows, columns = (self.top, self.bottom), (self.left, self.right)
        if self.mode is PadMode.CONSTANT and not any(self.fill):
            border = keras("ZeroPadding2D", unnamed=1, padding=(rows, columns), data_format=KERAS_LAST)
            return KerasCode((border,))
        return KerasCode((Call(Helper("Pad"), (rows, columns), keras_padding("", self.mode, self.fill)),))


def check_mirror(mode: PadMode, size: ImageSize, horizontal: tuple[int, ...], vertical: tuple[int, ...]) -> None:
    """Refuses mirroring more than there is, as torch and TensorFlow do.

    Raises:
        PipelineError: The border is wider than the image it mirrors.
    """
    room = {PadMode.REFLECT: 1, PadMode.SYMMETRIC: 0}.get(mode)
    if room is None:
        return
    for border, side in ((max(horizontal), size.width), (max(vertical), size.height)):
        if border > side - room:
            raise PipelineError(
                f"a {mode.value} border of {border} px does not fit an image of {side} px: at most {side - room}"
            )


def torch_padding(mode: PadMode, fill: tuple[float, ...]) -> dict[str, Value]:
    """The arguments that tell torchvision what lies beyond the border, where they are not its defaults."""
    if mode is not PadMode.CONSTANT:
        return {"padding_mode": mode.value}
    return {"fill": per_channel(fill)} if any(fill) else {}


def tensorflow_pad(rows: tuple[int, int], columns: tuple[int, int], mode: PadMode, fill: tuple[float, ...]) -> Call:
    """TensorFlow's call that adds rows (above, below) and columns (left, right) to `IMAGE`."""
    sides: tuple[Value, ...] = (rows, columns, (0, 0))
    pad = Name("tensorflow.pad")
    match mode:
        case PadMode.EDGE:
            return Call(Helper("pad_with_edge"), (IMAGE, *rows, *columns))
        case PadMode.REFLECT | PadMode.SYMMETRIC:
            return Call(pad, (IMAGE, sides), {"mode": mode.value.upper()})
        case _ if len(set(fill)) > 1:
            return Call(Helper("pad_with_colour"), (IMAGE, sides, per_channel(fill)))
        case _:
            return Call(pad, (IMAGE, sides), {"constant_values": per_channel(fill[:1])} if any(fill) else {})


def keras_padding(prefix: str, mode: PadMode, fill: tuple[float, ...]) -> dict[str, Value]:
    """The arguments that tell our own Keras layers what lies beyond the border, where they are not their defaults."""
    if mode is not PadMode.CONSTANT:
        return {f"{prefix}mode": mode.value}
    return {"fill": per_channel(fill)} if any(fill) else {}
