"""An event is written once and read for ever, whatever became of its type since."""

from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec
import pytest

from adapters.engine.store.codec import Codec, UnknownEvent, UnreadableEvent, Upcaster
from domain.language import Audience, Party
from domain.record import AuthMethod, AuthType, Event, ProjectedEvent, Recorded


class CoffeeServed(Event, frozen=True, kw_only=True):
    """First shape: the price in whole euros."""

    TYPE: ClassVar[str] = "fr.jalon.test.coffee-served.v1"
    BY: ClassVar[frozenset[Party]] = frozenset({Party.UMBRELLA})
    READERS: ClassVar[frozenset[Audience]] = frozenset({Audience.ALL})

    euros: int


class CoffeePriced(Event, frozen=True, kw_only=True):
    """Second shape: the price in cents."""

    TYPE: ClassVar[str] = "fr.jalon.test.coffee-served.v2"
    BY: ClassVar[frozenset[Party]] = CoffeeServed.BY
    READERS: ClassVar[frozenset[Audience]] = CoffeeServed.READERS

    price: int


class CoffeePoured(Event, frozen=True, kw_only=True):
    """Third shape: who drinks it, and since when."""

    TYPE: ClassVar[str] = "fr.jalon.test.coffee-served.v3"
    BY: ClassVar[frozenset[Party]] = CoffeeServed.BY
    READERS: ClassVar[frozenset[Audience]] = CoffeeServed.READERS

    price: int
    drinker: UUID
    poured_at: datetime


NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DRINKER = UUID(int=7)


def in_cents(data: dict[str, Any]) -> dict[str, Any]:
    return {"price": data["euros"] * 100}


def with_drinker(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "drinker": str(DRINKER), "poured_at": NOON.isoformat()}


UPCASTERS = {
    CoffeeServed.TYPE: Upcaster(CoffeePriced, in_cents),
    CoffeePriced.TYPE: Upcaster(CoffeePoured, with_drinker),
}


def wrap_event(event: Event) -> Recorded[Event]:
    return Recorded(
        id=UUID(int=1),
        source="/jalon/test",
        type=event.TYPE,
        subject=f"mission/{UUID(int=2)}",
        time=NOON,
        recorded_at=NOON,
        sequence="0000000001",
        correlation_id=UUID(int=3),
        causation_id=UUID(int=4),
        command_id=UUID(int=5),
        auth_type=AuthType.USER,
        auth_id="umbrella:1",
        party=Party.UMBRELLA,
        auth_method=AuthMethod.SCENARIO,
        audience=Audience.ALL,
        content_type="application/json",
        data_schema="urn:jalon:schema:test",
        data=event,
    )


def test_an_event_reads_as_it_was_written() -> None:
    codec = Codec([CoffeePoured])
    event = wrap_event(CoffeePoured(price=150, drinker=DRINKER, poured_at=NOON))
    assert codec.decode(CoffeePoured.TYPE, codec.encode(event)) == event


@pytest.mark.parametrize(
    "event",
    [CoffeePoured(price=150, drinker=DRINKER, poured_at=NOON), CoffeeServed(euros=2)],
    ids=["newest", "retired"],
)
def test_what_is_brief_of_an_event_is_as_in_the_whole(event: Event) -> None:
    codec = Codec([CoffeePoured], UPCASTERS)
    whole_event = msgspec.structs.replace(wrap_event(event), client_id=UUID(int=6), consultant_id=UUID(int=7))
    body = codec.encode(whole_event)
    whole, brief = codec.decode(event.TYPE, body), codec.brief(event.TYPE, body)
    for part in dir(ProjectedEvent):
        if not part.startswith("_"):
            assert getattr(brief, part) == getattr(whole, part) is not None
    with pytest.raises(UnreadableEvent):
        codec.brief(event.TYPE, b"{}")
    with pytest.raises(UnknownEvent):
        codec.brief("fr.jalon.test.tea.v1", body)


def test_an_event_is_written_as_a_cloud_event() -> None:
    assert Codec([]).encode(wrap_event(CoffeePriced(price=150))) == (
        b'{"specversion":"1.0","id":"00000000-0000-0000-0000-000000000001","source":"/jalon/test",'
        b'"type":"fr.jalon.test.coffee-served.v2","subject":"mission/00000000-0000-0000-0000-000000000002",'
        b'"time":"2026-03-02T12:00:00Z","recordedtime":"2026-03-02T12:00:00Z","sequence":"0000000001",'
        b'"correlationid":"00000000-0000-0000-0000-000000000003",'
        b'"causationid":"00000000-0000-0000-0000-000000000004",'
        b'"commandid":"00000000-0000-0000-0000-000000000005","authtype":"user","authid":"umbrella:1",'
        b'"party":"umbrella","authmethod":"scenario","audience":"all","datacontenttype":"application/json",'
        b'"dataschema":"urn:jalon:schema:test","data":{"price":150}}'
    )


@pytest.mark.parametrize(
    ("stored", "price"), [(CoffeeServed(euros=2), 200), (CoffeePriced(price=150), 150)], ids=["v1", "v2"]
)
def test_a_retired_type_reads_as_the_newest_under_its_own_envelope(stored: Event, price: int) -> None:
    codec = Codec([CoffeePoured], UPCASTERS)
    event = wrap_event(stored)
    expected = {field: getattr(event, field) for field in event.__struct_fields__}
    expected["data"] = CoffeePoured(price=price, drinker=DRINKER, poured_at=NOON)
    assert codec.decode(stored.TYPE, codec.encode(event)) == Recorded(**expected)


def test_a_retired_type_is_upcast_even_if_its_class_is_still_named_among_the_events() -> None:
    codec = Codec([CoffeeServed, CoffeePriced, CoffeePoured], UPCASTERS)
    body = codec.encode(wrap_event(CoffeeServed(euros=2)))
    assert isinstance(codec.decode(CoffeeServed.TYPE, body).data, CoffeePoured)


def test_upcasters_that_turn_in_a_circle_are_our_mistake() -> None:
    circle = {**UPCASTERS, CoffeePoured.TYPE: Upcaster(CoffeeServed, in_cents)}
    with pytest.raises(AssertionError):
        Codec([], circle)


def test_two_events_of_one_stored_type_are_our_mistake() -> None:
    with pytest.raises(AssertionError):
        Codec([CoffeePoured, CoffeePoured])


def test_a_type_that_nobody_knows_is_named() -> None:
    with pytest.raises(UnknownEvent) as unknown:
        Codec([CoffeePoured]).decode("fr.jalon.test.tea.v1", b"{}")
    assert unknown.value == UnknownEvent("fr.jalon.test.tea.v1")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "Input data was truncated"),
        (b"\x00\xff", "JSON is malformed"),
        (b"{}", "missing required field"),
        (Codec([]).encode(wrap_event(CoffeePriced(price=150))), "missing required field `drinker`"),
    ],
    ids=["empty", "garbage", "no envelope", "another shape"],
)
def test_bytes_that_are_no_such_event_are_named_with_the_reason(body: bytes, why: str) -> None:
    with pytest.raises(UnreadableEvent) as unreadable:
        Codec([CoffeePoured]).decode(CoffeePoured.TYPE, body)
    assert unreadable.value.type == CoffeePoured.TYPE
    assert why in unreadable.value.why


@pytest.mark.parametrize("data", [b"{}", b'{"euros":[]}', b'{"euros":"x"}', b"[]"])
def test_data_that_cannot_be_upcast_is_unreadable(data: bytes) -> None:
    codec = Codec([CoffeePoured], UPCASTERS)
    body = codec.encode(wrap_event(CoffeeServed(euros=2))).replace(b'{"euros":2}', data)
    with pytest.raises(UnreadableEvent) as unreadable:
        codec.decode(CoffeeServed.TYPE, body)
    assert unreadable.value.type == CoffeeServed.TYPE
