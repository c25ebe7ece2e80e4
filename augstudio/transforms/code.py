"""Code of another framework, as a tree: rendered to Python by one exporter and to `_target_` YAML by another.

Values are data until they are rendered as literals, so that no name, string or number of a pipeline can become code.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from augstudio.transforms.parameters import Range, tidy


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


@dataclass(frozen=True, slots=True)
class Quotient:
    """A number that is better read as a division: `1 / 255`."""

    numerator: float
    denominator: float

    @property
    def value(self) -> float:
        """The number."""
        return self.numerator / self.denominator


@dataclass(frozen=True)
class Call:
    """A call.

    Attributes:
        target: What is called.
        positional: The arguments that have no name.
        keywords: The arguments that have one, in order.
        unnamed: How many of `keywords`, from the first, Python code passes by position; YAML names them all.
    """

    target: Name | Helper
    positional: tuple["Value", ...] = ()
    keywords: Mapping[str, "Value"] = field(default_factory=dict)
    unnamed: int = 0

    def walk(self) -> Iterator["Node"]:
        """This call and everything inside it."""
        yield self
        yield self.target
        for value in (*self.positional, *self.keywords.values()):
            yield from _walk(value)


@dataclass(frozen=True)
class Partial:
    """A function with some of its arguments given: `functools.partial`, and Hydra's `_partial_`."""

    function: Name
    keywords: Mapping[str, "Value"]

    @property
    def call(self) -> Call:
        """The call that makes it in Python."""
        return Call(Name("functools.partial"), (self.function,), self.keywords)


Node: TypeAlias = Call | Partial | Name | Helper | Variable | Quotient
Value: TypeAlias = "float | int | bool | str | tuple[Value, ...] | list[Value] | Node | None"
"""What an argument can be. Tuples and lists are shown as what they are."""


def _walk(value: Value) -> Iterator[Node]:
    match value:
        case Call():
            yield from value.walk()
        case Partial():
            yield from value.call.walk()
        case Name() | Helper() | Variable() | Quotient():
            yield value
        case tuple() | list():
            for element in value:
                yield from _walk(element)


IMAGE = Variable("image")
"""The image inside an emitted TensorFlow function: (H, W, C) float32."""

SEED = Variable("seed")
"""The step's own stateless seed inside an emitted TensorFlow function: shape (2,). A step reads it once."""


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
        calls: Functions of `IMAGE`, their first argument, applied in order; at most one of them reads `SEED`, once.
        applies_probability: The calls hold the probability; otherwise the exporter makes them conditional.
        approximate: Why it is not quite what the engine does; empty when it is.
    """

    calls: tuple[Call, ...]
    applies_probability: bool = False
    approximate: str = ""

    @property
    def is_random(self) -> bool:
        """True when the calls draw, and so need a seed."""
        return any(SEED in call.walk() for call in self.calls)


@dataclass(frozen=True)
class KerasCode:
    """A transform in Keras 3.

    Attributes:
        layers: Calls that each build a layer on (B, H, W, C) float32 images, applied in order. Every image has draws of its own, and
            with `training=False` the layers do what the evaluation twin does.
        applies_probability: The layers hold the probability; otherwise the exporter wraps them.
        approximate: Why it is not quite what the engine does; empty when it is.
        nearest: What Keras' own layers come nearest to it with, where `layers` needs one of ours: YAML can say no other.
    """

    layers: tuple[Call, ...]
    applies_probability: bool = False
    approximate: str = ""
    nearest: "KerasCode | None" = None


def torchvision(name: str, /, *, unnamed: int = 0, **keywords: Value) -> Call:
    """A call of a class of `torchvision.transforms.v2`."""
    return Call(Name(f"torchvision.transforms.v2.{name}"), keywords=keywords, unnamed=unnamed)


def keras(name: str, /, *, unnamed: int = 0, **keywords: Value) -> Call:
    """A call of a class of `keras.layers`."""
    return Call(Name(f"keras.layers.{name}"), keywords=keywords, unnamed=unnamed)


def keras_kept(layer: Call, probability: float) -> KerasCode:
    """A layer that does the same in evaluation, and nothing there where training applies it to some images only."""
    if probability == 1:
        return KerasCode((layer,))
    toss = Call(Helper("RandomApply"), (layer, tidy(probability)), {"evaluated": False})
    return KerasCode((toss,), applies_probability=True)


KERAS_LAST = "channels_last"
"""What `data_format` is told of every Keras layer that has it: otherwise a file in the user's home decides."""


TENSORFLOW_CLIP = Call(Name("tensorflow.clip_by_value"), (IMAGE, 0, 1))
"""What follows an operation of tf.image that leaves [0, 1]."""


def pair(interval: Range) -> Value:
    """A range as frameworks take it: `(low, high)`."""
    return (tidy(interval.low), tidy(interval.high))


def per_channel(values: tuple[float, ...]) -> Value:
    """One number as a number, several as a list."""
    return tidy(values[0]) if len(values) == 1 else [tidy(value) for value in values]


def drawn(interval: Range) -> Value:
    """A number from a range in TensorFlow, drawn from `SEED`; the number itself where the range is one."""
    if interval.is_fixed:
        return tidy(interval.low)
    return Call(Helper("uniform"), (SEED, tidy(interval.low), tidy(interval.high)))


def drawn_whole(interval: Range) -> Value:
    """A whole number from a range in TensorFlow, as `drawn`."""
    if interval.is_fixed:
        return tidy(interval.low)
    return Call(Helper("whole_number"), (SEED, tidy(interval.low), tidy(interval.high)))
