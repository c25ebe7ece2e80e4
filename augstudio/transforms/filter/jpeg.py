"""JPEG."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from augstudio.errors import PipelineError
from augstudio.transforms import stage
from augstudio.transforms.base import Category, LabelRisk, Trait, Transform
from augstudio.transforms.code import IMAGE, Call, Helper, KerasCode, TensorflowCode, TorchCode, drawn_whole, pair
from augstudio.transforms.parameters import Range, RangeOf
from augstudio.transforms.stage import ImageSize, Stage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws


_SAFE_QUALITY = 50


class Jpeg(Transform):
    """Saves the image as a JPEG file of a drawn quality and reads it back: blocks, ringing, smeared colours.

    Helps where the pictures a model will meet come from the web or from messengers. Each image is compressed by itself on the CPU, which
    takes far longer than most steps. On thumbnails a block of 8 x 8 pixels is a large part of the image: stay above 50. One or three
    channels.
    """

    op: ClassVar = "jpeg"
    category: ClassVar = Category.FILTER
    needs_float: ClassVar = False
    label_risks: ClassVar = (
        LabelRisk(
            frozenset({Trait.FINE_DETAIL}),
            "low qualities wipe out the detail that tells classes apart",
            "keep the quality at 50 or more",
        ),
    )

    quality: Annotated[
        Range,
        RangeOf(1, 100, step=1, whole=True, help="libjpeg's quality: 95 is hardly visible, 10 is all blocks."),
    ] = Range(50, 95)

    def safer(self) -> Transform:
        return self.replaced(quality=self.quality.within(_SAFE_QUALITY, 100))

    @property
    def clips(self) -> bool:
        return True

    @property
    def draw_count(self) -> int:
        return 1

    def output_size(self, size: ImageSize) -> ImageSize:
        if size.channels not in {1, 3}:
            raise PipelineError(f"images of {size.channels} channels cannot be JPEG files: 1 or 3 are needed")
        return size

    def sample(self, u: "NDArray[np.float64]", size: ImageSize) -> "Draws":
        return {"quality": self.quality.whole_at(u[:, 0])}

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        return (stage.Jpeg(draws["quality"]),)

    def torch_code(self, probability: float) -> TorchCode:
        return TorchCode((Call(Helper("Jpeg"), (pair(self.quality),)),))

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        return TensorflowCode((Call(Helper("jpeg"), (IMAGE, drawn_whole(self.quality))),))

    def keras_code(self, probability: float) -> KerasCode:
        return KerasCode((Call(Helper("Jpeg"), (pair(self.quality),)),))
