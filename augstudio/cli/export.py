"""`augstudio export`: a pipeline as code or YAML for a framework."""

import sys
from typing import Annotated

from cyclopts import Parameter

from augstudio.atomic_file import write_atomically
from augstudio.cli.dataset_statistics import with_statistics
from augstudio.cli.output_file import refuse_to_overwrite
from augstudio.export.chain import Chains
from augstudio.export.exporter import Format, Framework, Style
from augstudio.export.exporter import export as export_text
from augstudio.pipeline.yaml_format import load

STANDARD_OUTPUT = "-"


def export(
    file: str,
    /,
    *,
    framework: Framework = Framework.TORCH,
    format: Format = Format.PYTHON,  # noqa: A002 -- the option's public name
    style: Style = Style.NATIVE,
    mode: Chains = Chains.BOTH,
    data: str | None = None,
    out: Annotated[str, Parameter(name=["--out", "-o"])] = STANDARD_OUTPUT,
) -> int:
    """Write a pipeline as code, or as YAML, for a framework.

    Python holds the training and the evaluation transforms and tests itself when it is run as a script. YAML for PyTorch and Keras
    builds with Hydra; for TensorFlow it is the pipeline file itself.

    Args:
        file: The pipeline file; - reads standard input.
        framework: Whose code is written.
        format: Code, or configuration.
        style: native is the code one would write by hand; exact draws the preview's own random numbers, on batches, as Python only.
        mode: The training transforms, those for evaluation, or both.
        data: The data set whose mean and standard deviation normalize takes where it says `dataset`.
        out: The file to write, whole or not at all; by default standard output.
    """
    if out != STANDARD_OUTPUT:
        refuse_to_overwrite(out, file, data)
    pipeline = with_statistics(load(file), data)
    text = export_text(pipeline, framework=framework, format=format, style=style, mode=mode)
    if out == STANDARD_OUTPUT:
        sys.stdout.write(text)
    else:
        write_atomically(out, text)
    return 0
