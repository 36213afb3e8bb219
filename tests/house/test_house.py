"""How the house is named and cut: retired words, names, sizes, circles; less is left every time."""

import pytest

from tests.house.circles import find_knots
from tests.house.names import is_participle
from tests.house.ratchet import MEASURES, find_risen


def test_no_retired_word_is_used() -> None:
    assert find_risen("retired") == []


@pytest.mark.parametrize("measure", sorted(MEASURES.keys() - {"retired"}))
def test_of_each_measure_no_more_is_left_than_before(measure: str) -> None:
    assert find_risen(measure) == []


@pytest.mark.parametrize("name", ["kept", "known", "unsaid", "answered", "sent", "parked"])
def test_a_bare_participle_would_be_seen(name: str) -> None:
    assert is_participle(name)


@pytest.mark.parametrize("name", ["need", "embed", "read", "known_at", "load_stream", "seed"])
def test_what_is_no_bare_participle_may_name_a_function(name: str) -> None:
    assert not is_participle(name)


def test_a_circle_of_imports_would_be_seen() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": set[str](), "e": {"a", "f"}, "f": {"e"}}
    assert find_knots(graph) == [["b", "c"], ["e", "f"]]
