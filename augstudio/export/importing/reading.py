"""Reads a pipeline from code or configuration of another library; nothing of it is run."""

import re
from dataclasses import dataclass
from pathlib import PurePath

from augstudio.export.importing.candidates import LIBRARIES, OF_STATEMENTS, Candidate, candidates
from augstudio.export.importing.exact_reader import ExactReading, is_exact_export, is_what_we_write, read_exact
from augstudio.export.importing.foreign import MAXIMUM_WEIGHT, ForeignSource, ForeignSourceError, Literal
from augstudio.export.importing.formats import is_pipeline_file, read_source
from augstudio.export.importing.statements import Statements
from augstudio.export.importing.vocabulary import Chain, Refusal
from augstudio.pipeline.model import SEED_LIMIT, Pipeline, Step
from augstudio.pipeline.yaml_format import loads
from augstudio.transforms.base import Category

_MOST_CANDIDATES = 100
_MOST_STEPS = 1000
_HEADER_NAME = re.compile(r'\A(?:#.*\n){0,5}# Pipeline: "([^"\\…\n]*)"\n')
OURS = "augstudio"
"""The kind of a pipeline file, and of an exact export, which holds one."""

_ONLY_THE_LIST = "the list of steps is read; the code around it is not what this version writes for them"


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """Something that has no equal among the steps.

    Attributes:
        place: The source.
        line: Where it stands in it, from 1.
        column: Where in the line, from 1.
        name: What it is called there.
        reason: Why it is none.
    """

    place: str
    line: int
    column: int
    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}:{self.line}:{self.column} {self.name} {self.reason}"


@dataclass(frozen=True, slots=True)
class Imported:
    """What was read.

    Attributes:
        pipeline: What has an equal here, in order.
        unrecognised: What has none.
        notes: How steps differ from what they stand for, and what was left aside or taken for granted.
        kind: Whose code or configuration it was: `torchvision`, `keras`, ..., or `augstudio` for a pipeline file.
    """

    pipeline: Pipeline
    unrecognised: tuple[Unrecognised, ...]
    notes: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one of the chains of a source comes to."""

    candidate: Candidate
    steps: tuple[Step, ...]
    refusals: tuple[Refusal, ...]
    notes: tuple[str, ...]

    @property
    def says_something(self) -> bool:
        return bool(self.steps or self.refusals)

    @property
    def mixes_batches(self) -> bool:
        only_mixes = all(step.transform.category is Category.BATCH for step in self.steps)
        return bool(self.steps) and only_mixes and not self.refusals


def read_foreign(text: str, place: str) -> Imported:
    """Reads a pipeline from the text of a source: code, JSON or YAML.

    Where a source holds several chains, the one for training is read, and what mixes batches after it.

    Args:
        text: The source.
        place: What messages call it; the end of its name tells its format.

    Raises:
        ForeignSourceError: It cannot be read, or holds nothing that is known.
        PipelineError: It is a pipeline file or another YAML file, and wrong.
    """
    if is_pipeline_file(text, place):
        return Imported(loads(text, place, fitting=False), (), (), OURS)
    try:
        return _read(text, place)
    except ForeignSourceError as error:
        raise ForeignSourceError(f"{place}: {error}") from None
    except (RecursionError, MemoryError):
        raise ForeignSourceError(f"{place}: nested too deeply to be read") from None


def _read(text: str, place: str) -> Imported:
    source = read_source(text, place)
    exact = read_exact(source) if is_exact_export(text) else None
    if exact is not None:
        return _exact(exact, source, text, place)
    readings = [_reading(each) for each in candidates(source)[:_MOST_CANDIDATES]]
    if not readings:
        known = ", ".join(LIBRARIES)
        raise ForeignSourceError(f"no transform in it is known; those of {known} are, and our own exports")
    chosen, *others = [each for each in readings if each.says_something] or readings[:1]
    mixing = [each for each in others if each.mixes_batches][:1] if not chosen.mixes_batches else []
    aside = [_left_aside(each) for each in others if each not in mixing]
    read = [chosen, *mixing]
    unrecognised = [_unrecognised(refusal, place) for each in read for refusal in each.refusals]
    notes = [note for each in read for note in each.notes]
    steps = tuple(step for each in read for step in each.steps)
    pipeline = Pipeline(steps, _name(text, place), _seed(source) if _HEADER_NAME.search(text) else 0)
    return Imported(
        pipeline,
        tuple(dict.fromkeys(unrecognised)),
        tuple(dict.fromkeys([*source.notes, *notes, *aside])),
        chosen.candidate.library,
    )


def _exact(reading: ExactReading, source: ForeignSource, text: str, place: str) -> Imported:
    pipeline = Pipeline(reading.steps, _name(text, place), reading.seed, reading.resampling)
    unrecognised = tuple(_unrecognised(each, place) for each in reading.refusals)
    untouched = not unrecognised and is_what_we_write(pipeline, text, source)
    return Imported(pipeline, unrecognised, () if untouched else (_ONLY_THE_LIST,), OURS)


def _name(text: str, place: str) -> str:
    """What a pipeline is called: as the header of our own exports says, or as the file is."""
    match = _HEADER_NAME.search(text)
    return match[1] if match else PurePath(place).stem if PurePath(place).suffix else Pipeline().name


def _seed(source: ForeignSource) -> int:
    """The seed that our own exports to TensorFlow hold."""
    found = [each.value for each in source.values if each.name == "SEED"]
    match found:
        case [Literal(value=int(seed))] if 0 <= seed < SEED_LIMIT:
            return seed
        case _:
            return 0


def _reading(candidate: Candidate) -> _Reading:
    if candidate.value.weight > MAXIMUM_WEIGHT:
        raise ForeignSourceError(f"line {candidate.value.line}: more than {MAXIMUM_WEIGHT:,} values in one chain")
    chain = (Statements if candidate.library in OF_STATEMENTS else Chain)(LIBRARIES[candidate.library])
    steps = chain.steps(candidate.value)
    if len(steps) > _MOST_STEPS:
        raise ForeignSourceError(f"line {candidate.value.line}: more than {_MOST_STEPS:,} steps in one chain")
    return _Reading(candidate, steps, tuple(chain.refusals), tuple(chain.notes))


def _left_aside(reading: _Reading) -> str:
    name = reading.candidate.name
    return f"line {reading.candidate.value.line}: {name or 'another chain'} is left aside"


def _unrecognised(refusal: Refusal, place: str) -> Unrecognised:
    return Unrecognised(place, refusal.value.line, refusal.value.column, refusal.name, refusal.reason)
