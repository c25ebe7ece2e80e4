"""Code of another framework, as a tree: rendered to Python by one exporter and to `_target_` YAML by another.

Values are data until they are rendered (with `repr`), so that no name, string or number of a pipeline can become code.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Name:
    """Something importable, by its full path: `torchvision.transforms.v2.Resize`, `torch.float32`."""

    path: str


@dataclass(frozen=True, slots=True)
class Helper:
    """A function or class of ours, inlined into the export from `augstudio.kernels`; the framework has no equal."""

    name: str


@dataclass(frozen=True, slots=True)
class Variable:
    """A local variable of the emitted function: `image`, `seed`."""

    name: str


@dataclass(frozen=True)
class Call:
    """A call with positional and keyword arguments."""

    target: Name | Helper
    positional: tuple["Value", ...] = ()
    keywords: Mapping[str, "Value"] = field(default_factory=dict)

    def walk(self) -> Iterator["Call | Name | Helper | Variable"]:
        """This call and everything inside it."""
        yield self
        yield self.target
        for value in (*self.positional, *self.keywords.values()):
            yield from _walk(value)


Value: TypeAlias = "float | int | bool | str | tuple[Value, ...] | Call | Name | Helper | Variable | None"


def _walk(value: Value) -> Iterator[Call | Name | Helper | Variable]:
    match value:
        case Call():
            yield from value.walk()
        case Name() | Helper() | Variable():
            yield value
        case tuple():
            for element in value:
                yield from _walk(element)


IMAGE = Variable("image")
"""The image inside an emitted TensorFlow function: (H, W, C) float32."""

SEED = Variable("seed")
"""The step's own stateless seed inside an emitted TensorFlow function: shape (2,) int32."""


@dataclass(frozen=True)
class TorchCode:
    """A transform in torchvision.

    Attributes:
        transforms: Calls that each build a callable on one (C, H, W) float32 image, applied in order.
        applies_probability: The calls hold the probability; otherwise the exporter wraps them in `RandomApply`.
        approximate: Why it is not quite what the engine does; empty when it is.
    """

    transforms: tuple[Call, ...]
    applies_probability: bool = False
    approximate: str = ""


@dataclass(frozen=True)
class TensorflowCode:
    """A transform in TensorFlow.

    Attributes:
        expression: The new image, an expression in `IMAGE` and, where it draws, `SEED`.
        applies_probability: The expression holds the probability; otherwise the exporter makes it conditional.
        approximate: Why it is not quite what the engine does; empty when it is.
    """

    expression: Call
    applies_probability: bool = False
    approximate: str = ""

    @property
    def is_random(self) -> bool:
        """True when the expression draws, and so needs a seed."""
        return SEED in self.expression.walk()
