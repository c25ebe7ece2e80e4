"""Reads a definition under what is known to be needed: what it needs in turn, and what of it can go."""

import ast
from collections.abc import Iterable, Sequence

from augstudio.export.exact.classes import class_parts
from augstudio.export.exact.definitions import Meaning, Module, Place, meaning, source
from augstudio.export.exact.live import Live, asked_table, bound_names, is_class, is_enumeration, is_only_asked
from augstudio.export.exact.trimmed import Change, Part, Span, Trimmed, first_paragraph

_NOTHING: frozenset[str] = frozenset()
_WIDTH = 120
"""Longest line of our source."""


def trim(place: Place, live: Live) -> tuple[Trimmed, Live]:
    """A definition as far as it is needed.

    Args:
        place: Which.
        live: What is known to be needed; cases of a `match` and entries of tables that stand for anything else are left out.

    Returns:
        The definition, and what it needs.
    """
    text = source(place.module)
    node = text.definitions[place.name]
    trimmer = Trimmer(place, live, (min(text.span(each)[0] for each in _with_decorators(node)), text.span(node)[1]))
    trimmer.definition(node)
    return trimmer.result, trimmer.needs


def _with_decorators(node: ast.FunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign) -> list[ast.expr | ast.stmt]:
    return [node, *getattr(node, "decorator_list", [])]


class Trimmer:
    """Walks through one definition."""

    def __init__(self, place: Place, live: Live, span: Span) -> None:
        """Starts.

        Args:
            place: What it is.
            live: What is known to be needed.
            span: Where it is in its module.
        """
        self.place = place
        self.source = source(place.module)
        self.result = Trimmed(self.source, (self.source.line_start(span[0]), span[1]))
        self.needs = Live()
        self._live = live
        self._asked: set[ast.AST] = set()  # tables that may be without the entries that no key asks for

    def definition(self, node: ast.stmt) -> None:
        """Walks through it: a function, class or constant."""
        place = self.place
        match node:
            case ast.FunctionDef():
                self.function(node, place)
            case ast.ClassDef():
                self.result.is_selective = True
                self._change(self.result.span[0], self.result.span[1], *class_parts(self, place, node, self._live))
            case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
                start, end = self.source.span(value)
                self._change(self.result.span[0], end, place, " = ", (start, end))
                if isinstance(value, ast.Dict | ast.Set) and is_only_asked(place):
                    self._asked.add(value)
                self.visit(value, bound_names([value]))

    def function(
        self, node: ast.FunctionDef, name: Place | str, indent: str = "", outer: frozenset[str] = frozenset()
    ) -> None:
        """Walks through a function; its annotations go, of its docstring the first paragraph stays."""
        start = self.source.span(node)[0]
        local = outer | bound_names([node.args, *node.body])
        shown = name.name if isinstance(name, Place) else name
        arguments = list(self._arguments(node.args))
        head: list[Part] = ["def ", name, "(", *arguments, "):\n"]
        if len(indent) + len(shown) + sum(map(_length, ("def (", *arguments, "):"))) > _WIDTH:
            broken = [f",\n{indent}    " if part == ", " else part for part in arguments]
            head = ["def ", name, f"(\n{indent}    ", *broken, f",\n{indent}):\n"]
        self._change(start, self.source.line_start(self.source.span(node.body[0])[0]), *head)
        for default in (*node.args.defaults, *node.args.kw_defaults, *node.decorator_list):
            if default is not None:
                self.visit(default, _NOTHING)
        statements = self._after_docstring(node.body)
        if _answers_nothing(statements):
            self._change(self.source.span(node.body[0])[1], self.source.span(statements[0])[1])
        for statement in self._without_last_name(statements, local):
            self.visit(statement, local)

    def _without_last_name(self, statements: Sequence[ast.stmt], local: frozenset[str]) -> Sequence[ast.stmt]:
        """What is named for its type's sake only, and returned, is returned without a name; what comes before that."""
        match statements[-2:]:
            case [
                ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value) as naming,
                ast.Return(value=ast.Name(id=returned)) as last,
            ] if name == returned:
                start, end = self.source.span(naming)[0], self.source.span(last)[1]
                self._change(start, end, "return ", self.source.span(value))
                self.visit(value, local)
                return statements[:-2]
            case _:
                return statements

    def _after_docstring(self, body: Sequence[ast.stmt]) -> Sequence[ast.stmt]:
        match body[0]:
            case ast.Expr(value=ast.Constant(value=str())) as docstring:
                self.result.changes.append(first_paragraph(self.source, docstring))
                return body[1:]
            case _:
                return body

    def _arguments(self, arguments: ast.arguments) -> Iterable[Part]:
        positional = [*arguments.posonlyargs, *arguments.args]
        defaults: list[ast.expr | None] = [*[None] * (len(positional) - len(arguments.defaults)), *arguments.defaults]
        parts: list[list[Part]] = [self._argument(*each) for each in zip(positional, defaults, strict=True)]
        if arguments.vararg:
            parts.append([f"*{arguments.vararg.arg}"])
        elif arguments.kwonlyargs:
            parts.append(["*"])
        parts += [self._argument(*each) for each in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)]
        if arguments.kwarg:
            parts.append([f"**{arguments.kwarg.arg}"])
        for position, each in enumerate(parts):
            yield from ([", "] if position else [])
            yield from each

    def _argument(self, argument: ast.arg, default: ast.expr | None) -> list[Part]:
        return [argument.arg] if default is None else [argument.arg, "=", self.source.span(default)]

    def visit(self, node: ast.AST, local: frozenset[str]) -> None:
        """Walks through code.

        Args:
            node: Where from.
            local: Names that the code around it binds.
        """
        table = asked_table(node)
        if table is not None:
            self._asked.add(table)
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                self._name(node, name, local)
            case ast.Attribute():
                self._attribute(node, local)
            case ast.Dict(keys=keys, values=values):
                self._entries(node, list(zip(keys, values, strict=True)), local)
            case ast.Set(elts=elements):
                self._entries(node, [(element, element) for element in elements], local)
            case ast.Call(func=function, keywords=keywords) if isinstance(self.resolve(function, local), Place):
                self.needs.attributes.update(each.arg for each in keywords if each.arg)  # fields, of a class
                self._children(node, local)
            case ast.stmt():
                self._statement(node, local)
            case _:
                self._children(node, local)

    def _statement(self, node: ast.stmt, local: frozenset[str]) -> None:
        match node:
            case ast.AnnAssign():
                self._annotated(node, local)
            case ast.FunctionDef(name=name):
                self.function(node, name, " " * node.col_offset, local)
            case ast.Match():
                self._match(node, local)
            case ast.If(orelse=[]) if not self._can_hold(node.test, local):
                start, end = self.source.span(node)
                self._change(self.source.line_start(start) - 1, self.source.line_end(end))
            case _:
                self._children(node, local)

    def _can_hold(self, test: ast.expr, local: frozenset[str]) -> bool:
        """False where it is asked for objects of a class of which there are none."""
        match test:
            case ast.Call(func=ast.Name(id="isinstance"), args=[_, kind]):
                return self._can_turn_up(kind, local)
            case _:
                return True

    def _children(self, node: ast.AST, local: frozenset[str]) -> None:
        for child in ast.iter_child_nodes(node):
            self.visit(child, local)

    def _name(self, node: ast.Name, name: str, local: frozenset[str]) -> None:
        found = None if name in local else meaning(self.source.name, name)
        if found is not None:
            self.use(found, self.source.span(node))
            if isinstance(found, Place) and is_enumeration(found):
                self.needs.whole.add(found)

    def _attribute(self, node: ast.Attribute, local: frozenset[str]) -> None:
        owner = self.resolve(node.value, local)
        match owner:
            case Module(name=module):
                found = meaning(module, node.attr)
                if found is not None:
                    self.use(found, self.source.span(node))
            case Place() if is_enumeration(owner):
                self.needs.members.add((owner, node.attr))
                self.use(owner, self.source.span(node.value))
            case _:
                self.needs.attributes.add(node.attr)
                self.visit(node.value, local)

    def resolve(self, node: ast.expr, local: frozenset[str]) -> Meaning | None:
        """What a name, or a name in a module that is named, stands for."""
        match node:
            case ast.Name(id=name) if name not in local:
                return meaning(self.source.name, name)
            case ast.Attribute(value=value, attr=name):
                owner = self.resolve(value, local)
                return meaning(owner.name, name) if isinstance(owner, Module) else None
            case _:
                return None

    def use(self, found: Meaning, span: Span | None = None) -> None:
        """Notes that something is needed, and where it is named."""
        found = self._live.replaced.get(found, found) if isinstance(found, Place) else found
        self.result.uses.append(found)
        if isinstance(found, Place):
            self.needs.places[found] = None
            if span is not None:
                self._change(*span, found)

    def _annotated(self, node: ast.AnnAssign, local: frozenset[str]) -> None:
        if node.value is not None:
            self._change(self.source.span(node.target)[1], self.source.span(node.value)[0], " = ")
            self.visit(node.value, local)

    def _entries(
        self, node: ast.Dict | ast.Set, entries: list[tuple[ast.expr | None, ast.expr]], local: frozenset[str]
    ) -> None:
        asked = node in self._asked
        kept = [(key, value) for key, value in entries if key is None or not asked or self._can_turn_up(key, local)]
        for key, value in kept:
            if key is not None and key is not value:
                self.visit(key, local)
            self.visit(value, local)
        if len(kept) < len(entries):
            spans = [(self.source.span(key or value)[0], self.source.span(value)[1]) for key, value in kept]
            self._list(node, spans, empty="{}" if isinstance(node, ast.Dict) else "set()")

    def _list(self, node: ast.expr, spans: list[Span], empty: str) -> None:
        start, end = self.source.span(node)
        if not spans:
            self._change(start, end, empty)
            return
        opening, closing = self.source.text[start], self.source.text[end - 1]
        broken = "\n" in self.source.text[start : spans[0][0]]
        before, after = ("\n    ", ",") if broken else ("", ", ")
        parts: list[Part] = [opening]
        for position, span in enumerate(spans):
            parts += [before, span, after if broken or position < len(spans) - 1 else ""]
        self._change(start, end, *parts, "\n" + closing if broken else closing)

    def _can_turn_up(self, key: ast.expr, local: frozenset[str]) -> bool:
        """Whether a value that a table or a case is for is among those that can be."""
        if isinstance(key, ast.Attribute):
            owner = self.resolve(key.value, local)
            if isinstance(owner, Place) and is_enumeration(owner):
                self.result.is_selective = True
                return self._live.has_member(owner, key.attr)
        found = self.resolve(key, local)
        if isinstance(found, Place) and is_class(found):
            self.result.is_selective = True
            return found in self._live.places
        return True

    def _match(self, node: ast.Match, local: frozenset[str]) -> None:
        self.visit(node.subject, local)
        kept = [case for case in node.cases if self._is_live(case.pattern, local) and not _is_last_resort(case)]
        if not kept:
            self._change(*self.source.span(node), "raise TypeError(", self.source.span(node.subject), ")")
        for case in node.cases:
            if case in kept:
                self._pattern(case.pattern, local)
                for inner in (*([case.guard] if case.guard else []), *case.body):
                    self.visit(inner, local)
            else:
                start = self.source.line_start(self.source.span(case.pattern)[0])
                end = self.source.span(case.body[-1])[1]
                self._change(start - 1, self.source.line_end(end))

    def _is_live(self, pattern: ast.pattern, local: frozenset[str]) -> bool:
        match pattern:
            case ast.MatchClass(cls=cls, kwd_patterns=inner):
                return self._can_turn_up(cls, local) and all(self._is_live(each, local) for each in inner)
            case ast.MatchValue(value=value):
                return self._can_turn_up(value, local)
            case ast.MatchOr(patterns=patterns):
                return any(self._is_live(each, local) for each in patterns)
            case ast.MatchAs(pattern=ast.pattern() as inner_pattern):
                return self._is_live(inner_pattern, local)
            case _:
                return True

    def _pattern(self, pattern: ast.pattern, local: frozenset[str]) -> None:
        if isinstance(pattern, ast.MatchOr):
            kept = [each for each in pattern.patterns if self._is_live(each, local)]
            spans = [self.source.span(each) for each in kept]
            parts = [part for span in spans for part in (" | ", span)]
            self._change(*self.source.span(pattern), *parts[1:])
            for each in kept:
                self._pattern(each, local)
        else:
            self.needs.attributes.update(pattern.kwd_attrs if isinstance(pattern, ast.MatchClass) else ())
            for child in ast.iter_child_nodes(pattern):
                if isinstance(child, ast.pattern):
                    self._pattern(child, local)
                else:
                    self.visit(child, local)

    def _change(self, start: int, end: int, *parts: Part) -> None:
        self.result.changes.append(Change(start, min(end, self.result.span[1]), parts))


def _is_last_resort(case: ast.match_case) -> bool:
    """`case _: assert_never(...)`."""
    match case.body:
        case [ast.Expr(value=ast.Call(func=ast.Name(id="assert_never")))]:
            return True
        case _:
            return False


def _answers_nothing(statements: Sequence[ast.stmt]) -> bool:
    """`return None` and nothing else: a docstring says it."""
    match statements:
        case [ast.Return(value=ast.Constant(value=None))]:
            return True
        case _:
            return False


def _length(part: Part) -> int:
    """How many characters an argument takes."""
    match part:
        case str():
            return len(part)
        case Place(name=name):
            return len(name)
        case (start, end):
            return end - start
