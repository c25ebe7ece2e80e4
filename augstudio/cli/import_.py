"""`augstudio import`: code or configuration of another library as a pipeline file. `import` itself is a word of Python's."""

import sys
from json import dumps as json_text
from typing import Annotated

from cyclopts import Parameter

from augstudio.atomic_file import write_atomically
from augstudio.cli.output_file import refuse_to_overwrite
from augstudio.errors import AugStudioError
from augstudio.export.importing.reading import Imported, read_foreign
from augstudio.pipeline.model import Step
from augstudio.pipeline.yaml_format import STANDARD_INPUT, dumps, read_text
from augstudio.pipeline.yaml_writer import step_values

STANDARD_OUTPUT = "-"


def import_(
    source: str,
    /,
    *,
    out: Annotated[str, Parameter(name=["--out", "-o"])] = STANDARD_OUTPUT,
    json: bool = False,
) -> int:
    """Read a pipeline from code or configuration of torchvision, Keras, TensorFlow or Albumentations, or from our own exports.

    Nothing of the source is run. What has no equal here is listed as FILE:LINE:COLUMN NAME REASON, exit code 1; notes say how a step
    differs from what it stands for. Of several chains the one for training is read.

    Args:
        source: Python code, a JSON or YAML file; - reads standard input.
        out: The pipeline file to write, whole or not at all; by default standard output.
        json: Print JSON: the steps, what is not recognised, and the notes.
    """
    if out != STANDARD_OUTPUT:
        refuse_to_overwrite(out, source)
    imported = read_foreign(read_text(source), "<stdin>" if source == STANDARD_INPUT else source)
    if json:
        print(json_text(_described(imported), indent=2, ensure_ascii=False))
    else:
        _complain(imported)
    if imported.unrecognised and not imported.pipeline.steps:
        raise AugStudioError(f"{source}: nothing in it is recognised, so there is no pipeline to write")
    text = dumps(imported.pipeline)
    if out != STANDARD_OUTPUT:
        write_atomically(out, text)
    elif not json:
        sys.stdout.write(text)
    return 1 if imported.unrecognised else 0


def _complain(imported: Imported) -> None:
    for each in imported.unrecognised:
        print(each, file=sys.stderr)
    for note in imported.notes:
        print(f"note: {note}", file=sys.stderr)


def _described(imported: Imported) -> dict[str, object]:
    return {
        "kind": imported.kind,
        "name": imported.pipeline.name,
        "steps": [_step(step) for step in imported.pipeline],
        "unrecognised": [
            {"file": each.place, "line": each.line, "column": each.column, "name": each.name, "reason": each.reason}
            for each in imported.unrecognised
        ],
        "notes": list(imported.notes),
    }


def _step(step: Step) -> dict[str, object]:
    children = {"steps": [_step(child) for child in step.steps]} if step.steps else {}
    return {**step_values(step), **children}
