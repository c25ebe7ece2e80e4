"""Runs that were kept in folders, read back: what each was asked and what it came to. Loads no torch."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from augstudio.errors import AugStudioError
from augstudio.pipeline.model import Pipeline
from augstudio.pipeline.yaml_format import load
from augstudio.training.config import BASELINE
from augstudio.training.events import CurvePointFinished, EpochFinished
from augstudio.training.findings import (
    Curves,
    epoch_curves,
    last_gain,
    learning_finding,
    saving,
    size_curves,
    size_finding,
)

_MARK = "config.json"
_SUMMARY = "summary.json"
_STAMP = "%Y-%m-%d_%H-%M-%S"
_STAMP_LENGTH = 19
_Row = TypeVar("_Row", EpochFinished, CurvePointFinished)


class RunKind(StrEnum):
    """What a run measured; the values are its key in config.json and summary.json."""

    LEARNING = "training"
    SIZE = "curve"


class RunState(StrEnum):
    """How a kept run stands."""

    FINISHED = "finished"
    CANCELLED = "cancelled"
    FAILED = "failed"
    UNFINISHED = "unfinished"
    """It runs still, or its process was killed: the files are the same."""
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class KeptRun:
    """One run of a folder; a folder may hold one of each kind. What follows from the rows is worked out once.

    Attributes:
        folder: Where it is kept.
        kind: What it measured.
        began: When, in local time.
        state: How it stands.
        message: Why it failed or cannot be read; empty otherwise.
        pipeline: The name of the pipeline, or of several; the folder's where it cannot be read.
        data: What the data are called.
        model: What was trained.
        validation_count: How many validation images a training over epochs had.
        seconds: How long it took; None where it did not come to its end.
        worth: What the pipeline of a size curve is worth in images, in words; empty where the run did not say so.
        epochs: Rows of metrics.csv.
        points: Rows of curve.csv.
        pipeline_files: The designs, the first one's first.
    """

    folder: Path
    kind: RunKind
    began: datetime
    state: RunState
    message: str = ""
    pipeline: str = ""
    data: str = ""
    model: str = ""
    validation_count: int = 0
    seconds: float | None = None
    worth: str = ""
    epochs: tuple[EpochFinished, ...] = ()
    points: tuple[CurvePointFinished, ...] = ()
    pipeline_files: tuple[Path, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """Tells it from all others."""
        return str(self.folder), self.kind.value

    @cached_property
    def curves(self) -> Curves:
        """Accuracy over epochs, or over training-set sizes; empty where nothing was measured."""
        return epoch_curves(self.epochs) if self.kind is RunKind.LEARNING else size_curves(self.points)

    @cached_property
    def finding(self) -> str:
        """What it came to, in words; empty where nothing was measured."""
        curves = self.curves
        if not curves:
            return ""
        if self.kind is RunKind.LEARNING:
            return learning_finding(curves, self.validation_count)
        return ". ".join(filter(None, (size_finding(curves), (self.worth or saving(curves)).rstrip("."))))

    @cached_property
    def accuracies(self) -> "tuple[float | None, float | None]":
        """Validation accuracy with augmentation and without, at the last place that both have reached."""
        curves = self.curves
        gain = last_gain(curves)
        if gain is not None:
            at = {
                arm: point.validation for arm in (gain.pipeline, BASELINE) for point in curves[arm] if point.x == gain.x
            }
            return at[gain.pipeline], at[BASELINE]
        last = {arm: points[-1].validation for arm, points in curves.items()}
        without = last.pop(BASELINE, None)
        return max(last.values(), default=None), without

    def design(self) -> Pipeline:
        """The pipeline that was trained with, the first of several.

        Raises:
            AugStudioError: It was not kept, or cannot be read.
        """
        if not self.pipeline_files:
            raise AugStudioError(f"{self.folder}: keeps no pipeline")
        return load(self.pipeline_files[0], fitting=False)


class KeptRuns:
    """The runs of one folder of folders. A run whose files have not changed is not read again."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[tuple[int, ...], tuple[KeptRun, ...]]] = {}

    def read(self, shelf: Path) -> tuple[KeptRun, ...]:
        """All runs, the newest first; folders that hold none are passed over, and those that are broken are told as such."""
        found: dict[Path, tuple[tuple[int, ...], tuple[KeptRun, ...]]] = {}
        for folder in _run_folders(shelf):
            stamps = _stamps(folder)
            known = self._known.get(folder)
            found[folder] = known if known is not None and known[0] == stamps else (stamps, runs_in(folder))
        self._known = found
        runs = [run for _, runs in found.values() for run in runs]
        return tuple(sorted(runs, key=lambda run: (run.began, run.key), reverse=True))


def runs_in(folder: Path) -> tuple[KeptRun, ...]:
    """What a folder keeps: a training, a size curve, or both; nothing where it keeps another kind of run, such as an ablation."""
    unread = KeptRun(folder, RunKind.LEARNING, _began(folder), RunState.UNREADABLE, pipeline=folder.name)
    try:
        config = _Config.model_validate(_json(folder / _MARK))
        results = _json(folder / _SUMMARY) if (folder / _SUMMARY).exists() else {}
    except OSError as error:
        return (replace(unread, message=f"Its files cannot be read: {error.strerror}"),)
    except ValueError:
        return (replace(unread, message=f"{_MARK} or {_SUMMARY} is not what a run writes"),)
    kinds = [kind for kind in RunKind if config.of(kind) is not None]
    if not kinds and config.ablation is not None:
        return ()
    if not kinds:
        return (replace(unread, message=f"{_MARK} is not what a run writes"),)
    return tuple(_kept(folder, kind, config, results) for kind in kinds)


class _Images(BaseModel):
    validation: int = 0


class _Chosen(BaseModel):
    arms: tuple[str, ...] = ()
    images: _Images = _Images()


class _TrainingAsked(BaseModel):
    model: str


class _CurveAsked(BaseModel):
    training: _TrainingAsked


class _Training(BaseModel):
    asked: _TrainingAsked | _CurveAsked
    chosen: _Chosen

    @property
    def model(self) -> str:
        return self.asked.model if isinstance(self.asked, _TrainingAsked) else self.asked.training.model


class _Source(BaseModel):
    name: str


class _Config(BaseModel):
    source: _Source
    pipelines: tuple[str, ...] = ()
    training: _Training | None = None
    curve: _Training | None = None
    ablation: object = None

    def of(self, kind: RunKind) -> _Training | None:
        return self.training if kind is RunKind.LEARNING else self.curve


class _Sentence(BaseModel):
    sentence: str = ""


class _Summary(BaseModel):
    status: str = "running"
    message: str = ""
    seconds: float | None = None
    worth: _Sentence = _Sentence()


_STATES = {
    "finished": RunState.FINISHED,
    "cancelled": RunState.CANCELLED,
    "failed": RunState.FAILED,
    "running": RunState.UNFINISHED,
}


def _kept(folder: Path, kind: RunKind, config: _Config, results: Mapping[str, Any]) -> KeptRun:
    asked = config.of(kind)
    assert asked is not None  # noqa: S101 -- only kinds that there are come here
    try:
        summary = _Summary.model_validate(results.get(kind.value, {}))
    except ValidationError:
        summary = _Summary()
    names = [arm for arm in asked.chosen.arms if arm != BASELINE]
    return KeptRun(
        folder=folder,
        kind=kind,
        began=_began(folder),
        state=_STATES.get(summary.status, RunState.UNFINISHED),
        message=summary.message,
        pipeline=", ".join(names) or folder.name,
        data=config.source.name,
        model=asked.model,
        validation_count=asked.chosen.images.validation,
        seconds=summary.seconds,
        worth=summary.worth.sentence,
        epochs=tuple(_rows(folder / "metrics.csv", EpochFinished)) if kind is RunKind.LEARNING else (),
        points=tuple(_rows(folder / "curve.csv", CurvePointFinished)) if kind is RunKind.SIZE else (),
        pipeline_files=tuple(folder / name for name in config.pipelines if (folder / name).is_file()),
    )


def _rows(path: Path, row: type[_Row]) -> Iterator[_Row]:
    """The rows that are whole: a run that was killed may have left half of one."""
    adapter = TypeAdapter(row)
    names = {field.name for field in fields(row)}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for values in csv.DictReader(file):
                try:
                    yield adapter.validate_python({name: values[name] for name in names & values.keys()})
                except ValidationError:
                    continue
    except (OSError, ValueError, csv.Error):
        return


def _run_folders(shelf: Path) -> list[Path]:
    try:
        return [each for each in shelf.iterdir() if (each / _MARK).is_file()]
    except OSError:
        return []


def _stamps(folder: Path) -> tuple[int, ...]:
    """When the files that are read changed last; 0 for one that is not there."""
    return tuple(_changed(folder / name) for name in (_MARK, _SUMMARY, "metrics.csv", "curve.csv"))


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _began(folder: Path) -> datetime:
    """As the folder's name says, or when the run was asked for."""
    try:
        return datetime.strptime(folder.name[:_STAMP_LENGTH], _STAMP).astimezone()
    except ValueError:
        return datetime.fromtimestamp(_changed(folder / _MARK) / 1e9).astimezone()


def _json(path: Path) -> dict[str, Any]:
    """An object of JSON.

    Raises:
        OSError: It cannot be read.
        ValueError: It is something else.
    """
    found = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(found, dict):
        raise ValueError(f"{path.name} is no object")  # noqa: TRY004 -- one error for everything that is wrong with a file
    return found
