"""Every refusal and every command is tested; read from the source, because tests run on several workers."""

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from domain.commands import COMMAND_NAMED
from domain.refused import Refused

HERE = Path(__file__).parent


def calls(tree: ast.AST, method: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method:
            yield node


def made(tree: ast.AST) -> set[str]:
    """The classes that an expression or a file instantiates."""
    return {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }


def trees() -> list[ast.Module]:
    return [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(HERE.rglob("test_*.py"))]


def named(scope: ast.AST) -> dict[str, set[str]]:
    """The classes instantiated in the assignment of each name of a function or a file."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found[target.id] = found.get(target.id, set()) | made(node.value)
    return found


def said_no() -> set[str]:
    """The refusals with their events that a test expects, written in place or under a name."""
    found: set[str] = set()
    for tree in trees():
        of_the_file = named(ast.Module([node for node in tree.body if isinstance(node, ast.Assign)], []))
        for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
            names = of_the_file | named(function)
            for call in calls(function, "refused"):
                (expected,) = call.args
                found |= names.get(expected.id, set()) if isinstance(expected, ast.Name) else made(expected)
    return found


def refusals(of: type[Refused] = Refused) -> Iterator[type[Refused]]:
    for refusal in of.__subclasses__():
        yield refusal
        yield from refusals(refusal)


def test_every_refusal_is_expected_with_its_events_by_a_test() -> None:
    ours = {refusal.__name__ for refusal in refusals() if refusal.__module__.startswith("domain")}
    assert ours - said_no() == set()


def test_every_command_is_given_in_a_file_that_expects_its_events() -> None:
    given = {name for tree in trees() if any(calls(tree, "then")) for name in made(tree)}
    assert set(COMMAND_NAMED) - given == set()


def test_a_refusal_has_the_values_it_saw_or_else_a_reason() -> None:
    for refusal in refusals():
        assert refusal.because == ("", "") if fields(refusal) else all(refusal.because), refusal
