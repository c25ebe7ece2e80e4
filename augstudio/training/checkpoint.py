"""The weights of a run on their way to the disk, and the state that it can go on from."""

from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any

from safetensors.torch import save
from torch import Tensor

from augstudio.errors import AugStudioError
from augstudio.training.config import BASELINE
from augstudio.training.progress import Progress, packed, unpacked
from augstudio.training.run_files import RunFiles

_SECONDS = 2.0
"""Weights are written at most this often: some epochs take milliseconds."""
_REST = 20.0
"""The state, which may be large, is written only after so many times the time that writing it took."""
_PROGRESS = "progress.safetensors"


class Checkpoint:
    """Keeps the best weights of the pipeline's arm: `checkpoint.safetensors`, and in `state.json` which they are.

    And while a training runs, `progress.safetensors`: all it takes to go on after the process was killed.
    """

    def __init__(self, files: RunFiles) -> None:
        self._files = files
        self._waiting: tuple[str, int, Mapping[str, Tensor]] | None = None
        self._written_at = monotonic() - _SECONDS
        self._asked: Mapping[str, Any] = {}
        self._progress_due_at = monotonic()

    def keep(self, arm: str, epoch: int, weights: Mapping[str, Tensor]) -> None:
        """Takes the best weights so far; the baseline's are not kept."""
        if arm != BASELINE:
            self._waiting = (arm, epoch, weights)

    def write_when_due(self) -> None:
        """Writes what waits, unless something was written a moment ago."""
        if monotonic() - self._written_at >= _SECONDS:
            self.write()

    def write(self) -> None:
        """Writes what waits."""
        if self._waiting is None:
            return
        arm, epoch, weights = self._waiting
        self._waiting = None
        self._files.write(
            "checkpoint.safetensors", save(dict(weights), metadata={"pipeline": arm, "epoch": str(epoch)})
        )
        self._files.write_json("state.json", {"pipeline": arm, "epoch": epoch})
        self._written_at = monotonic()

    def begin(self, asked: Mapping[str, Any]) -> None:
        """A training begins.

        Args:
            asked: What its numbers depend on, as values for JSON.
        """
        self._asked = asked
        self._progress_due_at = monotonic()

    def keep_progress(self, make: Callable[[], Progress]) -> None:
        """Writes the state of the training, unless that was done a moment ago."""
        started = monotonic()
        if started < self._progress_due_at:
            return
        self._files.write(_PROGRESS, packed(make(), self._asked))
        done = monotonic()
        self._progress_due_at = done + max(_SECONDS, _REST * (done - started))

    def progress(self, asked: Mapping[str, Any]) -> Progress | None:
        """The state that was written last; None where there is none.

        Raises:
            AugStudioError: It cannot be read, is damaged, or that of a training that was asked for otherwise.
        """
        path = self._files.folder / _PROGRESS
        if not path.exists():
            return None
        try:
            content = path.read_bytes()
        except OSError as error:
            raise AugStudioError(f"{path}: cannot be read: {error.strerror}") from None
        progress, before = unpacked(content)
        if before != asked:
            raise AugStudioError(
                f"{self._files.folder}: this training began with {_differences(before, asked)}; give the same again, or train anew "
                "into another folder"
            )
        return progress

    def forget_progress(self) -> None:
        """The training is done: there is nothing to go on from."""
        (self._files.folder / _PROGRESS).unlink(missing_ok=True)


def _differences(before: Mapping[str, Any], asked: Mapping[str, Any]) -> str:
    """What was asked for otherwise before, in words; texts are too long to be said."""
    changed = [name for name in asked if asked[name] != before.get(name)]
    return ", ".join(
        f"another {name}" if name in ("data", "pipeline") else f"{name.replace('_', ' ')} {before.get(name)}"
        for name in changed
    )
