"""A chain as calls that build torchvision transforms; Python and YAML are written from them."""

from collections.abc import Iterable
from dataclasses import replace

from augstudio.pipeline.batch_steps import image_steps
from augstudio.pipeline.model import Pipeline, Step, walk
from augstudio.transforms.batch_transform import BatchTransform
from augstudio.transforms.code import Call, Name, TorchCode, Value, torchvision

VERSIONS = {"torch": "2.15.0", "torchvision": "0.29.2"}
"""What tests/parity last ran with."""

_TO_FLOAT = (torchvision("ToImage"), torchvision("ToDtype", unnamed=1, dtype=Name("torch.float32"), scale=True))
"""First of all: steps work on floats as the preview does, so that nothing is rounded in between."""


def chain_calls(pipeline: Pipeline) -> tuple[tuple[Step | None, tuple[Call, ...]], ...]:
    """The calls of each step in order; those of no step make floats of any image, and a plain tensor of the result."""
    steps = [(step, _step_calls(step)) for step in pipeline.active]
    return ((None, _TO_FLOAT), *steps, (None, (torchvision("ToPureTensor"),)))


def own_calls(step: Step) -> tuple[Call, ...]:
    """The calls that build one step, of a group without its children."""
    return _step_calls(replace(step, steps=()))


def approximations(pipelines: Iterable[Pipeline]) -> list[tuple[str, str]]:
    """Ids of the steps that are not quite what the preview shows, and why."""
    steps = (step for each in pipelines for step in walk(image_steps(each).active) if step.group is None)
    codes = ((step.id, step.transform.torch_code(step.probability)) for step in steps)
    return list(dict.fromkeys((step_id, code.approximate) for step_id, code in codes if code.approximate))


def _step_calls(step: Step) -> tuple[Call, ...]:
    if isinstance(step.transform, BatchTransform):
        return (step.transform.batch_torch_code(step.probability),)
    if step.group is not None:
        code = TorchCode((step.group.group_torch_code([_one_call(child) for child in step.steps]),))
    else:
        code = step.transform.torch_code(step.probability)
    if code.applies_probability or step.probability >= 1:
        return code.transforms
    transforms: list[Value] = list(code.transforms)
    return (torchvision("RandomApply", unnamed=1, transforms=transforms, p=step.probability),)


def _one_call(child: Step) -> Call:
    """A child of a group, whatever it takes, as the one transform that it is there."""
    calls = _step_calls(child)
    if len(calls) == 1:
        return calls[0]
    transforms: list[Value] = list(calls)
    return torchvision("Compose", unnamed=1, transforms=transforms)
