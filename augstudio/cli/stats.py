"""`augstudio stats`: what a data set holds."""

import sys
from collections.abc import Iterable
from json import dumps

from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from augstudio.data.detection import open_source
from augstudio.data.source import Source
from augstudio.data.statistics import DatasetStatistics, statistics

_MOST_ROWS = 20


def stats(data: str, *, json: bool = False) -> int:
    """Count, classes, sizes, per-channel mean and standard deviation, duplicates and unreadable files of a data set.

    Every image is brought to 8-bit gray or RGB: EXIF orientation is applied; palettes become RGB; alpha is blended
    onto white; of 16 bits the high byte is kept; floating point in [0, 1] is multiplied by 255; CMYK becomes RGB
    without colour profiles; of several frames the first is used. The output says which of these rules were applied.

    Args:
        data: A built-in name (fashion-mnist-5k, mnist-5k, digits, shapes, photos), a folder of images, IDX files, or
            an .npz archive.
        json: Print JSON, with every duplicate and unreadable file.

    Returns:
        0.

    Raises:
        DataError: There is no such data set.
    """
    described = _describe(open_source(data))
    if json:
        print(dumps(described.as_json(), indent=2))
    else:
        _print(described, Console())
    return 0


def _describe(source: Source) -> DatasetStatistics:
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("Reading images", total=len(source))
        return statistics(source, progress=lambda done, _: bar.update(task, completed=done))


def _print(described: DatasetStatistics, console: Console) -> None:
    table = Table(title=_shown(described.name), title_justify="left", show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for topic, lines in _rows(described):
        table.add_row(topic, Text("\n").join(_shown(line) for line in lines))
    console.print(table)


def _rows(described: DatasetStatistics) -> Iterable[tuple[str, list[str]]]:
    """What to say, topic by topic; topics without anything to say are left out."""
    all_broken = described.unreadable and len(described.unreadable) == described.count
    yield "images", [f"{described.count:,}{': not one of them can be read' if all_broken else ''}"]
    if described.splits:
        yield "splits", [f"{name}: {count:,}" for name, count in described.splits.items()]
    classes = [f"{name}: {count:,}" for name, count in described.classes.items()]
    yield "classes", [f"{len(classes):,}", *_first(classes)] if classes else ["none: to look at, not to train on"]
    yield "sizes", _first([f"{size.width} × {size.height} pixels: {size.count:,}" for size in described.sizes])
    names = {1: "gray", 3: "RGB"}
    yield "channels", [f"{names[channels]}: {count:,}" for channels, count in described.channels.items()]
    yield "mean", [", ".join(f"{value:.4f}" for value in described.mean) or "none"]
    yield "std", [", ".join(f"{value:.4f}" for value in described.std) or "none"]
    groups = [" = ".join(group) for group in described.duplicates]
    yield "duplicates", [f"{len(groups):,} groups with equal pixels", *_first(groups)] if groups else ["none"]
    broken = [f"{each.location}: {each.reason}" for each in described.unreadable]
    yield "unreadable", [f"{len(broken):,}", *_first(broken)] if broken else ["none"]
    if described.conversions:
        yield "converted", [f"{rule}: {count:,}" for rule, count in described.conversions.items()]
    if described.notes:
        yield "notes", list(described.notes)


def _first(lines: list[str]) -> list[str]:
    rest = len(lines) - _MOST_ROWS
    return lines if rest <= 0 else [*lines[:_MOST_ROWS], f"... and {rest:,} more; --json lists all"]


def _shown(text: str) -> Text:
    """Text that no terminal chokes on: file names may hold bytes that are no characters."""
    return Text(text.encode("utf-8", "replace").decode())
