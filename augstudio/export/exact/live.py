"""What of our source a file needs: definitions, members of enumerations, and the names of methods."""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from augstudio.export.exact.definitions import Place, source

_ENUMERATIONS = {"Enum", "StrEnum"}


@dataclass(slots=True)
class Live:
    """What is reached from the places that a file starts from; it only grows.

    Attributes:
        places: Definitions, in the order in which they were reached.
        members: Members of enumerations, by name.
        whole: Enumerations of which every member can turn up.
        attributes: Names that are asked of some object: the methods of these names are needed.
        replaced: Definitions that are taken from elsewhere, and where from: what another framework says otherwise.
    """

    places: dict[Place, None] = field(default_factory=dict)
    members: set[tuple[Place, str]] = field(default_factory=set)
    whole: set[Place] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    replaced: Mapping[Place, Place] = field(default_factory=dict)

    def has_member(self, enumeration: Place, name: str) -> bool:
        """Whether a member can turn up."""
        return enumeration in self.whole or (enumeration, name) in self.members

    def add(self, other: "Live") -> bool:
        """Takes in what another holds; true when some of it is new."""
        before = self._size
        self.places.update(other.places)
        self.members |= other.members
        self.whole |= other.whole
        self.attributes |= other.attributes
        return self._size > before

    @property
    def _size(self) -> int:
        return len(self.places) + len(self.members) + len(self.whole) + len(self.attributes)


def is_enumeration(place: Place) -> bool:
    """Whether something is a class whose members are listed."""
    match source(place.module).definitions[place.name]:
        case ast.ClassDef(bases=[ast.Name(id=base)]):
            return base in _ENUMERATIONS
        case _:
            return False


def is_class(place: Place) -> bool:
    """Whether something is a class."""
    return isinstance(source(place.module).definitions[place.name], ast.ClassDef)


def asked_table(node: ast.AST) -> ast.expr | None:
    """The table that something looks into: `table[key]`, `table.get(key)`, `key in table`."""
    match node:
        case ast.Subscript(value=table) | ast.Attribute(value=table, attr="get"):
            return table
        case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[table]):
            return table
        case _:
            return None


@cache
def is_only_asked(place: Place) -> bool:
    """Whether a constant is private to its module and only looked into there: nobody sees the entries that no key asks for."""
    nodes = list(ast.walk(source(place.module).tree))
    reads = {node for node in nodes if isinstance(node, ast.Name) and node.id == place.name}
    asked = {asked_table(node) for node in nodes}
    return place.name.startswith("_") and all(isinstance(each.ctx, ast.Store) or each in asked for each in reads)


def bound_names(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """The names that code binds: arguments, variables, captures."""
    names: set[str] = set()
    for node in (inner for each in nodes for inner in ast.walk(each)):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name) | ast.FunctionDef(name=name):
                names.add(name)
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.ExceptHandler(name=str(name)):
                names.add(name)
    return frozenset(names)
