"""The subject of a message names what it is about and its principal, and nothing else fits in."""

import re

import pytest

from adapters.engine.access.requests import NotAToken, PrincipalRole, RequestAddress, command_verb
from adapters.nats.request_listener import command_subject, inbox_prefix, parse_subject, query_subject
from adapters.nats.subjects import event_subject
from domain.commands import COMMAND_NAMED
from tests.contracts.sample import SAMPLES

MISSION = "00000000-0000-0000-0000-000000000001"
CLIENT = "00000000-0000-0000-0000-00000000000c"


def event(**changed: str) -> bytes:
    fields = {"source": "/jalon/acme", "type": "fr.jalon.mission.deliverable-accepted.v1"} | {
        "subject": f"mission/{MISSION}",
        "audience": "all",
        "clientid": CLIENT,
    }
    return (
        "{" + ",".join(f'"{name}":"{value}"' for name, value in (fields | changed).items()) + "}"
    ).encode()


def test_an_event_is_published_under_its_audience_its_stream_its_parties_and_its_name() -> None:
    subject = f"jalon.acme.event.all.mission.{MISSION}.{CLIENT}._.deliverable-accepted"
    assert event_subject(event()) == subject


def test_an_event_of_a_later_version_is_published_all_the_same() -> None:
    later = event(
        type="fr.jalon.orbit.orbit-left.v7", subject="orbit/9", audience="regulator", unknown="field"
    )
    assert event_subject(later) == f"jalon.acme.event.regulator.orbit.9.{CLIENT}._.orbit-left"


def test_every_stored_sample_has_a_subject_of_nine_tokens() -> None:
    for sample in SAMPLES.iterdir():
        assert re.fullmatch(r"jalon\.demo\.event(\.[a-z0-9_-]+){6}", event_subject(sample.read_bytes()))


@pytest.mark.parametrize("tenant", ["", "a.b", "*", ">", "a b", "a\r\nPUB x", "é", "x" * 65])
def test_no_tenant_makes_a_subject_longer_or_wider_than_it_is(tenant: str) -> None:
    with pytest.raises(NotAToken):
        event_subject(event(source=f"/jalon/{tenant}".replace("\r\n", "\\r\\n")))
    with pytest.raises(NotAToken):
        command_subject(tenant, PrincipalRole.CLIENT, "k1", "accept-deliverable")
    with pytest.raises(NotAToken):
        inbox_prefix(PrincipalRole.CLIENT, tenant)


def test_the_principal_and_the_request_are_parsed_from_the_subject() -> None:
    command = command_subject("acme", PrincipalRole.CLIENT, "k1", "accept-deliverable")
    assert command == "jalon.acme.command.client.k1.accept-deliverable"
    assert parse_subject(command) == RequestAddress(PrincipalRole.CLIENT, "k1", "accept-deliverable")
    query = query_subject("acme", PrincipalRole.AUDITOR, "urssaf", "audit_trail")
    assert parse_subject(query) == RequestAddress(PrincipalRole.AUDITOR, "urssaf", "audit_trail")


@pytest.mark.parametrize(
    "subject",
    [
        "jalon.acme.command.client.k1",
        "jalon.acme.command.client.k1.a.b",
        "jalon.acme.command.emperor.k1.a",
        "jalon.acme.event.client.k1.a",
        "jalon.acme.command.client.k 1.a",
        "",
    ],
)
def test_a_subject_of_no_command_and_no_query_is_refused(subject: str) -> None:
    with pytest.raises(NotAToken):
        parse_subject(subject)


def test_each_command_has_a_verb_of_its_own() -> None:
    verbs = {command_verb(command) for command in COMMAND_NAMED}
    assert len(verbs) == len(COMMAND_NAMED)
    assert all(re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", verb) for verb in verbs)
    assert command_verb("ScopeMission") == "scope-mission"
