"""A chain as calls that build Keras layers; Python and YAML are written from them."""

from collections.abc import Iterable, Iterator

from augstudio.errors import ExportError, PipelineError
from augstudio.export.chain import sample_size
from augstudio.pipeline.evaluation import evaluation_twin
from augstudio.pipeline.model import Pipeline, Step
from augstudio.transforms.code import Call, Helper, KerasCode, Quotient, Value, keras
from augstudio.transforms.stage import ImageSize

VERSIONS = {"keras": "3.15.1", "tensorflow": "2.21.0"}
"""What tests/parity last ran with."""

_TO_FLOAT = keras("Rescaling", unnamed=1, scale=Quotient(1, 255))
"""First of all: steps work on floats from 0 to 1 as the preview does; on bytes some layers of Keras wrap around."""


def chain_layers(pipeline: Pipeline) -> tuple[tuple[Step | None, tuple[Call, ...]], ...]:
    """The layers of each step in order; that of no step makes floats.

    Raises:
        ExportError: There is no Keras code for a step.
    """
    return ((None, (_TO_FLOAT,)), *((step, _step_layers(step)) for step in pipeline.active))


def approximations(pipelines: Iterable[Pipeline]) -> list[tuple[str, str]]:
    """Ids of the steps that are not quite what the preview shows, and why."""
    codes = ((step.id, _code(step)) for each in pipelines for step in each.active)
    return list(dict.fromkeys((step_id, code.approximate) for step_id, code in codes if code.approximate))


def batch_size(pipeline: Pipeline) -> ImageSize:
    """A size of images that stay of one size throughout, as those of a batch have to.

    Raises:
        PipelineError: A step can never be applied.
        ExportError: A step makes two sizes of images of one, whatever it is.
    """
    first = sample_size(pipeline)
    fault: Step | None = None
    for size in _candidates(pipeline, first):
        fault = _splitting_step(pipeline, size) or _splitting_step(evaluation_twin(pipeline), size)
        if fault is None:
            return size
    assert fault is not None  # noqa: S101 -- there is one candidate at least
    raise ExportError(
        f"step {fault.id} ({fault.op}): with probability {fault.probability:g} it makes images of two sizes, "
        "which no batch holds: set its probability to 1, or export for torch or tf"
    )


def _candidates(pipeline: Pipeline, first: ImageSize) -> Iterator[ImageSize]:
    """The first size, and all that steps make of it and that the pipeline can be applied to."""
    yield first
    sizes: tuple[ImageSize, ...] = (first,)
    for step in pipeline.active:
        sizes = tuple({made: None for size in sizes for made in step.transform.sizes_after(size, step.probability)})
        for size in sizes:
            if _fits(pipeline, size) and _fits(evaluation_twin(pipeline), size):
                yield size


def _fits(pipeline: Pipeline, size: ImageSize) -> bool:
    try:
        return _splitting_step(pipeline, size) is None
    except PipelineError:
        return False


def _splitting_step(pipeline: Pipeline, size: ImageSize) -> Step | None:
    """The first step that makes images of two sizes of images of a size."""
    for step in pipeline.active:
        made = step.transform.sizes_after(size, step.probability)
        if len(made) > 1:
            return step
        size = made[0]
    return None


def _code(step: Step) -> KerasCode:
    code = step.transform.keras_code(step.probability)
    if code is None:
        raise ExportError(
            f"step {step.id} ({step.op}): there is no Keras code for it; export for torch or tf, or switch the step off"
        )
    return code


def _step_layers(step: Step) -> tuple[Call, ...]:
    code = _code(step)
    if code.applies_probability or step.probability >= 1:
        return code.layers
    layers: list[Value] = list(code.layers)
    layer = code.layers[0] if len(layers) == 1 else keras("Pipeline", unnamed=1, layers=layers)
    return (Call(Helper("RandomApply"), (layer, step.probability)),)
