"""Hydra's configurations as calls: mappings with a `_target_`, as `hydra.utils.instantiate` builds them."""

import re

from augstudio.export.importing.foreign import (
    Foreign,
    ForeignCall,
    ForeignList,
    ForeignMapping,
    ForeignName,
    Literal,
    Unknown,
)

_TARGET = "_target_"
_ABOUT_BUILDING = {_TARGET, "_args_", "_partial_", "_convert_", "_recursive_"}
_GETTERS = {f"hydra.utils.get_{kind}" for kind in ("object", "class", "method", "static_method")}
_INTERPOLATION = re.compile(r"\$\{([\w.]+)\}\Z")


def is_hydra_config(value: Foreign) -> bool:
    """It is an object that Hydra builds."""
    return isinstance(value, ForeignMapping) and _TARGET in value.entries


def hydra_calls(value: Foreign) -> Foreign:
    """The same with every object that Hydra builds as the call that builds it; `${a.b}` is what stands there."""
    return _Configuration(value).calls(value)


class _Configuration:
    """One file, in which interpolations look things up."""

    def __init__(self, root: Foreign) -> None:
        self._root = root
        self._found: dict[str, Foreign] = {}

    def calls(self, value: Foreign) -> Foreign:
        line, column = value.line, value.column
        match value:
            case ForeignMapping(entries=entries) if _TARGET in entries:
                return self._call(value)
            case ForeignMapping(entries=entries):
                made = {key: self.calls(each) for key, each in entries.items()}
                return ForeignMapping(made, line=line, column=column)
            case ForeignList(items=items):
                return ForeignList(tuple(map(self.calls, items)), line=line, column=column)
            case Literal(value=str(text)) if "${" in text:
                return self._looked_up(text, value)
            case _:
                return value

    def _call(self, config: ForeignMapping) -> Foreign:
        line, column = config.line, config.column
        target = config.entries[_TARGET]
        if not isinstance(target, Literal) or not isinstance(target.value, str):
            return Unknown("a _target_ that is no path", line=line, column=column)
        path = target.value
        keywords = {key: self.calls(each) for key, each in config.entries.items() if key not in _ABOUT_BUILDING}
        named = keywords.get("path")
        if path in _GETTERS and isinstance(named, Literal):
            return ForeignName(str(named.value), line=line, column=column)
        positional = self.calls(config.entries["_args_"]) if "_args_" in config.entries else None
        arguments = positional.items if isinstance(positional, ForeignList) else ()
        partial = config.entries.get("_partial_")
        if isinstance(partial, Literal) and partial.value is True:
            function = ForeignName(path, line=line, column=column)
            return ForeignCall("functools.partial", (function, *arguments), keywords, line=line, column=column)
        return ForeignCall(path, arguments, keywords, line=line, column=column)

    def _looked_up(self, text: str, value: Literal) -> Foreign:
        """What an interpolation stands for: a value elsewhere in the file."""
        match = _INTERPOLATION.match(text)
        if match is None:
            return Unknown(text, line=value.line, column=value.column)
        path = match[1]
        if path not in self._found:
            self._found[path] = Unknown(text, line=value.line, column=value.column)  # for one that leads back to itself
            there = self._at(path)
            if there is not None:
                self._found[path] = self.calls(there)
        return self._found[path]

    def _at(self, path: str) -> Foreign | None:
        value: Foreign | None = self._root
        for key in path.split("."):
            value = value.entries.get(key) if isinstance(value, ForeignMapping) else None
        return value
