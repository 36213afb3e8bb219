"""Nothing that is stored, sent, hashed or typed has changed since it was frozen, but for what is wanted.

`python -m tests.guard` says the same of all 200 lives, one line a difference.
"""

import os
from pathlib import Path

import pytest

from tests.guard import kept, store, vocabulary
from tests.guard.comparing import Wanted, of_left, of_lines, parsed, unwanted, wanted
from tests.guard.towns import left

LONG = bool(os.environ.get("JALON_LONG"))
PARTS = [*kept.short_parts(), *kept.long_parts()] if LONG else kept.tested_parts()
LINES = ['event 1: data.number: "F1" -> "F2"', "- option --as"]


def test_every_word_that_is_stored_sent_or_typed_is_the_same(tmp_path: Path) -> None:
    found = of_lines(vocabulary.frozen(), vocabulary.lines(tmp_path))
    assert unwanted("frozen.txt", found, wanted()) == []


def test_a_store_of_the_reference_is_read_rebuilt_and_written_to(tmp_path: Path) -> None:
    assert unwanted("store", store.differences(tmp_path), wanted()) == []


@pytest.mark.parametrize("part", PARTS)
def test_driven_again_it_leaves_the_same(part: str, tmp_path: Path) -> None:
    assert kept.frozen(part), "it was frozen"
    now = kept.as_kept(part, left(part, tmp_path))
    assert unwanted(part, of_left(kept.frozen(part), now), wanted()) == []


def test_a_wanted_difference_names_parts_that_exist() -> None:
    parts = ["frozen.txt", "store", *kept.short_parts(), *kept.long_parts()]
    assert [one for one in wanted() if not any(map(one.concerns, parts))] == []


def test_a_wanted_difference_is_left_out() -> None:
    reviewed = [Wanted(("life *",), "event *: data.number: *", "numbers have another form")]
    assert unwanted("life 7", LINES, reviewed) == ["- option --as"]
    assert unwanted("scenario audit", LINES, reviewed) == LINES


def test_a_wanted_difference_that_is_none_is_one() -> None:
    reviewed = [Wanted(("life 7",), "- option --for", "")]
    assert unwanted("life 7", [], reviewed) == ["wanted.toml: no such difference: - option --for"]


def test_a_wanted_difference_has_a_reason() -> None:
    assert parsed('difference = [{in = "store", what = "x", why = "y"}]') == [Wanted(("store",), "x", "y")]
    with pytest.raises(AssertionError, match="reason"):
        parsed('difference = [{in = "store", what = "x", why = " "}]')


def test_each_value_that_differs_is_told() -> None:
    before = {"event 1": '{"a":{"b":[1,2]},"c":3}', "event 2": "{}", "row": kept.digested("{}")}
    now = {"event 1": '{"a":{"b":[1,4]},"d":3}', "row": "[]", "page": "{}"}
    assert of_left(before, now) == [
        "- event 2",
        "+ page",
        "event 1: a.b.1: 2 -> 4",
        "event 1: c: 3 -> nothing",
        "event 1: d: nothing -> 3",
        "row: is another: []",
    ]
    assert of_left({"x": '{"a":1,"b":2}'}, {"x": '{"b":2,"a":1}'}) == [
        'x: the same values, written otherwise: {"a":1,"b":2} -> {"b":2,"a":1}'
    ]
    assert of_lines(["a", "b"], ["b", "c"]) == ["- a", "+ c"]
