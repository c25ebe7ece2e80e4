"""What a row of the list of runs says."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from augstudio.gui.runs.run_words import accuracy_text, gain_text, state_text, subject_text, when_text
from augstudio.training.kept_runs import KeptRun, RunState


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run in a few words, worked out once.

    Attributes:
        run: The run.
        when: When it began.
        subject: What was measured with what on what.
        state: How it stands; empty where it came to its end.
        accuracy: What it came to.
        gain: What augmentation added.
        slot: The colour of its lines; None where it is not drawn.
    """

    run: KeptRun
    when: str
    subject: str
    state: str
    accuracy: str
    gain: str
    slot: int | None = None

    @classmethod
    def of(cls, run: KeptRun, now: datetime, *, is_running: bool) -> Self:
        """The row of a run."""
        state = state_text(run, is_running=is_running)
        return cls(run, when_text(run.began, now), subject_text(run), state, accuracy_text(run), gain_text(run))

    @property
    def is_bad(self) -> bool:
        """It went wrong."""
        return self.run.state in {RunState.FAILED, RunState.UNREADABLE}

    def with_slot(self, slot: int | None) -> Self:
        """The same row with another colour."""
        return replace(self, slot=slot)
