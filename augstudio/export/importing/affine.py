"""Values of pixels times numbers and plus numbers, as expressions say it: `image / 127.5 - 1`, `(image - mean) / std`."""

from collections.abc import Callable
from dataclasses import dataclass

from augstudio.export.importing.foreign import Foreign, ForeignCall, ForeignList
from augstudio.export.importing.python_arithmetic import number

Numbers = tuple[float, ...]

_OPERATORS = {
    "operator.add": "add",
    "operator.mul": "mul",
    "operator.sub": "sub",
    "operator.truediv": "truediv",
    "tensorflow.add": "add",
    "tensorflow.divide": "truediv",
    "tensorflow.multiply": "mul",
    "tensorflow.subtract": "sub",
}
_ARRAYS = {"numpy.array", "numpy.asarray", "tensorflow.constant", "tensorflow.convert_to_tensor", "torch.tensor"}


@dataclass(frozen=True, slots=True)
class Affine:
    """Values times factors, plus offsets: one of each for all channels, or one for each channel."""

    factors: Numbers = (1.0,)
    offsets: Numbers = (0.0,)

    def then(self, operator: str, numbers: Numbers) -> "Affine":
        """What it is with one more operation after it."""
        match operator:
            case "add":
                return Affine(self.factors, _each(lambda one, other: one + other, self.offsets, numbers))
            case "sub":
                return Affine(self.factors, _each(lambda one, other: one - other, self.offsets, numbers))
        compute: Callable[[float, float], float] = (
            (lambda one, other: one * other) if operator == "mul" else lambda one, other: one / other
        )
        return Affine(_each(compute, self.factors, numbers), _each(compute, self.offsets, numbers))

    @property
    def changes_nothing(self) -> bool:
        """Values stay what they are."""
        return set(self.factors) == {1} and set(self.offsets) == {0}


def operation_of(call: ForeignCall) -> tuple[Foreign, str, Numbers] | None:
    """What a call computes with, how, and with which numbers; None where it is no such arithmetic."""
    match call:
        case ForeignCall(path=path, positional=(one, other), keywords={}) if path in _OPERATORS:
            operator = _OPERATORS[path]
        case _:
            return None
    numbers = numbers_in(other)
    if numbers is None and operator in {"add", "mul"}:
        one, numbers = other, numbers_in(one)
    if numbers is None or (operator == "truediv" and 0 in numbers):
        return None
    return one, operator, numbers


def affine_of(value: Foreign) -> tuple[Foreign, Affine]:
    """What is inside of arithmetic with numbers, and what that does to it."""
    operation = operation_of(value) if isinstance(value, ForeignCall) else None
    if operation is None:
        return value, Affine()
    rest, operator, numbers = operation
    inner, before = affine_of(rest)
    return inner, before.then(operator, numbers)


def numbers_in(value: Foreign) -> Numbers | None:
    """The numbers that a value is made of, one for all channels or one for each."""
    match value:
        case ForeignCall(path=path, positional=(inner, *_)) if path in _ARRAYS:
            return numbers_in(inner)
        case ForeignList(items=items) if items:
            numbers = [number(each) for each in items]
            return None if None in numbers else tuple(each for each in numbers if each is not None)
        case _:
            only = number(value)
            return None if only is None else (only,)


def _each(compute: Callable[[float, float], float], one: Numbers, other: Numbers) -> Numbers:
    count = max(len(one), len(other))
    longer = (one * (count if len(one) == 1 else 1), other * (count if len(other) == 1 else 1))
    return tuple(compute(*pair) for pair in zip(*longer, strict=False))
