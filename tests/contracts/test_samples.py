"""What was stored once reads for ever: one sample of each fact, and the promises of its type."""

import re
from typing import Any

import msgspec
import pytest

from domain.aggregates import FACTS, LIVES
from domain.language import Audience, Party
from domain.record import Event, Recorded
from tests.contracts.sample import SAMPLES, path_of

EVERY_FACT = pytest.mark.parametrize("fact", FACTS.values(), ids=FACTS.keys())


def stored(fact: type[Event]) -> bytes:
    return path_of(fact).read_bytes().removesuffix(b"\n")


def read(fact: type[Event]) -> Recorded[Any]:
    return msgspec.json.decode(stored(fact), type=Recorded[fact])  # type: ignore[valid-type]


def test_every_fact_has_a_sample_of_one_line_and_no_sample_is_of_nothing() -> None:
    """A sample may outlive its type only with an upcaster; until one exists, each is of a fact."""
    names = {path.name for path in SAMPLES.iterdir()}
    assert names == {path_of(fact).name for fact in FACTS.values()}
    for fact in FACTS.values():
        assert path_of(fact).read_bytes().count(b"\n") == 1


@EVERY_FACT
def test_a_sample_reads_and_is_written_again_to_the_byte(fact: type[Event]) -> None:
    recorded = read(fact)
    assert type(recorded.data) is fact
    assert recorded.type == fact.TYPE
    assert msgspec.json.encode(recorded) == stored(fact)


@EVERY_FACT
def test_a_sample_is_read_by_those_its_type_allows(fact: type[Event]) -> None:
    recorded = read(fact)
    assert recorded.audience is recorded.data.audience
    assert recorded.audience in fact.READERS
    assert recorded.party in fact.BY


@EVERY_FACT
def test_no_sample_holds_a_python_path(fact: type[Event]) -> None:
    text = stored(fact).decode()
    assert re.search(r"domain\.|adapters\.|__\w+__|\bEvent\b", text) is None
    assert fact.__name__ not in text


@EVERY_FACT
def test_a_fact_keeps_its_promises(fact: type[Event]) -> None:
    assert (fact.__doc__ or "").strip().endswith((".", ")"))
    assert fact.BY
    assert set(Party) >= fact.BY
    assert fact.READERS
    assert set(Audience) >= fact.READERS
    assert fact.__struct_config__.frozen


def test_a_fact_is_stored_under_the_name_of_its_stream_and_its_own() -> None:
    for kind, life in LIVES.items():
        for fact in life.events:
            kebab = re.sub(r"(?<!^)(?=[A-Z])", "-", fact.__name__).lower()
            assert re.fullmatch(rf"fr\.jalon\.{kind}\.{kebab}\.v[1-9]\d*", fact.TYPE), fact


def test_each_fact_is_in_one_union_and_each_type_is_of_one_fact() -> None:
    events = [fact for life in LIVES.values() for fact in life.events]
    assert len(events) == len(set(events)) == len({fact.TYPE for fact in events}) == len(FACTS)
    defined = {fact for fact in _below(Event) if fact.__module__.startswith("domain")}
    assert defined == set(events)


def _below(event: type[Event]) -> set[type[Event]]:
    return set(event.__subclasses__()).union(*(_below(below) for below in event.__subclasses__()))
