"""Nothing that is stored, sent, hashed or typed has changed since it was frozen, but for what is wanted.

`python -m tests.guard` says the same of all 200 lives, one line a difference.
"""

import os
from pathlib import Path

import pytest

from tests.guard import frozen_lines, kept, store
from tests.guard.comparing import (
    Wanted,
    compare_left,
    compare_lines,
    find_unwanted,
    parse_wanted,
    read_wanted,
)
from tests.guard.towns import drive_part

LONG = bool(os.environ.get("JALON_LONG"))
PARTS = [*kept.short_parts(), *kept.long_parts()] if LONG else kept.tested_parts()
LINES = ['event 1: data.number: "F1" -> "F2"', "- option --as"]


def test_every_word_that_is_stored_sent_or_typed_is_the_same(tmp_path: Path) -> None:
    found = compare_lines(frozen_lines.frozen(), frozen_lines.lines(tmp_path))
    assert find_unwanted("frozen.txt", found, read_wanted()) == []


def test_a_store_of_the_reference_is_read_rebuilt_and_written_to(tmp_path: Path) -> None:
    assert find_unwanted("store", store.differences(tmp_path), read_wanted()) == []


@pytest.mark.parametrize("part", PARTS)
def test_driven_again_it_leaves_the_same(part: str, tmp_path: Path) -> None:
    assert kept.frozen(part), "it was frozen"
    now = kept.as_kept(part, drive_part(part, tmp_path))
    assert find_unwanted(part, compare_left(kept.frozen(part), now), read_wanted()) == []


def test_a_wanted_difference_names_parts_that_exist() -> None:
    parts = ["frozen.txt", "store", *kept.short_parts(), *kept.long_parts()]
    assert [one for one in read_wanted() if not any(map(one.concerns, parts))] == []


def test_a_wanted_difference_is_left_out() -> None:
    reviewed = [Wanted(("life *",), "event *: data.number: *", "numbers have another form")]
    assert find_unwanted("life 7", LINES, reviewed) == ["- option --as"]
    assert find_unwanted("scenario audit", LINES, reviewed) == LINES


def test_a_wanted_difference_that_is_none_is_one() -> None:
    reviewed = [Wanted(("life 7",), "- option --for", "")]
    assert find_unwanted("life 7", [], reviewed) == ["wanted.toml: no such difference: - option --for"]


def test_a_wanted_difference_has_a_reason() -> None:
    assert parse_wanted('difference = [{in = "store", what = "x", why = "y"}]') == [
        Wanted(("store",), "x", "y")
    ]
    with pytest.raises(AssertionError, match="reason"):
        parse_wanted('difference = [{in = "store", what = "x", why = " "}]')


def test_each_value_that_differs_is_printed() -> None:
    before = {"event 1": '{"a":{"b":[1,2]},"c":3}', "event 2": "{}", "row": kept.make_digest("{}")}
    now = {"event 1": '{"a":{"b":[1,4]},"d":3}', "row": "[]", "page": "{}"}
    assert compare_left(before, now) == [
        "- event 2",
        "+ page",
        "event 1: a.b.1: 2 -> 4",
        "event 1: c: 3 -> nothing",
        "event 1: d: nothing -> 3",
        "row: is another: []",
    ]
    assert compare_left({"x": '{"a":1,"b":2}'}, {"x": '{"b":2,"a":1}'}) == [
        'x: the same values, written otherwise: {"a":1,"b":2} -> {"b":2,"a":1}'
    ]
    assert compare_lines(["a", "b"], ["b", "c"]) == ["- a", "+ c"]
