"""RandAugment."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from augstudio.lazy import numpy as np
from augstudio.transforms.base import Category, LabelRisk, Trait, Transform
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
from augstudio.transforms.operations import OPERATION_NAMES, RAND_AUGMENT, layer, magnitudes, numbers_of
from augstudio.transforms.parameters import Count, Interpolation
from augstudio.transforms.policy.policy_code import KERAS, TENSORFLOW, TORCH
from augstudio.transforms.stage import ImageSize, Stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws

BINS = 31


class RandAugment(Transform):
    """Does a few operations out of fourteen to each image, drawn anew each time, all at one strength (Cubuk and others, 2019).

    The operations are identity, shears, translations, rotation, brightness, colour, contrast, sharpness, posterize, solarize,
    autocontrast and equalize, as torchvision defines them. One number to tune instead of a dozen: raise the magnitude for larger models
    and longer trainings. It knows nothing of your labels: where direction or colour is the class, design the steps yourself.
    """

    op: ClassVar = "rand_augment"
    category: ClassVar = Category.POLICY
    draw_names: ClassVar = {"operations": OPERATION_NAMES}
    label_risks: ClassVar = (
        LabelRisk(
            frozenset({Trait.COLOUR}),
            "solarize and colour change what is defined by colour",
            "use geometric steps instead",
        ),
        LabelRisk(
            frozenset({Trait.DIGITS, Trait.LETTERS}),
            "strong shears and translations make other characters, or push them out of the image",
            "use affine with small ranges instead",
        ),
    )

    num_ops: Annotated[int, Count(1, 14, help="How many operations follow each other on one image.")] = 2
    magnitude: Annotated[int, Count(0, BINS - 1, help="How strong they are: 0 is weakest, 30 strongest.")] = 9

    @property
    def draw_count(self) -> int:
        return 2 * self.num_ops

    def sample(self, u: "NDArray[np.float64]", size: ImageSize) -> "Draws":
        numbers = numbers_of(RAND_AUGMENT)
        operations = numbers[np.floor(u[:, ::2] * len(numbers)).astype(np.int64)]
        bins = np.full(operations.shape, self.magnitude)
        amounts = magnitudes(RAND_AUGMENT, operations, bins, BINS, u[:, 1::2] < 0.5, size)
        return {"operations": operations.astype(np.float64), "magnitudes": amounts}

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        return tuple(
            layer(draws["operations"][:, each], draws["magnitudes"][:, each], size, Interpolation.NEAREST)
            for each in range(self.num_ops)
        )

    def torch_code(self, probability: float) -> TorchCode:
        policy = torchvision("RandAugment", num_ops=self.num_ops, magnitude=self.magnitude)
        return TorchCode((policy,), approximate=TORCH)

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        return TensorflowCode((Call(Helper("rand_augment"), (IMAGE, SEED), self._strength),), approximate=TENSORFLOW)

    def keras_code(self, probability: float) -> KerasCode:
        return KerasCode((Call(Helper("RandAugment"), keywords=self._strength),), approximate=KERAS)

    @property
    def _strength(self) -> dict[str, Value]:
        return {"num_ops": self.num_ops, "magnitude": self.magnitude}
