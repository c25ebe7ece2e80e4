"""YAML as located values; tags, anchors, aliases and deep nesting are refused, as in pipeline files."""

from augstudio.export.importing.foreign import Foreign, ForeignList, ForeignMapping, Literal
from augstudio.pipeline.located_yaml import Mapping, Node, Scalar, Sequence, parse


def read_yaml(text: str, place: str) -> Foreign:
    """The value that a YAML text holds.

    Raises:
        PipelineError: It is no YAML, or uses what no configuration needs; the message names place and line.
    """
    node = parse(text, place)
    return Literal(None, line=1, column=1) if node is None else _value(node)


def _value(node: Node) -> Foreign:
    line, column = node.span.line + 1, node.span.column + 1
    match node:
        case Scalar(value=value):
            return Literal(value, line=line, column=column)
        case Sequence(items=items):
            return ForeignList(tuple(map(_value, items)), line=line, column=column)
        case Mapping(entries=entries):
            values = {key: _value(entry.node) for key, entry in entries.items()}
            return ForeignMapping(values, line=line, column=column)
