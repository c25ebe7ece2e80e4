"""The comment that every export starts with."""

from collections.abc import Mapping, Sequence
from textwrap import wrap

from augstudio.export.python_text import WIDTH
from augstudio.pipeline.model import Pipeline, Resampling
from augstudio.version import __version__

_LONGEST_NAME = 60


def header(
    pipeline: Pipeline, target: str, versions: Mapping[str, str], approximate: Sequence[tuple[str, str]]
) -> list[str]:
    """The lines of the comment, for Python and for YAML.

    The name comes third, never sooner: a comment in the first two lines could choose the file's encoding.

    Args:
        pipeline: What is exported.
        target: The framework's name in prose.
        versions: Packages with the versions that the export was compared with the preview in.
        approximate: Step ids with the reason why the step is not quite what the preview shows.
    """
    lines = _opening(pipeline, target, versions)
    if pipeline.resampling is Resampling.SINGLE and len(pipeline.active) > 1:
        lines.append("Approximate: the preview composes interpolations into one; here each step interpolates.")
    lines += [f"Approximate: step {step_id}: {reason}." for step_id, reason in approximate]
    if len(lines) == 3:
        lines.append("Every step does what the preview shows; the random draws are other ones.")
    return _comment(lines)


def exact_header(pipeline: Pipeline, target: str, versions: Mapping[str, str], remarks: Sequence[str]) -> list[str]:
    """The lines of the comment of an exact export.

    Args:
        pipeline: As in `header`.
        target: As in `header`.
        versions: As in `header`.
        remarks: Sentences that say how exact it is, and what it needs.
    """
    return _comment([*_opening(pipeline, target, versions), *remarks])


def _opening(pipeline: Pipeline, target: str, versions: Mapping[str, str]) -> list[str]:
    measured = ", ".join(f"{package} {version}" for package, version in versions.items())
    return [
        f"Image augmentation for {target}, designed in AugStudio {__version__}.",
        f"Compared with its preview in {measured}.",
        f"Pipeline: {shown_name(pipeline.name)}",
    ]


def _comment(lines: Sequence[str]) -> list[str]:
    return [f"# {row}" for line in lines for row in wrap(line, WIDTH - 2, subsequent_indent="  ")]


def shown_name(name: str) -> str:
    """A name as one quoted line of at most 60 characters: what is not printable is escaped."""
    escaped = "".join(each if each.isprintable() else each.encode("unicode_escape").decode("ascii") for each in name)
    cut = escaped if len(escaped) <= _LONGEST_NAME else escaped[: _LONGEST_NAME - 1] + "…"
    return f'"{cut}"'
