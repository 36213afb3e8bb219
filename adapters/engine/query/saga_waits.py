"""The waits of each saga of a mission: for what, for which party, because of which event, until when."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple, Self
from uuid import UUID

from msgspec import Struct
from msgspec.json import Decoder

from adapters.engine.follow.registry import SAGAS
from adapters.engine.query.readable_log import ReadableLog
from adapters.engine.store.stored import StoredNotification
from domain.aggregates import EVENT_TYPES
from domain.language import ConsultantId, Kind, Stream, account_stream
from domain.record import Recorded
from sagas.saga import Saga, Wait


class SagaWait(NamedTuple):
    """Something that a saga waits for; `because` is the type of the event that caused the wait."""

    saga: str
    key: str
    wait: Wait
    because: str | None


ProgressByKey = Mapping[str, Any]
"""The progress of a saga by key."""

FindProgress = Callable[[Saga[Any], Collection[str]], ProgressByKey | None]
"""Finds the stored progress of a saga under some keys; None unless it includes the whole log."""


class ConcernedSaga(NamedTuple):
    """A saga, its keys for one mission, and the bytes by which an event may name one of these keys.

    A key without an id, such as that of the company, has empty bytes, which every event contains.
    """

    saga: Saga[Any]
    keys: set[str]
    id_bytes: tuple[bytes, ...]

    @classmethod
    def from_events(cls, saga: Saga[Any], own_events: Iterable[Recorded[Any]]) -> Self:
        """Return the saga with the keys of these events."""
        keys = {key for event in own_events if event.type in saga.event_types for key in saga.keys(event)}
        return cls(saga, keys, tuple(key.partition("/")[2].encode() for key in keys))

    def may_concern(self, event: StoredNotification) -> bool:
        """Return whether the event may concern these keys: a quick test on its bytes, before decoding."""
        return event.topic in self.saga.event_types and any(
            id_part in event.state for id_part in self.id_bytes
        )


def find_waits(
    log: ReadableLog, mission: Stream, find_progress: FindProgress | None = None
) -> Iterator[SagaWait]:
    """Yield the waits of the sagas of a mission, from stored progress or else folded from the log."""
    events = log.store.select_events(mission.key)
    own_events = [
        log.codec.decode(event.topic, event.state) for event in events if event.topic in EVENT_TYPES
    ]
    concerned_sagas = [ConcernedSaga.from_events(saga, own_events) for saga in SAGAS]
    progress_of = _find_kept_progress(concerned_sagas, find_progress) if find_progress is not None else {}
    progress_of |= _fold_progress(
        log, [concerned for concerned in concerned_sagas if concerned.saga.name not in progress_of]
    )
    waits = [
        (saga.name, key, wait)
        for saga in SAGAS
        for key, progress in sorted(progress_of[saga.name].items())
        for wait in sorted(saga.waits(key, progress), key=_sort_key)
    ]
    types = _find_event_types(log, mission, [wait for _, _, wait in waits])
    for name, key, wait in waits:
        yield SagaWait(name, key, wait, types.get(wait.because_of))


def _sort_key(wait: Wait) -> tuple[str, ...]:
    """Return a stable sort key: a saga may hold its waits in a set."""
    return (str(wait.until or ""), wait.about, wait.what, wait.of or "", wait.party, str(wait.because_of))


def _find_kept_progress(
    concerned_sagas: Iterable[ConcernedSaga], find_progress: FindProgress
) -> dict[str, ProgressByKey]:
    return {
        concerned.saga.name: found
        for concerned in concerned_sagas
        if (found := find_progress(concerned.saga, concerned.keys)) is not None
    }


def _fold_progress(log: ReadableLog, concerned_sagas: list[ConcernedSaga]) -> dict[str, ProgressByKey]:
    """Fold sagas from the log; only events that may concern one of them are decoded."""
    progress_of = {
        concerned.saga.name: dict.fromkeys(concerned.keys, concerned.saga.initial)
        for concerned in concerned_sagas
    }
    for event in log.store.read_log() if concerned_sagas else ():
        affected = [concerned for concerned in concerned_sagas if concerned.may_concern(event)]
        if affected:
            recorded = log.codec.decode(event.topic, event.state)
            for concerned in affected:
                progress = progress_of[concerned.saga.name]
                for key in concerned.saga.keys(recorded) & concerned.keys:
                    progress[key] = concerned.saga.evolve(progress[key], recorded)
    return dict(progress_of)


def _find_event_types(log: ReadableLog, mission: Stream, waits: Sequence[Wait]) -> dict[UUID, str]:
    """Return the types of the events that caused these waits, by event id."""
    cause_ids = {wait.because_of for wait in waits}
    streams = {mission, *(stream for wait in waits for stream in _name_streams(wait.about))}
    # Most causes are in the streams of the mission and of the waits; the whole log is read as a last resort.
    event_sources = chain(
        (log.store.select_events(stream.key) for stream in streams), (log.store.read_log(),)
    )
    found: dict[UUID, str] = {}
    for event in chain.from_iterable(event_sources):
        if not cause_ids - found.keys():
            break
        identity = _IDENTITY.decode(event.state).id
        if identity in cause_ids:
            found[identity] = event.topic
    return found


class _Identity(Struct):
    id: UUID


_IDENTITY = Decoder(_Identity)


def _name_streams(about: str) -> Iterator[Stream]:
    """Yield the stream that a wait is about, and for a consultant also the stream of the activity account."""
    kind, _, identity = about.partition("/")
    if identity:
        yield Stream(Kind(kind), UUID(identity))
    if kind == Kind.CONSULTANT:
        yield account_stream(ConsultantId(UUID(identity)))
