"""Encode events and decode stored ones of any age; no other module decodes stored events."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, Protocol, TypeVar
from uuid import UUID

import msgspec
from eventsourcing.persistence import StoredEvent

from domain.language import Audience, Stream
from domain.record import Event, IdentifiedEvent, ProjectedEvent, Recorded, stream_of


@dataclass(unsafe_hash=True)
class UnknownEvent(Exception):
    """No event of this version of Jalon has the stored type."""

    type: str


@dataclass(unsafe_hash=True)
class UnreadableEvent(Exception):
    """The bytes are not an event of the type under which they were stored."""

    type: str
    why: str


class Upcaster(NamedTuple):
    """Translates a retired type into a newer one; `upcast` takes and returns the `data` only."""

    to: type[Event]
    upcast: Callable[[dict[str, Any]], dict[str, Any]]


class Codec:
    """Encodes and decodes events; an event of a retired type becomes the newest event that replaced it."""

    def __init__(
        self,
        events: Iterable[type[Event]],
        upcasters: Mapping[str, Upcaster] = MappingProxyType({}),
    ) -> None:
        self._events = tuple(events)
        assert len(self._events) == len({event.TYPE for event in self._events}), (
            "two events have one stored type"
        )
        self._retired = {stored: _Retired(stored, upcasters) for stored in upcasters}
        self._encoder = msgspec.json.Encoder()

    def encode(self, recorded: Recorded[Event]) -> bytes:
        """Return the CloudEvent that is stored, published, hashed and shown."""
        return self._encoder.encode(recorded)

    @cached_property
    def decode(self) -> Callable[[str, bytes], Recorded[Event]]:
        """Decode an event; the envelope stays as stored, `type` included, even if the data was upcast."""
        return _decode_by(self._decoders(Recorded))

    @cached_property
    def brief(self) -> Callable[[str, bytes], ProjectedEvent[Event]]:
        """Decode the part of an event that most projections need, in two thirds of the time."""
        return _decode_by(self._decoders(_Brief))

    def recorded_at(self, state: bytes) -> datetime:
        """Return when an event was recorded, also for an event of an unknown type."""
        return _DATED.decode(state).recordedtime

    def decode_data(self, stored: Iterable[tuple[str, bytes]]) -> Iterator[IdentifiedEvent[Event]]:
        """Decode id and data of each event, all that `evolve` needs, in less than half the time."""
        decoders = self._data_decoders
        for type, state in stored:
            try:
                event = decoders[type].decode(state)
            except KeyError:
                raise UnknownEvent(type) from None
            except ValueError as error:
                raise UnreadableEvent(type, str(error)) from error
            yield event

    @cached_property
    def decode_data_of(self) -> Callable[[StoredEvent], IdentifiedEvent[Event]]:
        """Decode id and data of one stored event."""
        decoders = self._data_decoders

        def decode(stored: StoredEvent) -> IdentifiedEvent[Event]:
            try:
                return decoders[stored.topic].decode(stored.state)
            except KeyError:
                raise UnknownEvent(stored.topic) from None
            except ValueError as error:
                raise UnreadableEvent(stored.topic, str(error)) from error

        return decode

    @cached_property
    def _data_decoders(self) -> "Mapping[str, _Decoder[IdentifiedEvent[Any]]]":
        return self._decoders(_DataOnly)

    def _decoders(self, shape: Any) -> "Mapping[str, _Decoder[Any]]":
        """Return the decoder of each stored type for a shape; a retired type is always decoded whole."""
        return {event.TYPE: msgspec.json.Decoder(shape[event]) for event in self._events} | self._retired


_F = TypeVar("_F", covariant=True)


class _Decoder(Protocol[_F]):
    """Decodes the events of one stored type; raises `ValueError` for bytes that are none."""

    def decode(self, buf: bytes, /) -> _F: ...


_E = TypeVar("_E")


class _Dated(msgspec.Struct, frozen=True):
    """The part of an event that says when it was recorded."""

    recordedtime: datetime


_DATED = msgspec.json.Decoder(_Dated)


class _DataOnly(msgspec.Struct, Generic[_E], frozen=True, gc=False):
    """An event without its envelope."""

    id: UUID
    data: _E


class _Brief(
    msgspec.Struct,
    Generic[_E],
    frozen=True,
    gc=False,
    rename={"client_id": "clientid", "consultant_id": "consultantid"},
):
    """An event without the parts that few projections need."""

    id: UUID
    subject: str
    time: datetime
    audience: Audience
    data: _E
    client_id: UUID | None = None
    consultant_id: UUID | None = None

    @property
    def stream(self) -> Stream:
        return stream_of(self.subject)


def _decode_by(decoders: "Mapping[str, _Decoder[_F]]") -> Callable[[str, bytes], _F]:
    def decode(type: str, state: bytes) -> _F:
        try:
            return decoders[type].decode(state)
        except KeyError:
            raise UnknownEvent(type) from None
        except ValueError as error:
            raise UnreadableEvent(type, str(error)) from error

    return decode


class _Retired:
    """Decodes a retired type, and upcasts it step by step to the event that replaced it."""

    def __init__(self, stored: str, upcasters: Mapping[str, Upcaster]) -> None:
        self._steps = [upcasters[stored]]
        while (step := upcasters.get(self._steps[-1].to.TYPE)) is not None:
            assert step not in self._steps, f"the upcasters of {stored} form a circle"
            self._steps.append(step)
        self._decoder = msgspec.json.Decoder(Recorded[dict[str, Any]])

    def decode(self, buf: bytes, /) -> Recorded[Any]:
        recorded = self._decoder.decode(buf)
        newest = msgspec.convert(self._upcast(recorded.data), self._steps[-1].to)
        return msgspec.structs.replace(recorded, data=newest)

    def _upcast(self, data: dict[str, Any]) -> dict[str, Any]:
        try:
            for step in self._steps:
                data = step.upcast(data)
        except (LookupError, TypeError) as error:
            raise ValueError(f"upcasting stopped at {error!r}") from error
        return data
