"""Trees of calls as Hydra-style YAML: `_target_` nodes that `hydra.utils.instantiate` builds."""

from collections.abc import Mapping

from augstudio.errors import ExportError
from augstudio.pipeline.model import Step
from augstudio.pipeline.yaml_writer import scalar
from augstudio.transforms.code import Call, Helper, Name, Partial, Quotient, Value, Variable

Node = Mapping[str, "Node"] | list["Node"] | float | str | None


def node(value: Value, step: Step | None, framework: str) -> Node:
    """What a value is in YAML.

    Args:
        value: The value.
        step: The step that it belongs to.
        framework: The framework's name in prose.

    Raises:
        ExportError: It holds a helper, which nothing importable stands for.
    """
    match value:
        case Call(target=Name(path=path)):
            made: dict[str, Node] = {"_target_": path}
            if value.positional:
                made["_args_"] = [node(each, step, framework) for each in value.positional]
            return _with_arguments(made, value.keywords, step, framework)
        case Partial(function=Name(path=path)):
            return _with_arguments({"_target_": path, "_partial_": True}, value.keywords, step, framework)
        case Name(path=path):
            return {"_target_": "hydra.utils.get_object", "path": path}
        case Quotient():
            return value.value
        case tuple() | list():
            return [node(each, step, framework) for each in value]
        case Call() | Helper() | Variable():
            what = f"step {step.id} ({step.op})" if step else "this pipeline"
            raise ExportError(f"{what}: {framework} has no class that does it, so YAML cannot say it: export Python")
        case _:
            return value


def item(value: Node, indent: int) -> list[str]:
    """The lines of one element of a list, its dash at column `indent`."""
    lines = _block(value, indent + 2)
    return [f"{' ' * indent}- {lines[0].lstrip()}", *lines[1:]]


def _with_arguments(made: dict[str, Node], keywords: Mapping[str, Value], step: Step | None, framework: str) -> Node:
    made.update((key, node(each, step, framework)) for key, each in keywords.items())
    if any(isinstance(each, tuple | list) for each in keywords.values()):
        made["_convert_"] = "all"  # Python lists, where frameworks refuse Hydra's own kind
    return made


def _leaf(value: Node) -> str:
    """A whole number that is a float stays one: values are tidy here, and some classes refuse `1` for `1.0`."""
    return repr(value) if isinstance(value, float) and abs(value) < 2**53 and value.is_integer() else scalar(value)


def _block(value: Node, indent: int) -> list[str]:
    if not isinstance(value, Mapping):
        return [" " * indent + scalar(value)]
    lines: list[str] = []
    for key, each in value.items():
        label = f"{' ' * indent}{key}:"
        if isinstance(each, Mapping):
            lines += [label, *_block(each, indent + 2)]
        elif isinstance(each, list) and any(isinstance(element, Mapping) for element in each):
            lines += [label, *(line for element in each for line in item(element, indent))]
        else:
            lines.append(f"{label} {_leaf(each)}")
    return lines
