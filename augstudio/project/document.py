"""The design that is open, where it is kept, and how it came to be. Knows nothing of Qt."""

from collections.abc import Callable
from pathlib import Path

from augstudio.pipeline.model import Pipeline
from augstudio.pipeline.yaml_format import dump, load
from augstudio.project.history import Edit, History

Listener = Callable[[Pipeline, Pipeline], None]
"""Called with the new and the old pipeline after every change."""


class Document:
    """One open pipeline: its file, its history, and who wants to know."""

    def __init__(self, pipeline: Pipeline | None = None, path: Path | None = None) -> None:
        self._history = History(Pipeline() if pipeline is None else pipeline)
        self._saved: Pipeline | None = self._history.pipeline
        self._template: Path | None = path
        self._listeners: list[Listener] = []
        self.path = path

    @classmethod
    def open(cls, path: Path) -> "Document":
        """Reads a pipeline file; one whose sizes never fit is read too, so that it can be mended.

        Raises:
            PipelineError: The file is no pipeline; the message names file, line, step and field.
            AugStudioError: It cannot be read.
        """
        return cls(load(path, fitting=False), path)

    @property
    def pipeline(self) -> Pipeline:
        """The design as it is now."""
        return self._history.pipeline

    @property
    def history(self) -> History:
        """The edits so far; change it through the document."""
        return self._history

    @property
    def is_modified(self) -> bool:
        """The design differs from what is on disk."""
        return self.pipeline != self._saved

    @property
    def title(self) -> str:
        """The file's name, or the pipeline's where there is no file."""
        return self.path.name if self.path else self.pipeline.name

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Calls the listener after every change, until the returned function is called."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def edit(self, pipeline: Pipeline, description: str, *, gesture: str = "") -> None:
        """Makes a new design current; does nothing where it equals the current one.

        Args:
            pipeline: The new design.
            description: What was done, for the undo menu.
            gesture: Names the drag that this is a part of; a drag is one step to undo.
        """
        old = self.pipeline
        if pipeline == old:
            return
        self._history.push(Edit(pipeline, description, gesture))
        self._tell(old)

    def end_gesture(self) -> None:
        """The drag is over: what follows is an edit of its own."""
        self._history.seal()

    def undo(self) -> None:
        """Takes the last edit back; does nothing where there is none."""
        if self._history.can_undo:
            self.go_to(self._history.position - 1)

    def redo(self) -> None:
        """Does the last undone edit again; does nothing where there is none."""
        if self._history.can_redo:
            self.go_to(self._history.position + 1)

    def go_to(self, position: int) -> None:
        """Makes any entry of the history current."""
        old = self.pipeline
        self._history.go_to(position)
        self._tell(old)

    def replace(self, pipeline: Pipeline, path: Path | None = None) -> None:
        """Starts over with another design, as New and Open do; its history begins here."""
        old = self.pipeline
        self._history = History(pipeline)
        self._saved = pipeline
        self._template = path
        self.path = path
        self._tell(old)

    def bring_back(self, pipeline: Pipeline, path: Path | None) -> None:
        """Starts over with edits that were never saved: undoing them leads to what is on disk, or to an empty design.

        Args:
            pipeline: With the edits.
            path: The file they belong to; None where there was none, or it is gone.

        Raises:
            AugStudioError: The file cannot be read; nothing has changed.
        """
        self.replace(load(path, fitting=False) if path else Pipeline(), path)
        self.edit(pipeline, "Bring back unsaved edits")

    def save(self, path: Path | None = None) -> None:
        """Writes the design, to its own file or to another one, whole or not at all; comments of the file it came from are kept.

        Raises:
            AugStudioError: There is no path yet, or the file cannot be written; the old file is as it was.
        """
        target = path or self.path
        if target is None:
            raise ValueError("a document without a file is saved under a path")
        dump(self.pipeline, target, template=self._template)
        self._saved = self.pipeline
        self._template = self.path = target

    def _tell(self, old: Pipeline) -> None:
        for listener in tuple(self._listeners):
            listener(self.pipeline, old)
