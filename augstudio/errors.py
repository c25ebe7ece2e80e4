"""One family of errors. Messages say what went wrong, where, and what to do about it; faces print them, never a traceback."""


class AugStudioError(Exception):
    """Anything a user can cause or mend. The message is one line, complete by itself."""


class PipelineError(AugStudioError):
    """A pipeline that cannot mean anything: an unknown op, a reversed range, sizes that never fit.

    Attributes:
        message: What is wrong and what would be right, without the place.
        path: Where the step at fault is: its position, from 0, after those of the groups it is in; empty when the fault is not in a step.
        field: The key at fault; None when it is the step as a whole.
    """

    def __init__(self, message: str, *, path: tuple[int, ...] = (), field: str | None = None, place: str = "") -> None:
        self.message = message
        self.path = path
        self.field = field
        super().__init__(f"{place}: {message}" if place else message)

    @property
    def step(self) -> int | None:
        """Position among the pipeline's own steps of the one that the fault is in; None when it is in none."""
        return self.path[0] if self.path else None


class ExportError(AugStudioError):
    """The pipeline cannot be said in the framework, format or style asked for."""


class DataError(AugStudioError):
    """Data that is missing, unreadable, or not of a kind we know."""


class TrainingError(AugStudioError):
    """A training that cannot start or go on: no labels, a class with too few images, a loss that is no number."""


class MissingDependencyError(AugStudioError):
    """Something that has to be installed first; the message holds the command."""
