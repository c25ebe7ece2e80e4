"""What differs between two designs, in people's words."""

from collections.abc import Iterator
from dataclasses import dataclass

from augstudio.gui.wording import number_text, parameter_title, range_text, step_summary, unit_suffix
from augstudio.pipeline.model import Step
from augstudio.preview.wording import op_title
from augstudio.project.pipeline_diff import Change, PipelineDiff, StepChange, ValueChange
from augstudio.transforms.parameters import Range, RangeOf, plain

_SIGNS = {Change.ADDED: "+", Change.REMOVED: "−", Change.CHANGED: "~"}
_VERBS = {Change.ADDED: "added", Change.REMOVED: "removed", Change.CHANGED: ""}
_NAMES = {None: "none", True: "on", False: "off"}


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """A step, or the pipeline itself, with what is different about it.

    Attributes:
        change: What became of it.
        title: Which one.
        details: What about it differs, a line each.
    """

    change: Change
    title: str
    details: tuple[str, ...]

    @property
    def sign(self) -> str:
        """What became of it, in one character."""
        return _SIGNS[self.change]

    @property
    def verb(self) -> str:
        """What became of it, in a word; empty where the details say it."""
        return _VERBS[self.change]


def difference_lines(diff: PipelineDiff) -> tuple[DifferenceLine, ...]:
    """Everything that differs, in the order of the steps."""
    settings = [DifferenceLine(Change.CHANGED, "Pipeline", tuple(map(_value_line, diff.settings)))]
    steps = [DifferenceLine(each.change, _title(each), tuple(_details(each))) for each in diff.steps]
    return (*(settings if diff.settings else []), *steps)


def _title(change: StepChange) -> str:
    return f"{change.new_number or change.old_number}  {op_title(_present(change).op)}"


def _details(change: StepChange) -> Iterator[str]:
    if change.change is not Change.CHANGED:
        summary = step_summary(_present(change))
        if summary:
            yield summary
        return
    if change.moved:
        yield f"Moved from {change.old_number} to {change.new_number}"
    for value in change.values:
        yield _value_line(value, change.new)


def _present(change: StepChange) -> Step:
    """The step as it is now, or as it was last."""
    step = change.new or change.old
    assert step is not None  # noqa: S101 -- it is in one of the designs, or it were no change
    return step


def _value_line(value: ValueChange, step: Step | None = None) -> str:
    if value.name == "enabled":
        return "Switched on" if value.new else "Switched off"
    return f"{parameter_title(value.name)}  {_text(value.name, value.old, step)} → {_text(value.name, value.new, step)}"


def _text(name: str, value: object, step: Step | None) -> str:
    fields = step.transform.parameter_fields() if step is not None else ()
    parameter = next((field.parameter for field in fields if field.name == name), None)
    if isinstance(value, Range) and isinstance(parameter, RangeOf):
        return range_text(value, parameter)
    if isinstance(value, tuple):
        return ", ".join(_text(name, each, step) for each in value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{number_text(value)}{unit_suffix(parameter.unit) if parameter is not None else ''}"
    return _NAMES[value] if value is None or isinstance(value, bool) else str(plain(value)).replace("_", " ")
