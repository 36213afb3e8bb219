"""Every rule of the rulebook is reached by a test named for it; read from the source of the tests."""

import ast
import re
from pathlib import Path

from tests.domain.rulebook import IDS

TESTS = Path(__file__).resolve().parents[1]


def test_every_rule_of_the_rulebook_is_reached_by_a_test_named_for_it() -> None:
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in TESTS.rglob("test_*.py"))
    names = [node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    tested = {rule for rule in IDS for name in names if _named(rule, name)}
    assert [rule for rule in IDS if rule not in tested] == []


def _named(rule: str, test: str) -> bool:
    return re.search(rf"(?<![a-z]){rule.lower().replace('-', '_')}(?!\d)", test) is not None
