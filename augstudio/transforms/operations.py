"""The operations that augmentation policies choose from, and how strong each can be: torchvision v2's definitions as tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from augstudio.kernels.numpy.filter_kernels import sharpening_kernels
from augstudio.kernels.numpy.index_maps import padded, whole
from augstudio.kernels.numpy.matrices import about, rotation, similarity_and_shear
from augstudio.lazy import numpy as np
from augstudio.transforms.parameters import Interpolation
from augstudio.transforms.stage import (
    Border,
    Branch,
    Branches,
    Colour,
    ColourKind,
    Filter,
    Gather,
    ImageSize,
    Stage,
    Warp,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Operation(StrEnum):
    """What a policy can do to an image; torchvision's names, which records show."""

    IDENTITY = "Identity"
    SHEAR_X = "ShearX"
    SHEAR_Y = "ShearY"
    TRANSLATE_X = "TranslateX"
    TRANSLATE_Y = "TranslateY"
    ROTATE = "Rotate"
    BRIGHTNESS = "Brightness"
    COLOR = "Color"
    CONTRAST = "Contrast"
    SHARPNESS = "Sharpness"
    POSTERIZE = "Posterize"
    SOLARIZE = "Solarize"
    AUTO_CONTRAST = "AutoContrast"
    EQUALIZE = "Equalize"
    INVERT = "Invert"


OPERATIONS = tuple(Operation)
OPERATION_NAMES = tuple(operation.value for operation in OPERATIONS)
_NUMBERS = {operation: number for number, operation in enumerate(OPERATIONS)}


@dataclass(frozen=True, slots=True)
class Strength:
    """How strong an operation can be: evenly from `weakest` to `strongest` over the bins of a policy.

    Attributes:
        weakest: The magnitude of the first bin.
        strongest: The magnitude of the last bin.
        signed: The other direction is as likely.
        of: The side that magnitudes are fractions of; empty where they are no fractions.
        whole: Magnitudes are rounded.
    """

    weakest: float
    strongest: float
    signed: bool = False
    of: str = ""
    whole: bool = False

    def at(self, bins: "NDArray[np.int64]", count: int, size: ImageSize) -> "NDArray[np.float64]":
        """The magnitudes of bins (any shape), 0 .. count - 1."""
        side = {"width": size.width, "height": size.height}.get(self.of, 1)
        ladder = np.linspace(self.weakest * side, self.strongest * side, count)
        return (np.rint(ladder) if self.whole else ladder)[bins]


Table = Mapping[Operation, Strength | None]
"""A policy's operations, in the order they are drawn from; None where an operation has no magnitude."""


def _table(*, slant: float, turn: float, colour: float, shift: Strength, bits: tuple[float, float]) -> Table:
    across = Strength(shift.weakest, shift.strongest, signed=True, of="width" if shift.of else "")
    down = Strength(shift.weakest, shift.strongest, signed=True, of="height" if shift.of else "")
    change = Strength(0, colour, signed=True)
    return {
        Operation.IDENTITY: None,
        Operation.SHEAR_X: Strength(0, slant, signed=True),
        Operation.SHEAR_Y: Strength(0, slant, signed=True),
        Operation.TRANSLATE_X: across,
        Operation.TRANSLATE_Y: down,
        Operation.ROTATE: Strength(0, turn, signed=True),
        Operation.BRIGHTNESS: change,
        Operation.COLOR: change,
        Operation.CONTRAST: change,
        Operation.SHARPNESS: change,
        Operation.POSTERIZE: Strength(*bits, whole=True),
        Operation.SOLARIZE: Strength(1, 0),
        Operation.AUTO_CONTRAST: None,
        Operation.EQUALIZE: None,
    }


def _without_identity(table: Table) -> Table:
    return {operation: strength for operation, strength in table.items() if operation is not Operation.IDENTITY}


RAND_AUGMENT: Table = _table(slant=0.3, turn=30, colour=0.9, shift=Strength(0, 150 / 331, of="side"), bits=(8, 4))
TRIVIAL_AUGMENT_WIDE: Table = _table(slant=0.99, turn=135, colour=0.99, shift=Strength(0, 32), bits=(8, 2))
AUTO_AUGMENT: Table = {**_without_identity(RAND_AUGMENT), Operation.INVERT: None}
AUGMIX: Table = _without_identity(
    _table(slant=0.3, turn=30, colour=0.9, shift=Strength(0, 1 / 3, of="side"), bits=(4, 0))
)


def numbers_of(table: Table) -> "NDArray[np.int64]":
    """The numbers in `OPERATIONS` of a table's operations, in its order."""
    return np.array([_NUMBERS[operation] for operation in table], np.int64)


def magnitudes(
    table: Table,
    operations: "NDArray[np.int64]",
    bins: "NDArray[np.int64]",
    count: int,
    negative: "NDArray[np.bool_]",
    size: ImageSize,
) -> "NDArray[np.float64]":
    """The magnitude of each drawn operation, in its drawn bin and direction; 0 where it has none.

    Args:
        table: What the operations were drawn from.
        operations: Numbers in `OPERATIONS`, any shape.
        bins: 0 .. count - 1, of the same shape.
        count: How many bins there are.
        negative: Whether signed operations go the other way, of the same shape.
        size: The size of the images.
    """
    result = np.zeros(operations.shape)
    for operation, strength in table.items():
        if strength is not None:
            sign = np.where(negative, -1, 1) if strength.signed else 1
            result = np.where(operations == _NUMBERS[operation], sign * strength.at(bins, count, size), result)
    return result


def layer(
    operations: "NDArray[np.float64]",
    amounts: "NDArray[np.float64]",
    size: ImageSize,
    interpolation: Interpolation,
) -> Branches:
    """One operation for each image: numbers in `OPERATIONS` (B,) and magnitudes (B,)."""
    branches = []
    for number in np.unique(operations):
        operation = OPERATIONS[int(number)]
        if operation is not Operation.IDENTITY:
            rows = np.flatnonzero(operations == number)
            branches.append(Branch(rows, (_stage(operation, amounts[rows], size, interpolation),)))
    return Branches(tuple(branches))


def _stage(
    operation: Operation, amounts: "NDArray[np.float64]", size: ImageSize, interpolation: Interpolation
) -> Stage:
    match operation:
        case Operation.SHEAR_X | Operation.SHEAR_Y | Operation.ROTATE:
            return Warp(_matrices(operation, amounts, size), size.height, size.width, interpolation, (0.0,))
        case Operation.TRANSLATE_X:
            return Gather(whole(size.height), _shifted(amounts, size.width))
        case Operation.TRANSLATE_Y:
            return Gather(_shifted(amounts, size.height), whole(size.width))
        case _:
            return _change_of_value(operation, amounts)


def _matrices(operation: Operation, amounts: "NDArray[np.float64]", size: ImageSize) -> "NDArray[np.float64]":
    if operation is Operation.ROTATE:
        return rotation(amounts, size.height, size.width)
    slant, none = np.degrees(np.arctan(amounts)), np.zeros(len(amounts))
    shear = np.stack([slant, none] if operation is Operation.SHEAR_X else [none, slant], axis=1)
    corner = np.array([-0.5, -0.5])  # where torchvision's centre [0, 0] is, counted in pixel indices
    return about(similarity_and_shear(none, none + 1, shear), corner)


def _shifted(amounts: "NDArray[np.float64]", side: int) -> "NDArray[np.int64]":
    shifts = np.trunc(amounts).astype(np.int64)
    return padded(whole(side) - shifts[:, None], side, "constant")


def _change_of_value(operation: Operation, amounts: "NDArray[np.float64]") -> Stage:
    if operation is Operation.SHARPNESS:
        return Filter(sharpening_kernels(1 + amounts), Border.KEEP)
    if operation in _RELATIVE:
        return Colour(_RELATIVE[operation], 1 + amounts)
    if operation in _ABSOLUTE:
        return Colour(_ABSOLUTE[operation], amounts)
    return Colour(_FIXED[operation])


_RELATIVE = {
    Operation.BRIGHTNESS: ColourKind.SCALE,
    Operation.COLOR: ColourKind.SATURATION,
    Operation.CONTRAST: ColourKind.CONTRAST_GRAY,
}
_ABSOLUTE = {Operation.POSTERIZE: ColourKind.POSTERIZE, Operation.SOLARIZE: ColourKind.SOLARIZE}
_FIXED = {
    Operation.AUTO_CONTRAST: ColourKind.AUTOCONTRAST,
    Operation.EQUALIZE: ColourKind.EQUALIZE,
    Operation.INVERT: ColourKind.INVERT,
}
