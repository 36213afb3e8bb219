"""Personal values are sealed, and equal commands have equal digests."""

import json
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from adapters.compose.key_opening import open_folder_keys
from adapters.engine.sealing import KeyStore
from adapters.engine.validation import ClearValue, CommandValidator
from domain.language import Retention, Sealed
from tests.adapters.engine.validation.bodies import SECRET, check_request, request, well_made

CLAIRE, MISSION = UUID(int=0xC1A17E), UUID(int=0x3155)
CLEAR = {
    "name": "Claire Aubry",
    "address": "12 rue des Lilas",
    "email": "claire@aubry.example",
    "nir": "184127645108946",
    "iban": "FR1420041010050500013M02606",
}
REGISTERED = {"consultant": str(CLAIRE), "umbrella": str(uuid4()), **CLEAR}


def test_a_checked_command_neither_shows_nor_writes_what_is_personal(validator: CommandValidator) -> None:
    answer = check_request(validator, "RegisterConsultant", REGISTERED)
    assert isinstance(answer.command.name, ClearValue)
    assert not [value for value in CLEAR.values() if value in repr(answer)]
    with pytest.raises(TypeError):
        msgspec.json.encode(answer.command)


def test_a_sealed_command_holds_nothing_in_clear_and_can_be_opened(
    validator: CommandValidator, keys: KeyStore
) -> None:
    sealed = validator.seal_command(check_request(validator, "RegisterConsultant", REGISTERED))
    written = msgspec.json.encode(sealed).decode() + repr(sealed)
    assert not [value for value in CLEAR.values() if value in written]
    for field, retention in {"name": "social", "address": "social", "email": "social"}.items():
        value: Sealed = getattr(sealed, field)
        assert (value.subject, value.retention, value.field) == (CLAIRE, Retention(retention), field)
        assert keys.unseal(value) == CLEAR[field]
    for field in ("nir", "iban"):
        assert keys.reveal_value(getattr(sealed, field)) == CLEAR[field]


def test_a_commitment_is_the_same_for_the_same_command_only(validator: CommandValidator) -> None:
    first = request("RegisterConsultant", REGISTERED)
    again, other = request("RegisterConsultant", REGISTERED, command_id=first.command_id), uuid4()
    another = request("RegisterConsultant", REGISTERED, command_id=other)
    commitments = [
        validator.seal_command(validator.validate_command(one)).iban for one in (first, again, another)
    ]
    assert commitments[0] == commitments[1] != commitments[2]


def test_a_value_deep_in_a_command_is_sealed_for_the_subject_that_the_command_names(
    validator: CommandValidator, keys: KeyStore
) -> None:
    proposal = {"objectives": ["first", "second"], "method": "calm", "price": 1, "price_reasons": "fair"}
    body = {"mission": str(MISSION), "proposal": proposal}
    sealed = validator.seal_command(check_request(validator, "MakeProposal", body)).proposal
    assert [keys.unseal(objective) for objective in sealed.objectives] == ["first", "second"]
    assert {objective.field for objective in sealed.objectives} == {"proposal.objectives"}
    assert {value.subject for value in (*sealed.objectives, sealed.method)} == {MISSION}
    assert sealed.price == 1


def test_an_absent_personal_value_stays_absent(validator: CommandValidator, keys: KeyStore) -> None:
    worked = {"day": "2026-01-05", "half_days": 2, "kind": "prestation", "mission": str(MISSION)}
    away = {"day": "2026-01-06", "half_days": 2, "kind": "absence", "absence": "sickness"}
    body = {"consultant": str(CLAIRE), "month": "2026-01", "days": [worked, away]}
    days = validator.seal_command(check_request(validator, "ReportActivity", body)).days
    assert days[0].absence is None
    assert days[0].mission == MISSION
    assert keys.unseal(days[1].absence) == "sickness"


def test_a_command_without_personal_values_is_left_as_it_is(validator: CommandValidator) -> None:
    answer = check_request(validator, "ApproveActivity", {"consultant": str(CLAIRE), "month": "2026-01"})
    assert validator.seal_command(answer) is answer.command


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(well_made())
def test_any_sealed_command_can_be_written_and_holds_no_secret(
    validator: CommandValidator, made: tuple[str, dict[str, Any]]
) -> None:
    name, body = made
    sealed = validator.seal_command(check_request(validator, name, body))
    written = msgspec.json.encode(sealed).decode()
    assert "Clear" not in repr(sealed)
    assert SECRET not in written + repr(sealed)


def digest(validator: CommandValidator, name: str, body: Any) -> bytes:
    return check_request(validator, name, body).digest


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("iban", "fr14 2004 1010 0505 0001 3m02 606"),
        ("nir", "1 84 12 76 451 089 46"),
        ("name", "  Claire Aubry\n"),
        ("email", "claire@AUBRY.example"),
        ("consultant", str(CLAIRE).upper()),
        ("consultant", CLAIRE.hex),
    ],
)
def test_another_writing_of_the_same_content_has_the_same_digest(
    validator: CommandValidator, field: str, written: str
) -> None:
    usual = digest(validator, "RegisterConsultant", REGISTERED)
    assert digest(validator, "RegisterConsultant", {**REGISTERED, field: written}) == usual


def test_spaces_order_and_omitted_defaults_do_not_change_the_digest(validator: CommandValidator) -> None:
    body = {"mission": str(MISSION), "number": "A-1"}
    usual = digest(validator, "TransmitInvoice", body)
    assert digest(validator, "TransmitInvoice", {"code": 200, **dict(reversed(body.items()))}) == usual
    assert digest(validator, "TransmitInvoice", json.dumps(body, indent=4).encode()) == usual
    assert digest(validator, "TransmitInvoice", {**body, "code": 201}) != usual
    deep = {"mission": str(MISSION), "change": "C1", "what": "a", "why": "b", "effect": {}}
    spelt = {**deep, "effect": {"deliverables": [], "price": None}, "counters": None}
    assert digest(validator, "RequestChange", deep) == digest(validator, "RequestChange", spelt)


def test_one_instant_has_one_digest_whatever_its_offset(validator: CommandValidator) -> None:
    digests = {
        digest(validator, "AdvanceClock", {"tenant": "acme", "to": instant})
        for instant in ("2026-01-31T09:00:00+01:00", "2026-01-31T08:00:00Z", "2026-01-31t08:00:00.000z")
    }
    assert len(digests) == 1


@pytest.mark.parametrize("field", sorted(CLEAR))
def test_another_personal_value_has_another_digest(validator: CommandValidator, field: str) -> None:
    other = {
        "name": "Claire Aubri",
        "address": "13 rue des Lilas",
        "email": "Claire@aubry.example",
        "nir": "295117823456784",
        "iban": "FR7630006000011234567890189",
    }
    usual = digest(validator, "RegisterConsultant", REGISTERED)
    assert digest(validator, "RegisterConsultant", {**REGISTERED, field: other[field]}) != usual


def test_the_same_content_under_another_name_has_another_digest(validator: CommandValidator) -> None:
    body = {"mission": str(MISSION), "reason": "no time"}
    assert digest(validator, "DeclineMission", body) != digest(validator, "AbandonMission", body)


def test_a_digest_cannot_be_recomputed_without_the_key(
    validator: CommandValidator, tmp_path_factory: Any
) -> None:
    stranger = open_folder_keys(tmp_path_factory.mktemp("stranger") / "keys")
    body = {"mission": str(MISSION), "reason": "no time"}
    assert digest(CommandValidator(stranger), "DeclineMission", body) != digest(
        validator, "DeclineMission", body
    )
    stranger.close()
