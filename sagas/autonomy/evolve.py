"""How each event changes the progress of the saga of autonomy."""

from typing import Any

from msgspec.structs import replace

from domain.cents_and_months import add_months
from domain.language import ClientId, EventId, Party
from domain.law.autonomy_treatment import DEPENDENCE_MONTHS
from domain.mission.course_terms import AskedFor
from domain.mission.events.autonomy import (
    AutonomyEvidenceRecorded,
    AutonomySignalDismissed,
    AutonomySignalMitigated,
    AutonomySignalRaised,
    SingleClientReviewed,
)
from domain.mission.events.billing import CreditNoteIssued, Invoiced
from domain.mission.events.ending import MissionClosed, MissionCompleted, MissionTerminated
from domain.mission.events.scoping import (
    EarlierMissionWeighed,
    MissionAbandoned,
    MissionDeclined,
    MissionTakenOver,
)
from domain.mission.events.working import BreachCured, BreachRecorded, MissionStarted
from domain.mission.signal_table import SIGNALS
from domain.mission.signals import EvidenceKind, SignalCode, Source
from domain.record import Recorded
from sagas.asks import answer_asks, evolve_asks, types_with_asks
from sagas.autonomy.progress import AutonomyProgress, InvoicedAmount, WatchedMission, WatchedSignal

NAME = "autonomy"
OVER = (MissionTerminated, MissionClosed, MissionAbandoned, MissionDeclined)
EVENT_TYPES = types_with_asks(
    *(MissionStarted, MissionTakenOver, EarlierMissionWeighed, MissionCompleted, *OVER),
    *(AutonomySignalRaised, AutonomySignalMitigated, AutonomySignalDismissed, SingleClientReviewed),
    *(AutonomyEvidenceRecorded, BreachRecorded, BreachCured, Invoiced, CreditNoteIssued),
)
TREATING_PARTIES = (Party.UMBRELLA, Party.CONSULTANT)


def evolve(progress: AutonomyProgress, recorded: Recorded[Any]) -> AutonomyProgress:
    """Return the progress after one more event."""
    event_id, event = EventId(recorded.id), recorded.data
    known = progress.missions.get(recorded.subject, WatchedMission())
    match event:
        case MissionStarted() | MissionTakenOver() | EarlierMissionWeighed():
            return _set_dates(progress, recorded, known, event_id)
        case Invoiced(issued_on=day, net=net):
            return _add_bill(
                progress, recorded, InvoicedAmount(event_id, recorded.subject, day, _client_of(recorded), net)
            )
        case CreditNoteIssued(issued_on=day, net=net):
            return _add_bill(
                progress,
                recorded,
                InvoicedAmount(event_id, recorded.subject, day, _client_of(recorded), -net),
            )
        case MissionCompleted():
            return _put_mission(progress, recorded, replace(known, completed=event_id))
        case _ if isinstance(event, OVER):
            return _put_mission(progress, recorded, replace(known, over=True))
        case BreachRecorded():
            return _put_mission(progress, recorded, replace(known, breaches=known.breaches | {event_id}))
        case BreachCured(breach=breach):
            updated = answer_asks(progress, event_id, Party.UMBRELLA, AskedFor.CURE, str(breach))
            return _put_mission(updated, recorded, replace(known, breaches=known.breaches - {breach}))
        case _:
            return _evolve_signals(progress, recorded, known, event_id)


def _evolve_signals(
    progress: AutonomyProgress, recorded: Recorded[Any], known: WatchedMission, event_id: EventId
) -> AutonomyProgress:
    match recorded.data:
        case AutonomySignalRaised():
            return _put_mission(progress, recorded, _add_signal(known, recorded.data, event_id))
        case AutonomySignalMitigated(signal=signal, evidence=evidence):
            return _treat_signal(progress, recorded, known, str(signal), evidenced=bool(evidence))
        case AutonomySignalDismissed(signal=signal):
            return _treat_signal(progress, recorded, known, str(signal), evidenced=True)
        case SingleClientReviewed(next_on=day):
            reviewed = replace(known, reviewed=event_id, review_on=day)
            return _review_signals(progress, recorded, reviewed, event_id)
        case AutonomyEvidenceRecorded(kind=kind):
            return _add_evidence(progress, recorded, known, kind, event_id)
        case _:
            return evolve_asks(NAME, progress, recorded)


def _set_dates(
    progress: AutonomyProgress, recorded: Recorded[Any], known: WatchedMission, event_id: EventId
) -> AutonomyProgress:
    event = recorded.data
    if event.warned_on is None or event.lawful_until is None:
        return progress
    began = known.started if isinstance(event, EarlierMissionWeighed) else event_id
    dates = {"warned_on": event.warned_on, "lawful_until": event.lawful_until}
    client = ClientId(recorded.client_id) if recorded.client_id else known.client
    return _put_mission(progress, recorded, replace(known, started=began, client=client, **dates))


def _add_bill(progress: AutonomyProgress, recorded: Recorded[Any], bill: InvoicedAmount) -> AutonomyProgress:
    """Add an invoice to the last year of invoices; an event folded twice counts once."""
    months = DEPENDENCE_MONTHS.value_on(bill.on)
    others = [past_bill for past_bill in progress.bills if past_bill.fact != bill.fact]
    latest = max([bill.on, *(past_bill.on for past_bill in others)])
    year = tuple(kept_bill for kept_bill in (*others, bill) if kept_bill.on > add_months(latest, -months))
    known = progress.missions.get(recorded.subject, WatchedMission())
    return _put_mission(replace(progress, bills=year), recorded, replace(known, client=bill.client))


def _client_of(recorded: Recorded[Any]) -> ClientId:
    assert recorded.client_id is not None, "an invoice belongs to a mission, and a mission has a client"
    return ClientId(recorded.client_id)


def _add_signal(known: WatchedMission, event: AutonomySignalRaised, event_id: EventId) -> WatchedMission:
    signal = WatchedSignal(
        fact=event_id, code=event.code, rank=event.attention.urgency, accuses=event.accuses
    )
    watched = known.watched
    if event.code is SignalCode.S14 and event.source is Source.CALENDAR:
        watched |= {event.force}
    return replace(known, watched=watched, signals={**known.signals, str(event_id): signal})


def _treat_signal(
    progress: AutonomyProgress, recorded: Recorded[Any], known: WatchedMission, key: str, *, evidenced: bool
) -> AutonomyProgress:
    signal = known.signals.get(key)
    if signal is None:
        return progress
    event_id = EventId(recorded.id)
    for party in TREATING_PARTIES:
        for what in (AskedFor.MITIGATION, AskedFor.REVIEW):
            progress = answer_asks(progress, event_id, party, what, key)
    evidenced = evidenced or signal.evidenced or not SIGNALS[signal.code].answers
    treated = replace(signal, treated=signal.treated or event_id, evidenced=evidenced)
    return _put_mission(progress, recorded, replace(known, signals={**known.signals, key: treated}))


def _review_signals(
    progress: AutonomyProgress, recorded: Recorded[Any], known: WatchedMission, event_id: EventId
) -> AutonomyProgress:
    """Mark all signals of a single client as reviewed, and answer the asks for that review."""
    signals = dict(known.signals)
    for key, signal in known.signals.items():
        if signal.code is SignalCode.S09:
            progress = answer_asks(progress, event_id, Party.UMBRELLA, AskedFor.REVIEW, key)
            treated = signal.treated or event_id
            signals[key] = replace(signal, treated=treated, evidenced=True, reviewed=True)
    progress = answer_asks(progress, event_id, Party.UMBRELLA, AskedFor.REVIEW)
    return _put_mission(progress, recorded, replace(known, signals=signals))


def _add_evidence(
    progress: AutonomyProgress,
    recorded: Recorded[Any],
    known: WatchedMission,
    kind: EvidenceKind,
    event_id: EventId,
) -> AutonomyProgress:
    """Answer each treated signal that accepts this kind of evidence, even if the evidence is late."""
    signals = dict(known.signals)
    for key, signal in known.signals.items():
        if signal.treated and not signal.evidenced and kind in SIGNALS[signal.code].answers:
            progress = answer_asks(progress, event_id, Party.CONSULTANT, AskedFor.EVIDENCE, key)
            signals[key] = replace(signal, evidenced=True)
    progress = answer_asks(progress, event_id, Party.CONSULTANT, AskedFor.EVIDENCE)
    return _put_mission(progress, recorded, replace(known, signals=signals, evidence=1))


def _put_mission(
    progress: AutonomyProgress, recorded: Recorded[Any], mission: WatchedMission
) -> AutonomyProgress:
    return replace(progress, missions={**progress.missions, recorded.subject: mission})
