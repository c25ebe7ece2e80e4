"""torchvision v2 as Hydra-style YAML: lists of `_target_` nodes that `hydra.utils.instantiate` builds."""

from collections.abc import Mapping

from augstudio.errors import ExportError
from augstudio.export.chain import Chains
from augstudio.export.header import header
from augstudio.export.torch_calls import VERSIONS, approximations, chain_calls
from augstudio.pipeline.model import Pipeline, Step
from augstudio.pipeline.sizes import check_sizes
from augstudio.pipeline.yaml_writer import scalar
from augstudio.transforms.code import Call, Helper, Name, Partial, Value, Variable

_Node = Mapping[str, "_Node"] | list["_Node"] | float | str | None


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
                lines += _item(_node(call, step), indent=0)
    return "\n".join(lines) + "\n"


def _node(value: Value, step: Step | None) -> _Node:
    """What a value is in YAML."""
    match value:
        case Call(target=Name(path=path)):
            node: dict[str, _Node] = {"_target_": path}
            if value.positional:
                node["_args_"] = [_node(each, step) for each in value.positional]
            node.update((key, _node(each, step)) for key, each in value.keywords.items())
            if any(isinstance(each, tuple | list) for each in value.keywords.values()):
                node["_convert_"] = "all"  # Python lists, where torchvision refuses Hydra's own kind
            return node
        case Partial(function=Name(path=path)):
            arguments = {key: _node(each, step) for key, each in value.keywords.items()}
            return {"_target_": path, "_partial_": True, **arguments}
        case Name(path=path):
            return {"_target_": "hydra.utils.get_object", "path": path}
        case tuple() | list():
            return [_node(each, step) for each in value]
        case Call() | Helper() | Variable():
            what = f"step {step.id} ({step.op})" if step else "this pipeline"
            raise ExportError(f"{what}: torchvision has no class that does it, so YAML cannot say it: export Python")
        case _:
            return value


def _item(node: _Node, indent: int) -> list[str]:
    """The lines of one element of a list, its dash at column `indent`."""
    lines = _block(node, indent + 2)
    return [f"{' ' * indent}- {lines[0].lstrip()}", *lines[1:]]


def _block(node: _Node, indent: int) -> list[str]:
    if not isinstance(node, Mapping):
        return [" " * indent + scalar(node)]
    lines: list[str] = []
    for key, value in node.items():
        label = f"{' ' * indent}{key}:"
        if isinstance(value, Mapping):
            lines += [label, *_block(value, indent + 2)]
        elif isinstance(value, list) and any(isinstance(each, Mapping) for each in value):
            lines += [label, *(line for each in value for line in _item(each, indent))]
        else:
            lines.append(f"{label} {scalar(value)}")
    return lines


EXPORTER = _write
