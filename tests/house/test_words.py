"""The table of retired words: what it finds, and what it leaves alone."""

import pytest

from tests.house.retired import search
from tests.house.scanning import find_names, find_prose
from tests.house.tree import parse_source
from tests.house.words import EXEMPT, RETIRED, STORED


def find_retired(code: str, file: str = "adapters/engine/store/sample.py") -> list[str]:
    source = parse_source(file, code)
    return [offence.what.split(" [")[0] for offence in search(find_names(source), find_prose(source))]


@pytest.mark.parametrize(
    ("code", "retired"),
    [
        ("class StoredFact: pass", "fact"),
        ("def read(facts): pass", "fact"),
        ("x = 1  # one fact after the other", "fact"),
        ('log("the fact is stored")', "fact"),
        ('f"{x} facts are stored"', "fact"),
        ('f"{fact}"', "fact"),
        ("def test_a_fact_is_stored(): pass", "fact"),
        ("orders = 1", "order"),
        ('"""Decide an order, then another."""', "order"),
        ('"""Answer each order."""', "order"),
        ("class Round: pass", "round"),
        ("def decide(round_): pass", "round"),
        ('"""The commands of one turn."""', "turn"),
        ("with store.turn(): pass", "turn"),
        ('"""Ask a story what\n    it owes."""', "story"),
        ("class Life: pass", "Life, kind of life"),
        ("self._means", "means"),
        ("MANY_WANTS = 1", "want"),
        ('"""Return the parked lines."""', "parked line"),
        ("def mend_rank(): pass", "rank"),
        ('"""How far each reader is: its stand."""', "stand"),
        ("flights = 2", "flight"),
    ],
)
def test_a_retired_word_would_be_seen(code: str, retired: str) -> None:
    assert find_retired(code) == [retired]


@pytest.mark.parametrize(
    "code",
    [
        '"""In fact, events come in the order of the log."""',
        '"""In one log order; sorted in any order; a purchase order; out of order."""',
        '"SELECT position FROM facts ORDER BY position"',
        "answer['facts']",
        "Raise(fact=event_id).fact",
        "def write(purchase_orders): pass",
        "x = 1  # the reply has the field `facts`",
        "return_when = 1",
        '"""The breach stands; it turns out well; each in turn; by no means."""',
        "in_flight_batches = 2",
        '"""A round trip; a round figure."""',
        '"in_the_turns"',
        "from adapters.engine.dispatch.batch import Batch",
        "around = turned_on = 1",
    ],
)
def test_another_sense_stays(code: str) -> None:
    assert find_retired(code) == []


def test_a_file_may_not_have_a_retired_name() -> None:
    assert find_retired("", "adapters/rendering/story_words.py") == ["story", "words (of a file)"]
    assert find_retired("", "adapters/cli/sagas.py") == []


def test_every_exemption_is_of_a_row_and_says_why() -> None:
    rows = {row.retired for row in RETIRED}
    assert {each.retired for each in EXEMPT} <= rows | {"*"}
    assert all(each.reason for each in EXEMPT)
    assert all(each.reason for each in STORED.values())
    assert not [each for each in EXEMPT if each.files.endswith("/*") and not each.text]


def test_every_row_stands_once_and_finds_something() -> None:
    assert len({row.retired for row in RETIRED}) == len(RETIRED)
    assert all(row.name or row.raw or row.prose for row in RETIRED)
