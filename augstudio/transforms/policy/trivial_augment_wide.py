"""TrivialAugment Wide."""

from typing import TYPE_CHECKING, ClassVar

from augstudio.lazy import numpy as np
from augstudio.transforms.base import Category, LabelRisk, Trait, Transform
from augstudio.transforms.code import IMAGE, SEED, Call, Helper, KerasCode, TensorflowCode, TorchCode, torchvision
from augstudio.transforms.operations import OPERATION_NAMES, TRIVIAL_AUGMENT_WIDE, layer, magnitudes, numbers_of
from augstudio.transforms.parameters import Interpolation
from augstudio.transforms.policy.policy_code import KERAS, TENSORFLOW, TORCH
from augstudio.transforms.stage import ImageSize, Stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws

_BINS = 31


class TrivialAugmentWide(Transform):
    """Does one operation out of fourteen to each image, at a strength drawn for it, from none to very strong (Müller and Hutter, 2021).

    Nothing to tune, and on photographs as good as policies that were searched for. The operations are RandAugment's, as torchvision
    defines them; the strongest turn by 135 degrees, slant by 45, or move by 32 pixels whatever the size of the image: on images of 32
    pixels and below that can leave nothing of it.
    """

    op: ClassVar = "trivial_augment_wide"
    category: ClassVar = Category.POLICY
    draw_names: ClassVar = {"operation": OPERATION_NAMES}
    label_risks: ClassVar = (
        LabelRisk(
            frozenset({Trait.DIGITS, Trait.LETTERS, Trait.ORIENTATION, Trait.LEFT_RIGHT}),
            "it turns by up to 135 degrees: a 6 becomes a 9, one direction another",
            "use rotate and affine with small ranges instead",
        ),
        LabelRisk(
            frozenset({Trait.COLOUR}),
            "solarize and colour change what is defined by colour",
            "use geometric steps instead",
        ),
    )

    @property
    def draw_count(self) -> int:
        return 3

    def sample(self, u: "NDArray[np.float64]", size: ImageSize) -> "Draws":
        numbers = numbers_of(TRIVIAL_AUGMENT_WIDE)
        operations = numbers[np.floor(u[:, 0] * len(numbers)).astype(np.int64)]
        bins = np.floor(u[:, 1] * _BINS).astype(np.int64)
        amounts = magnitudes(TRIVIAL_AUGMENT_WIDE, operations, bins, _BINS, u[:, 2] < 0.5, size)
        return {"operation": operations.astype(np.float64), "magnitude": amounts}

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        return (layer(draws["operation"], draws["magnitude"], size, Interpolation.NEAREST),)

    def torch_code(self, probability: float) -> TorchCode:
        return TorchCode((torchvision("TrivialAugmentWide"),), approximate=TORCH)

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        return TensorflowCode((Call(Helper("trivial_augment_wide"), (IMAGE, SEED)),), approximate=TENSORFLOW)

    def keras_code(self, probability: float) -> KerasCode:
        return KerasCode((Call(Helper("TrivialAugmentWide")),), approximate=KERAS)
