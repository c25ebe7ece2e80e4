"""Channel shuffle."""

from typing import TYPE_CHECKING, ClassVar

from augstudio.kernels.numpy.draws import keys_from, shuffled
from augstudio.transforms.base import Category, LabelRisk, Trait, Transform
from augstudio.transforms.code import IMAGE, SEED, Call, Helper, KerasCode, TensorflowCode, TorchCode, torchvision
from augstudio.transforms.stage import Channels, ImageSize, Stage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws


class ChannelShuffle(Transform):
    """Puts red, green and blue in a random order; all orders are as likely, the original one too. One channel stays as it is.

    Takes away what a model could learn from colours alone while light and dark stay. Where colour says anything about the class it does
    harm: grass is never blue.
    """

    op: ClassVar = "channel_shuffle"
    category: ClassVar = Category.COLOUR
    changes_colour_only: ClassVar = True
    needs_float: ClassVar = False
    label_risks: ClassVar = (
        LabelRisk(
            frozenset({Trait.COLOUR}),
            "red, green and blue are exchanged, and with them classes defined by colour",
            "remove the step",
        ),
    )

    @property
    def draw_count(self) -> int:
        return 1

    def sample(self, u: "NDArray[np.float64]", size: ImageSize) -> "Draws":
        return {"order": shuffled(keys_from(u[:, 0]), size.channels)}

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        return (Channels(draws["order"].astype("int64")),)

    def torch_code(self, probability: float) -> TorchCode:
        return TorchCode((torchvision("RandomChannelPermutation"),))

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        return TensorflowCode((Call(Helper("shuffle_channels"), (IMAGE, SEED)),))

    def keras_code(self, probability: float) -> KerasCode:
        return KerasCode((Call(Helper("ShuffleChannels")),))
