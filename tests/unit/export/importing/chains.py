"""Pieces of other libraries' code, read as steps."""

from collections.abc import Callable

from augstudio.export.importing.python_reader import read_python
from augstudio.export.importing.vocabulary import Chain, Word
from augstudio.pipeline.model import Step


def read_steps(
    code: str, words: Callable[[str], Word | None]
) -> tuple[list[tuple[str, dict[str, object], float]], Chain]:
    """The last value of a piece of code as ops with their parameters and probabilities, and what was said about it."""
    chain = Chain(words)
    return [said(step) for step in chain.steps(read_python(code).values[-1].value)], chain


def said(step: Step) -> tuple[str, dict[str, object], float]:
    """A step in plain values; only the parameters that are not the op's defaults."""
    usual = {each.name: each.default for each in type(step.transform).parameter_fields()}
    changed = {
        name: value for name, value in step.transform.plain().items() if getattr(step.transform, name) != usual[name]
    }
    children = {"steps": [said(child) for child in step.steps]} if step.steps else {}
    return step.op, {**changed, **children}, step.probability
