"""Albumentations' own files as calls: what `A.to_dict` and `A.save` write, in JSON or YAML."""

from augstudio.export.importing.foreign import Foreign, ForeignCall, ForeignList, ForeignMapping, Literal

_CLASS = "__class_fullname__"
_HOME = "albumentations"


def is_albumentations_dict(value: Foreign) -> bool:
    """It is a transform as Albumentations writes them, or holds one."""
    if not isinstance(value, ForeignMapping):
        return False
    inner = value.entries.get("transform", value)
    return isinstance(inner, ForeignMapping) and _CLASS in inner.entries


def albumentations_calls(value: Foreign) -> Foreign:
    """The same with every transform as the call that makes it."""
    match value:
        case ForeignMapping(entries=entries):
            made = {key: albumentations_calls(each) for key, each in entries.items()}
            name = made.pop(_CLASS, None)
            if isinstance(name, Literal) and isinstance(name.value, str):
                return ForeignCall(_path(name.value), (), made, line=value.line, column=value.column)
            return (
                made["transform"] if "transform" in made else ForeignMapping(made, line=value.line, column=value.column)
            )
        case ForeignList(items=items):
            return ForeignList(tuple(map(albumentations_calls, items)), line=value.line, column=value.column)
        case _:
            return value


def _path(name: str) -> str:
    """Its own classes are written without their module."""
    return name if "." in name else f"{_HOME}.{name}"
