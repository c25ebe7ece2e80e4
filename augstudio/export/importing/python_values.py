"""Expressions of Python as values, without running anything."""

import ast
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

from augstudio.export.importing.foreign import (
    Foreign,
    ForeignCall,
    ForeignFunction,
    ForeignList,
    ForeignMapping,
    ForeignName,
    ForeignSourceError,
    Literal,
    Unknown,
)
from augstudio.export.importing.python_arithmetic import combined, element, number
from augstudio.export.importing.python_conditions import compared, either

_LONGEST_TEXT = 60
_LONGEST_LINE = 10_000
_MAXIMUM_VALUES = 200_000
_CONSTANTS = {"math.pi": 3.141592653589793, "numpy.pi": 3.141592653589793}
_CASES = {".lower": str.lower, ".upper": str.upper}
_LISTS = {"list", "tuple"}


class Expressions(ABC):
    """Makes values of expressions; what names stand for is a subclass's business.

    Args:
        text: The source, for columns.
    """

    def __init__(self, text: str) -> None:
        self._wide = {number: line for number, line in enumerate(text.split("\n"), 1) if not line.isascii()}
        self._made = 0

    @abstractmethod
    def named(self, node: ast.Name) -> Foreign:
        """What a name stands for: a value, something importable, or nothing known."""

    @property
    def is_exhausted(self) -> bool:
        """Half of what is allowed is made: time to follow only what is left of the source itself."""
        return self._made > _MAXIMUM_VALUES // 2

    @abstractmethod
    def called(self, name: str, positional: Sequence[Foreign], keywords: Mapping[str, Foreign]) -> Foreign | None:
        """What a function of the source gives back for these arguments; None where it is none, or gives back nothing that is followed."""

    @abstractmethod
    def chosen(self, test: ast.expr) -> bool | None:
        """Whether a condition holds, as far as can be told."""

    @abstractmethod
    def repeated(self, element: ast.expr, loop: ast.comprehension) -> tuple[Foreign, ...] | None:
        """The values of an expression for each item of a list; None where it is not known which these are."""

    @abstractmethod
    def function_result(self, node: ast.Lambda) -> Foreign:
        """What a function without a name makes of its parameters."""

    @abstractmethod
    def attribute(self, node: ast.Attribute) -> Foreign | None:
        """The value that was given to an attribute in the source, like `self.size`."""

    def value(self, node: ast.expr) -> Foreign:  # noqa: PLR0911, PLR0912, C901 -- one for each kind of expression
        """The value of an expression.

        Raises:
            ForeignSourceError: There are more values than anyone writes.
        """
        self._made += 1
        if self._made > _MAXIMUM_VALUES:
            raise ForeignSourceError(f"line {node.lineno}: more than {_MAXIMUM_VALUES:,} values")
        line, column = self.place(node)
        match node:
            case ast.Constant(value=bool() | int() | float() | str() | None as constant):
                return Literal(constant, line=line, column=column)
            case ast.Name():
                return self.named(node)
            case ast.Attribute():
                return self._attribute(node)
            case ast.List(elts=elements) | ast.Tuple(elts=elements):
                return ForeignList(self._items(elements), line=line, column=column)
            case ast.Dict():
                return self._mapping(node)
            case ast.Call():
                return self._call(node)
            case ast.UnaryOp() | ast.BinOp() | ast.Subscript() | ast.Compare():
                return self._operation(node) or self.unknown(node)
            case ast.IfExp(test=test, body=body, orelse=otherwise):
                chosen = self.chosen(test)
                if chosen is not None:
                    return self.value(body if chosen else otherwise)
                return either(self.value(test), self.value(body), self.value(otherwise))
            case ast.ListComp(elt=element, generators=[loop]) | ast.GeneratorExp(elt=element, generators=[loop]):
                items = self.repeated(element, loop)
                return self.unknown(node) if items is None else ForeignList(items, line=line, column=column)
            case ast.Lambda(args=arguments):
                names = tuple(each.arg for each in arguments.args)
                result = self.function_result(node)
                return ForeignFunction(self._shown(node), names, result, line=line, column=column)
            case _:
                return self.unknown(node)

    def place(self, node: ast.expr | ast.stmt | ast.arg) -> tuple[int, int]:
        """Line and column of a node, both from 1; Python counts columns in bytes."""
        before = self._wide.get(node.lineno, "")[: node.col_offset]
        if not before or len(before) > _LONGEST_LINE:
            return node.lineno, node.col_offset + 1
        return node.lineno, 1 + len(before.encode()[: node.col_offset].decode(errors="replace"))

    def unknown(self, node: ast.expr) -> Unknown:
        """An expression that is not followed."""
        line, column = self.place(node)
        return Unknown(self._shown(node), line=line, column=column)

    def _shown(self, node: ast.expr) -> str:
        text = " ".join(ast.unparse(node).split())
        return text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 3]}..."

    def path_value(self, path: str, node: ast.expr) -> Foreign:
        """Something importable, or the number that it is."""
        line, column = self.place(node)
        if path in _CONSTANTS:
            return Literal(_CONSTANTS[path], line=line, column=column)
        return ForeignName(path, line=line, column=column)

    def _attribute(self, node: ast.Attribute) -> Foreign:
        assigned = self.attribute(node)
        if assigned is not None:
            return assigned
        owner = self.value(node.value)
        if isinstance(owner, ForeignName):
            return self.path_value(f"{owner.path}.{node.attr}", node)
        return self.unknown(node)

    def _items(self, elements: Sequence[ast.expr]) -> tuple[Foreign, ...]:
        items: list[Foreign] = []
        for each in elements:
            if isinstance(each, ast.Starred):
                spread = self.value(each.value)
                items += spread.items if isinstance(spread, ForeignList) else [self.unknown(each)]
            else:
                items.append(self.value(each))
        return tuple(items)

    def _mapping(self, node: ast.Dict) -> Foreign:
        entries: dict[str, Foreign] = {}
        for key, each in zip(node.keys, node.values, strict=True):
            if key is None:
                entries |= self._spread(each)
            elif isinstance(key, ast.Constant):
                entries[str(key.value)] = self.value(each)
            else:
                return self.unknown(node)
        line, column = self.place(node)
        return ForeignMapping(entries, line=line, column=column)

    def _spread(self, node: ast.expr) -> dict[str, Foreign]:
        """The entries of `**options`."""
        options = self.value(node)
        return dict(options.entries) if isinstance(options, ForeignMapping) else {"**": self.unknown(node)}

    def _keywords(self, keywords: Sequence[ast.keyword]) -> dict[str, Foreign]:
        found: dict[str, Foreign] = {}
        for each in keywords:
            found |= self._spread(each.value) if each.arg is None else {each.arg: self.value(each.value)}
        return found

    def _call(self, node: ast.Call) -> Foreign:
        line, column = self.place(node)
        function, receiver = self._function(node.func)
        positional, keywords = self._items(node.args), self._keywords(node.keywords)
        if function in _LISTS and len(positional) == 1 and isinstance(positional[0], ForeignList) and not keywords:
            return positional[0]
        if function == "dict" and not positional:
            return ForeignMapping(keywords, line=line, column=column)
        returned = self.called(function, positional, keywords)
        if returned is not None:
            return returned
        if function in _CASES and isinstance(receiver, Literal) and isinstance(receiver.value, str):
            return Literal(_CASES[function](receiver.value), line=line, column=column)
        arguments = positional if receiver is None else (receiver, *positional)
        return ForeignCall(function, arguments, keywords, line=line, column=column)

    def _function(self, node: ast.expr) -> tuple[str, Foreign | None]:
        """The path of what is called; and the value that it is a method of."""
        value = self.attribute(node) if isinstance(node, ast.Attribute) else self.value(node)
        if value is None and isinstance(node, ast.Attribute):
            owner = self.value(node.value)
            if not isinstance(owner, ForeignName):
                return f"{ForeignCall.METHOD}{node.attr}", owner
            return f"{owner.path}.{node.attr}", None
        match value:
            case ForeignName(path=path):
                return path, None
            case Unknown(text=text) | ForeignFunction(text=text) if isinstance(node, ast.Name):
                return text, None
            case _:
                return ForeignCall.APPLIED, value

    def _operation(  # noqa: PLR0911 -- one for each kind of operation
        self, node: ast.UnaryOp | ast.BinOp | ast.Subscript | ast.Compare
    ) -> Foreign | None:
        line, column = self.place(node)
        match node:
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=operand):
                value = number(self.value(operand))
                if value is None:
                    return None
                return Literal(-value if isinstance(sign, ast.USub) else value, line=line, column=column)
            case ast.Compare(left=left, ops=[operator], comparators=[right]):
                return compared(operator, self.value(left), self.value(right), line, column)
            case ast.BinOp(left=left, op=operator, right=right):
                return combined(operator, self.value(left), self.value(right), line, column)
            case ast.Subscript(value=container, slice=index) if not isinstance(index, ast.Slice | ast.Tuple):
                owner, position = self.value(container), self.value(index)
                if isinstance(owner, Unknown):
                    return None
                found = element(owner, position)
                return found or ForeignCall("operator.getitem", (owner, position), line=line, column=column)
            case _:
                return None
