"""AugMix."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from augstudio.kernels.numpy.draws import keys_from
from augstudio.kernels.numpy.gammas import dirichlet
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
from augstudio.transforms.operations import AUGMIX, OPERATION_NAMES, layer, magnitudes, numbers_of
from augstudio.transforms.parameters import Count, Interpolation, Number, tidy
from augstudio.transforms.policy.policy_code import TORCH_BLENDED
from augstudio.transforms.stage import ImageSize, Mixture, Stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from augstudio.transforms.base import Draws

_BINS = 10
_MOST_AT_RANDOM = 3


class AugMix(Transform):
    """Sends each image through a few short chains of operations and blends the results with the image (Hendrycks and others, 2019).

    Made for models that have to stand noise, blur and bad weather they have never seen: what comes out stays close to the image, yet
    never repeats. The operations are RandAugment's without identity, as torchvision defines them. It costs as much as all its chains
    together.
    """

    op: ClassVar = "augmix"
    category: ClassVar = Category.POLICY
    draw_names: ClassVar = {"operations": OPERATION_NAMES}
    label_risks: ClassVar = (
        LabelRisk(
            frozenset({Trait.COLOUR}),
            "solarize and colour change what is defined by colour",
            "use geometric steps instead",
        ),
    )

    severity: Annotated[int, Count(1, _BINS, help="How strong the operations may be: 1 is weakest, 10 strongest.")] = 3
    width: Annotated[int, Count(1, 10, help="How many chains are blended.")] = 3
    depth: Annotated[
        int, Count(-1, 10, help="How many operations a chain has; -1 or 0 draws 1, 2 or 3 for each chain.")
    ] = -1
    alpha: Annotated[
        float,
        Number(
            0.01,
            100,
            slider=(0.1, 4),
            step=0.1,
            help="How the blend is shared: small values favour one chain, large ones mix evenly.",
        ),
    ] = 1.0

    @property
    def _longest(self) -> int:
        return self.depth if self.depth > 0 else _MOST_AT_RANDOM

    @property
    def draw_count(self) -> int:
        return 2 + self.width * (1 + 3 * self._longest)

    def sample(self, u: "NDArray[np.float64]", size: ImageSize) -> "Draws":
        chains = u[:, 2:].reshape(len(u), self.width, 1 + 3 * self._longest)
        numbers = numbers_of(AUGMIX)
        operations = numbers[np.floor(chains[:, :, 1::3] * len(numbers)).astype(np.int64)]
        lengths = np.floor(chains[:, :, :1] * _MOST_AT_RANDOM) + 1 if self.depth <= 0 else self.depth
        operations = np.where(np.arange(self._longest) < lengths, operations, 0)  # Identity beyond the chain's end
        bins = np.floor(chains[:, :, 2::3] * self.severity).astype(np.int64)
        amounts = magnitudes(AUGMIX, operations, bins, _BINS, chains[:, :, 3::3] < 0.5, size)
        own = dirichlet(keys_from(u[:, 0]), 2, self.alpha)
        weights = dirichlet(keys_from(u[:, 1]), self.width, self.alpha) * own[:, 1:]
        return {
            "weights": np.concatenate([own[:, :1], weights], axis=1),
            "operations": operations.astype(np.float64),
            "magnitudes": amounts,
        }

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        operations, amounts = draws["operations"], draws["magnitudes"]
        chains = tuple(
            tuple(
                layer(operations[:, chain, each], amounts[:, chain, each], size, Interpolation.BILINEAR)
                for each in range(self._longest)
            )
            for chain in range(self.width)
        )
        return (Mixture(draws["weights"], chains),)

    def torch_code(self, probability: float) -> TorchCode:
        policy = torchvision(
            "AugMix",
            severity=self.severity,
            mixture_width=self.width,
            chain_depth=self.depth,
            alpha=float(self.alpha),  # torchvision has no Dirichlet draws for whole numbers
        )
        return TorchCode((policy,), approximate=TORCH_BLENDED)

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        return TensorflowCode((Call(Helper("augmix"), (IMAGE, SEED), self._blend),))

    def keras_code(self, probability: float) -> KerasCode:
        return KerasCode((Call(Helper("AugMix"), keywords=self._blend),))

    @property
    def _blend(self) -> dict[str, Value]:
        return {"severity": self.severity, "width": self.width, "depth": self.depth, "alpha": tidy(self.alpha)}
