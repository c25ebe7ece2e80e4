"""torchvision v2 as Hydra-style YAML: lists of `_target_` nodes that `hydra.utils.instantiate` builds."""

from augstudio.export.chain import Chains
from augstudio.export.header import header
from augstudio.export.target_yaml import item, node
from augstudio.export.torch_calls import VERSIONS, approximations, chain_calls, own_calls
from augstudio.pipeline.model import Pipeline, walk
from augstudio.pipeline.sizes import check_sizes


def _write(pipeline: Pipeline, chains: Chains) -> str:
    check_sizes(pipeline)
    pipelines = chains.of(pipeline)
    lines = header(pipeline, "torchvision", VERSIONS, approximations(pipelines.values()))
    lines.append("# Build it with hydra.utils.instantiate and torchvision.transforms.v2.Compose.")
    for mode, each in pipelines.items():
        if chains is Chains.BOTH:
            lines.append(f"{mode.value}:")
        _check_every_step(each)
        for step, calls in chain_calls(each):
            for call in calls:
                lines += item(node(call, step, "torchvision"), indent=0)
    return "\n".join(lines) + "\n"


def _check_every_step(pipeline: Pipeline) -> None:
    """Refuses a step in a group under its own name rather than the group's.

    Raises:
        ExportError: It cannot be said.
    """
    for step in walk(pipeline.active):
        for call in own_calls(step):
            node(call, step, "torchvision")


EXPORTER = _write
