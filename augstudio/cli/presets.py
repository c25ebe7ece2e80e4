"""`augstudio presets`: the recipes."""

import sys
from typing import Annotated

from cyclopts import Parameter

from augstudio.atomic_file import write_atomically
from augstudio.pipeline.presets import PRESETS, preset, preset_path


def presets(name: str | None = None, /, *, out: Annotated[str, Parameter(name=["--out", "-o"])] = "-") -> int:
    """List the recipes to start from, or write one as a pipeline file.

    Args:
        name: The recipe to write; without it all are listed.
        out: The file to write, whole or not at all; by default standard output.
    """
    if name is None:
        _print_list()
        return 0
    text = preset_path(name).read_text(encoding="utf-8")
    if out == "-":
        sys.stdout.write(text)
    else:
        write_atomically(out, text)
    return 0


def _print_list() -> None:
    width = max(map(len, PRESETS))
    for name in PRESETS:
        steps = ", ".join(step.op for step in preset(name)) or "images as they are"
        print(f"{name:{width}}  {steps}")
