"""Every stored fact is a CloudEvent for the official SDK, with the attributes that Jalon promises."""

import re

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from adapters.compose import Line, open_archive
from domain.record import AuthMethod
from tests.stories.living import live_all

ALWAYS = {
    "id", "source", "type", "specversion", "subject", "time", "recordedtime", "sequence",
    "correlationid", "causationid", "commandid", "authtype", "authid", "party", "authmethod",
    "audience", "datacontenttype", "dataschema",
}  # fmt: skip
SOMETIMES = {"actedfor", "channel", "evidence", "clientid", "consultantid", "secondid", "secondparty"}


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> list[Line]:
    path = live_all(tmp_path_factory.mktemp("lived") / "x.db")
    with open_archive(path) as archive:
        return list(archive.lines())


def test_the_official_sdk_reads_every_fact(history: list[Line]) -> None:
    for line in history:
        event = JSONFormat().read(CloudEvent, line.body)
        assert event.get_type() == line.recorded.type
        assert event.get_id() == str(line.recorded.id)
        assert event.get_subject() == line.recorded.subject
        assert event.get_time() == line.recorded.time


def test_every_fact_has_the_promised_attributes_and_no_other(history: list[Line]) -> None:
    for line in history:
        attributes = set(JSONFormat().read(CloudEvent, line.body).get_attributes())
        assert ALWAYS <= attributes <= ALWAYS | SOMETIMES


def test_attribute_names_and_values_are_as_the_specification_wants(history: list[Line]) -> None:
    for line in history:
        for name in JSONFormat().read(CloudEvent, line.body).get_attributes():
            assert re.fullmatch("[a-z0-9]{1,20}", name)


def test_positions_increase_and_the_time_of_record_never_goes_back(history: list[Line]) -> None:
    assert [line.position for line in history] == list(range(1, len(history) + 1))
    instants = [line.recorded.recorded_at for line in history]
    assert instants == sorted(instants)


def test_no_fact_without_a_cause_no_circle_and_one_root_a_command(history: list[Line]) -> None:
    known: set[object] = set()
    roots: dict[object, object] = {}
    for line in history:
        fact = line.recorded
        if fact.command_id in roots:
            assert fact.causation_id == roots[fact.command_id]
        elif fact.auth_method is AuthMethod.SAGA:  # whose order follows from a fact of the log
            assert fact.causation_id in known
        else:
            assert fact.causation_id == fact.command_id
        roots.setdefault(fact.command_id, fact.id)
        known.add(fact.id)


def test_whom_a_fact_concerns_is_known_from_its_envelope(history: list[Line]) -> None:
    for line in history:
        fact = line.recorded
        assert fact.client_id is not None or fact.audience not in ("client", "all")
        assert fact.consultant_id is not None or fact.audience not in ("consultant", "all")


def test_who_states_a_fact_is_who_may_and_the_audience_is_one_of_its_type(history: list[Line]) -> None:
    for line in history:
        fact, event = line.recorded, line.recorded.data
        assert (fact.acted_for or fact.party) in event.BY
        assert fact.audience in event.READERS
