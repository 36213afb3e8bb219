"""The answer to a malformed command: all its faults at once, and quickly."""

import inspect
import json
import time
import traceback
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.engine.validation import CommandIdReused, CommandValidator, Fault, Malformed, future_time_error
from adapters.engine.validation.fault_texts import FAULT_TEXTS, FAULTS_MAX
from domain.commands import COMMAND_NAMED
from domain.language import Language
from tests.adapters.engine.validation.bodies import badly_made, check_request, commands, request, well_made

MISSION = str(UUID(int=8))
REACHED = {"mission": MISSION, "milestone": "M1", "evidence": "sha256:" + "0" * 64}

generous = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def faults(validator: CommandValidator, name: str, body: Any, **others: Any) -> tuple[Fault, ...]:
    with pytest.raises(Malformed) as answer:
        check_request(validator, name, body, **others)
    return answer.value.faults


def check_faults(validator: CommandValidator, name: str, body: Any) -> tuple[Fault, ...]:
    try:
        check_request(validator, name, body)
    except Malformed as malformed:
        return malformed.faults
    return ()


def find_rules(validator: CommandValidator, name: str, body: Any, **others: Any) -> list[tuple[str, str]]:
    return [(fault.path, fault.rule) for fault in faults(validator, name, body, **others)]


def test_all_faults_are_listed_at_once_with_their_paths(validator: CommandValidator) -> None:
    scope = {
        "object": "",
        "perimeter": "a perimeter",
        "objectives": ["one", 2],
        "competences": "some",
        "deliverables": [
            {"key": "D 1", "title": "report", "criteria": {}, "due_on": "2026-02-30", "extra": 1}
        ],
        "starts_on": 3,
        "price": {"mode": "cheap", "amount": 10.5},
        "governance": [],
        "clauses": {"autonomy": "true"},
        "found_by": "client",
        "price_set_by": "consultant",
    }
    rules = find_rules(validator, "ScopeMission", {"mission": "m-1", "scope": scope, "motive": "x"})
    left_out = (
        "confidentiality intellectual_property client_answers_for_safety termination_notice_days "
        "acceptance_days change_answer_days payment_days"
    )
    assert sorted(rules) == sorted(
        [
            ("mission", "uuid"),
            ("scope.object", "text"),
            ("scope.objectives.1", "text"),
            ("scope.deliverables.0.key", "key"),
            ("scope.deliverables.0.criteria", "list"),
            ("scope.deliverables.0.due_on", "day"),
            ("scope.deliverables.0.extra", "unknown_field"),
            ("scope.starts_on", "day"),
            ("scope.price.mode", "word"),
            ("scope.price.amount", "amount"),
            ("scope.governance", "object"),
            ("scope.clauses.autonomy", "boolean"),
            *((f"scope.clauses.{name}", "missing_field") for name in left_out.split()),
            ("motive", "unknown_field"),
        ]
    )


def test_a_fault_of_the_time_is_listed_with_those_of_the_body(validator: CommandValidator) -> None:
    naive = datetime(2026, 1, 31, 9)
    body = {**REACHED, "milestone": ""}
    assert find_rules(validator, "ReachMilestone", body, time=naive) == [
        ("time", "instant"),
        ("milestone", "key"),
    ]
    assert find_rules(validator, "Unknown", body, time=naive) == [
        ("time", "instant"),
        ("name", "unknown_command"),
    ]
    assert find_rules(validator, "ReachMilestone", REACHED, time=naive) == [("time", "instant")]
    assert check_request(validator, "ReachMilestone", REACHED, time=naive.replace(tzinfo=UTC))


@pytest.mark.parametrize("name", ["ReachMileston", "reachmilestone", "", "x" * 10**6, "__class__", "é\x00"])
def test_an_unknown_command_is_a_fault(validator: CommandValidator, name: str) -> None:
    (fault,) = faults(validator, name, REACHED)
    assert (fault.path, fault.rule) == ("name", "unknown_command")
    assert len(fault.en) < 100
    with pytest.raises(Malformed):
        validator.command_schema(name)


def test_a_misspelt_command_is_answered_with_the_right_one(validator: CommandValidator) -> None:
    (fault,) = faults(validator, "ReachMileston", {})
    assert fault.en == "this command is unknown; did you mean ReachMilestone?"
    assert fault.fr == "cette commande est inconnue ; vouliez-vous dire ReachMilestone ?"
    (fault,) = faults(validator, "", {})
    assert fault.en == "this command is unknown"
    assert fault.fr == "cette commande est inconnue"


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (b"", "json"),
        (b"{", "json"),
        (b"\x00\xff\xfe", "json"),
        (b"not json", "json"),
        (b'{"mission": "\xff"}', "json"),
        (b'{"mission": "\\ud800"}', "json"),
        (b"[" * 100_000, "json"),
        (b'{"effect":' * 1_000, "json"),
        (b'{"mission":' + b"9" * 5_000 + b"}", "json"),
        (b"[]", "object"),
        (b"null", "object"),
        (b'"ReachMilestone"', "object"),
        (b"3", "object"),
    ],
)
def test_a_body_that_is_no_json_object_is_a_fault(
    validator: CommandValidator, body: bytes, rule: str
) -> None:
    assert find_rules(validator, "ReachMilestone", body) == [("body", rule)]


def test_a_huge_body_is_answered_without_being_read(validator: CommandValidator) -> None:
    body = json.dumps({**REACHED, "evidence": "x" * 10_000_000}).encode()
    began = time.perf_counter()
    assert find_rules(validator, "ReachMilestone", body) == [("body", "body_size")]
    assert time.perf_counter() - began < 0.5


def test_a_body_full_of_faults_is_answered_with_as_many_as_can_be_read(validator: CommandValidator) -> None:
    body = {f"field{index}": index for index in range(50_000)}
    listed = faults(validator, "ReachMilestone", body)
    assert len(listed) == FAULTS_MAX + 1
    assert listed[-1].en == f"and {50_000 + 3 - FAULTS_MAX} other faults"


def test_an_invented_field_name_is_shown_short_and_printable(validator: CommandValidator) -> None:
    last = faults(validator, "ReachMilestone", {**REACHED, "\x1b[31m\u202e" + "z" * 500: 1})[-1]
    assert last.path.isprintable()
    assert len(last.path) <= 40


def test_a_refused_personal_value_is_never_repeated(validator: CommandValidator) -> None:
    secrets = ["18412764510894700", "FR1420041010050500013M02607", "jeanne(at)aubry", "Jeanne\x00Aubry"]
    body = dict(zip(("nir", "iban", "email", "name"), secrets, strict=True))
    company = {"consultant": MISSION, "umbrella": MISSION, "address": "x"}
    with pytest.raises(Malformed) as caught:
        check_request(validator, "RegisterConsultant", {**company, **body})
    answer = caught.value
    assert len(answer.faults) == 4
    assert answer.__context__ is None
    shown = "".join([*traceback.format_exception(answer), repr(answer), repr(answer.faults)])
    assert not [secret for secret in secrets if secret in shown or repr(secret)[1:-1] in shown]


@generous
@given(well_made())
def test_any_well_made_command_passes(validator: CommandValidator, made: tuple[str, dict[str, Any]]) -> None:
    name, body = made
    answer = check_request(validator, name, body)
    assert type(answer.command) is COMMAND_NAMED[name].command


@generous
@given(badly_made())
def test_any_body_is_checked_or_malformed_with_a_text_for_each_fault(
    validator: CommandValidator, made: tuple[str, Any]
) -> None:
    listed = check_faults(validator, *made)
    assert {fault.rule for fault in listed} <= {wording.rule for wording in FAULT_TEXTS.values()}
    assert all(fault.sentence(language) for fault in listed for language in Language)


@generous
@given(commands, st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_checked_or_malformed(validator: CommandValidator, name: str, body: bytes) -> None:
    with pytest.raises(Malformed):
        check_request(validator, name, body)


@pytest.mark.parametrize("name", sorted(COMMAND_NAMED))
def test_every_command_says_what_it_expects(validator: CommandValidator, name: str) -> None:
    schema = validator.command_schema(name)
    assert schema["title"] == name
    assert schema["description"] == inspect.getdoc(COMMAND_NAMED[name].command)
    assert schema["additionalProperties"] is False
    assert json.loads(json.dumps(schema)) == schema
    assert find_rules(validator, name, {}) == [(needed, "missing_field") for needed in schema["required"]]


def test_the_schema_describes_each_value(validator: CommandValidator) -> None:
    properties = validator.command_schema("RegisterConsultant")["properties"]
    assert properties["iban"]["description"].startswith("an IBAN is expected")
    assert "vault" in properties["iban"]["description"]
    assert validator.command_schema("StartMission")["properties"]["first_day"]["format"] == "date"
    assert validator.command_schema("NegotiateTerms")["properties"]["price"]["minimum"] == 0


def test_a_request_does_not_show_its_body() -> None:
    shown = repr(request("DeclineMission", {"mission": MISSION, "reason": "a secret"}))
    assert "secret" not in shown
    assert "DeclineMission" in shown


def test_a_reused_id_and_a_future_time_have_texts_in_both_languages() -> None:
    now = datetime(2026, 1, 31, 9, tzinfo=UTC)
    reused, early = CommandIdReused(UUID(MISSION)), future_time_error(now + timedelta(days=1), now)
    assert isinstance(reused, Malformed)
    assert [fault.path for fault in (*reused.faults, *early.faults)] == ["command_id", "time"]
    assert MISSION in str(reused)
    assert "2026-02-01T09:00:00+00:00" in early.sentences(Language.FRENCH)[0]
    one = Malformed.from_fault("to", "one_clock", "RFC 3339", "non", "no")
    assert one.sentences(Language.FRENCH) == ["to : non [one_clock, RFC 3339]"]
    assert str(one) == "to: no [one_clock, RFC 3339]"


def test_every_kind_of_fault_has_a_rule_a_source_and_texts_in_both_languages() -> None:
    for wording in FAULT_TEXTS.values():
        assert all(wording)
        assert wording.fr != wording.en
