"""Decide on autonomy: keep evidence; raise, mitigate, dismiss and review signals.

No stage of the mission stops these commands: a statement about autonomy is always recorded.
"""

from collections.abc import Sequence
from datetime import date

from domain.cents_and_months import add_months
from domain.language import DocumentHash, EventId, Happened, MissionId, MissionText, Party, command
from domain.law.autonomy_treatment import REVIEW_MONTHS_MAX
from domain.mission.derived_signals import dependence_on_client, length_signal, make_signal
from domain.mission.events import MissionEvent
from domain.mission.events.autonomy import (
    AutonomyEvidenceRecorded,
    AutonomySignalDismissed,
    AutonomySignalMitigated,
    AutonomySignalRaised,
    SingleClientReviewed,
)
from domain.mission.mission import Mission
from domain.mission.refusals import AlreadyDone
from domain.mission.signal_refusals import (
    BreachNotDismissed,
    DismissedByAccused,
    MeasureUnfit,
    NoSuchEvidence,
    NoSuchSignal,
    NothingToRaise,
    ReviewOutOfTime,
)
from domain.mission.signal_table import SIGNALS
from domain.mission.signals import EvidenceKind, Invoicing, Measure, RaisedSignal, SignalCode, Source
from domain.record import Act
from domain.refusals import require_two_persons


@command
class RecordEvidence:
    """A party keeps a document that shows the consultant's autonomy."""

    mission: MissionId
    kind: EvidenceKind
    made_on: Happened
    document: DocumentHash
    about: MissionText
    client_took_part: bool = False


@command
class RaiseSignal:
    """A person reports a doubt about autonomy; `accuses` names the party if it is not the usual one."""

    mission: MissionId
    code: SignalCode
    source: Source
    seen_on: Happened
    what: MissionText
    accuses: Party | None = None
    documents: tuple[DocumentHash, ...] = ()
    fact: EventId | None = None


@command
class MitigateSignal:
    """Consultant or umbrella company takes a measure of the guide against a signal."""

    mission: MissionId
    signal: EventId
    measure: Measure
    how: MissionText
    evidence: tuple[EventId, ...] = ()


@command
class DismissSignal:
    """Two persons set a signal aside, with their reason."""

    mission: MissionId
    signal: EventId
    reason: MissionText


@command
class ReviewSingleClient:
    """Consultant or umbrella company looks at the situation of a single client, until a next date."""

    mission: MissionId
    reasons: MissionText
    clauses: MissionText
    plan: MissionText
    next_on: date


@command
class WatchDependence:
    """The engine compares this client's share of a year's invoices with the thresholds."""

    mission: MissionId
    on: Happened
    invoiced: tuple[Invoicing, ...]  # to each client, in the year before `on`
    months: int  # how many of that year have invoices


@command
class WatchDuration:
    """The engine compares the length of the work with its warning and its limit."""

    mission: MissionId
    on: Happened


def record_evidence(_: Mission, command: RecordEvidence, act: Act) -> list[MissionEvent]:
    """Keep a document at any time; the client reads it only if it took part."""
    return [
        AutonomyEvidenceRecorded(
            kind=command.kind,
            made_on=command.made_on,
            document=command.document,
            about=command.about,
            client_took_part=command.client_took_part or act.by.effective_party is Party.CLIENT,
        )
    ]


def raise_signal(_: Mission, command: RaiseSignal, act: Act) -> list[MissionEvent]:
    """Raise a signal, as often as it is seen."""
    term = SIGNALS[command.code]
    return [
        AutonomySignalRaised(
            code=command.code,
            family=term.family,
            force=term.rule.force,
            attention=term.attention,
            source=command.source,
            accuses=command.accuses or term.accuses,
            seen_on=command.seen_on,
            what=command.what,
            documents=command.documents,
            fact=command.fact,
            ground=term.rule.make_ground(met=False, said_by=act.by.effective_party, seen_on=command.seen_on),
        )
    ]


def mitigate(mission: Mission, command: MitigateSignal, _: Act) -> list[MissionEvent]:
    """Take a measure that the guide names for the signal; several are possible, each once."""
    signal = _get_open_signal(mission, command.signal)
    fit = SIGNALS[signal.code].measures
    if command.measure not in fit:
        raise MeasureUnfit(code=signal.code, measure=command.measure, fit=fit)
    if command.measure in signal.measures:
        raise AlreadyDone(act="MitigateSignal", of=command.measure)
    _check_evidence(mission, command.evidence)
    return [
        AutonomySignalMitigated(
            signal=command.signal,
            code=signal.code,
            measure=command.measure,
            how=command.how,
            evidence=command.evidence,
        )
    ]


def dismiss(mission: Mission, command: DismissSignal, act: Act) -> list[MissionEvent]:
    """Dismiss a signal, by two persons of the umbrella company or by the consultant and one of them."""
    signal = _get_open_signal(mission, command.signal)
    if signal.is_breach:
        raise BreachNotDismissed(code=signal.code)
    own = act.by.effective_party is Party.UMBRELLA
    require_two_persons(act, "DismissSignal", Party.UMBRELLA, *((Party.CONSULTANT,) if own else ()))
    if signal.accuses in _parties_dismissing(act):
        raise DismissedByAccused(code=signal.code, accuses=signal.accuses)
    return [AutonomySignalDismissed(signal=command.signal, code=signal.code, reason=command.reason)]


def review_single_client(_: Mission, command: ReviewSingleClient, act: Act) -> list[MissionEvent]:
    """Review the situation of a single client; the next review is at most a year later."""
    latest = add_months(act.day, REVIEW_MONTHS_MAX.value_on(act.day))
    if not act.day < command.next_on <= latest:
        raise ReviewOutOfTime(next_on=command.next_on, latest=latest)
    return [
        SingleClientReviewed(
            reviewed_on=act.day,
            reasons=command.reasons,
            clauses=command.clauses,
            plan=command.plan,
            next_on=command.next_on,
        )
    ]


def watch_dependence(mission: Mission, command: WatchDependence, _: Act) -> list[MissionEvent]:
    """Raise the signal of a single client when its share passes a threshold not yet signalled."""
    found = dependence_on_client(command.invoiced, mission.client, command.months, command.on)
    reviewed = mission.autonomy.reviewed_until
    quiet = reviewed is not None and command.on < reviewed
    attention_raised = [
        one.attention.urgency
        for one in mission.autonomy.signals_with_code(SignalCode.S09)
        if not one.reviewed
    ]
    if found.attention is None or quiet or found.attention.urgency <= max(attention_raised, default=-1):
        raise NothingToRaise(code=SignalCode.S09, saw_on=command.on)
    return [
        make_signal(
            SignalCode.S09,
            Source.INVOICES,
            command.on,
            attention=found.attention,
            share_basis_points=found.share,
            months=command.months,
        )
    ]


def watch_duration(mission: Mission, command: WatchDuration, _: Act) -> list[MissionEvent]:
    """Raise the signal of a long mission at its warning, and again beyond its limit."""
    found = length_signal(mission, command.on)
    if found is None:
        raise NothingToRaise(code=SignalCode.S14, saw_on=command.on)
    return [found]


def _get_open_signal(mission: Mission, named: EventId) -> RaisedSignal:
    """Return a signal that is not dismissed; raises `NoSuchSignal`."""
    signal = mission.autonomy.signals.get(named)
    if signal is None or signal.dismissed:
        raise NoSuchSignal(signal=named)
    return signal


def _check_evidence(mission: Mission, evidence: Sequence[EventId]) -> None:
    unknown = tuple(event_id for event_id in evidence if event_id not in mission.autonomy.evidence)
    if unknown:
        raise NoSuchEvidence(unknown=unknown)


def _parties_dismissing(act: Act) -> set[Party]:
    """Return the parties of the two persons, including those they act for."""
    second = {act.by.second.party} if act.by.second is not None else set[Party]()
    return {act.by.party, act.by.effective_party} | second
