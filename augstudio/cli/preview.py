"""`augstudio preview`: a picture of what a pipeline does."""

from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from augstudio.cli.output_file import refuse_to_overwrite
from augstudio.data.detection import open_source
from augstudio.errors import AugStudioError
from augstudio.pipeline.model import SEED_LIMIT
from augstudio.pipeline.yaml_format import load
from augstudio.preview.contact_sheet import write_contact_sheet

_Few = Annotated[int, Parameter(validator=Number(gte=1, lte=100))]


def preview(
    file: str,
    /,
    *,
    data: str,
    out: Annotated[str, Parameter(name=["--out", "-o"])],
    samples: _Few = 6,
    variants: _Few = 4,
    steps: bool = False,
    seed: Annotated[int | None, Parameter(validator=Number(gte=0, lt=SEED_LIMIT))] = None,
) -> int:
    """Draw originals beside augmented variants into a PNG file.

    Args:
        file: The pipeline file; - reads standard input.
        data: A built-in name (fashion-mnist-5k, mnist-5k, digits, shapes, photos), a folder of images, or another data set.
        out: The PNG file to write, whole or not at all.
        samples: How many images, classes taking turns.
        variants: How many variants of each.
        steps: Show every intermediate image, with what was drawn.
        seed: Instead of the pipeline's own.
    """
    if not out.lower().endswith(".png"):
        raise AugStudioError(f"{out}: the picture is a PNG file; give it a name that ends in .png")
    refuse_to_overwrite(out, file, data)
    pipeline = load(file)
    source = open_source(data)
    write_contact_sheet(pipeline, source, samples=samples, variants=variants, steps=steps, seed=seed, out=out)
    return 0
