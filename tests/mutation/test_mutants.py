"""Mutants are errors that a test can notice, and every file of the domain has its tests."""

import ast

import pytest

from tests.mutation.__main__ import sample
from tests.mutation.areas import AREAS, ROOT, find_files, find_tests
from tests.mutation.mutants import apply_mutant, mutants

SAID = '''
"""A file."""
LEVELS = Alpha | Beta
def keep(day: int | None, known: list[int]) -> list[int]:
    """Say 1."""
    assert day != 2
    if day is None:
        raise Refused(day)
    check(day)
    return [day, *known] if day > 3 and not known else []
'''


def wrongs(source: str) -> dict[str, str]:
    return {
        mutant.what: ast.unparse(apply_mutant(source, mutant.number))
        for mutant in mutants("domain/keep.py", source)
    }


@pytest.mark.parametrize(
    ("what", "put"),
    [
        ("if day is None: never refused", "pass"),
        ("if day is None: turned round", "if not day is None"),
        ("check not called", "pass"),
        ("day > 3 and (not known): and for or", "day > 3 or not known"),
        ("day > 3: compared otherwise", "day >= 3"),
        ("3 + 1", "day > 4"),
        ("3 - 1", "day > 2"),
        ("not known: not left out", "day > 3 and known"),
        ("day left out of a list", "return [*known] if"),
        ("return []", "return []"),
    ],
)
def test_a_small_wrong_is_done_in_its_place(what: str, put: str) -> None:
    assert put in wrongs(SAID)[what]
    assert wrongs(SAID)[what] != ast.unparse(ast.parse(SAID))


def test_what_people_read_is_left_alone() -> None:
    for wrong in wrongs(SAID).values():
        assert "Say 1." in wrong
        assert "assert day != 2" in wrong
        assert "LEVELS = Alpha | Beta" in wrong
        assert "int | None" in wrong


@pytest.mark.parametrize("path", find_files())
def test_every_file_has_tests_that_answer_for_it(path: str) -> None:
    assert find_tests(path)


def test_every_folder_of_the_domain_has_its_tests() -> None:
    folders = {"/".join(path.split("/")[:2]) + "/" for path in find_files() if path.count("/") > 1}
    assert folders - set(AREAS) == {"domain/multi_stream/"}


def test_the_sample_is_the_same_for_the_same_seed_and_of_every_file() -> None:
    assert sample(400, 1) == sample(400, 1) != sample(400, 2)
    assert len(sample(400, 1)) == len(set(sample(400, 1))) == 400
    changeable = {path for path in find_files() if mutants(path, (ROOT / path).read_text(encoding="utf-8"))}
    assert {mutant.path for mutant in sample(400, 1)} == changeable
