"""Files of a run folder: whole or not at all, but for tables, which grow line by line."""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, fields
from io import StringIO
from pathlib import Path
from typing import Any

from augstudio.atomic_file import write_atomically
from augstudio.errors import AugStudioError
from augstudio.training.events import CurvePointFinished, EpochFinished

Row = EpochFinished | CurvePointFinished


class RunFiles:
    """Writes into one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make_folder(self) -> None:
        """Makes the folder and those above it.

        Raises:
            AugStudioError: That is not allowed.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise AugStudioError(f"{self.folder}: no folder can be made here: {error.strerror}") from None

    def write(self, name: str, content: str | bytes) -> None:
        """Writes a file.

        Raises:
            AugStudioError: It cannot be written; what was there before still is.
        """
        write_atomically(self.folder / name, content)

    def write_json(self, name: str, values: Mapping[str, Any]) -> None:
        """Writes a file of JSON."""
        self.write(name, json.dumps(values, indent=2, ensure_ascii=False, allow_nan=False) + "\n")

    def start_table(self, name: str, row: type[Row]) -> None:
        """Writes a table that has its column names only."""
        self.write(name, _line([field.name for field in fields(row)]))

    def add_row(self, name: str, row: Row) -> None:
        """Appends to a table; once this returns, the line outlives the process.

        Raises:
            AugStudioError: It cannot be written.
        """
        try:
            with (self.folder / name).open("a", encoding="utf-8", newline="") as file:
                file.write(_line(astuple(row)))
        except OSError as error:
            raise AugStudioError(f"{self.folder / name}: cannot be written: {error.strerror}") from None


def _line(values: Sequence[Any]) -> str:
    buffer = StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(
        f"{value:.6g}" if isinstance(value, float) else value for value in values
    )
    return buffer.getvalue()
