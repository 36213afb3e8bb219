"""Circles of imports between modules of the product, by what they import when they are loaded.

An import of `a.b.c` also loads the packages `a` and `a.b`; those that the importing module stands in
itself are being loaded already and count only where they are named. What stands below
`if TYPE_CHECKING` or in a function is not loaded with the module.
"""

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter

from tests.house.tree import PRODUCT, Offence, Source, read_sources

Graph = dict[str, set[str]]


def find_circles() -> list[Offence]:
    """Return every circle as one offence, at the first of its modules."""
    files = {source.module: source.file for source in read_sources(*PRODUCT)}
    return [Offence(files[knot[0]], 1, " ↔ ".join(knot)) for knot in find_knots(read_imports())]


@cache
def _list_modules() -> frozenset[str]:
    return frozenset(source.module for source in read_sources(*PRODUCT))


def read_imports() -> Graph:
    """Return what each module loads."""
    return {source.module: set(_find_loaded(source)) - {source.module} for source in read_sources(*PRODUCT)}


def _find_loaded(source: Source) -> Iterator[str]:
    around = {source.module, *_list_parents(source.module)}
    for node in _walk_statements(source.tree.body):
        for module in _name_imported(node):
            if module in _list_modules():
                yield module
            yield from (
                parent
                for parent in _list_parents(module)
                if parent in _list_modules() and parent not in around
            )


def _walk_statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements that run when a module is loaded."""
    for node in body:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from _walk_statements(node.orelse)
            continue
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for inner in ("body", "orelse", "finalbody"):
                yield from _walk_statements(getattr(node, inner, []))


def _name_imported(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (each.name for each in names)
        case ast.ImportFrom(module=str(module), level=0, names=names):
            inner = [f"{module}.{each.name}" for each in names]
            yield from inner
            if not set(inner) <= _list_modules():
                yield module
        case _:
            return


def _list_parents(module: str) -> list[str]:
    parts = module.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts))]


def find_knots(graph: Graph) -> list[list[str]]:
    """Return the groups of modules each of which loads, by some way, all others of its group."""
    reached = {module: _find_reached(graph, module) for module in _find_suspects(graph)}
    groups = {
        frozenset(other for other in reached[module] if module in reached.get(other, ()))
        for module in reached
    }
    return sorted(sorted(group) for group in groups if len(group) > 1)


def _find_suspects(graph: Graph) -> set[str]:
    """Return the modules that are, or may be, in a circle: what a sorter cannot sort."""
    sorter = TopologicalSorter(graph)
    try:
        sorter.prepare()
    except CycleError:
        pass
    else:
        return set()
    left = dict(graph)
    while free := {module for module, loads in left.items() if not loads & left.keys()}:
        left = {module: loads for module, loads in left.items() if module not in free}
    return set(left)


def _find_reached(graph: Graph, start: str) -> set[str]:
    found, waiting = set[str](), [start]
    while waiting:
        for module in graph.get(waiting.pop(), ()):
            if module not in found:
                found.add(module)
                waiting.append(module)
    return found
