"""The codec as a mapper of the library, so that its event store and repository decode our events."""

from collections.abc import Iterator
from functools import cache
from typing import Any, cast
from uuid import UUID

from eventsourcing.persistence import (
    Cipher,
    Compressor,
    EventStore,
    JSONTranscoder,
    Mapper,
    StoredEvent,
    Transcoder,
)

from adapters.engine.store.codec import Codec
from adapters.engine.store.recorder import OWN_TOPICS, UnitOfWork
from domain.aggregates import EVENT_TYPES
from domain.record import Event, Recorded


@cache
def event_codec() -> Codec:
    """The codec of all events of this version."""
    return Codec(EVENT_TYPES.values())


class EventMapper(Mapper[UUID]):
    """Maps events of Jalon with the codec, and other events as the library does."""

    def __init__(
        self,
        transcoder: Transcoder | None = None,
        compressor: Compressor | None = None,
        cipher: Cipher | None = None,
        *,
        codec: Codec | None = None,
    ) -> None:
        super().__init__(transcoder or JSONTranscoder(), compressor, cipher)
        self.codec = codec or event_codec()
        self._decode = self.codec.decode

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        """Return the stored form of an event."""
        if not isinstance(domain_event, Recorded):
            return super().to_stored_event(domain_event)
        recorded = cast("Recorded[Event]", domain_event)
        return StoredEvent(recorded.stream.key, recorded.version, recorded.type, self.codec.encode(recorded))

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """Return the event of a stored form."""
        if not stored_event.topic.startswith(OWN_TOPICS):
            return super().to_domain_event(stored_event)
        return self._decode(stored_event.topic, stored_event.state)


class StateEventStore(EventStore[UUID]):
    """The event store of the library for states: it decodes only id and data, all that `evolve` needs.

    A whole stream is read without an object for each stored event, which saves a tenth of the time.
    """

    def __init__(self, mapper: EventMapper, recorder: UnitOfWork) -> None:
        super().__init__(mapper, recorder)
        self._codec, self._select_states = mapper.codec, recorder.select_states

    def get(
        self,
        originator_id: UUID,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Iterator[Any]:
        """Return the events of a stream, in their order."""
        if gt is lte is limit is None and not desc:
            return self._codec.decode_data(self._select_states(originator_id))
        stored = self.recorder.select_events(originator_id, gt=gt, lte=lte, desc=desc, limit=limit)
        return map(self._codec.decode_data_of, stored)
