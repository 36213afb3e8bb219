"""What no single value shows is malformed too: a span that ends before it begins, a field said twice."""

import json
import time

import pytest

from adapters.engine.validation import CommandValidator
from adapters.engine.validation.consistency import SPANS
from adapters.engine.validation.fault_texts import FAULTS_MAX
from domain.commands import COMMAND_NAMED
from domain.language import Language
from tests.adapters.engine.validation.bodies import one_body
from tests.adapters.engine.validation.test_check import MISSION, REACHED, answered, faults, found

ALL_SPANS = [
    (name, first, last)
    for name, command in COMMAND_NAMED.items()
    for first, last in SPANS
    if {first, last} <= command.command.__dataclass_fields__.keys()
]


def test_there_are_spans_of_each_kind_to_ask_about() -> None:
    inside_others = {("starts_on", "ends_on"), ("started_on", "ended_on")}
    assert {(first, last) for _, first, last in ALL_SPANS} | inside_others == set(SPANS)


@pytest.mark.parametrize(("name", "first", "last"), ALL_SPANS)
def test_a_span_does_not_end_before_it_begins(
    door: CommandValidator, name: str, first: str, last: str
) -> None:
    days = (41, 42, 43) if first == "first" else ("2026-03-01", "2026-03-02", "2026-03-03")
    body = one_body(name)
    assert answered(door, name, {**body, first: days[1], last: days[2]}) == ()
    assert answered(door, name, {**body, first: days[1], last: days[1]}) == ()
    (fault,) = faults(door, name, {**body, first: days[1], last: days[0]})
    assert (fault.path, fault.rule) == (last, "span")
    assert first in fault.sentence(Language.FRENCH)


def test_a_span_inside_a_command_is_looked_at_too(door: CommandValidator) -> None:
    body = one_body("ScopeMission")
    body["scope"] |= {"starts_on": "2026-03-02", "ends_on": "2026-03-01"}
    assert found(door, "ScopeMission", body) == [("scope.ends_on", "span")]
    body["scope"]["ends_on"] = None
    assert answered(door, "ScopeMission", body) == ()


def test_a_field_is_said_once(door: CommandValidator) -> None:
    """Of two values nobody knows which was meant, so neither is taken."""
    twice = json.dumps(REACHED)[:-1] + ', "milestone": "M2"}'
    assert found(door, "ReachMilestone", twice.encode()) == [("milestone", "duplicate_field")]
    same = json.dumps(REACHED)[:-1] + ', "milestone": "M1", "milestone": "M1"}'
    assert found(door, "ReachMilestone", same.encode()) == [("milestone", "duplicate_field")]


def test_a_field_said_twice_inside_others_is_told_with_its_whole_path(door: CommandValidator) -> None:
    days = b'"days": [{"day": "2026-03-02", "half_days": 2, "kind": "prospecting", "half_days": 1}]'
    report = b'{"consultant": "%b", "month": "2026-03", %b}' % (MISSION.encode(), days)
    assert found(door, "ReportActivity", report) == [("days.0.half_days", "duplicate_field")]
    body = json.dumps(one_body("ScopeMission"))
    nested = body.replace('"governance": {', '"governance": {"progress_every_days": 9, ', 1)
    assert found(door, "ScopeMission", nested.encode()) == [
        ("scope.governance.progress_every_days", "duplicate_field")
    ]


def test_what_is_wrong_and_said_twice_is_told_in_one_answer(door: CommandValidator) -> None:
    body = b'{"mission": "x", "milestone": "M1", "milestone": "M1", "evidence": "y"}'
    assert found(door, "ReachMilestone", body) == [
        ("mission", "uuid"),
        ("evidence", "hash"),
        ("milestone", "duplicate_field"),
    ]


def test_fields_said_twice_a_hundred_thousand_times_are_told_quickly_and_not_all(
    door: CommandValidator,
) -> None:
    many = ", ".join(f'"x{rank % 50_000}": 1' for rank in range(70_000)).encode()
    body = json.dumps(REACHED).encode()[:-1] + b", " + many[:900_000].rpartition(b", ")[0] + b"}"
    began = time.perf_counter()
    told = found(door, "ReachMilestone", body)
    assert time.perf_counter() - began < 5
    assert len([rule for _, rule in told if rule == "duplicate_field"]) == FAULTS_MAX


@pytest.mark.parametrize("depth", [300, 900, 5_000, 100_000])
def test_what_is_nested_without_end_is_malformed_not_a_defect(door: CommandValidator, depth: int) -> None:
    deep = b"[" * depth + b"]" * depth
    assert found(door, "ReachMilestone", b'{"mission": %b}' % deep)
