"""Python sources as values: assignments, functions and conditions are followed as far as they can be without running anything."""

import ast
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace

from augstudio.export.importing.foreign import (
    Foreign,
    ForeignCall,
    ForeignFunction,
    ForeignList,
    ForeignMapping,
    ForeignSource,
    ForeignSourceError,
    Literal,
    Named,
    Parameter,
    Unknown,
)
from augstudio.export.importing.own_helpers import own_helpers
from augstudio.export.importing.python_conditions import TRAINING, either, holds
from augstudio.export.importing.python_imports import Imports
from augstudio.export.importing.python_lists import INSIDE, changed, with_element
from augstudio.export.importing.python_values import Expressions

MAXIMUM_CHARACTERS = 1_000_000
_DEEPEST_CALL = 12
_LONGEST_LOOP = 64
_TESTS = ("test_", "self_test")
"""What functions are called that only try others."""

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Scopes = tuple[dict[str, Foreign], ...]


def read_python(text: str) -> ForeignSource:
    """Reads a Python source; nothing of it is run.

    Raises:
        ForeignSourceError: It is no Python, too long, or too deeply nested.
    """
    if len(text) > MAXIMUM_CHARACTERS:
        raise ForeignSourceError(f"more than {MAXIMUM_CHARACTERS:,} characters")
    if "\0" in text:
        raise ForeignSourceError("no text: it holds NUL characters")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Python thinks of the source's escapes is not the point here
            tree = ast.parse(text)
        return _Reader(text, tree).read()
    except SyntaxError as error:
        raise ForeignSourceError(f"line {error.lineno or 1}: no Python: {error.msg}") from None
    except (RecursionError, MemoryError):
        raise ForeignSourceError("nested too deeply to be read") from None


class _Reader(Expressions):
    """Goes through the statements in order, once, and keeps what every name stands for."""

    def __init__(self, text: str, tree: ast.Module) -> None:
        super().__init__(text)
        self._tree = tree
        self._ours = own_helpers(tree)
        self._imports = Imports()
        self._scopes: _Scopes = ({},)
        self._functions: dict[str, tuple[_Function, _Scopes]] = {}
        self._defined: set[str] = set()
        self._results: dict[str, ForeignFunction] = {}
        self._classes: tuple[str, ...] = ()
        self._calls = 0  # how deep inside of calls
        self._found: list[Named] = []
        self._returned: list[Foreign] = []

    def read(self) -> ForeignSource:
        """All that the source gives a name, returns or states."""
        for node in self._tree.body:
            if isinstance(node, _Function) and node.name not in self._ours:
                self._functions[node.name] = (node, self._scopes)
            if isinstance(node, _Function | ast.ClassDef):
                self._defined.add(node.name)
        self._run(self._tree.body)
        assumed = self._imports.assumed.items()
        shortened = sorted((name, path) for name, path in assumed if name != path)
        notes = tuple(f"no import says what {name} is: taken for {path}" for name, path in shortened)
        return ForeignSource(tuple(self._found), notes)

    # What names stand for

    def named(self, node: ast.Name) -> Foreign:
        for scope in reversed(self._scopes):
            if node.id in scope:
                return scope[node.id]
        if node.id in self._ours:
            return self.path_value(self._ours[node.id], node)
        if node.id in self._results:
            line, column = self.place(node)
            return replace(self._results[node.id], line=line, column=column)
        if node.id in self._defined:
            return self.path_value(node.id, node)
        path = self._imports.path(node.id)
        return self.unknown(node) if path is None else self.path_value(path, node)

    def attribute(self, node: ast.Attribute) -> Foreign | None:
        name = _dotted(node)
        return next((scope[name] for scope in reversed(self._scopes) if name in scope), None)

    def called(self, name: str, positional: Sequence[Foreign], keywords: Mapping[str, Foreign]) -> Foreign | None:
        if name not in self._functions or self._calls >= _DEEPEST_CALL or self.is_exhausted:
            return None
        function, scopes = self._functions[name]
        parameters = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
        given = dict(zip(parameters, positional, strict=False)) | dict(keywords)
        self._calls += 1
        result = self._result(function, scopes, {**self._presumed(function.args), **given})
        self._calls -= 1
        return result

    def function_result(self, node: ast.Lambda) -> Foreign:
        before = self._scopes
        self._scopes = (*before, self._presumed(node.args))
        result = self.value(node.body)
        self._scopes = before
        return result

    def chosen(self, test: ast.expr) -> bool | None:
        match test:
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                inner = self.chosen(operand)
                return None if inner is None else not inner
            case ast.BoolOp(op=operator, values=tests):
                decides = isinstance(operator, ast.Or)
                found = {self.chosen(each) for each in tests}
                return decides if decides in found else None if None in found else not decides
            case _:
                return holds(self.value(test))

    def repeated(self, element: ast.expr, loop: ast.comprehension) -> tuple[Foreign, ...] | None:
        items = None if loop.ifs or loop.is_async else self._items_of(loop.iter)
        if items is None:
            return None
        before = self._scopes
        self._calls += 1
        values = []
        for item in items:
            self._scopes = (*before, {})
            self._assign(loop.target, item)
            values.append(self.value(element))
        self._calls -= 1
        self._scopes = before
        return tuple(values)

    def _items_of(self, node: ast.expr) -> tuple[Foreign, ...] | None:
        """What a loop goes over, where that is written down and short."""
        match self.value(node):
            case ForeignList(items=items) if len(items) <= _LONGEST_LOOP:
                return items
            case ForeignCall(path="range", positional=(Literal(value=int(count)),)) if count <= _LONGEST_LOOP:
                line, column = self.place(node)
                return tuple(Literal(position, line=line, column=column) for position in range(count))
            case _:
                return None

    # Statements

    def _run(self, statements: Sequence[ast.stmt]) -> bool:
        """Goes through statements; True when one of them returns for certain."""
        return any(self._statement(each) for each in statements)

    def _statement(self, node: ast.stmt) -> bool:
        match node:
            case ast.Return(value=result):
                self._returned += [] if result is None else [self.value(result)]
                return True
            case ast.If(test=test, body=body, orelse=otherwise):
                return self._branch(test, body, otherwise)
            case ast.With(body=body) | ast.AsyncWith(body=body):
                return self._run(body)
            case ast.Try(body=body, finalbody=last):
                return self._run([*body, *last])
            case ast.For() | ast.While() | ast.AsyncFor():
                self._loop(node)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._define(node)
            case ast.ClassDef():
                self._class(node)
            case _:
                self._bind(node)
        return False

    def _bind(self, node: ast.stmt) -> None:  # noqa: C901 -- one for each kind of statement
        """A statement that gives a name to something, or only states it."""
        match node:
            case ast.Import() | ast.ImportFrom():
                self._imports.add(node)
            case ast.Assign(targets=[ast.Name(id=name)]) if len(self._scopes) == 1 and name in self._ours:
                return  # a constant of our own, known by its name
            case ast.Assign(targets=targets, value=expression):
                value = self.value(expression)
                for target in targets:
                    self._assign(target, value)
            case ast.AnnAssign(target=target, value=ast.expr() as expression):
                self._assign(target, self.value(expression))
            case ast.AugAssign(target=ast.Name() | ast.Attribute() as target, op=operator, value=expression):
                sum_of = ast.copy_location(ast.BinOp(target, operator, expression), node)
                self._assign(target, self.value(sum_of))
            case ast.Delete(targets=targets):
                for target in targets:
                    if isinstance(target, ast.Subscript):
                        self._assign_element(target, self.unknown(target))
            case ast.Expr(value=expression):
                self._state(expression)

    def _assign(self, target: ast.expr, value: Foreign) -> None:
        match target:
            case ast.Name() | ast.Attribute():
                name = _dotted(target)
                self._scopes[-1][name] = value
                self._find(name.removeprefix("self."), value)
            case ast.Tuple(elts=targets) | ast.List(elts=targets):
                line, column = self.place(target)
                for position, each in enumerate(targets):
                    self._assign(each, _part(value, position, line, column))
            case ast.Subscript(value=ast.Name() | ast.Attribute()):
                self._assign_element(target, value)

    def _find(self, name: str, value: Foreign) -> None:
        """Keeps a value for the vocabularies; what a call does inside shows in what it returns."""
        if self._calls == 0:
            self._found.append(Named(".".join((*self._classes, name)) if name else name, value))

    def _state(self, node: ast.expr) -> None:
        """An expression for its own sake: `steps.append(x)` and `model.add(x)` change what the name stands for."""
        match node:
            case ast.Constant():  # a docstring
                return
            case ast.Call(func=ast.Attribute(value=ast.Name() | ast.Attribute() as owner, attr=method), keywords=[]):
                target, value = self._owner(owner)
                arguments = [self.value(each) for each in node.args]
                longer = changed(value, method, arguments, self.unknown(node))
                if longer is not None:
                    self._assign(target, longer)
                    return
        self._find("", self.value(node))

    def _owner(self, node: ast.expr) -> tuple[ast.expr, Foreign]:
        """The name of a list, or of the call that holds it, and what that is."""
        value = self.value(node)
        if isinstance(node, ast.Attribute) and node.attr in INSIDE and isinstance(value, Unknown):
            return node.value, self.value(node.value)
        return node, value

    def _assign_element(self, target: ast.Subscript, value: Foreign) -> None:
        """`steps[0] = x`, `chains["train"] = x`."""
        owner, whole = self._owner(target.value)
        index = self.value(target.slice)
        match whole, index:
            case ForeignMapping(entries=entries), Literal(value=str(key)):
                self._scopes[-1][_dotted(owner)] = replace(whole, entries={**entries, key: value})
            case ForeignList() | ForeignCall(), _:
                longer = with_element(whole, index, value, self.unknown(target))
                if longer is not None:
                    self._assign(owner, longer)
        if isinstance(index, Literal) and isinstance(index.value, str):
            self._find(f"{_dotted(owner).removeprefix('self.')}.{index.value}", value)

    def _branch(self, test: ast.expr, body: Sequence[ast.stmt], otherwise: Sequence[ast.stmt]) -> bool:
        chosen = self.chosen(test)
        if chosen is not None:
            return self._run(body if chosen else otherwise)
        condition = self.value(test)
        scope, then, other = self._scopes[-1], self._tried(body), self._tried(otherwise)
        for name in {**then, **other}:
            values = [each.get(name) or self._missing(name, condition) for each in (then, other)]
            if values[0] is not values[1]:
                scope[name] = either(condition, *values)
                self._find(name.removeprefix("self."), scope[name])
        return False

    def _missing(self, name: str, condition: Foreign) -> Foreign:
        return Unknown(f"{name}, which may have no value", line=condition.line, column=condition.column)

    def _loop(self, node: ast.For | ast.While | ast.AsyncFor) -> None:
        """Loops over what is written down are done as often as they go; others may change what they name."""
        leaves = any(isinstance(each, ast.Break | ast.Continue | ast.Return) for each in ast.walk(node))
        items = None if leaves or not isinstance(node, ast.For) else self._items_of(node.iter)
        if items is None or not isinstance(node, ast.For):
            self._forget(self._tried(node.body))
            return
        for item in items:
            self._assign(node.target, item)
            self._run(node.body)

    def _tried(self, statements: Sequence[ast.stmt]) -> dict[str, Foreign]:
        """What names stand for after statements that may or may not happen."""
        before, returned = self._scopes, len(self._returned)
        after = dict(before[-1])
        self._scopes = (*before[:-1], after)
        self._run(statements)
        self._scopes = before
        for value in self._returned[returned:]:
            self._find("", value)
        del self._returned[returned:]
        return after

    def _forget(self, after: Mapping[str, Foreign]) -> None:
        """What a loop changes is no longer known."""
        scope = self._scopes[-1]
        for name, value in after.items():
            if scope.get(name) is not value:
                scope[name] = Unknown(f"{name}, which a loop changes", line=value.line, column=value.column)

    # Functions and classes

    def _define(self, node: _Function) -> None:
        if node.name in self._ours:
            return
        self._functions[node.name] = (node, self._scopes)
        self._defined.add(node.name)
        if node.name.startswith(_TESTS):
            return
        result = self._result(node, self._scopes, self._presumed(node.args))
        if result is not None:
            line, column = self.place(node)
            names = tuple(each.arg for each in node.args.args)
            self._results[node.name] = ForeignFunction(node.name, names, result, line=line, column=column)
            self._find(node.name, result)

    def _class(self, node: ast.ClassDef) -> None:
        """What its functions give names and return; attributes of `self` are names that they share."""
        if node.name in self._ours:
            return
        before, classes = self._scopes, self._classes
        self._scopes, self._classes = (*before, {}), (*classes, node.name)
        self._run(node.body)
        self._scopes, self._classes = before, classes

    def _presumed(self, arguments: ast.arguments) -> dict[str, Foreign]:
        """What a function's parameters are where nobody says it: their defaults; flags for training are on."""
        positional = [*arguments.posonlyargs, *arguments.args]
        values: dict[str, Foreign] = {}
        for each in (*positional, *arguments.kwonlyargs):
            line, column = self.place(each)
            values[each.arg] = Parameter(each.arg, line=line, column=column)
        given = zip(positional[len(positional) - len(arguments.defaults) :], arguments.defaults, strict=True)
        named = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        for each, default in (*given, *named):
            if default is not None and each.arg not in TRAINING:
                values[each.arg] = self.value(default)
        return values

    def _result(self, function: _Function, scopes: _Scopes, values: dict[str, Foreign]) -> Foreign | None:
        """What a function returns for certain, in the scopes that it is defined in."""
        before, returned = self._scopes, self._returned
        self._scopes, self._returned = (*scopes, values), []
        self._run(function.body)
        shared = {name: value for name, value in values.items() if name.startswith("self.")}
        scopes[-1].update(shared)
        results = self._returned
        self._scopes, self._returned = before, returned
        return results[0] if results else None


def _dotted(node: ast.expr) -> str:
    """A name, or the attributes of one, as it is written."""
    return ast.unparse(node)


def _part(value: Foreign, position: int, line: int, column: int) -> Foreign:
    if isinstance(value, ForeignList) and position < len(value.items):
        return value.items[position]
    index = Literal(position, line=line, column=column)
    return ForeignCall("operator.getitem", (value, index), line=line, column=column)
