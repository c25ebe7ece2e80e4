"""What is known of a data set, in people's words. Knows nothing of Qt."""

import os
from collections.abc import Mapping

from augstudio.data.statistics import DatasetStatistics
from augstudio.gui.wording import number_text

_MOST_LISTED = 50


def size_words(statistics: DatasetStatistics) -> str:
    """`28 × 28 px`, or how many sizes there are and the most frequent."""
    if not statistics.sizes:
        return "—"
    first = statistics.sizes[0]
    text = f"{first.width} × {first.height} px"
    if len(statistics.sizes) == 1:
        return text
    return f"{len(statistics.sizes)} sizes, most often {text} ({first.count:,})"


def channel_words(channels: Mapping[int, int]) -> str:
    """`gray`, `RGB`, or how many are which."""
    names = {1: "gray", 3: "RGB"}
    if len(channels) == 1:
        return names[next(iter(channels))]
    return ", ".join(f"{count:,} {names[depth]}" for depth, count in channels.items()) or "—"


def split_words(splits: Mapping[str, int]) -> str:
    """`train 4,000, test 1,000`."""
    return ", ".join(f"{name} {count:,}" for name, count in splits.items())


def numbers_words(values: tuple[float, ...]) -> str:
    """Per channel, with four digits after the point."""
    return "  ".join(number_text(value) for value in values) or "—"


def problem_lines(statistics: DatasetStatistics) -> list[str]:
    """Unreadable files and duplicates, a line each; the rest is counted."""
    locations = [each.location for each in statistics.unreadable]
    locations += [location for group in statistics.duplicates for location in group]
    folder = _common_folder(locations)
    lines = [f"{each.location.removeprefix(folder)}: {each.reason}" for each in statistics.unreadable]
    lines += ["Same: " + ", ".join(each.removeprefix(folder) for each in group) for group in statistics.duplicates]
    rest = len(lines) - _MOST_LISTED
    return lines if rest <= 0 else [*lines[:_MOST_LISTED], f"… and {rest:,} more"]


def _common_folder(locations: list[str]) -> str:
    """What all paths begin with, up to a separator: it tells nothing and takes the room."""
    # Not commonpath: a location may be `archive.npz[3]`, which is no path.
    start = os.path.commonprefix(locations) if len(locations) > 1 else ""  # noqa: RUF071 -- cut at a separator next
    return start[: start.rfind(os.sep) + 1]


def problem_title(statistics: DatasetStatistics) -> str:
    """How many files are unreadable and how many are there twice; says so where there are none."""
    twice = sum(len(group) - 1 for group in statistics.duplicates)
    parts = []
    if statistics.unreadable:
        parts.append(f"{len(statistics.unreadable):,} unreadable")
    if twice:
        parts.append(f"{twice:,} duplicate{'s' if twice > 1 else ''}")
    return ", ".join(parts) if parts else "No unreadable files, no duplicates"
