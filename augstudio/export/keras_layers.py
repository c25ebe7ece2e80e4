"""A chain as calls that build Keras layers; Python and YAML are written from them."""

from collections.abc import Iterable

from augstudio.export.batch_sizes import unsplit_size
from augstudio.pipeline.batch_steps import image_steps
from augstudio.pipeline.evaluation import twins_of
from augstudio.pipeline.model import Pipeline, Step, walk
from augstudio.transforms.batch_transform import BatchTransform
from augstudio.transforms.code import Call, Helper, KerasCode, Quotient, Value, keras
from augstudio.transforms.group_transform import GroupTransform
from augstudio.transforms.stage import ImageSize

VERSIONS = {"keras": "3.15.1", "tensorflow": "2.21.0"}
"""What tests/parity last ran with."""

_TO_FLOAT = keras("Rescaling", unnamed=1, scale=Quotient(1, 255))
"""First of all: steps work on floats from 0 to 1 as the preview does; on bytes some layers of Keras wrap around."""


def chain_layers(pipeline: Pipeline, *, own: bool = False) -> tuple[tuple[Step | None, tuple[Call, ...]], ...]:
    """The layers of each step in order; that of no step makes floats.

    Args:
        pipeline: The chain.
        own: Prefer what Keras' own layers come nearest with.
    """
    return ((None, (_TO_FLOAT,)), *((step, _step_layers(step, own=own)) for step in pipeline.active))


def approximations(pipelines: Iterable[Pipeline], *, own: bool = False) -> list[tuple[str, str]]:
    """Ids of the steps that are not quite what the preview shows, and why; `own` as of `chain_layers`."""
    steps = (step for each in pipelines for step in walk(image_steps(each).active) if step.group is None)
    codes = ((step.id, _code(step, own=own)) for step in steps)
    return list(dict.fromkeys((step_id, code.approximate) for step_id, code in codes if code.approximate))


def batch_size(pipeline: Pipeline) -> ImageSize:
    """A size of images that stay of one size throughout, as those of a batch have to; errors as of `unsplit_size`."""
    return unsplit_size(pipeline, "export for torch or tf")


def _code(step: Step, *, own: bool) -> KerasCode:
    code = step.transform.keras_code(step.probability)
    return code.nearest or code if own else code


def _step_layers(step: Step, *, own: bool, inner: bool = False) -> tuple[Call, ...]:
    """The layers of a step; of one inside a group, only what they do in training counts."""
    if isinstance(step.transform, BatchTransform):
        return (step.transform.batch_keras_code(step.probability),)
    if step.probability == 0:
        return (keras("Identity"),)
    code = KerasCode((_group_layer(step, step.group, own=own, inner=inner),)) if step.group else _code(step, own=own)
    if code.applies_probability or step.probability >= 1:
        return code.layers
    return (Call(Helper("RandomApply"), (_one_layer(code.layers), step.probability)),)


def _group_layer(step: Step, group: GroupTransform, *, own: bool, inner: bool) -> Call:
    children: list[Value] = [_one_layer(_step_layers(child, own=own, inner=True)) for child in step.steps]
    twins = () if inner else twins_of(step)
    evaluated: list[Value] = [layer for twin in twins for layer in _step_layers(twin, own=own)]
    return group.group_keras_code(children, {"evaluated": evaluated} if evaluated else {})


def _one_layer(calls: tuple[Call, ...]) -> Call:
    if len(calls) == 1:
        return calls[0]
    layers: list[Value] = list(calls)
    return keras("Pipeline", unnamed=1, layers=layers)
