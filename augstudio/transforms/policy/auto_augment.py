"""AutoAugment."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from augstudio.lazy import numpy as np
from augstudio.transforms.base import Category, LabelRisk, Trait, Transform
from augstudio.transforms.code import (
    IMAGE,
    SEED,
    Call,
    Helper,
    KerasCode,
    Name,
    TensorflowCode,
    TorchCode,
    Value,
    torchvision,
)
from augstudio.transforms.operations import AUTO_AUGMENT, OPERATION_NAMES, OPERATIONS, Operation, layer, magnitudes
from augstudio.transforms.parameters import AutoAugmentPolicy, Choice, Interpolation
from augstudio.transforms.policy.policy_code import KERAS, TENSORFLOW, TORCH
from augstudio.transforms.stage import ImageSize, Stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws

_BINS = 10

_SUB_POLICIES: dict[AutoAugmentPolicy, str] = {
    AutoAugmentPolicy.IMAGENET: """
        Posterize 0.4 8, Rotate 0.6 9
        Solarize 0.6 5, AutoContrast 0.6 -
        Equalize 0.8 -, Equalize 0.6 -
        Posterize 0.6 7, Posterize 0.6 6
        Equalize 0.4 -, Solarize 0.2 4
        Equalize 0.4 -, Rotate 0.8 8
        Solarize 0.6 3, Equalize 0.6 -
        Posterize 0.8 5, Equalize 1.0 -
        Rotate 0.2 3, Solarize 0.6 8
        Equalize 0.6 -, Posterize 0.4 6
        Rotate 0.8 8, Color 0.4 0
        Rotate 0.4 9, Equalize 0.6 -
        Equalize 0.0 -, Equalize 0.8 -
        Invert 0.6 -, Equalize 1.0 -
        Color 0.6 4, Contrast 1.0 8
        Rotate 0.8 8, Color 1.0 2
        Color 0.8 8, Solarize 0.8 7
        Sharpness 0.4 7, Invert 0.6 -
        ShearX 0.6 5, Equalize 1.0 -
        Color 0.4 0, Equalize 0.6 -
        Equalize 0.4 -, Solarize 0.2 4
        Solarize 0.6 5, AutoContrast 0.6 -
        Invert 0.6 -, Equalize 1.0 -
        Color 0.6 4, Contrast 1.0 8
        Equalize 0.8 -, Equalize 0.6 -
    """,
    AutoAugmentPolicy.CIFAR10: """
        Invert 0.1 -, Contrast 0.2 6
        Rotate 0.7 2, TranslateX 0.3 9
        Sharpness 0.8 1, Sharpness 0.9 3
        ShearY 0.5 8, TranslateY 0.7 9
        AutoContrast 0.5 -, Equalize 0.9 -
        ShearY 0.2 7, Posterize 0.3 7
        Color 0.4 3, Brightness 0.6 7
        Sharpness 0.3 9, Brightness 0.7 9
        Equalize 0.6 -, Equalize 0.5 -
        Contrast 0.6 7, Sharpness 0.6 5
        Color 0.7 7, TranslateX 0.5 8
        Equalize 0.3 -, AutoContrast 0.4 -
        TranslateY 0.4 3, Sharpness 0.2 6
        Brightness 0.9 6, Color 0.2 8
        Solarize 0.5 2, Invert 0.0 -
        Equalize 0.2 -, AutoContrast 0.6 -
        Equalize 0.2 -, Equalize 0.6 -
        Color 0.9 9, Equalize 0.6 -
        AutoContrast 0.8 -, Solarize 0.2 8
        Brightness 0.1 3, Color 0.7 0
        Solarize 0.4 5, AutoContrast 0.9 -
        TranslateY 0.9 9, TranslateY 0.7 9
        AutoContrast 0.9 -, Solarize 0.8 3
        Equalize 0.8 -, Invert 0.1 -
        TranslateY 0.7 9, AutoContrast 0.9 -
    """,
    AutoAugmentPolicy.SVHN: """
        ShearX 0.9 4, Invert 0.2 -
        ShearY 0.9 8, Invert 0.7 -
        Equalize 0.6 -, Solarize 0.6 6
        Invert 0.9 -, Equalize 0.6 -
        Equalize 0.6 -, Rotate 0.9 3
        ShearX 0.9 4, AutoContrast 0.8 -
        ShearY 0.9 8, Invert 0.4 -
        ShearY 0.9 5, Solarize 0.2 6
        Invert 0.9 -, AutoContrast 0.8 -
        Equalize 0.6 -, Rotate 0.9 3
        ShearX 0.9 4, Solarize 0.3 3
        ShearY 0.8 8, Invert 0.7 -
        Equalize 0.9 -, TranslateY 0.6 6
        Invert 0.9 -, Equalize 0.6 -
        Contrast 0.3 3, Rotate 0.8 4
        Invert 0.8 -, TranslateY 0.0 2
        ShearY 0.7 6, Solarize 0.4 8
        Invert 0.6 -, Rotate 0.8 4
        ShearY 0.3 7, TranslateX 0.9 3
        ShearX 0.1 6, Invert 0.6 -
        Solarize 0.7 2, TranslateY 0.6 7
        ShearY 0.8 4, Invert 0.8 -
        ShearX 0.7 9, TranslateY 0.8 3
        ShearY 0.8 5, AutoContrast 0.7 -
        ShearX 0.7 2, Invert 0.1 -
    """,
}
"""The sub-policies that were found for each data set: operation, probability and bin of the first, then of the second."""


class AutoAugment(Transform):
    """Does one of 25 pairs of operations to each image, as a search found them best for one data set (Cubuk and others, 2018).

    `imagenet` for photographs, `cifar10` for small ones, `svhn` for street numbers: each pair has its own probabilities and strengths, as
    torchvision has them. Good where your data are like those; elsewhere `trivial_augment_wide` asks for less belief. Many pairs invert,
    solarize or equalize: where colour is the class, design the steps yourself.
    """

    op: ClassVar = "auto_augment"
    category: ClassVar = Category.POLICY
    draw_names: ClassVar = {"operations": OPERATION_NAMES}
    label_risks: ClassVar = (
        LabelRisk(
            frozenset({Trait.COLOUR}),
            "invert and solarize change what is defined by colour",
            "use geometric steps instead",
        ),
        LabelRisk(
            frozenset({Trait.DIGITS, Trait.LETTERS}),
            "strong shears and translations make other characters, or push them out of the image",
            "use affine with small ranges instead",
        ),
    )

    policy: Annotated[
        AutoAugmentPolicy,
        Choice(options=tuple(AutoAugmentPolicy), help="The data set that the pairs were searched for."),
    ] = AutoAugmentPolicy.IMAGENET

    @property
    def draw_count(self) -> int:
        return 5

    def sample(self, u: "NDArray[np.float64]", size: ImageSize) -> "Draws":
        numbers, probabilities, bins = sub_policies(self.policy)
        which = np.floor(u[:, 0] * len(numbers)).astype(np.int64)
        operations = np.where(u[:, 1:3] < probabilities[which], numbers[which], 0)  # Identity where it is not applied
        amounts = magnitudes(AUTO_AUGMENT, operations, bins[which], _BINS, u[:, 3:5] < 0.5, size)
        return {
            "sub_policy": (which + 1).astype(np.float64),
            "operations": operations.astype(np.float64),
            "magnitudes": amounts,
        }

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        return tuple(
            layer(draws["operations"][:, each], draws["magnitudes"][:, each], size, Interpolation.NEAREST)
            for each in range(2)
        )

    def torch_code(self, probability: float) -> TorchCode:
        policy = Name(f"torchvision.transforms.v2.AutoAugmentPolicy.{self.policy.name}")
        return TorchCode((torchvision("AutoAugment", unnamed=1, policy=policy),), approximate=TORCH)

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        policy = Helper(f"{self.policy.name}_POLICY")
        return TensorflowCode((Call(Helper("auto_augment"), (IMAGE, SEED, policy)),), approximate=TENSORFLOW)

    def keras_code(self, probability: float) -> KerasCode:
        pairs: list[Value] = [
            tuple((operation.value, chance, number) for operation, chance, number in pair)
            for pair in _pairs(self.policy)
        ]
        return KerasCode((Call(Helper("AutoAugment"), (pairs,)),), approximate=KERAS)


def sub_policies(
    policy: AutoAugmentPolicy,
) -> "tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]":
    """The pairs of a policy as arrays (25, 2): numbers in `OPERATIONS`, probabilities, and bins (0 where there is no magnitude)."""
    pairs = _pairs(policy)
    numbers = [[OPERATIONS.index(operation) for operation, _, _ in pair] for pair in pairs]
    probabilities = [[probability for _, probability, _ in pair] for pair in pairs]
    bins = [[number for _, _, number in pair] for pair in pairs]
    return np.array(numbers), np.array(probabilities), np.array(bins)


def _pairs(policy: AutoAugmentPolicy) -> list[list[tuple[Operation, float, int]]]:
    rows = [[each.split() for each in line.split(",")] for line in _SUB_POLICIES[policy].strip().splitlines()]
    return [
        [(Operation(name), float(chance), 0 if number == "-" else int(number)) for name, chance, number in row]
        for row in rows
    ]
