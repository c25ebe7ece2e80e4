"""Event files that TensorBoard reads, written without TensorFlow."""

import re
import time
from collections.abc import Mapping
from pathlib import Path

from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter


class TensorboardLog:
    """Scalars over steps, one event file for each curve, in a folder of that name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, Path] = {}

    def add(self, curve: str, step: int, scalars: Mapping[str, float]) -> None:
        """Appends values; what was written before is safe whatever happens next.

        Args:
            curve: What TensorBoard lists as a run.
            step: The horizontal axis.
            scalars: By tag.

        Raises:
            OSError: The file cannot be written.
        """
        values = [Summary.Value(tag=tag, simple_value=value) for tag, value in scalars.items()]
        event = Event(wall_time=time.time(), step=step, summary=Summary(value=values))
        self._append(self._file(curve), event)

    def _file(self, curve: str) -> Path:
        if curve not in self._files:
            folder = self._folder / file_slug(curve)
            folder.mkdir(parents=True, exist_ok=True)
            for earlier in folder.glob("events.out.tfevents.*.augstudio"):
                earlier.unlink()  # a run that is written over; TensorBoard would mix the two
            now = time.time()
            self._files[curve] = folder / f"events.out.tfevents.{now:.0f}.augstudio"
            self._append(self._files[curve], Event(wall_time=now, file_version="brain.Event:2"))
        return self._files[curve]

    @staticmethod
    def _append(path: Path, event: Event) -> None:
        with path.open("ab") as file:
            RecordWriter(file).write(event.SerializeToString())


def file_slug(name: str) -> str:
    """A name of any characters as one that every file system takes."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "unnamed"
