"""Where each story of a mission stands: what it waits for, of whom, since which fact, until when."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple, Self
from uuid import UUID

from msgspec import Struct
from msgspec.json import Decoder

from adapters.engine.follow.registry import SAGAS
from adapters.engine.query.readable_log import Log
from adapters.engine.store.stored import StoredNotification
from domain.aggregates import FACTS
from domain.language import ConsultantId, Kind, Stream, account
from domain.record import Recorded
from sagas.saga import Saga, Wait


class Waiting(NamedTuple):
    """Something that a story waits for; `because` is the type of the fact that made it so."""

    story: str
    key: str
    wait: Wait
    because: str | None


Progress = Mapping[str, Any]
"""The progress of a story, under each of some keys."""

Kept = Callable[[Saga[Any], Collection[str]], Progress | None]
"""Finds the progress of a story that is kept, if it is kept and tells the whole log."""


class Told(NamedTuple):
    """A story, the keys that a mission's own facts are about, and how a fact's bytes name one of them.

    A key that is no stream's, the company's own, is named by every fact.
    """

    story: Saga[Any]
    keys: set[str]
    names: tuple[bytes, ...]

    @classmethod
    def of(cls, story: Saga[Any], own: Iterable[Recorded[Any]]) -> Self:
        """Return the story as these facts are about it."""
        keys = {key for fact in own if fact.type in story.event_types for key in story.keys(fact)}
        return cls(story, keys, tuple(key.partition("/")[2].encode() for key in keys))

    def may_concern(self, fact: StoredNotification) -> bool:
        """Say whether the story may have to read a fact, before it is decoded."""
        return fact.topic in self.story.event_types and any(name in fact.state for name in self.names)


def waiting(log: Log, mission: Stream, kept: Kept | None = None) -> Iterator[Waiting]:
    """Return what the stories of a mission wait for: from what is kept, otherwise told from the log."""
    facts = log.store.select_events(mission.key)
    own = [log.codec.decode(fact.topic, fact.state) for fact in facts if fact.topic in FACTS]
    told = [Told.of(story, own) for story in SAGAS]
    known = _kept(told, kept) if kept is not None else {}
    known |= _folded(log, [one for one in told if one.story.name not in known])
    waits = [
        (story.name, key, wait)
        for story in SAGAS
        for key, progress in sorted(known[story.name].items())
        for wait in sorted(story.waits(key, progress), key=_when)
    ]
    types = _types(log, mission, [wait for _, _, wait in waits])
    for name, key, wait in waits:
        yield Waiting(name, key, wait, types.get(wait.because_of))


def _when(wait: Wait) -> tuple[str, ...]:
    """Return by what waits follow each other, whatever the order in which a story remembers them."""
    return (str(wait.until or ""), wait.about, wait.what, wait.of or "", wait.party, str(wait.because_of))


def _kept(told: Iterable[Told], kept: Kept) -> dict[str, Progress]:
    return {one.story.name: found for one in told if (found := kept(one.story, one.keys)) is not None}


def _folded(log: Log, told: list[Told]) -> dict[str, Progress]:
    """Tell stories from the log; only what may concern one of them is decoded."""
    known = {one.story.name: dict.fromkeys(one.keys, one.story.initial) for one in told}
    for fact in log.store.read_log() if told else ():
        concerned = [one for one in told if one.may_concern(fact)]
        if concerned:
            recorded = log.codec.decode(fact.topic, fact.state)
            for one in concerned:
                progress = known[one.story.name]
                for key in one.story.keys(recorded) & one.keys:
                    progress[key] = one.story.evolve(progress[key], recorded)
    return dict(known)


def _types(log: Log, mission: Stream, waits: Sequence[Wait]) -> dict[UUID, str]:
    """Return the types of the facts because of which there is something to wait for.

    They are looked for where they mostly stand, then everywhere.
    """
    wanted = {wait.because_of for wait in waits}
    streams = {mission, *(stream for wait in waits for stream in _streams(wait.about))}
    pages = chain((log.store.select_events(stream.key) for stream in streams), (log.store.read_log(),))
    found: dict[UUID, str] = {}
    for fact in chain.from_iterable(pages):
        if not wanted - found.keys():
            break
        identity = _IDENTITY.decode(fact.state).id
        if identity in wanted:
            found[identity] = fact.topic
    return found


class _Identity(Struct):
    id: UUID


_IDENTITY = Decoder(_Identity)


def _streams(about: str) -> Iterator[Stream]:
    """Name the stream that something is about; beside a consultant's, that of the account."""
    kind, _, identity = about.partition("/")
    if identity:
        yield Stream(Kind(kind), UUID(identity))
    if kind == Kind.CONSULTANT:
        yield account(ConsultantId(UUID(identity)))
