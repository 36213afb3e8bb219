"""Where each saga of a mission stands: what it waits for, of whom, since which event, until when."""

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
    """Something that a saga waits for; `because` is the type of the event that made it so."""

    story: str
    key: str
    wait: Wait
    because: str | None


ProgressByKey = Mapping[str, Any]
"""The progress of a saga, under each of some keys."""

FindProgress = Callable[[Saga[Any], Collection[str]], ProgressByKey | None]
"""Finds the progress of a saga that is kept, if it is kept and tells the whole log."""


class ConcernedSaga(NamedTuple):
    """A saga, the keys that a mission's own events are about, and how an event's bytes name one of them.

    A key that is no stream's, the company's own, is named by every event.
    """

    story: Saga[Any]
    keys: set[str]
    id_bytes: tuple[bytes, ...]

    @classmethod
    def from_events(cls, saga: Saga[Any], own_events: Iterable[Recorded[Any]]) -> Self:
        """Return the saga as these events are about it."""
        keys = {key for event in own_events if event.type in saga.event_types for key in saga.keys(event)}
        return cls(saga, keys, tuple(key.partition("/")[2].encode() for key in keys))

    def may_concern(self, event: StoredNotification) -> bool:
        """Say whether the saga may have to read an event, before it is decoded."""
        return event.topic in self.story.event_types and any(
            id_part in event.state for id_part in self.id_bytes
        )


def find_waits(
    log: ReadableLog, mission: Stream, find_progress: FindProgress | None = None
) -> Iterator[SagaWait]:
    """Return what the sagas of a mission wait for: from what is kept, otherwise told from the log."""
    events = log.store.select_events(mission.key)
    own_events = [
        log.codec.decode(event.topic, event.state) for event in events if event.topic in EVENT_TYPES
    ]
    concerned_sagas = [ConcernedSaga.from_events(saga, own_events) for saga in SAGAS]
    progress_of = _find_kept_progress(concerned_sagas, find_progress) if find_progress is not None else {}
    progress_of |= _fold_progress(
        log, [concerned for concerned in concerned_sagas if concerned.story.name not in progress_of]
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
    """Return by what waits follow each other, whatever the order in which a saga remembers them."""
    return (str(wait.until or ""), wait.about, wait.what, wait.of or "", wait.party, str(wait.because_of))


def _find_kept_progress(
    concerned_sagas: Iterable[ConcernedSaga], find_progress: FindProgress
) -> dict[str, ProgressByKey]:
    return {
        concerned.story.name: found
        for concerned in concerned_sagas
        if (found := find_progress(concerned.story, concerned.keys)) is not None
    }


def _fold_progress(log: ReadableLog, concerned_sagas: list[ConcernedSaga]) -> dict[str, ProgressByKey]:
    """Tell sagas from the log; only what may concern one of them is decoded."""
    progress_of = {
        concerned.story.name: dict.fromkeys(concerned.keys, concerned.story.initial)
        for concerned in concerned_sagas
    }
    for event in log.store.read_log() if concerned_sagas else ():
        affected = [concerned for concerned in concerned_sagas if concerned.may_concern(event)]
        if affected:
            recorded = log.codec.decode(event.topic, event.state)
            for concerned in affected:
                progress = progress_of[concerned.story.name]
                for key in concerned.story.keys(recorded) & concerned.keys:
                    progress[key] = concerned.story.evolve(progress[key], recorded)
    return dict(progress_of)


def _find_event_types(log: ReadableLog, mission: Stream, waits: Sequence[Wait]) -> dict[UUID, str]:
    """Return the types of the events because of which there is something to wait for.

    They are looked for where they mostly stand, then everywhere.
    """
    cause_ids = {wait.because_of for wait in waits}
    streams = {mission, *(stream for wait in waits for stream in _name_streams(wait.about))}
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
    """Name the stream that something is about; beside a consultant's, that of the account."""
    kind, _, identity = about.partition("/")
    if identity:
        yield Stream(Kind(kind), UUID(identity))
    if kind == Kind.CONSULTANT:
        yield account_stream(ConsultantId(UUID(identity)))
