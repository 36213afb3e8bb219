"""Stored events stay readable: one sample of each type, and the guarantees of its type."""

import re
from typing import Any

import msgspec
import pytest

from domain.aggregates import AGGREGATES, EVENT_TYPES
from domain.language import Audience, Party
from domain.record import Event, Recorded
from tests.contracts.sample import SAMPLES, path_of

EVERY_EVENT = pytest.mark.parametrize("event", EVENT_TYPES.values(), ids=EVENT_TYPES.keys())


def sample_bytes(event: type[Event]) -> bytes:
    return path_of(event).read_bytes().removesuffix(b"\n")


def decode_sample(event: type[Event]) -> Recorded[Any]:
    return msgspec.json.decode(sample_bytes(event), type=Recorded[event])  # type: ignore[valid-type]


def test_every_event_has_a_sample_of_one_line_and_every_sample_has_an_event() -> None:
    """A sample can outlive its type only with an upcaster; there is none yet."""
    names = {path.name for path in SAMPLES.iterdir()}
    assert names == {path_of(event).name for event in EVENT_TYPES.values()}
    for event in EVENT_TYPES.values():
        assert path_of(event).read_bytes().count(b"\n") == 1


@EVERY_EVENT
def test_a_sample_reads_and_is_written_again_to_the_byte(event: type[Event]) -> None:
    recorded = decode_sample(event)
    assert type(recorded.data) is event
    assert recorded.type == event.TYPE
    assert msgspec.json.encode(recorded) == sample_bytes(event)


@EVERY_EVENT
def test_a_sample_is_read_by_those_its_type_allows(event: type[Event]) -> None:
    recorded = decode_sample(event)
    assert recorded.audience is recorded.data.audience
    assert recorded.audience in event.READERS
    assert recorded.party in event.BY


@EVERY_EVENT
def test_no_sample_holds_a_python_path(event: type[Event]) -> None:
    text = sample_bytes(event).decode()
    assert re.search(r"domain\.|adapters\.|__\w+__|\bEvent\b", text) is None
    assert event.__name__ not in text


@EVERY_EVENT
def test_an_event_type_has_its_docstring_parties_and_audiences(event: type[Event]) -> None:
    assert (event.__doc__ or "").strip().endswith((".", ")"))
    assert event.BY
    assert set(Party) >= event.BY
    assert event.READERS
    assert set(Audience) >= event.READERS
    assert event.__struct_config__.frozen


def test_an_event_is_stored_under_the_name_of_its_stream_and_its_own() -> None:
    for kind, aggregate in AGGREGATES.items():
        for event in aggregate.events:
            kebab = re.sub(r"(?<!^)(?=[A-Z])", "-", event.__name__).lower()
            assert re.fullmatch(rf"fr\.jalon\.{kind}\.{kebab}\.v[1-9]\d*", event.TYPE), event


def test_each_event_is_in_one_union_and_each_type_is_of_one_event() -> None:
    events = [event for aggregate in AGGREGATES.values() for event in aggregate.events]
    assert len(events) == len(set(events)) == len({event.TYPE for event in events}) == len(EVENT_TYPES)
    defined = {event for event in _all_subclasses(Event) if event.__module__.startswith("domain")}
    assert defined == set(events)


def _all_subclasses(event: type[Event]) -> set[type[Event]]:
    return set(event.__subclasses__()).union(
        *(_all_subclasses(subclass) for subclass in event.__subclasses__())
    )
