"""Every stored event is a CloudEvent for the official SDK, with the attributes that Jalon promises."""

import re

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from adapters.compose import LogEntry, open_archive
from domain.record import AuthMethod
from tests.stories.scenario_run import run_all

ALWAYS = {
    "id", "source", "type", "specversion", "subject", "time", "recordedtime", "sequence",
    "correlationid", "causationid", "commandid", "authtype", "authid", "party", "authmethod",
    "audience", "datacontenttype", "dataschema",
}  # fmt: skip
SOMETIMES = {"actedfor", "channel", "evidence", "clientid", "consultantid", "secondid", "secondparty"}


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> list[LogEntry]:
    path = run_all(tmp_path_factory.mktemp("scenarios") / "x.db")
    with open_archive(path) as archive:
        return list(archive.read_log())


def test_the_official_sdk_reads_every_event(history: list[LogEntry]) -> None:
    for line in history:
        event = JSONFormat().read(CloudEvent, line.body)
        assert event.get_type() == line.recorded.type
        assert event.get_id() == str(line.recorded.id)
        assert event.get_subject() == line.recorded.subject
        assert event.get_time() == line.recorded.time


def test_every_event_has_the_promised_attributes_and_no_other(history: list[LogEntry]) -> None:
    for line in history:
        attributes = set(JSONFormat().read(CloudEvent, line.body).get_attributes())
        assert ALWAYS <= attributes <= ALWAYS | SOMETIMES


def test_attribute_names_are_as_the_specification_requires(history: list[LogEntry]) -> None:
    for line in history:
        for name in JSONFormat().read(CloudEvent, line.body).get_attributes():
            assert re.fullmatch("[a-z0-9]{1,20}", name)


def test_positions_increase_and_the_time_of_record_never_goes_back(history: list[LogEntry]) -> None:
    assert [line.position for line in history] == list(range(1, len(history) + 1))
    instants = [line.recorded.recorded_at for line in history]
    assert instants == sorted(instants)


def test_every_event_has_a_cause_without_cycles_and_each_command_one_root(history: list[LogEntry]) -> None:
    known: set[object] = set()
    roots: dict[object, object] = {}
    for line in history:
        event = line.recorded
        if event.command_id in roots:
            assert event.causation_id == roots[event.command_id]
        elif event.auth_method is AuthMethod.SAGA:  # its command follows from an event of the log
            assert event.causation_id in known
        else:
            assert event.causation_id == event.command_id
        roots.setdefault(event.command_id, event.id)
        known.add(event.id)


def test_whom_an_event_concerns_is_known_from_its_envelope(history: list[LogEntry]) -> None:
    for line in history:
        event = line.recorded
        assert event.client_id is not None or event.audience not in ("client", "all")
        assert event.consultant_id is not None or event.audience not in ("consultant", "all")


def test_who_states_an_event_is_who_may_and_the_audience_is_one_of_its_type(history: list[LogEntry]) -> None:
    for line in history:
        recorded, event = line.recorded, line.recorded.data
        assert (recorded.acted_for or recorded.party) in event.BY
        assert recorded.audience in event.READERS
