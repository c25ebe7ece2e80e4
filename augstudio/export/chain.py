"""What is exported: the training chain, the evaluation chain, or both."""

from collections.abc import Iterator
from enum import StrEnum
from typing import assert_never

from augstudio.errors import ExportError, PipelineError
from augstudio.pipeline.evaluation import evaluation_twin
from augstudio.pipeline.model import Mode, Pipeline, walk
from augstudio.pipeline.sizes import check_sizes, number_counts, sizes_after
from augstudio.transforms.stage import ImageSize


class Chains(StrEnum):
    """Which chains an export holds."""

    TRAIN = "train"
    EVAL = "eval"
    BOTH = "both"

    def of(self, pipeline: Pipeline) -> dict[Mode, Pipeline]:
        """The chains, each as a pipeline."""
        match self:
            case Chains.TRAIN:
                return {Mode.TRAIN: pipeline}
            case Chains.EVAL:
                return {Mode.EVAL: evaluation_twin(pipeline)}
            case Chains.BOTH:
                return {Mode.TRAIN: pipeline, Mode.EVAL: evaluation_twin(pipeline)}
            case _:
                assert_never(self)


_SIDES = (40, 96, 264, 520, 1040, 2080, 4160, 8320, 16_640)


def sample_size(pipeline: Pipeline) -> ImageSize:
    """A small size of images that every step of the pipeline and of its evaluation twin can be applied to.

    Raises:
        PipelineError: A step can never be applied.
        ExportError: Only images of unusual sizes fit.
    """
    check_sizes(pipeline)
    for size in _candidates(pipeline):
        if _fits(pipeline, size) and _fits(evaluation_twin(pipeline), size):
            return size
    raise ExportError(f"no image of up to {_SIDES[-1]} px fits all steps: make crops smaller, or borders narrower")


def result_size(pipeline: Pipeline, size: ImageSize) -> ImageSize | None:
    """The size that a chain makes of images of a size; None where it depends on chance."""
    made = sizes_after(pipeline, size)
    return made[0] if len(made) == 1 else None


def _candidates(pipeline: Pipeline) -> Iterator[ImageSize]:
    """Sizes to try, with as many channels as a step has numbers for; otherwise three, or one."""
    for channels in sorted(number_counts(walk(pipeline.active)) - {1}) or (3, 1):
        yield from (ImageSize(side, side + side // 5, channels) for side in _SIDES)
        yield from (ImageSize(side, side, channels) for side in _SIDES)  # some steps take squares only


def _fits(pipeline: Pipeline, size: ImageSize) -> bool:
    try:
        check_sizes(pipeline, size)
    except PipelineError:
        return False
    return True
