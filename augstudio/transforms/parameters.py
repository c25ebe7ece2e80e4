"""The kinds of parameter a transform can have.

A parameter is declared once, as an annotated field of its transform; validation, the JSON Schema, sliders, the command line's catalogue
and the documentation read that declaration:

    angle: Annotated[Range, RangeOf(-180, 180, unit="°", help="Counter-clockwise.")] = Range(-15, 15)
"""

import sys
from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticCustomError, core_schema

from augstudio.lazy import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler


class Interpolation(StrEnum):
    """How pixels between pixels are computed."""

    NEAREST = "nearest"
    BILINEAR = "bilinear"
    BICUBIC = "bicubic"


class PadMode(StrEnum):
    """What lies beyond the border: one value, the border's own pixel, or the image mirrored without or with that pixel."""

    CONSTANT = "constant"
    EDGE = "edge"
    REFLECT = "reflect"
    SYMMETRIC = "symmetric"


class ContrastMean(StrEnum):
    """What contrast pulls towards: the mean of the gray image (torchvision, PIL) or each channel's own (tf.image, Keras)."""

    GRAY = "gray"
    CHANNEL = "channel"


class JitterOrder(StrEnum):
    """In which order colour is changed: one drawn for each image, or brightness, contrast, saturation, hue."""

    RANDOM = "random"
    FIXED = "fixed"


class AutoAugmentPolicy(StrEnum):
    """The data set that an AutoAugment policy was searched for."""

    IMAGENET = "imagenet"
    CIFAR10 = "cifar10"
    SVHN = "svhn"


def _refuse(message: str) -> PydanticCustomError:
    return PydanticCustomError("parameter", "{message}", {"message": message})


def is_number(value: object) -> bool:
    """True for finite ints and floats; False for booleans, which YAML writes `yes` and Python counts as 1."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max


def tidy(value: float) -> float | int:
    """`32.0` as `32`, so that files show what a hand would have written."""
    return int(value) if float(value).is_integer() and abs(value) < 2**53 else value


@dataclass(frozen=True, slots=True)
class Range:
    """An interval from which a value is drawn; one number where `low` equals `high`."""

    low: float
    high: float

    @property
    def is_fixed(self) -> bool:
        """True when nothing is left to chance."""
        return self.low == self.high

    def at(self, u: "NDArray[np.float64]") -> "NDArray[np.float64]":
        """The values that unit uniforms stand for, linearly: 0 is `low`, 1 is `high`."""
        return self.low + (self.high - self.low) * u

    def within(self, low: float, high: float) -> "Range":
        """The nearest interval that lies between `low` and `high`."""
        return Range(min(max(self.low, low), high), min(max(self.high, low), high))

    def whole_at(self, u: "NDArray[np.float64]") -> "NDArray[np.float64]":
        """The whole numbers that unit uniforms stand for, each as likely as any other; both ends belong to them."""
        return np.floor(self.low + (self.high - self.low + 1) * u)

    def plain(self) -> list[float | int] | float | int:
        """As YAML writes it: a number or `[low, high]`."""
        return tidy(self.low) if self.is_fixed else [tidy(self.low), tidy(self.high)]

    def __str__(self) -> str:
        return f"{tidy(self.low)}" if self.is_fixed else f"{tidy(self.low)} to {tidy(self.high)}"


@dataclass(frozen=True, kw_only=True)
class Parameter(ABC):
    """What every declaration of a parameter has.

    Attributes:
        help: One sentence for the user: what a larger value does, which direction is positive.
        unit: `px`, `°`, or empty for a plain number.
    """

    help: str
    unit: str = ""

    @abstractmethod
    def parse(self, value: object) -> object:
        """The value as the transform keeps it.

        Raises:
            PydanticCustomError: It is no such value; the message says what would be.
        """

    @abstractmethod
    def json_schema(self) -> dict[str, Any]:
        """What JSON Schema says about it."""

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.parse, serialization=core_schema.plain_serializer_function_ser_schema(plain)
        )

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: "GetJsonSchemaHandler"
    ) -> dict[str, Any]:
        description = f"{self.help} Unit: {self.unit}." if self.unit else self.help
        return {**self.json_schema(), "description": description}


def plain(value: object) -> object:
    """A parameter's value in the types that YAML and JSON know."""
    match value:
        case Range():
            return value.plain()
        case StrEnum():
            return value.value
        case tuple():
            return [plain(element) for element in value]
        case float():
            return tidy(value)
        case _:
            return value


@dataclass(frozen=True)
class _Bounded(Parameter):
    minimum: float
    maximum: float

    def _within(self, value: object) -> float:
        if not is_number(value):
            raise _refuse(f"expected a number, got {value!r}")
        assert isinstance(value, int | float)  # noqa: S101 -- for the type checker
        if not self.minimum <= value <= self.maximum:
            raise _refuse(f"{value} is outside {tidy(self.minimum)} to {tidy(self.maximum)}{self._unit()}")
        return value

    def _unit(self) -> str:
        return f" {self.unit}" if self.unit else ""

    def _number_schema(self) -> dict[str, Any]:
        return {"type": "number", "minimum": tidy(self.minimum), "maximum": tidy(self.maximum)}


@dataclass(frozen=True)
class RangeOf(_Bounded):
    """A `Range` within bounds.

    Attributes:
        slider: Where the slider ends; the bounds where it is None. Typed values may go on to the bounds.
        step: What one press of an arrow key adds.
        neutral: The value that changes nothing; None where there is none.
        logarithmic: The value is drawn evenly in its logarithm, as aspect ratios are.
        whole: Only whole numbers count: bits, holes.
    """

    slider: tuple[float, float] | None = None
    step: float = 0.01
    neutral: float | None = None
    logarithmic: bool = False
    whole: bool = False

    def parse(self, value: object) -> Range:
        """A number, a pair in order, or a Range."""
        match value:
            case Range():
                low, high = value.low, value.high
            case [low, high]:
                pass
            case [*_]:
                raise _refuse(f"expected one number or [low, high], got {value!r}")
            case _:
                low = high = value  # type: ignore[assignment]  # checked next
        low, high = self._end(low), self._end(high)
        if low > high:
            raise _refuse(f"the range [{low}, {high}] is reversed: write [{high}, {low}]")
        return Range(float(low), float(high))

    def _end(self, value: object) -> float:
        number = self._within(value)
        if self.whole and not float(number).is_integer():
            raise _refuse(f"expected a whole number, got {value!r}")
        return number

    def json_schema(self) -> dict[str, Any]:
        """A number, or an array of two."""
        number = self._number_schema() | ({"type": "integer"} if self.whole else {})
        return {"anyOf": [number, {"type": "array", "items": number, "minItems": 2, "maxItems": 2}]}


@dataclass(frozen=True)
class Number(_Bounded):
    """One number that is not drawn.

    Attributes:
        slider: As in a range.
        step: As in a range.
    """

    slider: tuple[float, float] | None = None
    step: float = 0.01

    def parse(self, value: object) -> float:
        """A number within bounds."""
        return float(self._within(value))

    def json_schema(self) -> dict[str, Any]:
        """A number."""
        return self._number_schema()


@dataclass(frozen=True)
class Count(_Bounded):
    """A whole number: pixels, mostly.

    Attributes:
        optional: It may be left out.
        odd: Even numbers are refused: a kernel needs a middle.
    """

    optional: bool = False
    odd: bool = False

    def parse(self, value: object) -> int | None:
        """A whole number within bounds, or None where it may be left out."""
        if value is None and self.optional:
            return None
        if not is_number(value) or not float(value).is_integer():  # type: ignore[arg-type]  # a number, as checked
            raise _refuse(f"expected a whole number, got {value!r}")
        if self.odd and float(value) % 2 == 0:  # type: ignore[arg-type]  # a number, as checked
            raise _refuse(f"expected an odd number, got {value!r}")
        return int(self._within(value))

    def json_schema(self) -> dict[str, Any]:
        """An integer."""
        number = {**self._number_schema(), "type": "integer"}
        if self.odd:
            number["not"] = {"multipleOf": 2}
        return {"anyOf": [number, {"type": "null"}]} if self.optional else number


@dataclass(frozen=True)
class Choice(Parameter):
    """One of a few names.

    Attributes:
        options: The members of one StrEnum that are allowed here, in the order they are shown.
    """

    options: tuple[StrEnum, ...]

    def parse(self, value: object) -> StrEnum:
        """A member, or its name."""
        for option in self.options:
            if value == option.value:
                return option
        raise _refuse(f"expected {' or '.join(option.value for option in self.options)}, got {value!r}")

    def json_schema(self) -> dict[str, Any]:
        """An enumeration."""
        return {"enum": [option.value for option in self.options]}


@dataclass(frozen=True)
class Selection(Parameter):
    """Some of a few whole numbers, each as likely to be drawn as any other.

    Attributes:
        options: What can be selected.
    """

    options: tuple[int, ...]

    def parse(self, value: object) -> tuple[int, ...]:
        """The selected options in order; one by itself needs no list."""
        values = tuple(value) if isinstance(value, list | tuple) else (value,)
        wanted = ", ".join(map(str, self.options))
        if not values:
            raise _refuse(f"expected at least one of {wanted}")
        for each in values:
            if not is_number(each) or each not in self.options:
                raise _refuse(f"expected some of {wanted}, got {each!r}")
        if len(set(values)) < len(values):
            raise _refuse(f"a choice is given twice: {list(values)!r}")
        return tuple(option for option in self.options if option in values)

    def json_schema(self) -> dict[str, Any]:
        """One option, or an array of different ones."""
        option = {"enum": list(self.options)}
        return {"anyOf": [option, {"type": "array", "items": option, "minItems": 1, "uniqueItems": True}]}


@dataclass(frozen=True)
class Switch(Parameter):
    """Yes or no."""

    def parse(self, value: object) -> bool:
        """True or False, nothing that merely looks like it."""
        if not isinstance(value, bool):
            raise _refuse(f"expected true or false, got {value!r}")
        return value

    def json_schema(self) -> dict[str, Any]:
        """A boolean."""
        return {"type": "boolean"}


@dataclass(frozen=True)
class PerChannel(_Bounded):
    """A value per channel, or one for all; in some places a name instead.

    Attributes:
        names: Words allowed instead of numbers (`dataset`, `imagenet`, `noise`).
        above_minimum: The minimum itself is refused (a standard deviation of 0 divides by nothing).
    """

    names: tuple[str, ...] = ()
    above_minimum: bool = False

    def parse(self, value: object) -> tuple[float, ...] | str:
        """A tuple of 1, 3 or any number of channels, or one of the names."""
        if isinstance(value, str):
            if value in self.names:
                return value
            wanted = " or ".join(("numbers", *self.names))
            raise _refuse(f"expected {wanted}, got {value!r}")
        values = tuple(value) if isinstance(value, list | tuple) else (value,)
        if not values:
            raise _refuse("expected at least one number")
        numbers = tuple(float(self._within(each)) for each in values)
        if self.above_minimum and self.minimum in numbers:
            raise _refuse(f"every number has to be above {tidy(self.minimum)}")
        return numbers

    def json_schema(self) -> dict[str, Any]:
        """A number, an array of numbers, or a name."""
        number = self._number_schema()
        if self.above_minimum:
            number["exclusiveMinimum"] = number.pop("minimum")
        options: list[dict[str, Any]] = [number, {"type": "array", "items": number, "minItems": 1}]
        return {"anyOf": [*options, {"enum": list(self.names)}] if self.names else options}


@dataclass(frozen=True)
class Weights(_Bounded):
    """How likely each of several things is, in proportion; None where all are alike."""

    def parse(self, value: object) -> tuple[float, ...] | None:
        """A tuple of numbers that are not all 0, or None."""
        if value is None:
            return None
        if not isinstance(value, list | tuple) or not value:
            raise _refuse(f"expected a list with a number for each step, got {value!r}")
        weights = tuple(float(self._within(each)) for each in value)
        if not any(weights):
            raise _refuse("every weight is 0: one has to be above")
        return weights

    def json_schema(self) -> dict[str, Any]:
        """An array of numbers, or null."""
        return {"anyOf": [{"type": "array", "items": self._number_schema(), "minItems": 1}, {"type": "null"}]}
