"""Centre crop."""

from typing import TYPE_CHECKING, Any, ClassVar

from augstudio.kernels.numpy.index_maps import centred
from augstudio.transforms.base import Category, Transform
from augstudio.transforms.code import IMAGE, Call, Helper, KerasCode, TensorflowCode, TorchCode, torchvision
from augstudio.transforms.declarations import Side, seven_eighths
from augstudio.transforms.stage import Gather, ImageSize, Stage

if TYPE_CHECKING:
    from augstudio.transforms.base import Draws


class CenterCrop(Transform):
    """Cuts out the middle. Always the same, so it stays for evaluation; it is what a random crop becomes there.

    Where the image is smaller than the crop, black is added around it.
    """

    op: ClassVar = "center_crop"
    category: ClassVar = Category.GEOMETRY
    needs_float: ClassVar = False

    height: Side
    width: Side

    @classmethod
    def starting_parameters(cls, size: ImageSize) -> dict[str, Any]:
        return {"height": seven_eighths(size.height), "width": seven_eighths(size.width)}

    @property
    def cuts_away(self) -> bool:
        return True

    def output_size(self, size: ImageSize) -> ImageSize:
        return ImageSize(self.height, self.width, size.channels)

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        return (Gather(centred(size.height, self.height)[None, :], centred(size.width, self.width)[None, :]),)

    def evaluation_twin(self, probability: float) -> tuple[Transform, ...]:
        return (self,)

    def torch_code(self, probability: float) -> TorchCode:
        return TorchCode((torchvision("CenterCrop", unnamed=1, size=(self.height, self.width)),))

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        return TensorflowCode((Call(Helper("center_crop"), (IMAGE, self.height, self.width)),))

    def keras_code(self, probability: float) -> KerasCode:
        return KerasCode((Call(Helper("CenterCrop"), (self.height, self.width)),))
