"""Faults between values: a span that ends before it begins, a field that is written twice."""

import json
import time

import pytest

from adapters.engine.validation import CommandValidator
from adapters.engine.validation.consistency import SPANS
from adapters.engine.validation.fault_texts import FAULTS_MAX
from domain.commands import COMMAND_NAMED
from domain.language import Language
from tests.adapters.engine.validation.bodies import one_body
from tests.adapters.engine.validation.test_check import MISSION, REACHED, check_faults, faults, find_rules

ALL_SPANS = [
    (name, first, last)
    for name, command in COMMAND_NAMED.items()
    for first, last in SPANS
    if {first, last} <= command.command_type.__dataclass_fields__.keys()
]


def test_there_are_spans_of_each_kind_to_ask_about() -> None:
    inside_others = {("starts_on", "ends_on"), ("started_on", "ended_on")}
    assert {(first, last) for _, first, last in ALL_SPANS} | inside_others == set(SPANS)


@pytest.mark.parametrize(("name", "first", "last"), ALL_SPANS)
def test_a_span_does_not_end_before_it_begins(
    validator: CommandValidator, name: str, first: str, last: str
) -> None:
    days = (41, 42, 43) if first == "first" else ("2026-03-01", "2026-03-02", "2026-03-03")
    body = one_body(name)
    assert check_faults(validator, name, {**body, first: days[1], last: days[2]}) == ()
    assert check_faults(validator, name, {**body, first: days[1], last: days[1]}) == ()
    (fault,) = faults(validator, name, {**body, first: days[1], last: days[0]})
    assert (fault.path, fault.rule) == (last, "span")
    assert first in fault.sentence(Language.FRENCH)


def test_a_span_inside_a_command_is_looked_at_too(validator: CommandValidator) -> None:
    body = one_body("ScopeMission")
    body["scope"] |= {"starts_on": "2026-03-02", "ends_on": "2026-03-01"}
    assert find_rules(validator, "ScopeMission", body) == [("scope.ends_on", "span")]
    body["scope"]["ends_on"] = None
    assert check_faults(validator, "ScopeMission", body) == ()


def test_a_field_is_written_once(validator: CommandValidator) -> None:
    """Nobody knows which of two values was meant, so neither is accepted."""
    twice = json.dumps(REACHED)[:-1] + ', "milestone": "M2"}'
    assert find_rules(validator, "ReachMilestone", twice.encode()) == [("milestone", "duplicate_field")]
    same = json.dumps(REACHED)[:-1] + ', "milestone": "M1", "milestone": "M1"}'
    assert find_rules(validator, "ReachMilestone", same.encode()) == [("milestone", "duplicate_field")]


def test_a_field_written_twice_inside_others_is_named_with_its_whole_path(
    validator: CommandValidator,
) -> None:
    days = b'"days": [{"day": "2026-03-02", "half_days": 2, "kind": "prospecting", "half_days": 1}]'
    report = b'{"consultant": "%b", "month": "2026-03", %b}' % (MISSION.encode(), days)
    assert find_rules(validator, "ReportActivity", report) == [("days.0.half_days", "duplicate_field")]
    body = json.dumps(one_body("ScopeMission"))
    nested = body.replace('"governance": {', '"governance": {"progress_every_days": 9, ', 1)
    assert find_rules(validator, "ScopeMission", nested.encode()) == [
        ("scope.governance.progress_every_days", "duplicate_field")
    ]


def test_wrong_values_and_duplicate_fields_are_listed_in_one_answer(validator: CommandValidator) -> None:
    body = b'{"mission": "x", "milestone": "M1", "milestone": "M1", "evidence": "y"}'
    assert find_rules(validator, "ReachMilestone", body) == [
        ("mission", "uuid"),
        ("evidence", "hash"),
        ("milestone", "duplicate_field"),
    ]


def test_many_thousand_duplicate_fields_are_listed_quickly_and_not_all(
    validator: CommandValidator,
) -> None:
    many = ", ".join(f'"x{index % 50_000}": 1' for index in range(70_000)).encode()
    body = json.dumps(REACHED).encode()[:-1] + b", " + many[:900_000].rpartition(b", ")[0] + b"}"
    began = time.perf_counter()
    rules = find_rules(validator, "ReachMilestone", body)
    assert time.perf_counter() - began < 5
    assert len([rule for _, rule in rules if rule == "duplicate_field"]) == FAULTS_MAX


@pytest.mark.parametrize("depth", [300, 900, 5_000, 100_000])
def test_what_is_nested_without_end_is_malformed_not_a_defect(
    validator: CommandValidator, depth: int
) -> None:
    deep = b"[" * depth + b"]" * depth
    assert find_rules(validator, "ReachMilestone", b'{"mission": %b}' % deep)
