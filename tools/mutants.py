"""Mutants: modules with one small change, such as `<` for `<=`, that a test should notice.

Everything that runs is changed, at the top of a module, in a property and behind a decorator as well. Left alone is
what decides nothing: docstrings, annotations, decorators, the words of f-strings, and the bases and options of a class.
"""

import ast
from collections.abc import Iterator
from difflib import unified_diff
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
_CALLS = {
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "any_of": "all_of",
    "all_of": "any_of",
    "bisect_left": "bisect_right",
    "bisect_right": "bisect_left",
    "sorted": "list",
}
_QUIET = {"annotation", "returns", "decorator_list", "format_spec"}
_QUIET_OF_A_CLASS = {"bases", "keywords"}


class Mutant(NamedTuple):
    """One change to one module: the change of this number, in the order of `changes`."""

    path: str
    number: int
    line: int

    def tree(self) -> ast.Module:
        """The module with the change."""
        tree = ast.parse(Path(self.path).read_text("utf-8"))
        old, new = next(islice(changes(tree), self.number, None))
        changed: ast.Module = _Exchange(old, new).visit(tree)
        return ast.fix_missing_locations(changed)

    def difference(self) -> list[str]:
        """What was changed, as the lines of a diff; both sides are printed by `ast`, so comments are gone."""
        before, after = ast.parse(Path(self.path).read_text("utf-8")), self.tree()
        lines = unified_diff(ast.unparse(before).splitlines(), ast.unparse(after).splitlines(), lineterm="", n=0)
        return [line for line in islice(lines, 2, None) if not line.startswith("@@")]


def mutants_of(path: str) -> list[Mutant]:
    """Every mutant of a module."""
    tree = ast.parse(Path(path).read_text("utf-8"))
    return [Mutant(path, number, _line(old)) for number, (old, _) in enumerate(changes(tree))]


def changes(node: ast.AST, around: ast.AST | None = None) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Every change within a node: what is there and what it may be exchanged for, always in the same order."""
    if _is_quiet(node):
        return
    for new in _instead_of_statement(node, around) if isinstance(node, ast.stmt) else _instead_of_part(node):
        yield node, new
    for name, value in ast.iter_fields(node):
        if name in _QUIET or (isinstance(node, ast.ClassDef) and name in _QUIET_OF_A_CLASS):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not (isinstance(node, ast.JoinedStr) and isinstance(child, ast.Constant)):
                yield from changes(child, node)


def _is_quiet(node: ast.AST) -> bool:
    match node:
        case ast.Expr(ast.Constant()) | ast.Call(ast.Name("TypeVar")):
            return True
        case ast.Assign([ast.Name("__all__" | "__slots__")]):
            return True
    return False


def _instead_of_statement(node: ast.stmt, around: ast.AST | None) -> Iterator[ast.stmt]:
    match node:
        case ast.If(_, body, orelse):
            yield from (ast.If(ast.Constant(held), body, orelse) for held in (True, False))
        case ast.AugAssign(target, op, value):
            yield from (ast.AugAssign(target, other(), value) for other in [_OPERATORS.get(type(op))] if other)
            yield ast.Pass()
        case ast.Assign() if isinstance(around, ast.If | ast.For | ast.While):
            yield ast.Pass()
        case ast.Expr() | ast.Raise():
            yield ast.Pass()
        case ast.Return(ast.expr() as value) if not _is_none(value):
            yield ast.Return(ast.Constant(None))
        case ast.Break():
            yield ast.Continue()
        case ast.Continue():
            yield ast.Break()


def _instead_of_part(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Constant():
            yield from _instead_of_constant(node.value)
        case ast.BinOp(left, operator, right) if type(operator) in _OPERATORS:
            yield ast.BinOp(left, _OPERATORS[type(operator)](), right)
            yield from [left] * isinstance(operator, ast.Sub)  # sets have no sum, so that the other is an easy one
        case ast.Slice(lower, upper, step):
            yield from [ast.Slice(None, upper, step)] * (lower is not None)
            yield from [ast.Slice(lower, None, step)] * (upper is not None)
        case ast.Call(ast.Name(name), arguments, keywords) if name in _CALLS:
            yield ast.Call(ast.Name(_CALLS[name], ast.Load()), arguments, keywords)
        case _:
            yield from _instead_of_condition(node)


def _instead_of_condition(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare(left, operators, right):
            for place, operator in enumerate(operators):
                for other in _COMPARISONS[type(operator)]:
                    yield ast.Compare(left, [*operators[:place], other(), *operators[place + 1 :]], right)
        case ast.BoolOp(operator, values):
            yield ast.BoolOp(ast.Or() if isinstance(operator, ast.And) else ast.And(), values)
            for place in range(len(values)):
                others = [*values[:place], *values[place + 1 :]]
                yield others[0] if len(others) == 1 else ast.BoolOp(operator, others)
        case ast.UnaryOp(_, operand):
            yield operand
        case ast.IfExp(_, body, orelse):
            yield from (body, orelse)
        case ast.comprehension(target, iterable, conditions) if conditions:
            yield ast.comprehension(target, iterable, [], node.is_async)
        case ast.match_case(pattern, guard, body) if guard:
            yield ast.match_case(pattern, None, body)


def _instead_of_constant(value: object) -> Iterator[ast.Constant]:
    match value:
        case bool():
            yield ast.Constant(not value)
        case int():
            yield from (ast.Constant(value + 1), ast.Constant(value - 1))
        case str():
            yield ast.Constant("" if value else "?")


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _line(node: ast.AST) -> int:
    """Where a node begins; the parts of a comprehension or a `match` have no place of their own."""
    return next(int(inner.lineno) for inner in ast.walk(node) if hasattr(inner, "lineno"))


class _Exchange(ast.NodeTransformer):
    """Puts one node in the place of another."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self._old, self._new = old, new

    def visit(self, node: ast.AST) -> Any:
        return self._new if node is self._old else self.generic_visit(node)
