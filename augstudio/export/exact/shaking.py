"""The part of our own source that a file needs, put in order and under one roof of names."""

import ast
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from textwrap import wrap

from augstudio.export.exact.definitions import Module, Place, source
from augstudio.export.exact.live import Live, is_class
from augstudio.export.exact.trimmed import Trimmed
from augstudio.export.exact.trimming import trim
from augstudio.export.python_text import WIDTH, Import

_LAYERS = ("errors", "kernels.numpy", "transforms", "kernels", "pipeline", "engine", "export")
"""What comes first in a file, as far as what needs what leaves a choice."""

_PLACE_OF_STEPS = "augstudio.transforms."
_STEPS = "What each step does: its parameters, what it draws from unit uniforms, and the stages that it becomes."


@dataclass(frozen=True, slots=True)
class Shaken:
    """Our source as far as a file needs it.

    Attributes:
        blocks: Comments and definitions in order, each after what it needs when it is read.
        imports: What they need imported.
        names: What each definition is called.
        members: Members of enumerations that can turn up.
    """

    blocks: tuple[str, ...]
    imports: frozenset[Import]
    names: dict[Place, str]


def shake(roots: Iterable[Place], *, given: Live, reserved: Collection[str] = ()) -> Shaken:
    """Takes what some definitions need out of our source.

    Args:
        roots: Where a file starts from; they keep their names.
        given: What else is known to turn up: the parameters' members of enumerations, classes of transforms.
        reserved: Names that the file gives to things of its own.
    """
    keeping = [*given.places, *roots]
    known = (set(given.members), set(given.whole), set(given.attributes), given.replaced)
    trimmed = _reached(Live(dict.fromkeys(keeping), *known))
    order = sorted(trimmed, key=_position(trimmed))
    imports = frozenset(use for each in trimmed.values() for use in each.uses if isinstance(use, tuple))
    names, texts = _named(order, trimmed, keeping, {*reserved, *_imported_names(imports)})
    return Shaken(tuple(_with_headings(order, texts)), imports, names)


def _reached(live: Live) -> dict[Place, Trimmed]:
    """Everything that is needed, as far as it is: what leaves things out is read again until nothing new turns up."""
    read: dict[Place, Trimmed] = {}
    while True:
        grown = False
        for place in [place for place in live.places if place not in read or read[place].is_selective]:
            read[place], needs = trim(place, live)
            grown |= live.add(needs)
        if not grown:
            return read


def _position(places: Iterable[Place]) -> Callable[[Place], tuple[int, int]]:
    modules = sorted({place.module for place in places}, key=lambda module: (_layer(module), module))
    order: dict[str, None] = {}
    for module in modules:
        _put(module, set(modules), order)
    ranks = {module: rank for rank, module in enumerate(order)}
    return lambda place: (ranks[place.module], source(place.module).definitions[place.name].lineno)


def _layer(module: str) -> int:
    inside = module.removeprefix("augstudio.")
    return next(rank for rank, layer in enumerate(_LAYERS) if inside.startswith(layer))


def _put(module: str, wanted: set[str], order: dict[str, None]) -> None:
    """Puts a module after those that it imports."""
    if module in order:
        return
    for each in source(module).imports.values():
        other = each.module if isinstance(each, Place) else each.name if isinstance(each, Module) else ""
        if other in wanted:
            _put(other, wanted, order)
    order[module] = None


def _named(
    order: Iterable[Place], trimmed: dict[Place, Trimmed], keeping: Collection[Place], reserved: set[str]
) -> tuple[dict[Place, str], dict[Place, str]]:
    """A name for each definition, and their texts; what says the same under the same name is written once."""
    names = {place: place.name for place in keeping}
    taken = dict.fromkeys(reserved | set(names.values()), "")
    for place in order:
        if place in names:
            continue
        names[place] = place.name
        text = trimmed[place].text(lambda other: names.get(other, f"{other.module}.{other.name}"))
        if taken.setdefault(place.name, text) != text:
            names[place] = next(name for name in _other_names(place) if name not in taken)
            taken[names[place]] = text
    return names, _written_once({place: trimmed[place].text(names.__getitem__) for place in order})


def _written_once(texts: dict[Place, str]) -> dict[Place, str]:
    first: dict[str, Place] = {}
    for place, text in texts.items():
        first.setdefault(text, place)
    return {place: text for text, place in first.items()}


def _other_names(place: Place) -> Iterator[str]:
    """What a definition can be called when its name is taken: with the name of its module, or of the folder that is in, before it."""
    *_, folder, module = place.module.split(".")
    for prefix in (folder, module, f"{folder}_{module}") if ".kernels." in place.module else (module, folder):
        if is_class(place):
            yield "".join(part.capitalize() for part in prefix.split("_")) + place.name
        else:
            shown = prefix.upper() if place.name.isupper() else prefix
            hidden = "_" if place.name.startswith("_") else ""
            yield f"{hidden}{shown}_{place.name.lstrip('_')}"


def _imported_names(imports: Iterable[Import]) -> set[str]:
    return {alias or name or module.partition(".")[0] for module, name, alias in imports}


def _with_headings(order: Iterable[Place], texts: dict[Place, str]) -> Iterator[str]:
    """The definitions, each module's under the first sentence of its docstring."""
    said = ""
    for place in order:
        if place in texts:
            heading = _heading(place.module)
            if heading != said:
                yield "\n".join(wrap(heading, WIDTH - 2, initial_indent="# ", subsequent_indent="# "))
                said = heading
            yield texts[place]


def _heading(module: str) -> str:
    if module.startswith(_PLACE_OF_STEPS) and module.count(".") > 2:
        return _STEPS
    docstring = ast.get_docstring(source(module).tree) or ""
    return docstring.split("\n\n")[0].replace("\n", " ")
