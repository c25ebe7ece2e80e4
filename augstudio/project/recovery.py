"""Unsaved edits, kept so that what a killed program left can be brought back. Knows nothing of Qt."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from augstudio.atomic_file import write_atomically
from augstudio.errors import AugStudioError
from augstudio.pipeline.model import Pipeline
from augstudio.pipeline.yaml_format import dumps, loads
from augstudio.project.document import Document

_SUFFIX = ".recovery.json"


@dataclass(frozen=True, slots=True)
class Recovered:
    """Edits that were not saved.

    Attributes:
        pipeline: The design as it was last kept.
        path: The file it belongs to; None where it had none yet.
        title: What the document was called.
    """

    pipeline: Pipeline
    path: Path | None
    title: str


class RecoveryFile:
    """Where one session keeps its unsaved edits; there is a file only while there are some."""

    def __init__(self, folder: Path, session: str = "") -> None:
        """Names the file; nothing is written yet.

        Args:
            folder: Of all sessions.
            session: Whose; empty for a new one.
        """
        self.session = session or uuid4().hex
        self._path = folder / f"{self.session}{_SUFFIX}"

    @classmethod
    def left_in(cls, folder: Path) -> Iterator["RecoveryFile"]:
        """Those that sessions keep or left behind, the newest first."""
        with suppress(OSError):
            paths = sorted(folder.glob(f"*{_SUFFIX}"), key=lambda path: path.stat().st_mtime, reverse=True)
            for path in paths:
                yield cls(folder, path.name.removesuffix(_SUFFIX))

    def keep(self, document: Document) -> None:
        """Writes the design if it is not saved; otherwise there is nothing to keep.

        Raises:
            AugStudioError: The file cannot be written.
        """
        if not document.is_modified:
            self.discard()
            return
        path = str(document.path.resolve()) if document.path else None
        content = {"title": document.title, "path": path, "pipeline": dumps(document.pipeline)}
        with suppress(OSError):  # then writing fails, and says why
            self._path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(self._path, json.dumps(content, indent=1))

    def discard(self) -> None:
        """Forgets what was kept."""
        with suppress(OSError):
            self._path.unlink()

    def read(self) -> Recovered | None:
        """What is kept; None where it cannot be read."""
        try:
            content = json.loads(self._path.read_text(encoding="utf-8"))
            path, title = content["path"], str(content["title"])
            pipeline = loads(str(content["pipeline"]), title, fitting=False)
        except (AugStudioError, OSError, ValueError, KeyError, TypeError):
            return None
        return Recovered(pipeline, Path(path) if isinstance(path, str) else None, title)
