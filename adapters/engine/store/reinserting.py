"""Insert the events of a JetStream stream or a backup again: compare those in the log, add the rest.

The bytes of an event are enough: the envelope holds its stream, version, type and command.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple, cast
from uuid import UUID

import msgspec
from eventsourcing.persistence import IntegrityError

from adapters.engine.store.recorder import LIMIT, Store
from adapters.engine.store.stored import (
    ANYBODY,
    RECOVERED,
    HeadMoved,
    StoredAnswer,
    StoredNotification,
    make_notification,
)
from domain.language import Kind, Stream
from domain.refused import RefusalRecorded


@dataclass(unsafe_hash=True)
class Contradiction(Exception):
    """The log has another event at this position, or no such event can be there; a person must decide."""

    position: int
    found: str

    def __str__(self) -> str:
        return f"position {self.position}: {self.found}"


class ArchivedEvent(NamedTuple):
    """An event outside the store: its position and its bytes."""

    position: int
    body: bytes


class _Refusal(msgspec.Struct, frozen=True):
    principal: str = ANYBODY


class _Envelope(msgspec.Struct, frozen=True):
    id: UUID
    source: str
    type: str
    subject: str
    sequence: str
    commandid: UUID
    authtype: str
    authid: str


class _Refused(msgspec.Struct, frozen=True):
    data: _Refusal


class ParsedEvent(NamedTuple):
    """An event, and what its envelope says about its command."""

    stored: StoredNotification
    source: str
    command: UUID
    principal: str


_ENVELOPE = msgspec.json.Decoder(_Envelope)
_REFUSED = msgspec.json.Decoder(_Refused)


def parse_event(archived: ArchivedEvent) -> ParsedEvent:
    """Read the envelope of an event, also of an unknown type; raises `Contradiction`."""
    try:
        envelope = _ENVELOPE.decode(archived.body)
        kind, _, identity = envelope.subject.partition("/")
        key = Stream(cast("Kind", kind), UUID(identity)).key
        stored = make_notification(
            (archived.position, key, int(envelope.sequence), envelope.type, archived.body)
        )
    except ValueError as wrong:
        raise Contradiction(archived.position, f"no event ({wrong})") from wrong
    return ParsedEvent(stored, envelope.source, envelope.commandid, _find_principal(envelope, archived.body))


def parse_stored(stored: StoredNotification) -> ParsedEvent:
    """Read the envelope of a stored event; raises `Contradiction` if its columns say something else."""
    found = parse_event(ArchivedEvent(stored.id, stored.state))
    if found.stored != stored:
        raise Contradiction(stored.id, "its columns do not say what its envelope says")
    return found


def _find_principal(envelope: _Envelope, body: bytes) -> str:
    if envelope.type == RefusalRecorded.TYPE:
        return _REFUSED.decode(body).data.principal
    return envelope.authid if envelope.authtype != "system" else ANYBODY


def rebuild_answers(events: Sequence[ParsedEvent]) -> list[StoredAnswer]:
    """Return the answers to the commands of these events; the content of the commands is lost."""
    return [_rebuild_answer(list(group)) for _, group in groupby(events, key=lambda event: event.command)]


def _rebuild_answer(events: Sequence[ParsedEvent]) -> StoredAnswer:
    principal = next((event.principal for event in events if event.principal != ANYBODY), ANYBODY)
    first, last = events[0], events[-1]
    return StoredAnswer(first.command, principal, RECOVERED, first.stored.id, last.stored.id)


class Reinsertion:
    """Compares a log with events from its beginning, and adds the missing ones; it stops if others write."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._source = f"/jalon/{store.tenant}"
        self._versions: dict[UUID, int] = {}
        self.position = 0
        self.added = 0

    def take_events(self, events: Sequence[ParsedEvent], answers: Sequence[StoredAnswer]) -> None:
        """Compare or add the next events, those of a command together, with their answers."""
        for event in events:
            self._check_next(event)
        known = self._store.select_notifications(events[0].stored.id, len(events)) if events else []
        for event, stored in zip(events, known, strict=False):
            if event.stored != stored:
                raise Contradiction(stored.id, "the log holds another event")
        new = [event.stored for event in events[len(known) :]]
        if new:
            self._insert_new(new, [answer for answer in answers if answer.first >= new[0].id])
        self.added += len(new)

    def _check_next(self, event: ParsedEvent) -> None:
        """Check that an event can be the next one of the log and of its stream."""
        position, key, version, *_ = event.stored
        before = self._versions.get(key, 0)
        if event.source != self._source:
            raise Contradiction(position, f"an event of {event.source}, not of {self._source}")
        if (position, version) != (self.position + 1, before + 1):
            raise Contradiction(
                position, f"version {version} after {before}, position {position} after {self.position}"
            )
        self._versions[key], self.position = version, position

    def _insert_new(self, events: list[StoredNotification], answers: list[StoredAnswer]) -> None:
        busy = Contradiction(events[0].id, "another process writes to the log: stop it first")
        try:
            with self._store.begin_unit_of_work() as unit:
                head_moved = unit.head != events[0].id - 1
                if not head_moved:
                    unit.insert_events(events, answers=answers)
        except (HeadMoved, IntegrityError) as conflict:
            raise busy from conflict
        if head_moved:
            raise busy


def group_by_command(events: Iterable[ParsedEvent], size: int = LIMIT) -> Iterator[list[ParsedEvent]]:
    """Cut events into groups, never between two events of one command."""
    gathered: list[ParsedEvent] = []
    for _, of_command in groupby(events, key=lambda event: event.command):
        gathered += of_command
        if len(gathered) >= size:
            yield gathered
            gathered = []
    if gathered:
        yield gathered
