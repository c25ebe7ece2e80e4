"""Our own exact exports: they hold the pipeline itself, as a list of steps with the parameters that the file format has."""

import ast
import re
from dataclasses import dataclass, field

from augstudio.errors import AugStudioError, PipelineError
from augstudio.export.importing.arguments import Arguments, UnequalError, number_of
from augstudio.export.importing.foreign import (
    Foreign,
    ForeignCall,
    ForeignList,
    ForeignName,
    ForeignSource,
    Literal,
)
from augstudio.export.importing.vocabulary import Refusal
from augstudio.pipeline.model import Pipeline, Resampling, Step
from augstudio.transforms.base import Transform
from augstudio.transforms.catalogue import catalogue

_HEADER = re.compile(r"\A# Image augmentation for (\w+), designed in AugStudio .*\n(?:#.*\n)*?# Exact: ")
_FRAMEWORKS = {"PyTorch": "torch", "TensorFlow": "tf", "Keras": "keras"}
_CHAINS = ("TRAINING", "EVALUATION")


@dataclass
class ExactReading:
    """What an exact export says.

    Attributes:
        steps: Its steps.
        seed: The seed of all draws.
        resampling: Whether interpolations are composed.
        refusals: What is no step here.
    """

    steps: tuple[Step, ...] = ()
    seed: int = 0
    resampling: Resampling = Resampling.SEQUENTIAL
    refusals: list[Refusal] = field(default_factory=list)


def is_exact_export(text: str) -> bool:
    """It begins as our exact exports do."""
    return _HEADER.match(text) is not None


def read_exact(source: ForeignSource) -> ExactReading | None:
    """What the values of an exact export say; None where it holds no list of steps."""
    values = {each.name: each.value for each in source.values}
    chain = next((values[name] for name in _CHAINS if name in values), None)
    if not isinstance(chain, ForeignList):
        return None
    reading = ExactReading()
    seed = values.get("SEED")
    if isinstance(seed, Literal) and isinstance(seed.value, int):
        reading.seed = seed.value
    reading.steps = tuple(_steps(chain, reading))
    return reading


def _steps(value: ForeignList, reading: ExactReading) -> list[Step]:
    return [step for each in value.items if (step := _step(each, reading)) is not None]


def _step(value: Foreign, reading: ExactReading) -> Step | None:
    name = value.path if isinstance(value, ForeignCall) else "a step"
    try:
        return _read_step(value, reading)
    except UnequalError as error:
        reading.refusals.append(Refusal(error.value, name, error.reason))
    except PipelineError as error:
        reading.refusals.append(Refusal(value, name, str(error)))
    return None


def _read_step(value: Foreign, reading: ExactReading) -> Step:
    if not isinstance(value, ForeignCall) or value.path != "Step":
        raise UnequalError(value, "is no Step")
    arguments = Arguments(value, "* id probability transform steps composed")
    if arguments.flag("composed", default=False):
        reading.resampling = Resampling.SINGLE
    children = arguments.value("steps") if arguments.given("steps") else None
    return Step(
        _transform(arguments.required("transform")),
        probability=arguments.number("probability"),
        id=arguments.read("id", _text),
        steps=tuple(_steps(children, reading)) if isinstance(children, ForeignList) else (),
    )


def _transform(value: Foreign) -> Transform:
    classes = {cls.__name__: cls for cls in catalogue()}
    if not isinstance(value, ForeignCall) or value.path not in classes:
        raise UnequalError(value, "is no transform that is known here")
    given = {name: _parameter(each) for name, each in value.keywords.items()}
    return classes[value.path].create({name: each for name, each in given.items() if each is not None})


def _parameter(value: Foreign) -> object:
    """A parameter in the types that pipeline files have."""
    match value:
        case Literal(value=constant):
            return constant
        case ForeignName(path=path):
            return path.rpartition(".")[2].lower()
        case ForeignList(items=items):
            return [_parameter(each) for each in items]
        case ForeignCall(path="Range", positional=ends):
            return [number_of(each) for each in ends]
        case _:
            raise UnequalError(value, "is not followed")


def _text(value: Foreign) -> str:
    if isinstance(value, Literal) and isinstance(value.value, str):
        return value.value
    raise UnequalError(value, "expected a text")


def is_what_we_write(pipeline: Pipeline, text: str, source: ForeignSource) -> bool:
    """Whether the code around the list of steps is what this version writes for them."""
    header = _HEADER.match(text)
    chains = {each.name for each in source.values} & {*_CHAINS}
    if header is None or header[1] not in _FRAMEWORKS:
        return False
    mode = "both" if len(chains) > 1 else {"TRAINING": "train", "EVALUATION": "eval"}[chains.pop()]
    from augstudio.export.exporter import export  # noqa: PLC0415 -- most sources are none of our exports

    try:
        written = export(pipeline, framework=_FRAMEWORKS[header[1]], style="exact", mode=mode)
    except AugStudioError:
        return False
    return _code_around_steps(written) == _code_around_steps(text)


def _code_around_steps(text: str) -> str:
    nodes = [node for node in ast.parse(text).body if not _is_chain(node)]
    return ast.dump(ast.Module(nodes, []))


def _is_chain(node: ast.stmt) -> bool:
    match node:
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name in _CHAINS
        case _:
            return False
