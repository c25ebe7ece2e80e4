"""Undo as a stack of values."""

from dataclasses import dataclass

from augstudio.pipeline.model import Pipeline


@dataclass(frozen=True, slots=True)
class Edit:
    """One entry of the history.

    Attributes:
        pipeline: The design after the edit.
        description: What was done, as the undo menu says it: "Rotate: angle".
        gesture: Edits in a row with the same gesture are one entry (a drag of one slider); empty stands alone.
    """

    pipeline: Pipeline
    description: str = ""
    gesture: str = ""


class History:
    """A line of edits with a position on it; what was undone is forgotten when something new is done."""

    def __init__(self, pipeline: Pipeline, *, limit: int = 1_000) -> None:
        self._edits = [Edit(pipeline)]
        self._position = 0
        self._limit = limit
        self._sealed = True

    @property
    def edits(self) -> tuple[Edit, ...]:
        """All entries, the oldest first, undone ones included."""
        return tuple(self._edits)

    @property
    def position(self) -> int:
        """The entry that is current, as a position in `edits`."""
        return self._position

    @property
    def pipeline(self) -> Pipeline:
        """The current design."""
        return self._edits[self._position].pipeline

    @property
    def can_undo(self) -> bool:
        """There is something before."""
        return self._position > 0

    @property
    def can_redo(self) -> bool:
        """There is something after."""
        return self._position < len(self._edits) - 1

    @property
    def undo_description(self) -> str:
        """What undo would take back; empty when there is nothing."""
        return self._edits[self._position].description if self.can_undo else ""

    @property
    def redo_description(self) -> str:
        """What redo would do again; empty when there is nothing."""
        return self._edits[self._position + 1].description if self.can_redo else ""

    def push(self, edit: Edit) -> None:
        """Adds an edit, into the last one where both belong to one unfinished gesture."""
        del self._edits[self._position + 1 :]
        merges = edit.gesture and not self._sealed and edit.gesture == self._edits[-1].gesture
        if merges and self.can_undo:
            self._edits[-1] = edit
        else:
            self._edits.append(edit)
        del self._edits[: -self._limit]
        self._position = len(self._edits) - 1
        self._sealed = False

    def seal(self) -> None:
        """Ends the gesture: the next edit is an entry of its own."""
        self._sealed = True

    def go_to(self, position: int) -> None:
        """Makes an entry current.

        Raises:
            IndexError: There is no such entry.
        """
        if not 0 <= position < len(self._edits):
            raise IndexError(position)
        self._position = position
        self._sealed = True
