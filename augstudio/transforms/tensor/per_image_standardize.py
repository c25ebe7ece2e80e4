"""Per-image standardize."""

from typing import TYPE_CHECKING, ClassVar

from augstudio.transforms.base import Category, Transform
from augstudio.transforms.code import IMAGE, Call, Helper, KerasCode, Name, TensorflowCode, TorchCode
from augstudio.transforms.stage import ImageSize, Stage, StandardizeEach

if TYPE_CHECKING:
    from augstudio.transforms.base import Draws


class PerImageStandardize(Transform):
    """Gives every image mean 0 and standard deviation 1 over all its values, as `tf.image.per_image_standardization`.

    Needs no statistics of the data, and takes differences of exposure out before the model sees them; what brightness says about the
    class is lost too. Evaluation needs it as well. Colour steps belong before it: they expect values between 0 and 1.
    """

    op: ClassVar = "per_image_standardize"
    category: ClassVar = Category.TENSOR

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        return (StandardizeEach(),)

    def evaluation_twin(self, probability: float) -> tuple[Transform, ...]:
        return (self,)

    def torch_code(self, probability: float) -> TorchCode:
        return TorchCode((Call(Helper("PerImageStandardize")),))

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        return TensorflowCode((Call(Name("tensorflow.image.per_image_standardization"), (IMAGE,)),))

    def keras_code(self, probability: float) -> KerasCode:
        return KerasCode((Call(Helper("PerImageStandardize")),))
