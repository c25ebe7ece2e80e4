"""torchvision v2 as Hydra-style YAML: lists of `_target_` nodes that `hydra.utils.instantiate` builds."""

from augstudio.export.chain import Chains
from augstudio.export.header import header
from augstudio.export.target_yaml import item, node
from augstudio.export.torch_calls import VERSIONS, approximations, chain_calls
from augstudio.pipeline.model import Pipeline
from augstudio.pipeline.sizes import check_sizes


def _write(pipeline: Pipeline, chains: Chains) -> str:
    check_sizes(pipeline)
    pipelines = chains.of(pipeline)
    lines = header(pipeline, "torchvision", VERSIONS, approximations(pipelines.values()))
    lines.append("# Build it with hydra.utils.instantiate and torchvision.transforms.v2.Compose.")
    for mode, each in pipelines.items():
        if chains is Chains.BOTH:
            lines.append(f"{mode.value}:")
        for step, calls in chain_calls(each):
            for call in calls:
                lines += item(node(call, step, "torchvision"), indent=0)
    return "\n".join(lines) + "\n"


EXPORTER = _write
