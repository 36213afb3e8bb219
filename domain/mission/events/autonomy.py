"""The events of autonomy, and how each changes a mission: evidence, signals and their treatment."""

from collections.abc import Callable
from datetime import date
from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.language import Audience, DocumentHash, EventId, MissionText, Party
from domain.law import Force
from domain.mission.mission import Mission
from domain.mission.signals import (
    Attention,
    Autonomy,
    EvidenceKind,
    Family,
    Measure,
    RaisedSignal,
    SignalCode,
    Source,
)
from domain.record import (
    BY_ANY,
    BY_CONSULTANT,
    BY_SYSTEM,
    BY_UMBRELLA,
    FOR_ALL,
    FOR_CONSULTANT,
    Event,
    Ground,
)


class AutonomyEvidenceRecorded(Event, frozen=True, kw_only=True):
    """A party keeps a document that shows the consultant's autonomy (preuve d'autonomie).

    `made_on` is the day of the evidence; the record may come later.
    """

    TYPE = "fr.jalon.mission.autonomy-evidence-recorded.v1"
    BY = BY_ANY
    READERS = FOR_ALL | FOR_CONSULTANT

    kind: EvidenceKind
    made_on: date
    document: DocumentHash
    about: MissionText
    client_took_part: bool

    @property
    def audience(self) -> Audience:
        """Everyone if the client took part; otherwise the consultant."""
        return Audience.ALL if self.client_took_part else Audience.CONSULTANT


class AutonomySignalRaised(Event, frozen=True, kw_only=True):
    """Something may put the consultant's autonomy in doubt; it waits for its treatment (signal).

    `accuses` is the party that caused it, if any; `fact` is the event that shows it.
    """

    TYPE = "fr.jalon.mission.autonomy-signal-raised.v1"
    BY = BY_CONSULTANT | BY_UMBRELLA | BY_SYSTEM
    READERS = FOR_CONSULTANT

    code: SignalCode
    family: Family
    force: Force
    attention: Attention
    source: Source
    accuses: Party | None
    seen_on: date
    what: MissionText | None = None
    documents: tuple[DocumentHash, ...] = ()
    fact: EventId | None = None
    ground: Ground


class AutonomySignalMitigated(Event, frozen=True, kw_only=True):
    """A measure of the guide was taken against a signal (mesure préventive)."""

    TYPE = "fr.jalon.mission.autonomy-signal-mitigated.v1"
    BY = BY_CONSULTANT | BY_UMBRELLA
    READERS = FOR_CONSULTANT

    signal: EventId
    code: SignalCode
    measure: Measure
    how: MissionText
    evidence: tuple[EventId, ...]


class AutonomySignalDismissed(Event, frozen=True, kw_only=True):
    """Two persons dismissed a signal, with a reason; the signal itself stays in the history."""

    TYPE = "fr.jalon.mission.autonomy-signal-dismissed.v1"
    BY = BY_CONSULTANT | BY_UMBRELLA
    READERS = FOR_CONSULTANT

    signal: EventId
    code: SignalCode
    reason: MissionText


class SingleClientReviewed(Event, frozen=True, kw_only=True):
    """The situation of a single client was reviewed: the reasons, the clauses, the plan.

    The review closes the open signals of dependence until the next review is due.
    """

    TYPE = "fr.jalon.mission.single-client-reviewed.v1"
    BY = BY_CONSULTANT | BY_UMBRELLA
    READERS = FOR_CONSULTANT

    reviewed_on: date
    reasons: MissionText
    clauses: MissionText
    plan: MissionText
    next_on: date


AutonomyEvent = (
    AutonomyEvidenceRecorded
    | AutonomySignalRaised
    | AutonomySignalMitigated
    | AutonomySignalDismissed
    | SingleClientReviewed
)


def evolve_autonomy(mission: Mission, event: AutonomyEvent, event_id: UUID) -> Mission:
    """Return the mission after one more event of this stage."""
    return replace(mission, autonomy=_after(mission.autonomy, event, EventId(event_id)))


def _after(known: Autonomy, event: AutonomyEvent, event_id: EventId) -> Autonomy:
    match event:
        case AutonomyEvidenceRecorded(kind=kind):
            return replace(known, evidence={**known.evidence, event_id: kind})
        case AutonomySignalRaised(code=code, force=force, attention=attention, source=source, accuses=party):
            signal = RaisedSignal(code, force, attention, source, party)
            return replace(known, signals={**known.signals, event_id: signal})
        case AutonomySignalMitigated(signal=named, measure=measure):
            return _change_signal(known, named, lambda one: replace(one, measures=one.measures | {measure}))
        case AutonomySignalDismissed(signal=named):
            return _change_signal(known, named, lambda one: replace(one, dismissed=True))
        case SingleClientReviewed(next_on=day):
            signals = {named: _mark_reviewed(one) for named, one in known.signals.items()}
            return replace(known, signals=signals, reviewed_until=day)
        case _:
            assert_never(event)


def _change_signal(known: Autonomy, named: EventId, how: Callable[[RaisedSignal], RaisedSignal]) -> Autonomy:
    """Change one signal; a view without the raised signal ignores its treatment as well."""
    if named not in known.signals:
        return known
    return replace(known, signals={**known.signals, named: how(known.signals[named])})


def _mark_reviewed(signal: RaisedSignal) -> RaisedSignal:
    return replace(signal, reviewed=True) if signal.code is SignalCode.S09 else signal
