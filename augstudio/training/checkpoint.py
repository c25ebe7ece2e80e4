"""The weights of a run on their way to the disk."""

from collections.abc import Mapping
from time import monotonic

from safetensors.torch import save
from torch import Tensor

from augstudio.training.config import BASELINE
from augstudio.training.run_files import RunFiles

_SECONDS = 2.0
"""Weights are written at most this often: some epochs take milliseconds."""


class Checkpoint:
    """Keeps the best weights of the pipeline's arm: `checkpoint.safetensors`, and in `state.json` which they are."""

    def __init__(self, files: RunFiles) -> None:
        self._files = files
        self._waiting: tuple[str, int, Mapping[str, Tensor]] | None = None
        self._written_at = monotonic() - _SECONDS

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
