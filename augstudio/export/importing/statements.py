"""Chains that are written as statements, `image = f(image, ...)`: the tree of calls in calls, as a list from the first to the last."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from augstudio.errors import PipelineError
from augstudio.export.importing.affine import Affine, numbers_in, operation_of
from augstudio.export.importing.chances import as_choice, chance_of, coin
from augstudio.export.importing.foreign import Foreign, ForeignCall, ForeignName, Literal, Parameter
from augstudio.export.importing.tensorflow_values import is_drawn
from augstudio.export.importing.vocabulary import Chain, Refusal, one
from augstudio.pipeline.model import Step
from augstudio.transforms.geometry.pad import Pad
from augstudio.transforms.geometry.random_crop import RandomCrop

_KERNELS = "augstudio.kernels.tensorflow"
RANDOM_APPLY = f"{_KERNELS}.random_apply"
AREA_CROP = f"{_KERNELS}.random_area_crop"
RESIZE = "tensorflow.image.resize"
CLIP = "tensorflow.clip_by_value"
RESIZED_CROP = f"{_KERNELS}.random_area_crop and tensorflow.image.resize"
"""Two statements that are one step; no import can name this."""

_IMAGE_PLACES = {RANDOM_APPLY: 3, ForeignCall.APPLIED: 1}
_IMAGE_NAMES = ("image", "images", "value", "x")
_SOURCES = ("tensorflow.io.", "tensorflow.image.decode_", "operator.getitem")


@dataclass
class Statements(Chain):
    """A chain whose calls are each given what those before have made.

    Attributes:
        draws: Where the numbers are drawn that have decided so far.
    """

    draws: set[object] = field(default_factory=set)

    def steps(self, value: Foreign) -> tuple[Step, ...]:
        """The steps of all statements up to a value."""
        if not isinstance(value, ForeignCall):
            return super().steps(value)
        made: tuple[Step, ...] = ()
        sums: list[ForeignCall] = []
        for call in _joined(_unwound(value)):
            if operation_of(call) is not None:
                sums.append(call)
                continue
            made += self._computed(sums, clipped=call.path == CLIP and self.white == 1)
            sums = []
            made = _padded_crop(made + self._said(call))
        return made + self._computed(sums)

    def _said(self, call: ForeignCall) -> tuple[Step, ...]:
        """The steps of one statement, with a coin of its own."""
        toss = call.positional[1] if call.path == RANDOM_APPLY and len(call.positional) > 1 else None
        if isinstance(toss, Literal):
            if toss.value in self.draws:
                self.refusals.append(Refusal(call, call.path, "shares its draw with a statement before it"))
                return ()
            self.draws.add(toss.value)
        return super().steps(call)

    def _computed(self, sums: Sequence[ForeignCall], *, clipped: bool = False) -> tuple[Step, ...]:
        """What arithmetic comes to, as a whole."""
        affine = Affine()
        for call in sums:
            operation = operation_of(call)
            affine = affine if operation is None else affine.then(*operation[1:])
        try:
            return self._clipped(affine) if clipped else self._rescaled(affine)
        except (PipelineError, ArithmeticError) as error:
            self.refusals.append(Refusal(sums[-1], sums[-1].path, str(error)))
            return ()

    def _clipped(self, affine: Affine) -> tuple[Step, ...]:
        """What arithmetic on values from 0 to 1 means that are clipped right after it."""
        match affine:
            case Affine(factors=(factor,), offsets=(0,)) if factor != 1:
                return one("brightness", factor=factor)
            case Affine(factors=(1,), offsets=(offset,)) if offset:
                return one("brightness_shift", delta=offset)
            case _:
                return self._rescaled(affine)

    def _rescaled(self, affine: Affine) -> tuple[Step, ...]:
        return () if affine.changes_nothing else self.rescaled(affine.factors, affine.offsets)


def image_of(call: ForeignCall) -> Foreign | None:
    """The argument of a call that is the image."""
    if call.path.startswith("operator."):
        images = (each for each in call.positional if numbers_in(each) is None and not is_drawn(each))
        return next(images, None)
    place = _IMAGE_PLACES.get(call.path, 0)
    if len(call.positional) > place:
        return call.positional[place]
    return next((call.keywords[name] for name in _IMAGE_NAMES if name in call.keywords), None)


def _unwound(value: Foreign) -> list[ForeignCall]:
    """The calls from the first to the last; what only takes an image out of something, or reads it from a file, is none."""
    calls: list[ForeignCall] = []
    inner: Foreign | None = value
    while isinstance(inner, ForeignCall):
        choice = as_choice(inner)
        call = inner if choice is None else _sometimes(choice) or choice
        if not call.path.startswith(_SOURCES):
            calls.append(call)
        inner = call.positional[2] if call is choice else image_of(call)
    return calls[::-1]


def _sometimes(choice: ForeignCall) -> ForeignCall | None:
    """What happens where a drawn number is below or above another, as random_apply says it; None where it is something else."""
    condition, then, otherwise = choice.positional
    chance = chance_of(condition)
    if chance is None:
        return None
    probability, draw = chance
    if _place(then, otherwise) is None:
        probability, then, otherwise = float(f"{1 - probability:.12g}"), otherwise, then
    given = Parameter("image", line=choice.line, column=choice.column)
    done = _place(then, otherwise, given)
    if done is None:
        return None
    how_likely = Literal(probability, line=choice.line, column=choice.column)
    parts = (how_likely, coin(draw), done, otherwise)
    return ForeignCall(RANDOM_APPLY, parts, line=choice.line, column=choice.column)


def _place(value: Foreign, inner: Foreign, given: Foreign | None = None) -> Foreign | None:
    """A value with another image in the place of one that it is made of; None where it is not made of it."""
    if value is inner or value == inner:
        return given or inner
    image = image_of(value) if isinstance(value, ForeignCall) else None
    if image is None or not isinstance(value, ForeignCall):
        return None
    placed = _place(image, inner, given)
    if placed is None:
        return None
    positional = tuple(placed if each is image else each for each in value.positional)
    keywords = {name: placed if each is image else each for name, each in value.keywords.items()}
    return replace(value, positional=positional, keywords=keywords)


def _joined(calls: Sequence[ForeignCall]) -> list[ForeignCall]:
    """The same with those as one that are one step: under one coin, and a crop that is resized."""
    joined: list[ForeignCall] = []
    for call in calls:
        last = joined[-1] if joined else None
        if last is not None and call.path == RANDOM_APPLY == last.path and call.positional[:2] == last.positional[:2]:
            joined[-1] = _under_one_coin(last, call)
        elif last is not None and (last.path, call.path) == (AREA_CROP, RESIZE):
            joined[-1] = ForeignCall(RESIZED_CROP, (last, call), line=last.line, column=last.column)
        else:
            joined.append(call)
    return joined


def applied_call(call: ForeignCall) -> ForeignCall | None:
    """What random_apply(probability, coin, function, image, ...) does where the coin says so, to an image that is given."""
    match call.positional:
        case (_, _, ForeignName(path=path), image, *arguments):
            given = Parameter("image", line=image.line, column=image.column)
            return ForeignCall(path, (given, *arguments), call.keywords, line=call.line, column=call.column)
        case (_, _, ForeignCall() as done, *_):
            return done
        case _:
            return None


def _under_one_coin(first: ForeignCall, second: ForeignCall) -> ForeignCall:
    """Both as one call, of what the second does to what the first does."""
    one, other = applied_call(first), applied_call(second)
    if one is None or other is None or not other.positional:
        return second
    both = replace(other, positional=(one, *other.positional[1:]))
    image = first.positional[3] if len(first.positional) > 3 else both
    return ForeignCall(RANDOM_APPLY, (*first.positional[:2], both, image), line=first.line, column=first.column)


def _padded_crop(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The same with a border around all sides and the random crop after it as one step."""
    match steps:
        case (*before, Step(transform=Pad() as border, probability=1), Step(transform=RandomCrop(padding=0) as crop)):
            sides = {border.left, border.top, border.right, border.bottom}
            if len(sides) == 1 and steps[-1].probability == 1:
                padded = crop.replaced(padding=sides.pop(), padding_mode=border.mode, fill=border.fill)
                return (*before, replace(steps[-1], transform=padded))
    return steps
