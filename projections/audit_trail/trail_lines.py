"""The lines of a trail: for each event its party, its times, its rule checks, evidence and contents."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from msgspec import Struct

from domain.language import Audience, DocumentHash, Party
from domain.mission.derived_signals import lateness
from domain.mission.events.working import BreachRecorded
from domain.record import AuthMethod, AuthType, Channel, Ground, Recorded
from domain.refused import RefusalRecorded
from projections.audit_trail.event_contents import Detail, Document, read_contents


class LineKind(StrEnum):
    """The kind of a line, so that breaches and refusals stand out."""

    EVENT = "fact"
    CONSEQUENCE = "consequence"  # an event of the engine because of a party's act
    BREACH = "breach"
    REFUSAL = "refusal"


class Line(Struct, frozen=True, kw_only=True):
    """The line of an event; `fact` is the id of the event and the key of the line.

    `evidence` is the document that justifies recording another party's act, or an earlier time. `second` is
    the other person of an act that needs two. `after_control` is true if a control or a dispute was opened
    before. `documents` are those that the event names. A refusal keeps its rule and its texts.
    """

    fact: UUID
    stream: str
    type: str
    kind: LineKind
    party: Party
    acted_for: Party | None
    principal: str
    second: str | None
    auth_type: AuthType
    method: AuthMethod
    channel: Channel | None
    evidence: DocumentHash | None
    time: datetime
    recorded_at: datetime
    days_after: int
    late: bool
    after_control: bool
    caused_by: UUID
    command: UUID
    story: UUID
    audience: Audience
    grounds: tuple[Ground, ...]
    documents: tuple[Document, ...]
    details: tuple[Detail, ...]
    refusal: RefusalRecorded | None = None


def build_line(recorded: Recorded[Any], control_since: datetime | None) -> Line:
    """Build the line of an event; `control_since` is when the first control or dispute was recorded."""
    how = lateness(recorded.time, recorded.recorded_at, control_since)
    refusal = recorded.data if isinstance(recorded.data, RefusalRecorded) else None
    grounds, documents, details = read_contents(None if refusal else recorded.data)
    return Line(
        fact=recorded.id,
        stream=recorded.subject,
        type=recorded.data.TYPE,
        kind=_line_kind(recorded),
        party=recorded.party,
        acted_for=recorded.acted_for,
        principal=recorded.auth_id,
        second=recorded.second_id,
        auth_type=recorded.auth_type,
        method=recorded.auth_method,
        channel=recorded.channel,
        evidence=recorded.evidence,
        time=recorded.time,
        recorded_at=recorded.recorded_at,
        days_after=how.days,
        late=how.late,
        after_control=how.after_control,
        caused_by=recorded.causation_id,
        command=recorded.command_id,
        story=recorded.correlation_id,
        audience=recorded.audience,
        grounds=grounds,
        documents=documents,
        details=details,
        refusal=refusal,
    )


def _line_kind(recorded: Recorded[Any]) -> LineKind:
    match recorded.data:
        case RefusalRecorded():
            return LineKind.REFUSAL
        case BreachRecorded():
            return LineKind.BREACH
        case _:
            return LineKind.CONSEQUENCE if recorded.party is Party.SYSTEM else LineKind.EVENT
