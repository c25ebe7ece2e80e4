"""The pipeline file for TensorFlow's users: TensorFlow has no configuration of its own."""

from augstudio.export.chain import Chains
from augstudio.export.header import header
from augstudio.export.tensorflow_steps import VERSIONS, approximations
from augstudio.pipeline.model import Mode, Pipeline
from augstudio.pipeline.sizes import check_sizes
from augstudio.pipeline.yaml_format import dumps


def _write(pipeline: Pipeline, chains: Chains) -> str:
    check_sizes(pipeline)
    pipelines = chains.of(pipeline)
    written = pipelines[Mode.TRAIN] if Mode.TRAIN in pipelines else pipelines[Mode.EVAL]
    lines = header(pipeline, "TensorFlow", VERSIONS, approximations(pipelines.values()))
    first, rest = dumps(written).split("\n", 1)
    return "\n".join([*lines, first, "framework: tf", rest])


EXPORTER = _write
