"""`augstudio preview`: a picture of what a pipeline does."""

from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from augstudio.data.detection import open_source
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
    pipeline = load(file)
    source = open_source(data)
    write_contact_sheet(pipeline, source, samples=samples, variants=variants, steps=steps, seed=seed, out=out)
    return 0
