"""What classes of other libraries mean here: a vocabulary is a table from paths to words, a chain is what has been understood so far."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from augstudio.errors import PipelineError
from augstudio.export.importing.arguments import Arguments, UnequalError, plain_of, shown
from augstudio.export.importing.foreign import Foreign, ForeignCall, ForeignFunction, ForeignList
from augstudio.pipeline.model import Step
from augstudio.transforms.catalogue import transform_class
from augstudio.transforms.parameters import tidy

_FUNCTION = "torchvision.transforms.Lambda"
"""What a function in a list of transforms is called as, where it may stand there."""

BYTES = 255.0
"""What white is in images as files hold them."""


Meaning: TypeAlias = Callable[[Arguments, "Chain"], "Sequence[Step]"]
"""Makes the steps of equal meaning. It raises UnequalError where there are none."""


@dataclass(frozen=True, slots=True)
class Word:
    """A class or function of another library.

    Attributes:
        signature: What it takes, as `Arguments` reads it.
        meaning: What it means.
    """

    signature: str
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that did not become a step.

    Attributes:
        value: What it is, with its place.
        name: What it is called: `keras.layers.RandomZoom`.
        reason: Why.
    """

    value: Foreign
    name: str
    reason: str


@dataclass
class Chain:
    """One chain of transforms while it is read from the first to the last.

    Attributes:
        words: The table of the library.
        white: What the source's values are where a step sees 1: 255 for bytes; None as long as nothing has told.
        refusals: What has not become a step.
        notes: How what has become a step differs from its source.
    """

    words: Callable[[str], Word | None]
    white: float | None = None
    refusals: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def steps(self, value: Foreign) -> tuple[Step, ...]:  # noqa: C901 -- one for each kind of value
        """The steps that a call stands for, or all those of a list; what has no equal becomes a refusal."""
        if isinstance(value, ForeignList):
            return tuple(step for item in value.items for step in self.steps(item))
        if isinstance(value, ForeignFunction) and self.words(_FUNCTION) is not None:
            value = ForeignCall(_FUNCTION, (value,), line=value.line, column=value.column)
        if not isinstance(value, ForeignCall):
            self.refusals.append(Refusal(value, shown(value), "is no transform that is known"))
            return ()
        if value.path == ForeignCall.CHOSEN:
            self.refusals.append(Refusal(value, _chosen_name(value), "depends on a condition that is not known"))
            return ()
        word = self.words(value.path)
        if word is None:
            self.refusals.append(Refusal(value, value.path, "is not known"))
            return ()
        try:
            return tuple(word.meaning(Arguments(value, word.signature), self))
        except UnequalError as error:
            self.refusals.append(Refusal(error.value, value.path, error.reason))
        except PipelineError as error:
            reason = f"{error.field}: {error.message}" if error.field else error.message
            self.refusals.append(Refusal(value, value.path, reason))
        except (ArithmeticError, ValueError):
            self.refusals.append(Refusal(value, value.path, "its numbers are beyond all bounds"))
        return ()

    def note(self, call: ForeignCall, text: str) -> None:
        """Says how a step differs from the call that it stands for."""
        name = call.path.rpartition(".")[2]
        self.notes.append(f"line {call.line}: {name}: {text}")

    def drop_note(self, text: str) -> None:
        """Takes back what the last note says, where a later call has settled it."""
        if self.notes and self.notes[-1].endswith(f": {text}"):
            self.notes.pop()

    def values_up_to(self, white: float) -> None:
        """Takes what a call says about the range of its images as true where nothing has told before."""
        if self.white is None:
            self.white = white

    def expect_unit(self, call: ForeignCall) -> None:
        """Refuses what works on values from 0 to 1 where they go further.

        Raises:
            UnequalError: They do.
        """
        self.values_up_to(1)
        if self.scale != 1:
            raise UnequalError(call, f"it works on values from 0 to 1, but its images go to {self.scale:g}")

    @property
    def scale(self) -> float:
        """What the source's values are where a step sees 1; bytes where nothing has told."""
        return BYTES if self.white is None else self.white

    def unscaled(self, *values: float) -> tuple[float, ...]:
        """Values of pixels in the source as a step sees them."""
        return tuple(rounded(value / self.scale) for value in values)

    def rescaled(self, factors: Sequence[float], offsets: Sequence[float]) -> tuple[Step, ...]:
        """Values times factors plus offsets: no step where that only changes the range from 0, otherwise normalize.

        Raises:
            PipelineError: That leaves nothing of the image, or its numbers are out of bounds.
        """
        if len(set(factors)) == 1 and not any(offsets) and rounded(factors[0] * self.scale) in (1, BYTES):
            self.white = rounded(factors[0] * self.scale)
            return ()
        if 0 in factors:
            raise PipelineError("a scale of 0 leaves nothing of the image")
        factors, offsets = _as_long(factors, offsets)
        mean = [-offset / factor for factor, offset in zip(factors, offsets, strict=True)]
        return self.normalized(mean, [1 / factor for factor in factors])

    def normalized(self, mean: Sequence[float], std: Sequence[float]) -> tuple[Step, ...]:
        """Values less a mean, divided by a deviation, both in the source's range."""
        made = {"mean": self.unscaled(*mean), "std": self.unscaled(*std)}
        self.white = 1
        return one("normalize", made)


def _chosen_name(value: ForeignCall) -> str:
    """What may be there or not."""
    return next((each.path for each in value.positional[1:] if isinstance(each, ForeignCall)), "a value")


def one(op: str, *groups: Mapping[str, object], probability: float = 1.0, **parameters: object) -> tuple[Step, ...]:
    """One step.

    Args:
        op: Its transform.
        groups: Parameters of the transform, put together elsewhere.
        probability: How likely it is.
        parameters: More of the transform's parameters.

    Raises:
        PipelineError: A parameter is out of bounds.
    """
    for group in groups:
        parameters.update(group)
    return (Step(transform_class(op).create(parameters), probability=float(probability)),)


def _as_long(one: Sequence[float], other: Sequence[float]) -> tuple[Sequence[float], Sequence[float]]:
    """Both as long as the longer; one value stands for all channels."""
    count = max(len(one), len(other))
    return tuple(one) * (count // len(one)), tuple(other) * (count // len(other))


def rounded(value: float) -> float:
    """A number without what arithmetic on decimal fractions leaves behind."""
    return tidy(float(f"{value:.12g}"))


def nothing(arguments: Arguments, chain: Chain) -> Sequence[Step]:
    """What changes no image."""
    return ()


def refused(reason: str) -> Meaning:
    """For what nothing here is equal to."""

    def meaning(arguments: Arguments, chain: Chain) -> Sequence[Step]:
        raise UnequalError(arguments.call, reason)

    return meaning


def ours(op: str, fixed: Mapping[str, object] | None = None, /, **parameters: str) -> Word:
    """A function or class of our own that does on values from 0 to 1 what one op does.

    Args:
        op: The op.
        fixed: Parameters that the op always has there.
        parameters: What it takes, in order, by the names that the op has for it.
    """

    def meaning(arguments: Arguments, chain: Chain) -> Sequence[Step]:
        chain.expect_unit(arguments.call)
        given = {name: plain_of(arguments.value(key)) for key, name in parameters.items() if arguments.given(key)}
        return one(op, fixed or {}, given)

    return Word(" ".join(parameters), meaning)


Table: TypeAlias = Mapping[str, Word]
"""Words by the names of classes."""
