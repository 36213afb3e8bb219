"""What happened, who did it (and how we know), when, when recorded, why, on what evidence, what was refused?

Also under which rule: each decision's grounds stand beside it. One line a fact, in the order of the
log; nothing is ever taken out of a trail but what its reader may not see.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, get_args
from uuid import UUID

from msgspec import Struct

from domain.account.events import EntryPosted
from domain.invoicing.series import NumberAllotted
from domain.language import Audience, DocumentHash, Party
from domain.mission.events import MissionEvent
from domain.mission.events.working import BreachRecorded
from domain.record import AuthMethod, AuthType, Channel, Ground, Recorded
from domain.refused import RefusalRecorded
from projections import Wording, alone, missions_of, types_of
from projections.audit_trail.contents import Detail as Detail
from projections.audit_trail.contents import Document as Document
from projections.audit_trail.contents import Unit as Unit
from projections.audit_trail.contents import contents
from projections.audit_trail.titles import TITLES as TITLES
from projections.keeping import Entry, Rank, keep, kept

NAME = "audit_trail"
VERSION = 1
Row = Entry | Rank
ROW = Row
related = alone
evolve = keep

LATE_AFTER = timedelta(days=1)
"""What is recorded a night after it happened is ordinary; later, a reader is told."""


_ELSEWHERE = (RefusalRecorded, NumberAllotted, EntryPosted)
TYPES = types_of(*get_args(MissionEvent), *_ELSEWHERE)


class LineKind(StrEnum):
    """What a line tells, so that what went wrong stands out."""

    FACT = "fact"
    CONSEQUENCE = "consequence"  # what the engine stated because of a party's act
    BREACH = "breach"
    REFUSAL = "refusal"


class Line(Struct, frozen=True, kw_only=True):
    """One fact, as an auditor asks about it; `fact` is its id and the key of the line.

    `evidence` is the document by which another's act, or an earlier time, was recorded;
    `documents` are those that the fact itself names. A refusal keeps its rule and its sentences.
    """

    fact: UUID
    stream: str
    type: str
    kind: LineKind
    party: Party
    acted_for: Party | None
    principal: str
    auth_type: AuthType
    method: AuthMethod
    channel: Channel | None
    evidence: DocumentHash | None
    time: datetime
    recorded_at: datetime
    days_after: int
    late: bool
    caused_by: UUID
    command: UUID
    story: UUID
    audience: Audience
    grounds: tuple[Ground, ...]
    documents: tuple[Document, ...]
    details: tuple[Detail, ...]
    refusal: RefusalRecorded | None = None


class Page(Struct, frozen=True, kw_only=True):
    """A trail as its reader may see it; `titles` names each type of fact on it."""

    on: date
    lines: tuple[Line, ...]
    titles: Mapping[str, Wording]
    counts: Mapping[LineKind, int]
    late: int


def keys(recorded: Recorded[Any]) -> set[str]:
    """Name the mission whose trail the fact stands on."""
    return missions_of(recorded)


def show(rows: Mapping[str, Row], today: date, reader: Audience | None = None) -> Page:
    """Show the lines that this reader may see, all of them to an auditor (`None`)."""
    lines = tuple(_line(recorded) for recorded in kept(rows, reader))
    kinds = [line.kind for line in lines]
    return Page(
        on=today,
        lines=lines,
        titles={line.type: TITLES[line.type] for line in lines},
        counts={kind: kinds.count(kind) for kind in LineKind},
        late=sum(line.late for line in lines),
    )


def _line(recorded: Recorded[Any]) -> Line:
    elapsed = recorded.recorded_at - recorded.time
    refusal = recorded.data if isinstance(recorded.data, RefusalRecorded) else None
    grounds, documents, details = contents(None if refusal else recorded.data)
    return Line(
        fact=recorded.id,
        stream=recorded.subject,
        type=recorded.data.TYPE,
        kind=_kind(recorded),
        party=recorded.party,
        acted_for=recorded.acted_for,
        principal=recorded.auth_id,
        auth_type=recorded.auth_type,
        method=recorded.auth_method,
        channel=recorded.channel,
        evidence=recorded.evidence,
        time=recorded.time,
        recorded_at=recorded.recorded_at,
        days_after=elapsed.days,
        late=elapsed > LATE_AFTER,
        caused_by=recorded.causation_id,
        command=recorded.command_id,
        story=recorded.correlation_id,
        audience=recorded.audience,
        grounds=grounds,
        documents=documents,
        details=details,
        refusal=refusal,
    )


def _kind(recorded: Recorded[Any]) -> LineKind:
    match recorded.data:
        case RefusalRecorded():
            return LineKind.REFUSAL
        case BreachRecorded():
            return LineKind.BREACH
        case _:
            return LineKind.CONSEQUENCE if recorded.party is Party.SYSTEM else LineKind.FACT
