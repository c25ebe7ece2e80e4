"""Keras' own files as calls: what `model.to_json()` and `keras.saving.serialize_keras_object` write."""

from collections.abc import Iterator, Mapping

from augstudio.export.importing.foreign import Foreign, ForeignCall, ForeignList, ForeignMapping, Literal, Unknown
from augstudio.export.importing.keras import NETWORK


def is_keras_config(value: Foreign) -> bool:
    """It is an object as Keras writes them: a class with its configuration."""
    return isinstance(value, ForeignMapping) and {"class_name", "config"} <= value.entries.keys()


def keras_calls(value: Foreign) -> Foreign:
    """The same with every object that Keras wrote as the call that makes it."""
    match value:
        case ForeignMapping(entries=entries) if is_keras_config(value):
            older = _text(entries.get("keras_version")).startswith(("1.", "2."))
            return _call(value, entries, "tf_keras" if older else "keras")
        case ForeignMapping(entries=entries):
            made = {key: keras_calls(each) for key, each in entries.items()}
            return ForeignMapping(made, line=value.line, column=value.column)
        case ForeignList(items=items):
            return ForeignList(tuple(map(keras_calls, items)), line=value.line, column=value.column)
        case _:
            return value


def _calls(value: Foreign, home: str) -> Foreign:
    """As `keras_calls`, inside of what a version of Keras wrote: `keras`, or `tf_keras` for the second."""
    match value:
        case ForeignMapping(entries=entries) if is_keras_config(value):
            return _call(value, entries, home)
        case ForeignList(items=items):
            return ForeignList(tuple(_calls(each, home) for each in items), line=value.line, column=value.column)
        case _:
            return value


def _call(value: ForeignMapping, entries: Mapping[str, Foreign], home: str) -> ForeignCall:
    name = _text(entries["class_name"])
    config = entries["config"]
    arguments = dict(config.entries) if isinstance(config, ForeignMapping) else {"config": config}
    if name in {"Sequential", "Functional", "Model"}:
        layers = _chain(arguments.get("layers"), value, home)
        return ForeignCall("keras.Sequential", (layers,), line=value.line, column=value.column)
    made = {key: _calls(each, home) for key, each in arguments.items()}
    return ForeignCall(f"{_module(entries, home)}.{name}", (), made, line=value.line, column=value.column)


def _module(entries: Mapping[str, Foreign], home: str) -> str:
    """Where a class is: `Custom` where it is none of Keras' own; the second version often says nothing."""
    if ">" in _text(entries.get("registered_name")):
        return "Custom"
    module = _text(entries.get("module"))
    if not module:
        return "tf_keras.layers"
    return f"{home}{module.removeprefix('keras')}" if module.startswith("keras") else module


def _text(value: Foreign | None) -> str:
    return value.value if isinstance(value, Literal) and isinstance(value.value, str) else ""


def _chain(layers: Foreign | None, model: ForeignMapping, home: str) -> Foreign:
    """The layers of a model in order, up to its network, as far as each follows the one before it."""
    if not isinstance(layers, ForeignList):
        return Unknown("a model without layers", line=model.line, column=model.column)
    calls: list[Foreign] = []
    before = ""
    for layer in layers.items:
        call = _calls(layer, home)
        if before and _inbound(layer) not in ([before], None):
            calls.append(
                Unknown("a layer that does not follow the one before it", line=layer.line, column=layer.column)
            )
            break
        calls.append(call)
        if isinstance(call, ForeignCall) and call.path.rpartition(".")[2] in NETWORK:
            break
        before = _text(layer.entries.get("name")) if isinstance(layer, ForeignMapping) else ""
    return ForeignList(tuple(calls), line=layers.line, column=layers.column)


def _inbound(layer: Foreign) -> list[str] | None:
    """The names of the layers from which a layer of a functional model takes its images; None in other models."""
    nodes = layer.entries.get("inbound_nodes") if isinstance(layer, ForeignMapping) else None
    return None if nodes is None else list(_histories(nodes))


def _histories(value: Foreign) -> Iterator[str]:
    """Every `[name, 0, 0]`, as Keras says which output of which layer it means."""
    match value:
        case ForeignList(items=(Literal(value=str(name)), Literal(value=int()), Literal(value=int()), *_)):
            yield name
        case _:
            for each in value.children():
                yield from _histories(each)
