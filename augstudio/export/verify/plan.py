"""What is to be run for one line of a certificate, and the line that comes of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from augstudio.export.exporter import Framework
from augstudio.export.verify.draw_comparison import RandomRuns
from augstudio.export.verify.frameworks import FrameworkProcess, Job, Outcome
from augstudio.export.verify.trial import Check, Finding
from augstudio.export.verify.verdicts import DrawComparison, Mismatch, Verdict, VerifiedStep, judged


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """One line.

    Attributes:
        id: The step's id, or the name of a chain.
        op: The step's op, or `chain`.
        approximate: Why the exporter calls it approximate; empty where it does not.
        check: Compares values; None where they cannot be compared.
        runs: Compares draws; None where nothing is left to chance.
        refusal: Why there is no code to run; then there is nothing else.
    """

    id: str
    op: str
    approximate: str = ""
    check: Check | None = None
    runs: RandomRuns | None = None
    refusal: str = ""

    @property
    def jobs(self) -> tuple[Job, ...]:
        """What is to be run."""
        return (*(self.check.jobs if self.check else ()), *((self.runs.job,) if self.runs else ()))

    def verified(self, outcomes: Sequence[Outcome]) -> VerifiedStep:
        """The line, from the outcomes of its jobs in order."""
        if self.refusal:
            return VerifiedStep(self.id, self.op, Verdict.UNSUPPORTED, reason=self.refusal)
        how = self.check.how if self.check else "draws only"
        count = len(outcomes) - (self.runs is not None)
        try:
            found = self.check.finding(outcomes[:count]) if self.check else Finding()
            spread = self.runs.comparison(outcomes[-1]) if self.runs else None
        except (
            Mismatch,
            ValueError,
            IndexError,
            RuntimeError,
        ) as mismatch:  # foreign results are of any kind and shape
            said = f" (the export says: {self.approximate})" if self.approximate else ""
            return VerifiedStep(self.id, self.op, Verdict.FAILED, how, reason=f"{mismatch}{said}")
        draws = _less_alike(found.draws, spread)
        return judged(self.id, self.op, how, found.difference, draws, self.approximate)


def run_plans(
    plans: Sequence[Plan],
    framework: Framework,
    progress: Callable[[VerifiedStep], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[dict[str, str], tuple[VerifiedStep, ...]]:
    """Runs everything in one process of the framework.

    Args:
        plans: What to run.
        framework: Whose code it is.
        progress: Told of each line as soon as it is there.
        cancelled: Asked often; True stops it.

    Returns:
        The versions of the framework's packages, and a line for each plan.

    Raises:
        FrameworkMissing: The framework cannot be loaded here.
        VerificationCancelled: `cancelled` said so.
    """
    lines = []
    jobs = [job for plan in plans for job in plan.jobs]
    with FrameworkProcess(framework, jobs, cancelled or (lambda: False)) as process:
        versions = process.versions()
        outcomes = process.outcomes()
        for plan in plans:
            line = plan.verified(list(islice(outcomes, len(plan.jobs))))
            lines.append(line)
            if progress is not None:
                progress(line)
    return versions, tuple(lines)


def _less_alike(one: DrawComparison | None, other: DrawComparison | None) -> DrawComparison | None:
    known = [each for each in (one, other) if each is not None]
    return max(known, key=lambda each: (not each.is_alike, each.gap / each.limit), default=None)
