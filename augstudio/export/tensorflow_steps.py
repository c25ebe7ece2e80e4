"""A chain as statements of a TensorFlow function."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count

from augstudio.pipeline.batch_steps import batch_steps, image_steps
from augstudio.pipeline.model import Pipeline, Step, walk
from augstudio.transforms.code import SEED, Call, Helper, TensorflowCode, Value, Variable

VERSIONS = {"tensorflow": "2.21.0"}
"""What tests/parity last ran with."""


@dataclass(frozen=True)
class Statements:
    """The body of a chain's function.

    Attributes:
        calls: Each makes the next `image`, or the next `images` and `labels`.
            They read `seed` where it is the only one, otherwise elements of `seeds`.
        seeds: How many seeds they read.
    """

    calls: tuple[Call, ...]
    seeds: int

    @property
    def helpers(self) -> list[str]:
        """The names of the helpers they need, in order of use."""
        return [each.name for call in self.calls for each in call.walk() if isinstance(each, Helper)]


def statements(pipeline: Pipeline) -> Statements:
    """What a chain does, step by step, each draw with a seed of its own."""
    return _statements(pipeline.active, _function_names(pipeline))


def functions(pipeline: Pipeline) -> dict[str, Statements]:
    """By name, what each step in a group does: a function of `image` and `seed`, after those that it calls itself."""
    names = _function_names(pipeline)
    inner = [child for step in walk(pipeline.active) for child in step.steps]
    return {names[child.id]: _statements((child,), names) for child in reversed(inner)}


def _function_names(pipeline: Pipeline) -> dict[str, str]:
    """What the function of each step in a group is called."""
    names: dict[str, str] = {}
    for child in (child for step in walk(pipeline.active) for child in step.steps):
        stem = f"apply_{child.id.replace('-', '_')}"
        names[child.id] = next(name for name in _numbered(stem) if name not in names.values())
    return names


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    yield from (f"{stem}_{number}" for number in count(2))


def _statements(steps: Iterable[Step], names: Mapping[str, str]) -> Statements:
    codes = [(step, _code(step, names)) for step in steps]
    needed = sum(_is_tossed(step, code) + code.is_random for step, code in codes)
    seeds = iter(_seed_variables(needed))
    calls: list[Call] = []
    for step, code in codes:
        coin = next(seeds) if _is_tossed(step, code) else None
        own = next(seeds) if code.is_random else SEED
        for call in code.calls:
            seeded = _seeded(call, own)
            calls.append(_tossed(seeded, step.probability, coin) if coin else seeded)
    return Statements(tuple(calls), needed)


def _code(step: Step, names: Mapping[str, str]) -> TensorflowCode:
    if step.group is None:
        return step.transform.tensorflow_code(step.probability)
    children: list[Value] = [Variable(names[child.id]) for child in step.steps]
    return TensorflowCode((step.group.group_tensorflow_code(children),))


def batch_statements(pipeline: Pipeline) -> Statements:
    """How a chain mixes the images of a batch, each step with a seed of its own; nothing where it does not.

    Raises:
        PipelineError: Another step follows one that mixes.
    """
    calls = [transform.batch_tensorflow_code(step.probability) for step, transform in batch_steps(pipeline)]
    seeds = _seed_variables(len(calls))
    return Statements(tuple(_seeded(call, seed) for call, seed in zip(calls, seeds, strict=True)), len(calls))


def approximations(pipelines: Iterable[Pipeline]) -> list[tuple[str, str]]:
    """Ids of the steps that are not quite what the preview shows, and why."""
    steps = (step for each in pipelines for step in walk(image_steps(each).active) if step.group is None)
    codes = ((step.id, step.transform.tensorflow_code(step.probability)) for step in steps)
    return list(dict.fromkeys((step_id, code.approximate) for step_id, code in codes if code.approximate))


def _seed_variables(count: int) -> list[Variable]:
    return [Variable(f"seeds[{number}]") for number in range(count)] if count > 1 else [SEED] * count


def _is_tossed(step: Step, code: TensorflowCode) -> bool:
    return step.probability < 1 and not code.applies_probability


def _seeded(call: Call, seed: Variable) -> Call:
    """The same call with a seed's name in place of `SEED`."""

    def named(value: Value) -> Value:
        match value:
            case Variable() if value == SEED:
                return seed
            case Call():
                return _seeded(value, seed)
            case _:
                return value

    keywords = {key: named(value) for key, value in call.keywords.items()}
    return replace(call, positional=tuple(named(value) for value in call.positional), keywords=keywords)


def _tossed(call: Call, probability: float, coin: Variable) -> Call:
    """The same call, done to some images; the same coin decides alike."""
    return replace(call, target=Helper("random_apply"), positional=(probability, coin, call.target, *call.positional))
