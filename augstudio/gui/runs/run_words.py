"""Kept runs in people's words."""

from datetime import datetime

from augstudio.gui.training.training_form import MODELS
from augstudio.training.findings import in_points, percent
from augstudio.training.kept_runs import KeptRun, RunKind, RunState

_KINDS = {RunKind.LEARNING: "Learning curve", RunKind.SIZE: "Size curve"}
_STATES = {
    RunState.FINISHED: "",
    RunState.CANCELLED: "stopped",
    RunState.FAILED: "failed",
    RunState.UNFINISHED: "not finished",
    RunState.UNREADABLE: "cannot be read",
}


def when_text(began: datetime, now: datetime) -> str:
    """Today's runs by the time, others by the day."""
    if began.date() == now.date():
        return f"{began:%H:%M}"
    day = f"{began.day} {began:%b}"
    return f"{day} {began:%H:%M}" if began.year == now.year else f"{day} {began.year}"


def subject_text(run: KeptRun) -> str:
    """What was measured with what on what."""
    if run.state is RunState.UNREADABLE:
        return ""
    return "  ·  ".join(filter(None, (_KINDS[run.kind], run.data, MODELS.get(run.model, run.model))))


def state_text(run: KeptRun, *, is_running: bool = False) -> str:
    """How it stands; empty where it came to its end."""
    return "running" if is_running else _STATES[run.state]


def accuracy_text(run: KeptRun) -> str:
    """The accuracy it came to; empty where nothing was measured."""
    with_it, without = run.accuracies
    found = without if with_it is None else with_it
    return "" if found is None else percent(found)


def gain_text(run: KeptRun) -> str:
    """What augmentation added, in points; empty where it was not compared."""
    with_it, without = run.accuracies
    if with_it is None or without is None:
        return ""
    return in_points(with_it - without).removesuffix(" points")


def spoken(run: KeptRun, when: str, state: str) -> str:
    """A run as assistive tools read it, and as its tooltip says it."""
    accuracy, gain = accuracy_text(run), gain_text(run)
    reached = f"validation accuracy {accuracy}{f', {gain} points by augmentation' if gain else ''}" if accuracy else ""
    said = (run.pipeline, when, subject_text(run).replace("  ·  ", ", "), state, reached, run.finding, run.message)
    return "\n".join(filter(None, said))
