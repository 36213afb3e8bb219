"""How long files and functions are."""

import ast

from tests.house.names import list_functions
from tests.house.tree import CODE, PRODUCT, Offence, read_sources

LINES_AIM = 280
STATEMENTS_MAX = 25


def count_lines() -> list[tuple[str, int]]:
    """Return how many lines each file has."""
    return [(source.file, len(source.text.splitlines())) for source in read_sources(*CODE)]


def find_long_files() -> list[Offence]:
    """Return the files of the product that are longer than the aim."""
    return [
        Offence(file, 1, f"{count} lines")
        for file, count in count_lines()
        if count > LINES_AIM and file.startswith(tuple(f"{top}/" for top in PRODUCT))
    ]


def find_long_functions() -> list[Offence]:
    """Return the functions that have more statements than ruff allows, an `evolve` too."""
    counts = ((each, count_statements(each.node)) for each in list_functions())
    return [
        Offence(each.source.file, each.node.lineno, f"{each.name}: {count} statements")
        for each, count in counts
        if count > STATEMENTS_MAX
    ]


def count_statements(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the statements in a function, those of its blocks included, its docstring not."""
    inside = sum(isinstance(node, ast.stmt) for node in ast.walk(function)) - 1
    return inside - (ast.get_docstring(function) is not None)
