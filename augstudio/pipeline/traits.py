"""What the names of classes tell about the ways in which an image can become one of another class."""

import re
from collections.abc import Iterable

from augstudio.transforms.base import Trait

_DIGIT_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_COLOURS = frozenset(
    ("red", "green", "blue", "yellow", "orange", "purple", "violet", "pink", "brown", "black", "white", "gray", "grey")
)
_OPPOSITES = (
    ("up", "down"),
    ("top", "bottom"),
    ("upright", "inverted"),
    ("horizontal", "vertical"),
)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[0-9]+")


def traits_of(classes: Iterable[str]) -> frozenset[Trait]:
    """The traits that can be read from class names: digits, letters, left and right, up and down, colours.

    Whether fine detail tells classes apart is not in their names.
    """
    names = [_words(name) for name in classes]
    found = {trait for trait, holds in _TESTS.items() if len(names) > 1 and holds(names)}
    return frozenset(found)


def _words(name: str) -> tuple[str, ...]:
    """`turnLeft_2` as turn, left, 2."""
    return tuple(word.lower() for word in _WORD.findall(name))


def _are_digits(names: list[tuple[str, ...]]) -> bool:
    """Most are one digit, with or without a word such as `digit`: letters and digits mixed are both."""
    return _share(_is_digit(name) for name in names) > 0.2 and _are_characters(names)


def _are_letters(names: list[tuple[str, ...]]) -> bool:
    return _share(_is_letter(name) for name in names) > 0.2 and _are_characters(names)


def _are_characters(names: list[tuple[str, ...]]) -> bool:
    return all(_is_digit(name) or _is_letter(name) for name in names)


def _is_digit(name: tuple[str, ...]) -> bool:
    core = [word for word in name if word not in {"digit", "number", "num", "class"}]
    return len(core) == 1 and (core[0] in _DIGIT_WORDS or (len(core[0]) == 1 and core[0].isdigit()))


def _is_letter(name: tuple[str, ...]) -> bool:
    core = [word for word in name if word not in {"letter", "upper", "lower", "caps", "small", "class"}]
    return len(core) == 1 and len(core[0]) == 1 and core[0].isalpha()


def _share(answers: Iterable[bool]) -> float:
    listed = list(answers)
    return sum(listed) / len(listed)


def _tell_left_from_right(names: list[tuple[str, ...]]) -> bool:
    return _has_both(names, ("left", "right"))


def _tell_up_from_down(names: list[tuple[str, ...]]) -> bool:
    return any(_has_both(names, pair) for pair in _OPPOSITES)


def _has_both(names: list[tuple[str, ...]], pair: tuple[str, str]) -> bool:
    return all(any(word in name for name in names) for word in pair)


def _tell_colours_apart(names: list[tuple[str, ...]]) -> bool:
    """Two names differ by nothing but their colour: a red and a green apple, not a goldfish and an orange."""
    colours: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for name in names:
        thing = tuple(word for word in name if word not in _COLOURS)
        colour = tuple(word for word in name if word in _COLOURS)
        if colour:
            colours.setdefault(thing, set()).add(colour)
    return any(len(found) > 1 for found in colours.values())


_TESTS = {
    Trait.DIGITS: _are_digits,
    Trait.LETTERS: _are_letters,
    Trait.LEFT_RIGHT: _tell_left_from_right,
    Trait.ORIENTATION: _tell_up_from_down,
    Trait.COLOUR: _tell_colours_apart,
}
