"""Facts taken again from a stream or a backup: what the log has of them is compared, the rest is added.

The bytes say all: stream, version and type stand in the envelope, so does the command that a fact answers.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple, cast
from uuid import UUID

import msgspec
from eventsourcing.persistence import IntegrityError

from adapters.engine.store.recorder import PAGE, Store
from adapters.engine.store.stored import ANYBODY, RECOVERED, HeadMoved, StoredAnswer, StoredFact
from domain.language import Kind, Stream
from domain.refused import RefusalRecorded


@dataclass(unsafe_hash=True)
class Contradiction(Exception):
    """The log holds another fact at this position, or none can stand there: people must look at it."""

    position: int
    found: str

    def __str__(self) -> str:
        return f"position {self.position}: {self.found}"


class Kept(NamedTuple):
    """A fact as it is kept elsewhere: its position and its bytes."""

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


class Told(NamedTuple):
    """A fact, and what its envelope says of its command."""

    fact: StoredFact
    source: str
    command: UUID
    principal: str


_ENVELOPE = msgspec.json.Decoder(_Envelope)
_REFUSED = msgspec.json.Decoder(_Refused)


def told(kept: Kept) -> Told:
    """Read the envelope of a fact, be its type unknown to this version; raises `Contradiction`."""
    try:
        said = _ENVELOPE.decode(kept.body)
        kind, _, identity = said.subject.partition("/")
        key = Stream(cast("Kind", kind), UUID(identity)).key
        fact = StoredFact(kept.position, key, int(said.sequence), said.type, kept.body)
    except ValueError as wrong:
        raise Contradiction(kept.position, f"no fact ({wrong})") from wrong
    return Told(fact, said.source, said.commandid, _principal(said, kept.body))


def matching(stored: StoredFact) -> Told:
    """Read the envelope of a stored fact, whose columns say the same; raises `Contradiction`."""
    found = told(Kept(stored.position, stored.body))
    if found.fact != stored:
        raise Contradiction(stored.position, "its columns do not say what its envelope says")
    return found


def _principal(said: _Envelope, body: bytes) -> str:
    if said.type == RefusalRecorded.TYPE:
        return _REFUSED.decode(body).data.principal
    return said.authid if said.authtype != "system" else ANYBODY


def rebuilt(facts: Sequence[Told]) -> list[StoredAnswer]:
    """Return the answers that these facts were; of their content nothing is known but the facts."""
    return [_answer(list(of_one)) for _, of_one in groupby(facts, key=lambda one: one.command)]


def _answer(facts: Sequence[Told]) -> StoredAnswer:
    named = next((one.principal for one in facts if one.principal != ANYBODY), ANYBODY)
    first, last = facts[0], facts[-1]
    return StoredAnswer(first.command, named, RECOVERED, first.fact.position, last.fact.position)


class Again:
    """Goes along a log from its beginning, comparing and adding; whoever else adds to it stops it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._source = f"/jalon/{store.tenant}"
        self._versions: dict[UUID, int] = {}
        self.position = 0
        self.added = 0

    def take(self, facts: Sequence[Told], answers: Sequence[StoredAnswer]) -> None:
        """Take the next facts, those of a command together, and the answers that come with them."""
        for one in facts:
            self._follow(one)
        known = self._store.read(facts[0].fact.position - 1, len(facts)) if facts else []
        for one, fact in zip(facts, known, strict=False):
            if one.fact != fact:
                raise Contradiction(fact.position, "the log holds another fact")
        new = [one.fact for one in facts[len(known) :]]
        if new:
            self._add(new, [answer for answer in answers if answer.first >= new[0].position])
        self.added += len(new)

    def _follow(self, one: Told) -> None:
        """See that a fact can come next: in the log, and in its stream."""
        position, key, version = one.fact.position, one.fact.stream_id, one.fact.version
        before = self._versions.get(key, 0)
        if one.source != self._source:
            raise Contradiction(position, f"a fact of {one.source}, not of {self._source}")
        if (position, version) != (self.position + 1, before + 1):
            raise Contradiction(
                position, f"version {version} after {before}, position {position} after {self.position}"
            )
        self._versions[key], self.position = version, position

    def _add(self, facts: list[StoredFact], answers: list[StoredAnswer]) -> None:
        busy = Contradiction(facts[0].position, "somebody else writes to the log: stop what does")
        try:
            with self._store.turn() as turn:
                moved = turn.head != facts[0].position - 1
                if not moved:
                    turn.append(facts, answers)
        except (HeadMoved, IntegrityError) as conflict:
            raise busy from conflict
        if moved:
            raise busy


def by_commands(facts: Iterable[Told], page: int = PAGE) -> Iterator[list[Told]]:
    """Cut facts into pages, never between two facts of one command."""
    gathered: list[Told] = []
    for _, of_one in groupby(facts, key=lambda one: one.command):
        gathered += of_one
        if len(gathered) >= page:
            yield gathered
            gathered = []
    if gathered:
        yield gathered
