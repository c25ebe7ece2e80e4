"""From a pipeline to the text of a file, as a hand would have written it: short lists in brackets, numbers without noise."""

import re
from collections.abc import Mapping

from augstudio.pipeline.model import Pipeline, Step
from augstudio.pipeline.yaml_reader import CHILDREN_KEY, FORMAT_VERSION

_PLAIN_WORD = re.compile(r"[A-Za-z](?:[A-Za-z0-9_.+/()-]| (?=[A-Za-z0-9_.+/()-]))*\Z")
_NOT_PLAIN = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}
"""Words that some reader of YAML takes for something else than text."""

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def top_values(pipeline: Pipeline) -> dict[str, object]:
    """What stands at the top of the file besides the steps, in the order in which it is written."""
    return {
        "augstudio": FORMAT_VERSION,
        "name": pipeline.name,
        "seed": pipeline.seed,
        "resampling": pipeline.resampling.value,
    }


def step_values(step: Step) -> dict[str, object]:
    """Everything about a step but its children in plain types, in the order in which it is written."""
    common = {"op": step.op, "id": step.id}
    return {**common, **step.transform.plain(), "probability": step.probability, "enabled": step.enabled}


def scalar(value: object) -> str:
    """One value as YAML 1.2 writes it, in a way that readers of 1.1 understand alike."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return _number(value)
        case list():
            return f"[{', '.join(scalar(element) for element in value)}]"
        case _:
            return _text(str(value))


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    digits = repr(value)
    if "e" in digits and "." not in digits:  # YAML 1.1 reads 1e-05 as text
        digits = digits.replace("e", ".0e")
    return digits


def _text(value: str) -> str:
    if _PLAIN_WORD.match(value) and value.lower() not in _NOT_PLAIN:
        return value
    return f'"{"".join(_escaped(character) for character in value)}"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def step_lines(step: Step, indent: int = 0) -> list[str]:
    """The lines of one step of the list, its dash at column `indent`."""
    lines = value_lines(step_values(step), indent)
    if step.group is None:
        return lines
    return [*lines, f"{' ' * indent}  {steps_header(step.steps)}", *_list_lines(step.steps, indent + 2)]


def value_lines(values: Mapping[str, object], indent: int) -> list[str]:
    """The lines of a step that says no more than this, its dash at column `indent`."""
    margin = " " * indent
    lines = [f"{margin}  {key}: {scalar(value)}" for key, value in values.items()]
    lines[0] = f"{margin}- {lines[0][indent + 2 :]}"
    return lines


def steps_header(steps: tuple[Step, ...]) -> str:
    """What stands above the list of a file's or a group's steps."""
    return f"{CHILDREN_KEY}:" if steps else f"{CHILDREN_KEY}: []"


def _list_lines(steps: tuple[Step, ...], indent: int) -> list[str]:
    return [line for step in steps for line in step_lines(step, indent)]


def fresh_text(pipeline: Pipeline) -> str:
    """The whole file, from nothing."""
    lines = [f"{key}: {scalar(value)}" for key, value in top_values(pipeline).items()]
    lines += [steps_header(pipeline.steps), *_list_lines(pipeline.steps, 0)]
    return "\n".join(lines) + "\n"
