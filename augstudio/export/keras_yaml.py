"""Keras 3 as Hydra-style YAML: lists of `_target_` nodes that `hydra.utils.instantiate` builds."""

from augstudio.export.chain import Chains
from augstudio.export.header import header
from augstudio.export.keras_layers import VERSIONS, approximations, batch_size, chain_layers
from augstudio.export.target_yaml import item, node
from augstudio.pipeline.model import Pipeline
from augstudio.pipeline.sizes import check_sizes


def _write(pipeline: Pipeline, chains: Chains) -> str:
    check_sizes(pipeline)
    pipelines = chains.of(pipeline)
    lines = header(pipeline, "Keras", VERSIONS, approximations(pipelines.values(), own=True))
    lines.append("# Build it with hydra.utils.instantiate and keras.layers.Pipeline.")
    for mode, each in pipelines.items():
        if chains is Chains.BOTH:
            lines.append(f"{mode.value}:")
        for step, calls in chain_layers(each, own=True):
            for call in calls:
                lines += item(node(call, step, "Keras"), indent=0)
    batch_size(pipeline)
    return "\n".join(lines) + "\n"


EXPORTER = _write
