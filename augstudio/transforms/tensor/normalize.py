"""Normalize."""

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

from pydantic import model_validator

from augstudio.errors import PipelineError
from augstudio.transforms.base import Category, Transform
from augstudio.transforms.code import (
    IMAGE,
    Call,
    Helper,
    KerasCode,
    Quotient,
    TensorflowCode,
    TorchCode,
    Value,
    keras,
    torchvision,
)
from augstudio.transforms.parameters import PerChannel, tidy
from augstudio.transforms.stage import ImageSize, Stage, Standardize

if TYPE_CHECKING:
    from augstudio.transforms.base import Draws

DATASET = "dataset"
IMAGENET = "imagenet"
_IMAGENET_MEAN = (0.485, 0.456, 0.406)
_IMAGENET_STD = (0.229, 0.224, 0.225)


class Normalize(Transform):
    """Subtracts a mean and divides by a standard deviation, per channel, on values in 0..1. Keeps training stable; evaluation needs it too.

    Give numbers, `imagenet` for models trained on it, or `dataset` for the open data's own statistics. Colour steps belong before it: they
    expect values between 0 and 1.
    """

    op: ClassVar = "normalize"
    category: ClassVar = Category.TENSOR

    mean: Annotated[
        tuple[float, ...] | str,
        PerChannel(
            -10, 10, names=(DATASET, IMAGENET), help="Subtracted: one number, one per channel, `dataset` or `imagenet`."
        ),
    ]
    std: Annotated[
        tuple[float, ...] | str,
        PerChannel(
            0,
            10,
            above_minimum=True,
            names=(DATASET, IMAGENET),
            help="Divided by: one number, one per channel, `dataset` or `imagenet`.",
        ),
    ]

    @model_validator(mode="after")
    def _both_from_one_place(self) -> Self:
        if DATASET in (self.mean, self.std) and self.mean != self.std:
            raise ValueError("mean and std are `dataset` together or not at all")
        lengths = {len(values) for values in (self.mean, self.std) if isinstance(values, tuple)} - {1}
        if len(lengths) > 1:
            raise ValueError(f"mean has {len(self.mean)} numbers, std {len(self.std)}: give as many, or one for all")
        return self

    @classmethod
    def starting_parameters(cls, size: ImageSize) -> dict[str, Any]:
        return {"mean": 0.5, "std": 0.5}

    @property
    def needs_statistics(self) -> bool:
        """True while mean and std are still to be taken from a data set."""
        return self.mean == DATASET

    def numbers(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Mean and std as numbers.

        Raises:
            PipelineError: They are `dataset` and no data set was given.
        """
        mean = _IMAGENET_MEAN if self.mean == IMAGENET else self.mean
        std = _IMAGENET_STD if self.std == IMAGENET else self.std
        if isinstance(mean, str) or isinstance(std, str):
            raise PipelineError("the statistics of a data set are asked for, but no data set is given", field="mean")
        return mean, std

    def output_size(self, size: ImageSize) -> ImageSize:
        if self.needs_statistics:
            return size
        for name, values in zip(("mean", "std"), self.numbers(), strict=True):
            self.check_channels(name, values, size)
        return size

    def lower(self, draws: "Draws", size: ImageSize, count: int) -> tuple[Stage, ...]:
        mean, std = self.numbers()
        return (Standardize(mean, std),)

    def evaluation_twin(self, probability: float) -> tuple[Transform, ...]:
        return (self,)

    def torch_code(self, probability: float) -> TorchCode:
        mean, std = self._lists()
        return TorchCode((torchvision("Normalize", mean=mean, std=std),))

    def tensorflow_code(self, probability: float) -> TensorflowCode:
        mean, std = self._lists()
        return TensorflowCode((Call(Helper("normalize"), (IMAGE,), {"mean": mean, "std": std}),))

    def keras_code(self, probability: float) -> KerasCode:
        mean, std = self.numbers()
        count = max(len(mean), len(std))
        pairs = list(zip(mean * (count // len(mean)), std * (count // len(std)), strict=True))
        scale: list[Value] = [Quotient(1, tidy(deviation)) for _, deviation in pairs]
        offset: list[Value] = [Quotient(tidy(-middle), tidy(deviation)) for middle, deviation in pairs]
        # keras.layers.Normalization cannot be built inside of another layer: what it computes there stays there.
        if count == 1:
            return KerasCode((keras("Rescaling", scale=scale[0], offset=offset[0]),))
        return KerasCode((keras("Rescaling", scale=scale, offset=offset),))

    def _lists(self) -> tuple[list[Value], list[Value]]:
        mean, std = self.numbers()
        return [tidy(value) for value in mean], [tidy(value) for value in std]
