"""What several functions of TensorFlow are told in one way: drawn numbers, sizes, seeds."""

from augstudio.export.importing.arguments import (
    Arguments,
    UnequalError,
    number_of,
    whole_of,
)
from augstudio.export.importing.foreign import Foreign, ForeignCall, ForeignList

_KERNELS = "augstudio.kernels.tensorflow"

_DRAWS = {
    f"{_KERNELS}.uniform": "seed minval maxval",
    f"{_KERNELS}.whole_number": "seed minval maxval",
    "tensorflow.random.uniform": "shape minval maxval dtype seed name",
    "tensorflow.random.stateless_uniform": "shape seed minval maxval dtype alg name",
}
"""Functions that draw one number between two, the second of them 1 where nothing says it."""


def is_drawn(value: Foreign) -> bool:
    """It is a number, or drawn from a range."""
    return isinstance(value, ForeignCall) and value.path in _DRAWS


def drawn(value: Foreign) -> float | list[float]:
    """A number, or the ends of the range that it is drawn from.

    Raises:
        UnequalError: It is neither.
    """
    if not isinstance(value, ForeignCall) or value.path not in _DRAWS:
        return number_of(value)
    arguments = Arguments(value, _DRAWS[value.path])
    return [arguments.number("minval", 0.0), arguments.number("maxval", 1.0)]


def ends(value: float | list[float]) -> list[float]:
    """Both ends of a range, or of the one that a number is."""
    return value if isinstance(value, list) else [value, value]


def size(value: Foreign) -> tuple[int, int]:
    """A height and a width; channels may follow."""
    match value:
        case ForeignList(items=(height, width, *_)) if len(value.items) <= 3:
            return whole_of(height), whole_of(width)
        case _:
            raise UnequalError(value, "expected a height and a width")
