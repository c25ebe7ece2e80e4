"""One image that one step is tried on, and what comes of trying."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from augstudio.export.verify.exporting import Exporting
from augstudio.export.verify.frameworks import Job, Outcome
from augstudio.export.verify.pinning import DrawnStep, alone
from augstudio.export.verify.policy_outcomes import simplified
from augstudio.export.verify.verdicts import Difference, DrawComparison
from augstudio.transforms.base import Transform
from augstudio.transforms.stage import ImageSize, Stage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found; None for what it does not look at."""

    difference: Difference | None = None
    draws: DrawComparison | None = None


class Check(Protocol):
    """Jobs to run, and what follows from their results."""

    @property
    def how(self) -> str:
        """In a few words, for the table."""

    @property
    def jobs(self) -> tuple[Job, ...]:
        """What to run."""

    def finding(self, found: Sequence[Outcome]) -> Finding:
        """What the outcomes of the jobs, in order, tell.

        Raises:
            Mismatch: They cannot be compared.
        """


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """One image, and the step with all that can be pinned to what the preview draws for it."""

    sample: DrawnStep
    transform: Transform
    source: str

    @classmethod
    def of(cls, sample: DrawnStep, exporting: Exporting) -> "Trial":
        """Writes the code.

        Raises:
            ExportError: The step cannot be said.
            PipelineError: The step can never be applied.
        """
        transform = simplified(sample.pinned())
        return cls(sample, transform, exporting.text(alone(sample.step, transform, 1.0, sample.seed)))

    @property
    def size(self) -> ImageSize:
        return self.sample.size

    @property
    def stages(self) -> tuple[Stage, ...]:
        return self.sample.stages()

    def job(self, image: "NDArray[np.float32] | None" = None, runs: int = 1) -> Job:
        """Runs on its image, or with the same draws on another of its size; each after the first with draws of its own."""
        given = self.sample.image if image is None else image
        return Job(self.source, given[None], tuple(self.sample.index + run for run in range(runs)))
