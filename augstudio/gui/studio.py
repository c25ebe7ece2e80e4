"""What every panel of the window shares: the document, the open data, the selected step. Values go down, intent comes up."""

from PySide6.QtCore import QObject, Signal

from augstudio.data.source import Source
from augstudio.errors import DataError
from augstudio.gui.edits import Edits
from augstudio.pipeline.model import Pipeline, Step
from augstudio.project.document import Document
from augstudio.transforms.stage import ImageSize


class Studio(QObject):
    """The window's state, with a signal for everything that panels follow.

    Signals:
        pipeline_changed: (new, old) pipelines, after every edit, undo, redo or open.
        source_changed: The open Source, or None.
        selection_changed: The id of the selected step; empty when none is.
        draws_changed: The epoch that the preview draws for, after Resample.
        kept_changed: The design that was kept to compare with, or None.
        message_posted: Something to tell the user in passing; never modal.
    """

    pipeline_changed = Signal(object, object)
    source_changed = Signal(object)
    selection_changed = Signal(str)
    draws_changed = Signal(int)
    kept_changed = Signal(object)
    message_posted = Signal(str)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._source: Source | None = None
        self._selected = ""
        self._epoch = 0
        self._kept: Pipeline | None = None
        self._image_size: ImageSize | None = None
        self._edits = Edits(document, lambda: self._image_size)
        document.subscribe(self._follow_document)

    @property
    def document(self) -> Document:
        """The open document; it stays the same object for the window's life."""
        return self._document

    @property
    def pipeline(self) -> Pipeline:
        """The design as it is now."""
        return self._document.pipeline

    @property
    def edits(self) -> Edits:
        """Every way to change the design."""
        return self._edits

    @property
    def image_size(self) -> ImageSize | None:
        """The size of the open data's first image; None while no data are open or it cannot be read."""
        return self._image_size

    @property
    def source(self) -> Source | None:
        """The open data."""
        return self._source

    @property
    def selected_step(self) -> Step | None:
        """The selected step; None when none is, or it has gone."""
        return next((step for step in self.pipeline.walk() if step.id == self._selected), None)

    @property
    def epoch(self) -> int:
        """The epoch that the preview draws for: Resample moves on to the next."""
        return self._epoch

    @property
    def kept(self) -> Pipeline | None:
        """The design to compare the current one with."""
        return self._kept

    def keep_design(self, *, enabled: bool) -> None:
        """Keeps the design as it is now, to compare it with what becomes of it; or forgets the one that is kept."""
        self._kept = self.pipeline if enabled else None
        self.kept_changed.emit(self._kept)

    def set_source(self, source: Source | None) -> None:
        """Opens other data."""
        self._source = source
        self._image_size = _first_size(source)
        self.source_changed.emit(source)

    def select(self, step_id: str) -> None:
        """Selects a step by its id; empty selects none."""
        if step_id != self._selected:
            self._selected = step_id
            self.selection_changed.emit(step_id)

    def resample(self) -> None:
        """Draws anew, as the next epoch of a training would."""
        self._epoch += 1
        self.draws_changed.emit(self._epoch)

    def _follow_document(self, new: Pipeline, old: Pipeline) -> None:
        self.pipeline_changed.emit(new, old)


def _first_size(source: Source | None) -> ImageSize | None:
    if source is None or len(source) == 0:
        return None
    try:
        height, width, channels = source.image(0).shape
    except DataError:
        return None
    return ImageSize(height, width, channels)
