"""Mutants: each replaces one place in a file of the domain by a small error.

Docstrings, types, asserts and the names of stored events are left alone.
"""

import ast
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
SWAPPED = {"any": "all", "all": "any", "min": "max", "max": "min"}
SAME_EITHER_WAY = {"isinstance", "issubclass", "min", "max", "replace", "zip", "frozenset", "NewType", "cast"}
EMPTY = {"list": "[]", "tuple": "()", "dict": "{}", "Mapping": "{}", "EventsByStream": "{}", "set": "set()"}

Node = Any
Site = tuple[Node, str, Callable[[], None]]


class Mutant(NamedTuple):
    """One mutant: its file, its index among the mutants of that file, its line and its change."""

    path: str
    index: int
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


def mutants(path: str, source: str) -> list[Mutant]:
    """Return every mutant of a file."""
    return [
        Mutant(path, index, node.lineno, what)
        for index, (node, what, _) in enumerate(_sites(ast.parse(source)))
    ]


def apply_mutant(source: str, index: int) -> ast.Module:
    """Return the syntax tree of the file with one mutant applied."""
    tree = ast.parse(source)
    _, _, change = list(_sites(tree))[index]
    change()
    return ast.fix_missing_locations(tree)


def _sites(tree: ast.Module) -> Iterator[Site]:
    for node, parent, field, returns in _reachable(tree, None, "", None):
        for what, put in _wrongs(node, returns):
            yield node, what, _putting(parent, field, node, put)


def _putting(parent: Node, field: str, node: Node, put: Callable[[], Node]) -> Callable[[], None]:
    def change() -> None:
        new = put()
        if new is node:
            return
        ast.copy_location(new, node)
        held = getattr(parent, field)
        if isinstance(held, list):
            held[next(i for i, one in enumerate(held) if one is node)] = new
        else:
            setattr(parent, field, new)

    return change


def _reachable(node: Node, parent: Node, field: str, returns: Node) -> Iterator[tuple[Node, Node, str, Node]]:
    """Yield the nodes that may be mutated, with parent, field and the return type of their function."""
    if isinstance(node, ast.Assert) or _is_docstring(node) or _is_of_types(node):
        return
    yield node, parent, field, returns
    inside = node.returns if isinstance(node, ast.FunctionDef) else returns
    for name, held in ast.iter_fields(node):
        if _says_a_type(node, name):
            continue
        for child in held if isinstance(held, list) else [held]:
            if isinstance(child, ast.AST):
                yield from _reachable(child, node, name, inside)


def _says_a_type(node: Node, field: str) -> bool:
    if field in ("annotation", "returns", "decorator_list"):
        return True
    return isinstance(node, ast.ClassDef) and field in ("keywords", "bases")


def _is_docstring(node: Node) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_of_types(node: Node) -> bool:
    """True for a union of types, `A | B`, which is no operation on values."""
    match node:
        case ast.BinOp(op=ast.BitOr()):
            leaves = [leaf.id for leaf in ast.walk(node) if isinstance(leaf, ast.Name)]
            return all(leaf[:1].isupper() and not leaf.isupper() for leaf in leaves) and bool(leaves)
        case ast.Subscript(value=ast.Name(id="Annotated" | "Callable" | "dict" | "tuple" | "frozenset")):
            return True
        case _:
            return False


def _wrongs(node: Node, returns: Node) -> Iterator[tuple[str, Callable[[], Node]]]:  # noqa: PLR0915 -- a case a wrong
    match node:
        case ast.Compare(ops=[op]) if type(op) in COMPARED:
            yield f"{ast.unparse(node)}: compared otherwise", _with(node, ops=[COMPARED[type(op)]()])
        case ast.Constant(value=bool(said)):
            yield f"{said} said otherwise", _with(node, value=not said)
        case ast.Constant(value=int(number)):
            yield f"{number} + 1", _with(node, value=number + 1)
            yield f"{number} - 1", _with(node, value=number - 1)
        case ast.BoolOp(op=op):
            other = ast.Or() if isinstance(op, ast.And) else ast.And()
            yield f"{ast.unparse(node)}: and for or", _with(node, op=other)
        case ast.UnaryOp(op=ast.Not()):
            yield f"{ast.unparse(node)}: not left out", lambda: node.operand
        case ast.UnaryOp(op=ast.USub()):
            yield f"{ast.unparse(node)}: sign left out", lambda: node.operand
        case ast.BinOp(op=op) if type(op) in COUNTED:
            yield f"{ast.unparse(node)}: counted otherwise", _with(node, op=COUNTED[type(op)]())
        case ast.IfExp():
            yield f"{ast.unparse(node)}: the other one", _with(node, body=node.orelse, orelse=node.body)
        case ast.If():
            yield from _of_if(node)
        case ast.Expr(value=ast.Call(func=func)) if ast.unparse(func) != "assert_never":
            yield f"{ast.unparse(func)} not called", ast.Pass
        case ast.Return(value=value) if value is not None:
            yield from _of_return(node, value, returns)
        case ast.Call():
            yield from _of_call(node)
        case ast.List(elts=[_, _, *_]) | ast.Set(elts=[_, _, *_]):
            for one in node.elts:
                left = [other for other in node.elts if other is not one]
                yield f"{ast.unparse(one)} left out of a list", _with(node, elts=left)
        case _:
            pass


def _of_if(node: ast.If) -> Iterator[tuple[str, Callable[[], Node]]]:
    if len(node.body) == 1 and isinstance(node.body[0], ast.Raise):
        yield (
            f"if {ast.unparse(node.test)}: never refused",
            lambda: ast.If(node.test, [ast.Pass()], node.orelse),
        )
    negated = ast.UnaryOp(ast.Not(), node.test)
    yield f"if {ast.unparse(node.test)}: turned round", _with(node, test=negated)


def _of_return(node: ast.Return, value: Node, returns: Node) -> Iterator[tuple[str, Callable[[], Node]]]:
    match value:
        case ast.Call(func=ast.Name(id="replace"), args=[first, *_]):
            yield f"return {ast.unparse(first)} unchanged", _with(node, value=first)
            return
        case _:
            pass
    kind = returns.value if isinstance(returns, ast.Subscript) else returns
    name = kind.id if isinstance(kind, ast.Name) else ""
    if name == "bool":
        yield "return the contrary", _with(node, value=ast.UnaryOp(ast.Not(), value))
    elif name in EMPTY and ast.unparse(value) != EMPTY[name]:
        yield f"return {EMPTY[name]}", _with(node, value=ast.parse(EMPTY[name], mode="eval").body)


def _of_call(node: ast.Call) -> Iterator[tuple[str, Callable[[], Node]]]:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name in SWAPPED:
        yield f"{SWAPPED[name]} for {name}", _with(node, func=ast.Name(SWAPPED[name], ast.Load()))
    match node.args:
        case [first, second, *rest] if name not in SAME_EITHER_WAY and not isinstance(second, ast.Starred):
            if not isinstance(first, ast.Constant | ast.Starred):
                yield f"{ast.unparse(node.func)}: arguments swapped", _with(node, args=[second, first, *rest])
        case _:
            pass


def _with(node: Node, **fields: object) -> Callable[[], Node]:
    def put() -> Node:
        for name, new in fields.items():
            setattr(node, name, new)
        return node

    return put
