"""Putting a Python file together."""

from collections.abc import Iterable

_DEFINITIONS = ("def ", "class ", "@")


def assemble(blocks: Iterable[str]) -> str:
    """The text of a file: two blank lines around functions and classes, one between anything else."""
    text = ""
    beside_definition = False
    for block in blocks:
        is_definition = block.startswith(_DEFINITIONS)
        if text:
            text += "\n\n\n" if is_definition or beside_definition else "\n\n"
        text += block
        beside_definition = is_definition
    return text + "\n"
