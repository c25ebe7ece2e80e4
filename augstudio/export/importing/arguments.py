"""The arguments of a foreign call, by the names of its signature, as the numbers and words that steps are made of."""

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from augstudio.export.importing.foreign import Foreign, ForeignCall, ForeignList, ForeignMapping, ForeignName, Literal

_T = TypeVar("_T")


class UnequalError(Exception):
    """A value of a source that no step can say.

    Attributes:
        value: Where it stands.
        reason: Why, in a few words.
    """

    def __init__(self, value: Foreign, reason: str) -> None:
        self.value = value
        self.reason = reason
        super().__init__(reason)


class _Required:
    """Stands for the default of an argument that has none."""


REQUIRED: Final = _Required()


class Arguments:
    """What a call is given; every question about it is answered, or refused with the place.

    Args:
        call: The call.
        signature: The names that it takes, in order, separated by spaces; those after `*` by name only. `**` alone is for calls whose
            arguments do not matter, `name...` for those whose arguments are a list.

    Raises:
        UnequalError: It is given what it does not take.
    """

    def __init__(self, call: ForeignCall, signature: str) -> None:
        self.call = call
        self._values: dict[str, Foreign] = dict(call.keywords) if signature == "**" else self._bound(call, signature)

    @staticmethod
    def _bound(call: ForeignCall, signature: str) -> dict[str, Foreign]:
        by_position, _, by_name = signature.partition("*")
        positions, names = by_position.split(), {*by_position.split(), *by_name.split()}
        if signature.endswith("..."):
            return {signature.removesuffix("..."): ForeignList(call.positional, line=call.line, column=call.column)}
        if len(call.positional) > len(positions):
            raise UnequalError(call.positional[len(positions)], "an argument more than it takes")
        values: dict[str, Foreign] = dict(zip(positions, call.positional, strict=False))
        for name, value in call.keywords.items():
            if name not in names:
                raise UnequalError(value, f"it is given {name!r}, which is not known")
            if name in values:
                raise UnequalError(value, f"it is given {name!r} twice")
            values[name] = value
        return values

    def given(self, name: str) -> bool:
        """It is there, and not None."""
        value = self._values.get(name)
        return value is not None and not is_none(value)

    def value(self, name: str) -> Foreign:
        """It as it is; the call itself where it is not given."""
        return self._values.get(name, self.call)

    def required(self, name: str) -> Foreign:
        """It as it is.

        Raises:
            UnequalError: It is missing.
        """
        if name not in self._values:
            raise UnequalError(self.call, f"{name} is missing")
        return self._values[name]

    def read(self, name: str, reader: Callable[[Foreign], _T], default: _T | _Required = REQUIRED) -> _T:
        """What a reader makes of it; the default where it is not given.

        Raises:
            UnequalError: It is missing, or not what the reader asks for.
        """
        if name in self._values:
            try:
                return reader(self._values[name])
            except UnequalError as error:
                raise UnequalError(error.value, f"{name}: {error.reason}") from None
        if isinstance(default, _Required):
            raise UnequalError(self.call, f"{name} is missing")
        return default

    def number(self, name: str, default: float | _Required = REQUIRED) -> float:
        """One number."""
        return self.read(name, number_of, default)

    def whole(self, name: str, default: int | _Required = REQUIRED) -> int:
        """One whole number."""
        return self.read(name, whole_of, default)

    def flag(self, name: str, *, default: bool) -> bool:
        """True or False."""
        return self.read(name, flag_of, default)

    def pair(self, name: str, default: tuple[float, float] | _Required = REQUIRED) -> tuple[float, float]:
        """Two numbers."""
        return self.read(name, pair_of, default)

    def numbers(self, name: str, default: tuple[float, ...] | _Required = REQUIRED) -> tuple[float, ...]:
        """One number or several."""
        return self.read(name, numbers_of, default)

    def choice(self, name: str, known: Mapping[object, _T], default: _T | _Required = REQUIRED) -> _T:
        """What a word, a number or an importable name stands for in a table; names are looked up by their last part."""
        return self.read(name, lambda value: _chosen(value, known), default)

    def insist(self, name: str, *, on: tuple[object, ...]) -> None:
        """Refuses all values but those that change nothing.

        Raises:
            UnequalError: It has another one.
        """
        if name in self._values and _plain(self._values[name]) not in on:
            raise UnequalError(self._values[name], f"{name} = {shown(self._values[name])} has no equal")


def same(*words: str) -> dict[object, str]:
    """A table of words that mean here what they mean there."""
    return {word: word for word in words}


def is_none(value: Foreign) -> bool:
    """It is None itself."""
    return isinstance(value, Literal) and value.value is None


def number_of(value: Foreign) -> float:
    """The number that a value is."""
    match value:
        case Literal(value=bool()):
            pass
        case Literal(value=int() | float() as number):
            return number
    raise UnequalError(value, f"expected a number, not {shown(value)}")


def whole_of(value: Foreign) -> int:
    """The whole number that a value is."""
    number = number_of(value)
    if not float(number).is_integer():
        raise UnequalError(value, f"expected a whole number, not {shown(value)}")
    return int(number)


def flag_of(value: Foreign) -> bool:
    """The truth value that a value is."""
    if isinstance(value, Literal) and isinstance(value.value, bool):
        return value.value
    raise UnequalError(value, f"expected True or False, not {shown(value)}")


def numbers_of(value: Foreign) -> tuple[float, ...]:
    """The numbers of a list, or one number."""
    if isinstance(value, ForeignList):
        return tuple(number_of(each) for each in value.items)
    return (number_of(value),)


def pair_of(value: Foreign) -> tuple[float, float]:
    """The two numbers of a list."""
    match value:
        case ForeignList(items=(one, other)):
            return number_of(one), number_of(other)
        case _:
            raise UnequalError(value, f"expected two numbers, not {shown(value)}")


def plain_of(value: Foreign) -> object:
    """A number, a word, or a list of them, as it is."""
    match value:
        case Literal():
            return value.value
        case ForeignList():
            return [plain_of(item) for item in value.items]
        case _:
            raise UnequalError(value, f"expected a number, a word or a list of them, not {shown(value)}")


def shown(value: Foreign) -> str:
    """A value in a few words, for messages."""
    plain = _plain(value)
    text = repr(plain) if not isinstance(plain, _Unsaid) else plain.words
    return text if len(text) <= 60 else f"{text[:57]}..."


class _Unsaid:
    """Stands for a value that is no plain one."""

    def __init__(self, words: str) -> None:
        self.words = words


def _plain(value: Foreign) -> object:
    match value:
        case Literal():
            return value.value
        case ForeignName():
            return value.path.rpartition(".")[2]
        case ForeignList(items=items) if len(items) <= 8 and all(isinstance(each, Literal) for each in items):
            return tuple(_plain(each) for each in items)
        case _:
            return _Unsaid(_KINDS.get(type(value), "something that only running the source would tell"))


_KINDS: dict[type, str] = {ForeignList: "a list", ForeignMapping: "a mapping", ForeignCall: "the result of a call"}


def _chosen(value: Foreign, known: Mapping[object, _T]) -> _T:
    plain = _plain(value)
    key = plain.lower() if isinstance(plain, str) else plain
    try:
        return known[key]
    except (KeyError, TypeError):
        raise UnequalError(value, f"{shown(value)} has no equal") from None
