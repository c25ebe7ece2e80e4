"""What a source of another library says, as one tree of values that know their place: every reader makes it, every vocabulary reads it.

The tree holds what is written, not what it would do: nothing of it is ever looked up, imported or called.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, TypeAlias

from augstudio.errors import AugStudioError

MAXIMUM_DEPTH = 200
MAXIMUM_WEIGHT = 100_000


class ForeignSourceError(AugStudioError):
    """A source that cannot be read at all: no Python, no YAML, no text, or more of it than anyone writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Located:
    """Something at a place.

    Attributes:
        line: Of the source, from 1.
        column: In the line, from 1.
        depth: How many levels of values are nested in it.
        weight: How many values it holds, counted as often as they are read.
    """

    line: int = field(compare=False)
    column: int = field(compare=False)
    depth: int = field(init=False, compare=False, repr=False)
    weight: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        children = self.children()
        depth = 1 + max((child.depth for child in children), default=0)
        if depth > MAXIMUM_DEPTH:
            raise ForeignSourceError(f"line {self.line}: values are nested deeper than {MAXIMUM_DEPTH} levels")
        object.__setattr__(self, "depth", depth)
        object.__setattr__(self, "weight", 1 + sum(child.weight for child in children))

    def children(self) -> tuple["Foreign", ...]:
        """The values in it."""
        return ()


@dataclass(frozen=True, slots=True)
class Literal(_Located):
    """A number, a text, a truth value or nothing."""

    value: str | float | int | bool | None


@dataclass(frozen=True, slots=True)
class ForeignName(_Located):
    """Something importable that is named, not called: `torch.float32`; one that the source defines itself is its bare name."""

    path: str


@dataclass(frozen=True, slots=True)
class Parameter(_Located):
    """What a function of the source is given when it is called: `image`."""

    name: str


@dataclass(frozen=True, slots=True)
class Unknown(_Located):
    """An expression that is not followed, as it is written."""

    text: str


@dataclass(frozen=True, slots=True)
class ForeignList(_Located):
    """Values in order: a list or a tuple."""

    items: tuple["Foreign", ...]

    def children(self) -> tuple["Foreign", ...]:
        return self.items


@dataclass(frozen=True, slots=True)
class ForeignMapping(_Located):
    """Values by key."""

    entries: Mapping[str, "Foreign"]

    def children(self) -> tuple["Foreign", ...]:
        return tuple(self.entries.values())


@dataclass(frozen=True, slots=True)
class ForeignCall(_Located):
    """A call.

    Attributes:
        path: What is called: `torchvision.transforms.v2.Resize`. A helper of our own, inlined into an export, has its path in
            `augstudio.kernels`; what else the source defines is a bare name; a method of a value is `.name`, the value being the first
            argument, and `.__call__` calls the value itself; `x / 255` is `operator.truediv`, `x[0]` is `operator.getitem`; `.if` is
            the second argument where the first holds, otherwise the third.
        positional: The arguments that have no name. `*arguments` that cannot be followed are one `Unknown`.
        keywords: The arguments that have one. `**options` that cannot be followed are an `Unknown` named `**`.
    """

    path: str
    positional: tuple["Foreign", ...] = ()
    keywords: Mapping[str, "Foreign"] = field(default_factory=dict)

    METHOD: ClassVar = "."
    """What the path of a method begins with."""

    APPLIED: ClassVar = ".__call__"
    """The path where a value itself is called: `layer(images)`."""

    CHOSEN: ClassVar = ".if"
    """The path of what depends on a condition that the source does not tell."""

    def children(self) -> tuple["Foreign", ...]:
        return (*self.positional, *self.keywords.values())


@dataclass(frozen=True, slots=True)
class ForeignFunction(_Located):
    """A function without a name, `lambda x: x / 255`: what it makes of its `Parameter`s.

    Attributes:
        text: As it is written.
    """

    text: str
    parameters: tuple[str, ...]
    result: "Foreign"

    def children(self) -> tuple["Foreign", ...]:
        return (self.result,)


Foreign: TypeAlias = (
    Literal | ForeignName | Parameter | Unknown | ForeignList | ForeignMapping | ForeignCall | ForeignFunction
)


@dataclass(frozen=True, slots=True)
class Named:
    """A value with what the source calls it: a variable, a function that returns it, a key; empty where it has no name."""

    name: str
    value: Foreign


@dataclass(frozen=True, slots=True)
class ForeignSource:
    """What a reader found.

    Attributes:
        values: Every value that the source gives a name, returns or states, in order.
        notes: What was taken for granted.
    """

    values: tuple[Named, ...]
    notes: tuple[str, ...] = ()


def named_inside(named: Named) -> Iterator[Named]:
    """A value and every value in it, each once, outer ones first; keys and keywords are their names, or what holds them has one."""
    seen: set[int] = set()
    waiting = [named]
    while waiting:
        each = waiting.pop()
        if id(each.value) in seen:
            continue
        seen.add(id(each.value))
        yield each
        waiting.extend(reversed(named_children(each)))


def named_children(named: Named) -> list[Named]:
    """The values right inside of a value: keys and keywords are added to its name."""
    match named.value:
        case ForeignMapping(entries=entries):
            return [Named(f"{named.name}.{key}" if named.name else key, value) for key, value in entries.items()]
        case ForeignCall(positional=positional, keywords=keywords):
            unnamed = [Named(named.name, value) for value in positional]
            return unnamed + [
                Named(f"{named.name}.{key}" if named.name else key, each) for key, each in keywords.items()
            ]
        case _:
            return [Named(named.name, value) for value in named.value.children()]
