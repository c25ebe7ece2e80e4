"""What groups of steps that change values can make of a gray image, and how likely each result is: counted out by hand."""

from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import combinations, permutations
from typing import Any

from augstudio.pipeline.model import Pipeline, Step
from augstudio.transforms.catalogue import transform_class

VALUE = 51 / 255
"""The gray images on which these pipelines are tried."""

Chances = dict[float, Fraction]

_CHANGES: dict[str, Callable[[float, dict[str, Any]], float]] = {
    "invert": lambda value, _: 1 - value,
    "brightness": lambda value, says: min(value * says["factor"].low, 1),
    "brightness_shift": lambda value, says: min(value + says["delta"].low, 1),
    "gamma": lambda value, says: value ** says["gamma"].low,
}


def step(op: str, *children: Step, probability: float = 1, **parameters: Any) -> Step:
    return Step(transform_class(op).create(parameters), probability=probability, steps=children)


INVERT = step("invert")
DARKEN = step("brightness", factor=0.5)
LIGHTEN = step("brightness_shift", delta=0.3)
SQUARE = step("gamma", gamma=2)

GROUPS = {
    "one of two": Pipeline((step("one_of", INVERT, DARKEN),)),
    "one by weight": Pipeline(
        (step("one_of", INVERT, step("brightness", factor=0.5, probability=0.5), LIGHTEN, weights=[1, 4, 0]),)
    ),
    "one now and then": Pipeline((step("one_of", INVERT, DARKEN, LIGHTEN, probability=0.3),)),
    "none to all": Pipeline((step("some_of", INVERT, DARKEN, LIGHTEN, count=[0, 3]),)),
    "always two": Pipeline((step("some_of", INVERT, DARKEN, LIGHTEN, SQUARE, count=2),)),
    "any order": Pipeline((step("random_order", INVERT, DARKEN, LIGHTEN),)),
    "any order of some": Pipeline((step("random_order", INVERT, step("gamma", gamma=2, probability=0.4)),)),
    "nested": Pipeline(
        (
            step(
                "some_of",
                step("one_of", INVERT, SQUARE, weights=[2, 1]),
                step("random_order", DARKEN, LIGHTEN, probability=0.7),
                SQUARE,
                count=[1, 2],
            ),
            step("one_of", INVERT, step("some_of", DARKEN, count=[0, 1])),
        )
    ),
}


def chances_of(pipeline: Pipeline) -> Chances:
    """Every value that the pipeline can make of `VALUE`, rounded, with its probability."""
    found = {VALUE: Fraction(1)}
    for each in pipeline:
        found = _after(each, found)
    rounded: Counter[float] = Counter()
    for value, chance in found.items():
        rounded[round(value, 4)] += chance  # type: ignore[assignment]  # a Counter counts fractions, too
    return dict(rounded)  # type: ignore[arg-type]


def _after(each: Step, values: Chances) -> Chances:
    probability = Fraction(str(each.probability))
    found: Chances = {}
    for value, chance in values.items():
        found[value] = found.get(value, Fraction(0)) + chance * (1 - probability)
        for made, likely in _applied(each, value).items():
            found[made] = found.get(made, Fraction(0)) + chance * probability * likely
    return {value: chance for value, chance in found.items() if chance}


def _applied(each: Step, value: float) -> Chances:
    if not each.steps:
        return {_CHANGES[each.op](value, dict(each.transform)): Fraction(1)}
    found: Chances = {}
    for order, likely in _orders(each):
        values = {value: likely}
        for child in order:
            values = _after(child, values)
        for made, chance in values.items():
            found[made] = found.get(made, Fraction(0)) + chance
    return found


def _orders(group: Step) -> Iterator[tuple[tuple[Step, ...], Fraction]]:
    """The children that can be applied one after the other, and how likely that is."""
    parameters = dict(group.transform)
    match group.op:
        case "one_of":
            weights = [Fraction(weight) for weight in parameters["weights"] or (1,) * len(group.steps)]
            yield from (((child,), weight / sum(weights)) for child, weight in zip(group.steps, weights, strict=True))
        case "some_of":
            counts = range(int(parameters["count"].low), int(parameters["count"].high) + 1)
            for count in counts:
                subsets = list(combinations(group.steps, count))
                yield from ((subset, Fraction(1, len(counts) * len(subsets))) for subset in subsets)
        case _:
            orders = list(permutations(group.steps))
            yield from ((order, Fraction(1, len(orders))) for order in orders)


def is_as_likely(values: list[float], chances: Chances) -> bool:
    """The values are those that can be, each about as often as it should: within five standard deviations of a binomial."""
    counts = Counter(min(chances, key=lambda known: abs(known - value)) for value in values)
    off = max(abs(min(chances, key=lambda known: abs(known - value)) - value) for value in values)
    number = len(values)
    spread = {value: 5 * float(number * chance * (1 - chance)) ** 0.5 for value, chance in chances.items()}
    return off < 1e-3 and all(
        abs(counts[value] - number * chance) <= spread[value] for value, chance in chances.items()
    )
