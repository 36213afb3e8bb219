"""How each fact moves the story of autonomy."""

from typing import Any

from msgspec.structs import replace

from domain.cents_and_months import add_months
from domain.language import ClientId, FactId, Party
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
from sagas.autonomy.progress import AutonomyProgress, Bill, MissionOf, Signal

NAME = "autonomy"
OVER = (MissionTerminated, MissionClosed, MissionAbandoned, MissionDeclined)
EVENT_TYPES = types_with_asks(
    *(MissionStarted, MissionTakenOver, EarlierMissionWeighed, MissionCompleted, *OVER),
    *(AutonomySignalRaised, AutonomySignalMitigated, AutonomySignalDismissed, SingleClientReviewed),
    *(AutonomyEvidenceRecorded, BreachRecorded, BreachCured, Invoiced, CreditNoteIssued),
)
ASKED = (Party.UMBRELLA, Party.CONSULTANT)


def evolve(progress: AutonomyProgress, recorded: Recorded[Any]) -> AutonomyProgress:
    """Return the progress after one more fact."""
    fact, said = FactId(recorded.id), recorded.data
    known = progress.missions.get(recorded.subject, MissionOf())
    match said:
        case MissionStarted() | MissionTakenOver() | EarlierMissionWeighed():
            return _dated(progress, recorded, known, fact)
        case Invoiced(issued_on=day, net=net):
            return _billed(progress, recorded, Bill(fact, recorded.subject, day, _client(recorded), net))
        case CreditNoteIssued(issued_on=day, net=net):
            return _billed(progress, recorded, Bill(fact, recorded.subject, day, _client(recorded), -net))
        case MissionCompleted():
            return _put(progress, recorded, replace(known, completed=fact))
        case _ if isinstance(said, OVER):
            return _put(progress, recorded, replace(known, over=True))
        case BreachRecorded():
            return _put(progress, recorded, replace(known, breaches=known.breaches | {fact}))
        case BreachCured(breach=breach):
            told = answer_asks(progress, fact, Party.UMBRELLA, AskedFor.CURE, str(breach))
            return _put(told, recorded, replace(known, breaches=known.breaches - {breach}))
        case _:
            return _signalled(progress, recorded, known, fact)


def _signalled(
    progress: AutonomyProgress, recorded: Recorded[Any], known: MissionOf, fact: FactId
) -> AutonomyProgress:
    match recorded.data:
        case AutonomySignalRaised():
            return _put(progress, recorded, _raised(known, recorded.data, fact))
        case AutonomySignalMitigated(signal=signal, evidence=evidence):
            return _treated(progress, recorded, known, str(signal), evidenced=bool(evidence))
        case AutonomySignalDismissed(signal=signal):
            return _treated(progress, recorded, known, str(signal), evidenced=True)
        case SingleClientReviewed(next_on=day):
            reviewed = replace(known, reviewed=fact, review_on=day)
            return _reviewed(progress, recorded, reviewed, fact)
        case AutonomyEvidenceRecorded(kind=kind):
            return _shown(progress, recorded, known, kind, fact)
        case _:
            return evolve_asks(NAME, progress, recorded)


def _dated(
    progress: AutonomyProgress, recorded: Recorded[Any], known: MissionOf, fact: FactId
) -> AutonomyProgress:
    said = recorded.data
    if said.warned_on is None or said.lawful_until is None:
        return progress
    began = known.started if isinstance(said, EarlierMissionWeighed) else fact
    dates = {"warned_on": said.warned_on, "lawful_until": said.lawful_until}
    client = ClientId(recorded.client_id) if recorded.client_id else known.client
    return _put(progress, recorded, replace(known, started=began, client=client, **dates))


def _billed(progress: AutonomyProgress, recorded: Recorded[Any], bill: Bill) -> AutonomyProgress:
    """Keep a year of invoicing; a fact told twice is one."""
    months = DEPENDENCE_MONTHS.on(bill.on)
    others = [one for one in progress.bills if one.fact != bill.fact]
    latest = max([bill.on, *(one.on for one in others)])
    year = tuple(one for one in (*others, bill) if one.on > add_months(latest, -months))
    known = progress.missions.get(recorded.subject, MissionOf())
    return _put(replace(progress, bills=year), recorded, replace(known, client=bill.client))


def _client(recorded: Recorded[Any]) -> ClientId:
    assert recorded.client_id is not None, "an invoice is of a mission, which has a client"
    return ClientId(recorded.client_id)


def _raised(known: MissionOf, said: AutonomySignalRaised, fact: FactId) -> MissionOf:
    signal = Signal(fact=fact, code=said.code, rank=said.attention.rank, accuses=said.accuses)
    watched = known.watched
    if said.code is SignalCode.S14 and said.source is Source.CALENDAR:
        watched |= {said.force}
    return replace(known, watched=watched, signals={**known.signals, str(fact): signal})


def _treated(
    progress: AutonomyProgress, recorded: Recorded[Any], known: MissionOf, key: str, *, evidenced: bool
) -> AutonomyProgress:
    signal = known.signals.get(key)
    if signal is None:
        return progress
    fact = FactId(recorded.id)
    for party in ASKED:
        for what in (AskedFor.MITIGATION, AskedFor.REVIEW):
            progress = answer_asks(progress, fact, party, what, key)
    evidenced = evidenced or signal.evidenced or not SIGNALS[signal.code].answers
    treated = replace(signal, treated=signal.treated or fact, evidenced=evidenced)
    return _put(progress, recorded, replace(known, signals={**known.signals, key: treated}))


def _reviewed(
    progress: AutonomyProgress, recorded: Recorded[Any], known: MissionOf, fact: FactId
) -> AutonomyProgress:
    """A review closes what was told of dependence until now, and answers the review that was due."""
    signals = dict(known.signals)
    for key, signal in known.signals.items():
        if signal.code is SignalCode.S09:
            progress = answer_asks(progress, fact, Party.UMBRELLA, AskedFor.REVIEW, key)
            treated = signal.treated or fact
            signals[key] = replace(signal, treated=treated, evidenced=True, reviewed=True)
    progress = answer_asks(progress, fact, Party.UMBRELLA, AskedFor.REVIEW)
    return _put(progress, recorded, replace(known, signals=signals))


def _shown(
    progress: AutonomyProgress, recorded: Recorded[Any], known: MissionOf, kind: EvidenceKind, fact: FactId
) -> AutonomyProgress:
    """Evidence, however late, answers each treated signal that such a document answers."""
    signals = dict(known.signals)
    for key, signal in known.signals.items():
        if signal.treated and not signal.evidenced and kind in SIGNALS[signal.code].answers:
            progress = answer_asks(progress, fact, Party.CONSULTANT, AskedFor.EVIDENCE, key)
            signals[key] = replace(signal, evidenced=True)
    progress = answer_asks(progress, fact, Party.CONSULTANT, AskedFor.EVIDENCE)
    return _put(progress, recorded, replace(known, signals=signals, evidence=1))


def _put(progress: AutonomyProgress, recorded: Recorded[Any], mission: MissionOf) -> AutonomyProgress:
    return replace(progress, missions={**progress.missions, recorded.subject: mission})
