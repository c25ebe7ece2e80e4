"""What is doubtful about a pipeline, and how to mend it."""

from dataclasses import dataclass
from enum import StrEnum

from augstudio.pipeline.model import Pipeline


class Severity(StrEnum):
    """How bad it is: the result is wrong, probably harmful, or could be better."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is doubtful.

    Attributes:
        severity: How bad it is.
        step_id: The step it is about; empty where it is the pipeline as a whole.
        message: What happens, and why that is bad.
        remedy: What to do about it.
        fix: The pipeline with the remedy applied, where it can be applied without asking.
    """

    severity: Severity
    step_id: str
    message: str
    remedy: str
    fix: Pipeline | None = None
