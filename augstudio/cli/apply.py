"""`augstudio apply`: an augmented data set in files."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter
from cyclopts.validators import Number
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from augstudio.data.detection import open_source
from augstudio.errors import AugStudioError
from augstudio.pipeline.yaml_format import load

if TYPE_CHECKING:
    from collections.abc import Iterable

    from augstudio.apply.copies import ApplyEvent, ApplyFinished
    from augstudio.data.loading import Unreadable

_MOST_NAMES = 3
"""Of skipped images."""


def apply(
    file: str,
    /,
    *,
    data: str,
    copies: Annotated[int, Parameter(validator=Number(gte=1, lte=1000))],
    out: Annotated[str, Parameter(name=["--out", "-o"])],
    format: Literal["folder", "npz"] = "folder",  # noqa: A002 -- the name of the option
    workers: Annotated[int | None, Parameter(validator=Number(gte=1, lte=256))] = None,
) -> int:
    """Write an augmented data set: every training image several times, with a manifest of every draw.

    Copy k has the draws of epoch k, from 0: what the preview and training show. Values are rounded to 8 bits, and what normalises is left
    out: normalise when you train on the files. The files are the same whatever the number of workers. A run that was broken off goes
    on where it was; more copies can be added later.

    Args:
        file: The pipeline file; - reads standard input.
        data: A built-in name, a folder of images, or another data set; of data divided into train, val and test, train is used.
        copies: Of each image.
        out: The folder to write: new, or left by a run of the same pipeline on the same data.
        format: folder writes class/name_e000.png; npz one archive of images, labels and classes.
        workers: Threads; by default one for each processor core.
    """
    pipeline = load(file)
    source = open_source(data)
    _refuse_inside(out, data)
    from augstudio.apply.copies import Form, apply_pipeline  # noqa: PLC0415 -- torch, not for --help

    count = workers or os.cpu_count() or 1
    events = apply_pipeline(pipeline, source, out, copies=copies, form=Form(format), workers=count)
    finished = _follow(events)
    _tell_skipped(finished.unreadable)
    total = "Everything was there already" if not finished.written else f"{finished.written:,} images written"
    print(f"{total}: {out} (manifest.jsonl has every draw)")
    return 0


def _refuse_inside(out: str, data: str) -> None:
    """Copies among the images would be taken for images."""
    folder = Path(data).expanduser()
    if folder.is_dir() and Path(out).expanduser().resolve().is_relative_to(folder.resolve()):
        raise AugStudioError(
            f"{out}: lies in the data folder, where the copies would become data; give a folder elsewhere"
        )


def _follow(events: "Iterable[ApplyEvent]") -> "ApplyFinished":
    from augstudio.apply.copies import ApplyFinished, ApplyStarted, CopiesWritten  # noqa: PLC0415 -- as above

    with _progress() as bar:
        task = bar.add_task("looking at the data", total=None, rate="")
        for event in events:
            match event:
                case ApplyStarted():
                    for note in event.notes:
                        print(note, file=sys.stderr, flush=True)
                    left = event.total - event.before
                    bar.update(task, total=left, description="writing copies")
                case CopiesWritten():
                    speed = bar.tasks[task].speed
                    bar.update(task, completed=event.done, rate=f"{speed:,.0f} images/s" if speed else "")
                case ApplyFinished():
                    return event
    raise AssertionError("the last event says that it is finished")


def _progress() -> Progress:
    """A bar on standard error, if somebody watches it."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )


def _tell_skipped(unreadable: "tuple[Unreadable, ...]") -> None:
    if not unreadable:
        return
    named = [f"{each.location} ({each.reason})" for each in unreadable[:_MOST_NAMES]]
    more = ", ..." if len(unreadable) > _MOST_NAMES else ""
    count = f"{len(unreadable):,} {'image' if len(unreadable) == 1 else 'images'} skipped"
    text = "".join(character if character.isprintable() else " " for character in f"{count}: {', '.join(named)}{more}")
    print(text, file=sys.stderr, flush=True)
