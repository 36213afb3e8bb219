"""The journal of refusals: the command, the principal, the rule, and what the rule check saw."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from adapters.engine.query.readable_log import ReadableLog
from domain.language import Party
from domain.record import Recorded
from domain.refused import RefusalRecorded


class JournalEntry(NamedTuple):
    """One entry of the refusal journal, and its position in the log."""

    position: int
    recorded: Recorded[Any]


class RefusalLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list of refusals."""

    position: int
    time: datetime
    command_id: UUID
    command: str
    party: Party
    principal: str
    about: str | None
    refusal: str
    rule: str
    article: str
    saw: dict[str, str]
    fr: str
    en: str


def read_journal(log: ReadableLog) -> Iterator[JournalEntry]:
    """Yield the refusals in the sequence of the log."""
    for event in log.store.read_log():
        if event.topic == RefusalRecorded.TYPE:
            yield JournalEntry(event.id, log.codec.decode(event.topic, event.state))


def make_refusal_line(entry: JournalEntry) -> RefusalLine:
    """Return the line of a refusal for programs."""
    refusal: RefusalRecorded = entry.recorded.data
    return RefusalLine(
        position=entry.position,
        time=entry.recorded.time,
        command_id=entry.recorded.command_id,
        command=refusal.command,
        party=refusal.party,
        principal=refusal.principal,
        about=refusal.about,
        refusal=refusal.refusal,
        rule=refusal.rule,
        article=refusal.article,
        saw=refusal.saw,
        fr=refusal.fr,
        en=refusal.en,
    )
