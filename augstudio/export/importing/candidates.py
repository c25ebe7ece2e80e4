"""Which values of a source are chains of transforms, and of which library."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

from augstudio.export.importing.albumentations import albumentations_word
from augstudio.export.importing.chances import as_choice
from augstudio.export.importing.foreign import (
    Foreign,
    ForeignCall,
    ForeignList,
    ForeignName,
    ForeignSource,
    Named,
    Parameter,
    Unknown,
    named_children,
    named_inside,
)
from augstudio.export.importing.keras import keras_word
from augstudio.export.importing.statements import image_of
from augstudio.export.importing.tensorflow import tensorflow_word
from augstudio.export.importing.torchvision import torchvision_word
from augstudio.export.importing.torchvision_functions import function_word
from augstudio.export.importing.vocabulary import Word

LIBRARIES: dict[str, Callable[[str], Word | None]] = {
    "torchvision": torchvision_word,
    "keras": keras_word,
    "tensorflow": tensorflow_word,
    "albumentations": albumentations_word,
}
"""What the classes and functions of each library mean, by their paths."""

_CONTAINERS = {"Compose", "Sequential", "Pipeline", "ReplayCompose", "__call__"}
OF_STATEMENTS = {"tensorflow"}
"""Libraries whose chains are statements, so that each call holds those before."""

_TRAINING = re.compile(r"train|aug")
_EVALUATION = re.compile(
    r"val|valid|validation|test|eval|evaluation|inference|predict|prepare|preprocess|preprocessing"
)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


Place: TypeAlias = tuple[int, int, str]
"""Line, column, and the path of what is called."""


class Purpose(IntEnum):
    """What a chain is for."""

    TRAINING = 0
    EVALUATION = 1
    NOT_SAID = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that may be the chain that is meant.

    Attributes:
        library: Whose it is.
        name: What the source calls it.
        value: The value.
        is_container: It is made to hold transforms, rather than one of them or a plain list.
    """

    library: str
    name: str
    value: Foreign
    is_container: bool

    @property
    def place(self) -> Place:
        """Where it is, and what: arithmetic begins where what it computes with begins."""
        return _place(self.value)

    @property
    def purpose(self) -> Purpose:
        """What its name says that it is for."""
        words = [word.lower() for word in _WORD.findall(self.name)]
        if any(_TRAINING.match(word) for word in words):
            return Purpose.TRAINING
        return Purpose.EVALUATION if any(_EVALUATION.fullmatch(word) for word in words) else Purpose.NOT_SAID

    def replaces(self, other: "Candidate") -> bool:
        """It stands better for what is made at one place: it is for training, or it is the other, changed or called later."""
        if self.name == other.name:
            return True
        if Purpose.TRAINING in (self.purpose, other.purpose):
            return other.purpose is not Purpose.TRAINING
        return _begins_with(self.value, other.value) or _parameters(self.value) < _parameters(other.value)

    @property
    def rank(self) -> tuple[bool, bool, bool]:
        """The lower, the likelier it is meant: what is named for evaluation comes last, what is named for training first."""
        purpose = self.purpose
        return purpose is Purpose.EVALUATION, not self.is_container, purpose is not Purpose.TRAINING


def candidates(source: ForeignSource) -> list[Candidate]:
    """The chains of a source, the likeliest first; of those at one place, one."""
    found = _once([each for named in source.values for each in _found(named)])
    inside = {place for each in found for place in _places_inside(each.value)}
    best: dict[Place, Candidate] = {}
    for each in found:
        other = best.get(each.place)
        if other is None or each.replaces(other):
            best[each.place] = each
    outer = [each for each in best.values() if each.place not in inside]
    return sorted(outer, key=lambda each: each.rank)


def _once(found: list[Candidate]) -> list[Candidate]:
    """Each value once, by the name that says the most about it."""
    named: dict[int, Candidate] = {}
    for each in found:
        other = named.get(id(each.value))
        if other is None or each.purpose < other.purpose:
            named[id(each.value)] = each
    return list(named.values())


def _found(named: Named) -> Iterator[Candidate]:
    """The outermost chains in a value."""
    waiting, seen = [named], set[int]()
    while waiting:
        each = waiting.pop()
        if id(each.value) in seen:
            continue
        seen.add(id(each.value))
        library = _library(each.value)
        mapped = _mapped(each.value)
        if len(mapped) > 1:
            first = mapped[0]
            yield Candidate(
                "tensorflow", each.name, ForeignList(mapped, line=first.line, column=first.column), is_container=True
            )
        elif library is None:
            waiting.extend(reversed(named_children(each)))
        else:
            yield Candidate(library, each.name, each.value, _is_container(each.value))


def _mapped(value: Foreign) -> tuple[Foreign, ...]:
    """What the functions make of an image that a data set of TensorFlow is given one after the other: `.map(resize).map(augment)`."""
    if not isinstance(value, ForeignCall) or not value.path.startswith(ForeignCall.METHOD) or not value.positional:
        return ()
    if value.path == ".batch":
        return ()  # what follows works on batches
    before = _mapped(value.positional[0])
    if value.path != ".map":
        return before
    made = [each for named in value.positional[1:2] for each in _found(Named("", named))]
    images = [each.value for each in made if each.library in OF_STATEMENTS][:1]  # before what is made of labels
    return (*before, *images)


def _library(value: Foreign) -> str | None:  # noqa: PLR0911 -- one for each kind of value
    """Whose chain a value is; None where it is none."""
    match value:
        case ForeignList(items=items):
            libraries = {_library(each) for each in items if isinstance(each, ForeignCall) and not _is_container(each)}
            held = all(
                isinstance(each, ForeignCall | ForeignName | Unknown) and not _is_container(each) for each in items
            )
            return next(iter(libraries - {None, *OF_STATEMENTS}), None) if held else None
        case ForeignCall(path=ForeignCall.APPLIED, positional=(layer, *images)):
            before = next((_library(each) for each in images), None)
            library = None if _is_container(layer) else _library(layer)  # a chain itself says more
            return before or (None if library == "torchvision" else library)  # and so does what torchvision calls
        case ForeignCall(path=path) if path.startswith("operator."):
            image = image_of(value)
            return _library(image) if isinstance(image, ForeignCall) else None
        case ForeignCall() if (choice := as_choice(value)) is not None:
            libraries = {_library(each) for each in choice.positional[1:] if isinstance(each, ForeignCall)}
            return next(iter(libraries & OF_STATEMENTS), None)  # of other chains one is read, the other left aside
        case ForeignCall(path=path) if function_word(path) is not None:
            return None  # known inside of a Lambda only
        case ForeignCall(path=path):
            return next((name for name, words in LIBRARIES.items() if words(path) is not None), None)
        case _:
            return None


def _is_container(value: Foreign) -> bool:
    if not isinstance(value, ForeignCall):
        return False
    return value.path.rpartition(".")[2] in _CONTAINERS or _library(value) in OF_STATEMENTS


def _begins_with(value: Foreign, other: Foreign) -> bool:
    """A list, or a call of one, that begins as another does and goes on."""
    match value, other:
        case ForeignList(items=items), ForeignList(items=first):
            return len(items) > len(first) and items[: len(first)] == first
        case ForeignCall(positional=(ForeignList() as items, *_)), ForeignCall(positional=(ForeignList() as first, *_)):
            return _begins_with(items, first)
        case ForeignCall(positional=(ForeignList(), *_)), ForeignCall(positional=()):
            return True
        case _:
            return False


def _parameters(value: Foreign) -> int:
    """How many of its values only a call would tell."""
    return sum(isinstance(each.value, Parameter) for each in named_inside(Named("", value)))


def _places_inside(value: Foreign) -> set[Place]:
    everything = named_inside(Named("", value))
    calls = (each.value for each in everything if isinstance(each.value, ForeignCall | ForeignList))
    return {_place(each) for each in calls if each is not value}


def _place(value: Foreign) -> Place:
    return value.line, value.column, value.path if isinstance(value, ForeignCall) else ""
