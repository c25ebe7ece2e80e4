"""Writing a pipeline into the text that it came from: only what changed is written anew, and comments stay with what they are about."""

from collections.abc import Iterator, Mapping

from augstudio.errors import PipelineError
from augstudio.pipeline.model import Pipeline, Step
from augstudio.pipeline.yaml_layout import EntryLines, Layout, StepLines, UnusualLayoutError, comments_of, layout
from augstudio.pipeline.yaml_reader import CHILDREN_KEY, Reading, read
from augstudio.pipeline.yaml_writer import (
    fresh_text,
    scalar,
    step_lines,
    step_values,
    steps_header,
    top_values,
    value_lines,
)


def text_from_template(pipeline: Pipeline, template_text: str) -> str:
    """The text of a pipeline's file, as much like the template as it can be.

    Steps are matched by id. What the template holds about a step that is gone goes with it; a template that is no pipeline is ignored.
    """
    text = template_text.removeprefix("\ufeff").replace("\r\n", "\n")
    try:
        reading = read(text, "<template>", fitting=False)
    except PipelineError:
        return fresh_text(pipeline)
    written = _written(pipeline, text, reading)
    return written.replace("\n", "\r\n") if "\r\n" in template_text else written


def _written(pipeline: Pipeline, text: str, reading: Reading) -> str:
    try:
        written = _Rewriter(pipeline, reading, layout(text, reading)).text()
        if read(written, "<written>", fitting=False).pipeline == pipeline:
            return written
    except (UnusualLayoutError, PipelineError):
        pass  # no layout to keep: the comments are kept, at the top
    return "".join(f"{comment}\n" for comment in comments_of(text, reading)) + fresh_text(pipeline)


class _Rewriter:
    def __init__(self, pipeline: Pipeline, reading: Reading, template: Layout) -> None:
        self._pipeline = pipeline
        self._old = reading.pipeline
        self._template = template
        self._old_steps = dict(_by_id(reading.pipeline.steps, template.steps))

    def text(self) -> str:
        lines: list[str] = []
        values = {**top_values(self._pipeline), CHILDREN_KEY: None}
        for entry in _merged(self._template.top, values, top_values(self._old), kept=(CHILDREN_KEY, "framework")):
            if entry.key == CHILDREN_KEY:
                lines += [*entry.lead, *self._header(entry, self._pipeline.steps, self._template.steps)]
                lines += self._steps(self._pipeline.steps, self._template.dash)
            else:
                lines += [*entry.lead, *entry.lines]
        return "\n".join([*lines, *self._template.tail]) + "\n"

    def _header(self, entry: EntryLines, steps: tuple[Step, ...], template: list[StepLines]) -> list[str]:
        if bool(steps) == bool(template):
            return entry.lines
        return _rewritten(entry, steps_header(steps)).lines

    def _steps(self, steps: tuple[Step, ...], dash: int) -> list[str]:
        lines: list[str] = []
        for step in steps:
            template = self._old_steps.get(step.id)
            if template is None or bool(self._old.step(step.id).group) != bool(step.group):
                lines += step_lines(step, dash)
            else:
                lines += _shifted(self._step(step, template), dash - template.dash)
        return lines

    def _step(self, step: Step, template: StepLines) -> list[str]:
        old = step_values(self._old.step(step.id))
        new = step_values(step)
        if template.flow is not None:
            lines = self._flow_group(step, template) if step.group else self._flow_step(new, old, template)
            return [*template.lead, *lines, *template.tail]
        if step.group:
            new[CHILDREN_KEY] = None
        entries = _merged(template.entries, new, old, kept=(CHILDREN_KEY,))
        *above, opening = template.opening
        lines = [*template.lead, *entries[0].lead, *above]
        margin = " " * len(opening)
        for position, entry in enumerate(entries):
            holds_steps = entry.key == CHILDREN_KEY
            first, *further = self._header(entry, step.steps, template.steps) if holds_steps else entry.lines
            lines += entry.lead if position else []
            lines += [(margin if position else opening) + first, *further]
            lines += self._steps(step.steps, template.inner_dash or len(opening)) if holds_steps else []
        return [*lines, *template.tail]

    def _flow_group(self, step: Step, template: StepLines) -> list[str]:
        """A group in braces: line by line, because it has to be read; the comments in it go above."""
        return [*(f"{' ' * template.dash}{comment}" for comment in template.comments), *step_lines(step, template.dash)]

    def _flow_step(self, new: Mapping[str, object], old: Mapping[str, object], template: StepLines) -> list[str]:
        """A step in braces: as it was, in braces again where it was one line, else line by line."""
        assert template.flow is not None  # noqa: S101 -- as the caller looked up
        keys = _ordered([key for key in template.keys if key in new], new)
        *above, opening = template.opening
        if keys == template.keys and new == old:
            return [*above, opening + template.flow[0], *template.flow[1:]]
        values = {key: new[key] for key in keys}
        if len(template.flow) > 1:
            margin = " " * template.dash
            return [*(f"{margin}{comment}" for comment in template.comments), *value_lines(values, template.dash)]
        body = ", ".join(f"{key}: {scalar(value)}" for key, value in values.items())
        comment = "".join(f"  {comment}" for comment in template.comments)
        return [*above, f"{opening}{{{body}}}{comment}"]


def _by_id(steps: tuple[Step, ...], lines: list[StepLines]) -> Iterator[tuple[str, StepLines]]:
    """The lines of each step, in groups, too, where they are told apart there."""
    for step, own in zip(steps, lines, strict=True):
        yield step.id, own
        if own.steps:
            yield from _by_id(step.steps, own.steps)


def _shifted(lines: list[str], columns: int) -> list[str]:
    """Lines that move to the right, or to the left as far as there is room."""
    if columns >= 0:
        return [" " * columns + line if line.strip() else line for line in lines]
    return [line[min(-columns, len(line) - len(line.lstrip())) :] for line in lines]


def _merged(
    entries: list[EntryLines], new: Mapping[str, object], old: Mapping[str, object], kept: tuple[str, ...] = ()
) -> list[EntryLines]:
    """The entries with new values: in the template's order, what it lacks after the key that is written before it."""
    merged = []
    for entry in entries:
        if entry.key in kept:
            merged.append(entry)
        elif entry.key in new:
            value = new[entry.key]
            same = entry.key in old and old[entry.key] == value
            merged.append(entry if same else _rewritten(entry, f"{entry.key}: {scalar(value)}"))
    there = {entry.key: entry for entry in merged}
    return [
        there.get(key) or EntryLines(key, [], [f"{key}: {scalar(new[key])}"], None, [])
        for key in _ordered(list(there), new)
    ]


def _ordered(keys: list[str], new: Mapping[str, object]) -> list[str]:
    """The keys in their order, with each new one that they lack after the key that is written before it."""
    ordered = list(keys)
    previous = ""
    for key in new:
        if key not in ordered:
            ordered.insert(ordered.index(previous) + 1 if previous else 0, key)
        previous = key
    return ordered


def _rewritten(entry: EntryLines, text: str) -> EntryLines:
    """The entry with another value in one line; its comments stay, those of further lines go above it."""
    if entry.comment is not None:
        column, comment = entry.comment
        text = f"{text}  {comment}" if column == 0 else f"{text.ljust(column - 2)}  {comment}"
    return EntryLines(entry.key, [*entry.lead, *entry.inner], [text], entry.comment, [])
