"""What was refused: what was asked, by whom, the rule that said no, the facts it saw."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from adapters.engine.query.readable_log import Log
from domain.language import Party
from domain.record import Recorded
from domain.refused import RefusalRecorded


class Entry(NamedTuple):
    """One entry of the refusal journal, and its place in the log."""

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


def journal(log: Log) -> Iterator[Entry]:
    """Return the refusal journal, in its order."""
    for fact in log.store.read_log():
        if fact.topic == RefusalRecorded.TYPE:
            yield Entry(fact.id, log.codec.decode(fact.topic, fact.state))


def line(entry: Entry) -> RefusalLine:
    """Return what programs are told of a refusal."""
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
