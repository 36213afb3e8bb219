"""How a fact becomes bytes and, years later, a fact again; nobody else reads the bytes of a fact."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, Protocol, TypeVar
from uuid import UUID

import msgspec

from domain.language import Audience, Stream
from domain.record import Brief, Event, Fact, Recorded, stream_of


@dataclass(unsafe_hash=True)
class UnknownFact(Exception):
    """No event of this version of Jalon has the stored type."""

    type: str


@dataclass(unsafe_hash=True)
class UnreadableFact(Exception):
    """The bytes are not a fact of the type they were stored under."""

    type: str
    why: str


class Upcaster(NamedTuple):
    """Tells a retired type in the words of a newer one; `upcast` takes and gives the `data` alone."""

    to: type[Event]
    upcast: Callable[[dict[str, Any]], dict[str, Any]]


class Codec:
    """Writes facts and reads them, those of retired types as the newest event that took their place."""

    def __init__(
        self,
        events: Iterable[type[Event]],
        upcasters: Mapping[str, Upcaster] = MappingProxyType({}),
    ) -> None:
        stated = tuple(events)
        assert len(stated) == len({event.TYPE for event in stated}), "two events have one stored type"
        self._stated = stated
        self._retired = {stored: _Retired(stored, upcasters) for stored in upcasters}
        self._encoder = msgspec.json.Encoder()

    def encode(self, recorded: Recorded[Event]) -> bytes:
        """Return the CloudEvent that is stored, published, hashed and shown."""
        return self._encoder.encode(recorded)

    @cached_property
    def decode(self) -> Callable[[str, bytes], Recorded[Event]]:
        """Read a fact; its envelope is as stored, `type` included, whatever its data became."""
        return _reading(self._readers(Recorded))

    @cached_property
    def brief(self) -> Callable[[str, bytes], Brief[Event]]:
        """Read as much of a fact as most pages are folded from, in two thirds of the time."""
        return _reading(self._readers(_Brief))

    def recorded_at(self, body: bytes) -> datetime:
        """Return when any fact was recorded, be its type unknown to this version."""
        return _DATED.decode(body).recordedtime

    def remember(self, told: Iterable[tuple[str, bytes]]) -> Iterator[Fact[Event]]:
        """Return as much of each fact as a state is folded from, in less than half the time."""
        rememberers = self._rememberers
        for type, body in told:
            try:
                fact = rememberers[type].decode(body)
            except KeyError:
                raise UnknownFact(type) from None
            except ValueError as error:
                raise UnreadableFact(type, str(error)) from error
            yield fact

    @cached_property
    def _rememberers(self) -> "Mapping[str, _Reader[Fact[Any]]]":
        return self._readers(_Remembered)

    def _readers(self, shape: Any) -> "Mapping[str, _Reader[Any]]":
        """Return what reads each stored type as a fact of this shape; a retired one is always read whole."""
        return {event.TYPE: msgspec.json.Decoder(shape[event]) for event in self._stated} | self._retired


_F = TypeVar("_F", covariant=True)


class _Reader(Protocol[_F]):
    """Reads the facts of one stored type; a fact that it cannot read is a `ValueError`."""

    def decode(self, buf: bytes, /) -> _F: ...


_E = TypeVar("_E")


class _Dated(msgspec.Struct, frozen=True):
    """Of a fact, its time of record alone."""

    recordedtime: datetime


_DATED = msgspec.json.Decoder(_Dated)


class _Remembered(msgspec.Struct, Generic[_E], frozen=True, gc=False):
    """A fact without its envelope."""

    id: UUID
    data: _E


class _Brief(
    msgspec.Struct,
    Generic[_E],
    frozen=True,
    gc=False,
    rename={"client_id": "clientid", "consultant_id": "consultantid"},
):
    """A fact without what few pages are folded from."""

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


def _reading(readers: "Mapping[str, _Reader[_F]]") -> Callable[[str, bytes], _F]:
    def read(type: str, body: bytes) -> _F:
        try:
            return readers[type].decode(body)
        except KeyError:
            raise UnknownFact(type) from None
        except ValueError as error:
            raise UnreadableFact(type, str(error)) from error

    return read


class _Retired:
    """Reads a type that is no longer stated, step by step up to the event that is."""

    def __init__(self, stored: str, upcasters: Mapping[str, Upcaster]) -> None:
        self._steps = [upcasters[stored]]
        while (step := upcasters.get(self._steps[-1].to.TYPE)) is not None:
            assert step not in self._steps, f"the upcasters of {stored} turn in a circle"
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
