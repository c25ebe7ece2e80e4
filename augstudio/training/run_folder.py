"""The folder that a run leaves: readable at any moment, whatever happens to the run."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from torch import Tensor

from augstudio.data.source import Source
from augstudio.errors import AugStudioError
from augstudio.export.exporter import Format, Framework, export
from augstudio.pipeline.evaluation import resolve_statistics
from augstudio.pipeline.model import Pipeline
from augstudio.pipeline.yaml_format import dumps
from augstudio.training.checkpoint import Checkpoint
from augstudio.training.config import CurveConfig, TrainingConfig
from augstudio.training.events import CurveStarted, RunCancelled, RunFinished, RunStarted, TrainingEvent
from augstudio.training.progress import Progress
from augstudio.training.run_files import RunFiles
from augstudio.training.run_recording import CurveRecording, Recording, TrainingRecording
from augstudio.training.run_summary import RunStatus, describe_config, describe_data, describe_software
from augstudio.training.tensorboard_log import file_slug

_SUFFIXES = {Format.PYTHON: "py", Format.YAML: "yaml"}
_MARK = "config.json"
"""The file by which a folder is known to hold a run."""


class RunFolder:
    """Writes what events tell. One folder may take a training over epochs and a size curve, one after the other.

    Each file is written whole or not at all; only metrics.csv, curve.csv and TensorBoard's files grow line by line, an epoch or a point
    at a time.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        data: str,
        source: Source,
        pipelines: Sequence[Pipeline],
        replace: bool = False,
        record_curve: Callable[[RunFiles, CurveStarted], Recording] = CurveRecording,
    ) -> None:
        """Prepares; the folder is made when a run starts, so that one that cannot start leaves none.

        Args:
            path: The folder.
            data: What the user called the data, to repeat the run with.
            source: The data.
            pipelines: Those that are trained with; the baseline is none of them.
            replace: Write over the files of an earlier run, or beside whatever is there.
            record_curve: Makes what writes the points of a curve down.

        Raises:
            AugStudioError: There is a file of that name, or a run or other files in the folder.
        """
        self.path = Path(path)
        if self.path.exists() and not self.path.is_dir():
            raise AugStudioError(f"{path}: this is a file; give the run a folder of its own")
        if not replace:
            _refuse_used(self.path, data)
        self._files = RunFiles(self.path)
        self._record_curve = record_curve
        self._checkpoint = Checkpoint(self._files)
        self._data = data
        self._source = source
        self._pipelines = tuple(pipelines)
        self._config: dict[str, Any] = {}
        self._summary: dict[str, Any] = {}

    def keep_weights(self, arm: str, epoch: int, weights: Mapping[str, Tensor]) -> None:
        """Takes the best weights so far; for `train(..., keep_weights=...)`. Those of the baseline are not kept."""
        self._checkpoint.keep(arm, epoch, weights)

    def keep_progress(self, make: Callable[[], Progress]) -> None:
        """Takes the state after an epoch; for `train(..., keep_progress=...)`."""
        self._checkpoint.keep_progress(make)

    def progress(self, config: TrainingConfig) -> Progress | None:
        """How far a training got that was broken off in this folder; for `train(..., resume=...)`. None where it is to begin anew.

        Raises:
            AugStudioError: There is no such training, it is done, or it was asked for otherwise.
        """
        if not (self.path / _MARK).exists():
            raise AugStudioError(f"{self.path}: holds no training to resume; leave --resume out to begin one")
        if _is_finished(self.path):
            raise AugStudioError(f"{self.path}: this training is finished; there is nothing to resume")
        return self._checkpoint.progress(self._asked(config))

    def record(self, config: TrainingConfig | CurveConfig, events: Iterator[TrainingEvent]) -> Iterator[TrainingEvent]:
        """Passes events on, each after it is written. Whatever ends the run, summary.json says so.

        Args:
            config: What was asked for.
            events: Of `train` or `size_curve`.

        Raises:
            AugStudioError: A file cannot be written; or what the run raises.
        """
        recording: Recording | None = None
        try:
            for event in events:
                if isinstance(event, RunStarted | CurveStarted):
                    recording = self._open(config, event)
                elif recording is not None:
                    self._take(recording, event)
                if isinstance(event, RunFinished | RunCancelled):
                    recording = None
                yield event
        except BaseException as error:
            if recording is not None:
                with suppress(AugStudioError):  # such as a full disk: what ended the run is the news
                    self._close(recording, *_reason(error))
            raise

    def _open(self, config: TrainingConfig | CurveConfig, started: RunStarted | CurveStarted) -> Recording:
        self._files.make_folder()
        recording: Recording
        if isinstance(started, CurveStarted):
            recording = self._record_curve(self._files, started)
        else:
            self._checkpoint.begin(self._asked(config))
            recording = TrainingRecording(self._files, started, self._checkpoint)
        names = self._names("pipeline", "yaml")
        for name, pipeline in zip(names, self._pipelines, strict=True):
            self._files.write(name, dumps(pipeline))
        self._config.update(
            software=describe_software(), source=describe_data(self._data, self._source), pipelines=names
        )
        self._config[recording.key] = describe_config(config, started)
        self._files.write_json(_MARK, self._config)
        self._summary["notes"] = list(self._export(started))
        self._summarise(recording, RunStatus.RUNNING)
        return recording

    def _take(self, recording: Recording, event: TrainingEvent) -> None:
        recording.take(event)
        match event:
            case RunFinished(seconds):
                if isinstance(recording, TrainingRecording):
                    self._checkpoint.forget_progress()
                self._close(recording, RunStatus.FINISHED, seconds=seconds)
            case RunCancelled(seconds):
                self._close(recording, RunStatus.CANCELLED, seconds=seconds)
            case _:
                pass

    def _close(
        self,
        recording: Recording,
        status: RunStatus,
        message: str = "",
        *,
        seconds: float | None = None,
    ) -> None:
        self._summarise(recording, status, message, seconds)
        recording.draw(self._source.name)

    def _summarise(
        self,
        recording: Recording,
        status: RunStatus,
        message: str = "",
        seconds: float | None = None,
    ) -> None:
        state = {"status": status, "message": message, "seconds": seconds}
        self._summary[recording.key] = state | recording.results()
        self._files.write_json("summary.json", self._summary)

    def _asked(self, config: TrainingConfig | CurveConfig) -> dict[str, Any]:
        """What the numbers of a training depend on."""
        return {
            **asdict(config),
            "data": self._source.fingerprint,
            "pipeline": [dumps(pipeline) for pipeline in self._pipelines],
        }

    def _export(self, started: RunStarted | CurveStarted) -> Iterator[str]:
        """Writes the code of each pipeline for each framework; yields why some cannot be written."""
        pipelines = self._pipelines
        if started.mean:
            pipelines = tuple(resolve_statistics(each, started.mean, started.std) for each in pipelines)
        for framework in Framework:
            for form, suffix in _SUFFIXES.items():
                for name, pipeline in zip(self._names(f"augment_{framework}", suffix), pipelines, strict=True):
                    try:
                        text = export(pipeline, framework=framework, format=form)
                    except AugStudioError as error:
                        yield f"{name} is not written: {error}"
                    else:
                        self._files.write(name, text)

    def _names(self, stem: str, suffix: str) -> list[str]:
        """A file name for each pipeline: the plain one for the first, numbered and named ones for the others."""
        others = enumerate(self._pipelines[1:], start=2)
        return [f"{stem}.{suffix}", *(f"{stem}-{number}-{file_slug(each.name)}.{suffix}" for number, each in others)]


def _is_finished(folder: Path) -> bool:
    try:
        summary = json.loads((folder / "summary.json").read_bytes())
        return bool(summary["training"]["status"] == RunStatus.FINISHED)
    except (OSError, ValueError, KeyError, TypeError):  # broken off before it was written, or by other hands
        return False


def _refuse_used(folder: Path, data: str) -> None:
    """A run among files that are not its own would be hard to tell apart, and among images would become data."""
    if (folder / _MARK).exists():
        raise AugStudioError(f"{folder}: holds a run already; give another folder, or remove this one")
    if folder.is_dir() and any(not each.name.startswith(".") for each in folder.iterdir()):
        if Path(data).exists() and folder.samefile(data):
            raise AugStudioError(f"{folder}: this is the data folder; give the run a folder of its own")
        raise AugStudioError(f"{folder}: the folder is not empty; give the run a folder of its own")


def _reason(error: BaseException) -> tuple[RunStatus, str]:
    """How a run that was broken off stands, and why."""
    if isinstance(error, Exception):
        return RunStatus.FAILED, str(error) or type(error).__name__
    return RunStatus.CANCELLED, ""  # the listener went away, or Ctrl-C
