"""The folder that the copies go to: its manifest, and what an earlier run left of the same work."""

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from augstudio.atomic_file import write_atomically
from augstudio.errors import AugStudioError

MANIFEST = "manifest.jsonl"
"""A line of JSON that says what was done, then one for each copy, by epoch and position in the source."""

_GROWING = "manifest.partial.jsonl"
"""The lines of a run that is not finished, in the order in which files were written."""

_PIPELINE = "pipeline.yaml"

Key = tuple[int, int]
"""Epoch, and the image's position in the source."""


class OutputFolder:
    """Holds one piece of work, and takes it up where it was left."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    def open(self, header: Mapping[str, Any], pipeline_text: str) -> dict[Key, dict[str, Any]]:
        """Makes the folder ready; what was done before is not done again.

        Args:
            header: What the work is; equal digests make equal files.
            pipeline_text: The pipeline, to be kept beside the files.

        Returns:
            The manifest's entries of files that are there.

        Raises:
            AugStudioError: The folder holds something else, more copies than asked for, or cannot be made.
        """
        before = self._left_by(header)
        if before is not None:
            self._remove_strays()
        entries = before or {}
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise AugStudioError(f"{self.path}: no folder can be made here: {error.strerror}") from None
        lines = (dict(header), *entries.values())
        self.write(_GROWING, "".join(map(_line, lines)).encode())
        (self.path / MANIFEST).unlink(missing_ok=True)
        self.write(_PIPELINE, pipeline_text.encode())
        return entries

    def write(self, name: str, content: bytes) -> None:
        """Writes a file, whole or not at all.

        Raises:
            AugStudioError: It cannot be written.
        """
        path = self.path / name
        try:
            path.parent.mkdir(exist_ok=True)
        except OSError as error:
            raise AugStudioError(f"{path.parent}: no folder can be made here: {error.strerror}") from None
        write_atomically(path, content, flush=False)

    def note(self, entries: Iterable[Mapping[str, Any]]) -> None:
        """Adds to the manifest what has just been written.

        Raises:
            AugStudioError: The disk is full.
        """
        try:
            with (self.path / _GROWING).open("a", encoding="utf-8") as file:
                file.write("".join(map(_line, entries)))
        except OSError as error:
            raise AugStudioError(f"{self.path / _GROWING}: cannot be written: {error.strerror}") from None

    def finish(self, skipped: Sequence[str]) -> None:
        """Everything is there: brings the manifest into order.

        Args:
            skipped: Images without copies, and why: a line each, for the header.
        """
        header, entries = _read(self.path / _GROWING) or ({}, {})
        header["skipped"] = list(skipped)
        ordered = (entries[key] for key in sorted(entries))
        write_atomically(self.path / MANIFEST, "".join(map(_line, (header, *ordered))))
        (self.path / _GROWING).unlink()

    def _remove_strays(self) -> None:
        """Takes away the temporary file that a killed run was writing."""
        for stray in self.path.rglob(".*.tmp"):
            stray.unlink(missing_ok=True)

    def _left_by(self, header: Mapping[str, Any]) -> dict[Key, dict[str, Any]] | None:
        """The entries of earlier runs of the same work whose files are there; None where there was none."""
        if self.path.exists() and not self.path.is_dir():
            raise AugStudioError(f"{self.path}: this is a file; give the copies a folder of their own")
        found = _read(self.path / _GROWING) or _read(self.path / MANIFEST)
        if found is None:
            if self.path.is_dir() and any(not each.name.startswith(".") for each in self.path.iterdir()):
                raise AugStudioError(f"{self.path}: the folder is not empty; give the copies a folder of their own")
            return None
        before, entries = found
        if not entries:  # a run that failed before its first copy
            return None
        if before.get("digest") != header["digest"]:
            raise AugStudioError(
                f"{self.path}: holds copies by another pipeline, of other data or in another format; give another folder, or remove it"
            )
        if before["copies"] > header["copies"]:
            raise AugStudioError(
                f"{self.path}: holds {before['copies']} copies of each image; ask for as many or more, or give another folder"
            )
        return {key: entry for key, entry in entries.items() if (self.path / str(entry.get("file", ""))).is_file()}


def _read(path: Path) -> tuple[dict[str, Any], dict[Key, dict[str, Any]]] | None:
    """The header and the entries of a manifest; None where there is none. A last line that a kill cut short is left out."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    values = []
    for line in lines:
        with suppress(ValueError):
            values.append(json.loads(line))
    if not values or "digest" not in values[0]:
        return None
    return values[0], {(entry["epoch"], entry["index"]): entry for entry in values[1:]}


def _line(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, allow_nan=False) + "\n"
