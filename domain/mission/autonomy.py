"""Autonomy: evidence kept, signals raised, mitigated by a measure of the guide, dismissed by two, reviewed.

Nothing here waits for the stage or the end of the mission: what is said of autonomy is always recorded.
"""

from collections.abc import Sequence
from datetime import date

from domain.cents_and_months import add_months
from domain.language import DocumentHash, FactId, Happened, MissionId, MissionText, Party, command
from domain.law.autonomy_treatment import REVIEW_MONTHS_MAX
from domain.mission.derived_signals import dependence, duration, raised
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
from domain.mission.signals import EvidenceKind, Invoicing, Measure, Signal, SignalCode, Source
from domain.record import Act
from domain.refusals import by_two


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
    """A person reports what may put autonomy in doubt; `accuses` when it is not the usual one's doing."""

    mission: MissionId
    code: SignalCode
    source: Source
    seen_on: Happened
    what: MissionText
    accuses: Party | None = None
    documents: tuple[DocumentHash, ...] = ()
    fact: FactId | None = None


@command
class MitigateSignal:
    """Consultant or umbrella company takes a measure of the guide against a signal."""

    mission: MissionId
    signal: FactId
    measure: Measure
    how: MissionText
    evidence: tuple[FactId, ...] = ()


@command
class DismissSignal:
    """Two persons set a signal aside, with their reason."""

    mission: MissionId
    signal: FactId
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
    """The engine holds this client's share of what was invoiced in a year against the thresholds."""

    mission: MissionId
    on: Happened
    invoiced: tuple[Invoicing, ...]  # to each client, in the year before `on`
    months: int  # how many of that year have invoices


@command
class WatchDuration:
    """The engine holds the length of the work against its warning and its limit."""

    mission: MissionId
    on: Happened


def record_evidence(_: Mission, order: RecordEvidence, act: Act) -> list[MissionEvent]:
    """Keep a document, whenever it comes; the client reads it only when it took part."""
    return [
        AutonomyEvidenceRecorded(
            kind=order.kind,
            made_on=order.made_on,
            document=order.document,
            about=order.about,
            client_took_part=order.client_took_part or act.by.whose is Party.CLIENT,
        )
    ]


def raise_signal(_: Mission, order: RaiseSignal, act: Act) -> list[MissionEvent]:
    """Report a signal, as often as it is seen."""
    term = SIGNALS[order.code]
    return [
        AutonomySignalRaised(
            code=order.code,
            family=term.family,
            force=term.rule.force,
            attention=term.attention,
            source=order.source,
            accuses=order.accuses or term.accuses,
            seen_on=order.seen_on,
            what=order.what,
            documents=order.documents,
            fact=order.fact,
            ground=term.rule.asked(met=False, said_by=act.by.whose, seen_on=order.seen_on),
        )
    ]


def mitigate(mission: Mission, order: MitigateSignal, _: Act) -> list[MissionEvent]:
    """Take a measure that the guide names for such a signal; several may be taken, each once."""
    signal = _waiting(mission, order.signal)
    fit = SIGNALS[signal.code].measures
    if order.measure not in fit:
        raise MeasureUnfit(code=signal.code, measure=order.measure, fit=fit)
    if order.measure in signal.measures:
        raise AlreadyDone(act="MitigateSignal", of=order.measure)
    _kept(mission, order.evidence)
    return [
        AutonomySignalMitigated(
            signal=order.signal,
            code=signal.code,
            measure=order.measure,
            how=order.how,
            evidence=order.evidence,
        )
    ]


def dismiss(mission: Mission, order: DismissSignal, act: Act) -> list[MissionEvent]:
    """Set a signal aside by two of the umbrella company, or the consultant and one of it."""
    signal = _waiting(mission, order.signal)
    if signal.breach:
        raise BreachNotDismissed(code=signal.code)
    own = act.by.whose is Party.UMBRELLA
    by_two(act, "DismissSignal", Party.UMBRELLA, *((Party.CONSULTANT,) if own else ()))
    if signal.accuses in _dismissing(act):
        raise DismissedByAccused(code=signal.code, accuses=signal.accuses)
    return [AutonomySignalDismissed(signal=order.signal, code=signal.code, reason=order.reason)]


def review_single_client(_: Mission, order: ReviewSingleClient, act: Act) -> list[MissionEvent]:
    """Look at the situation of a single client; the next look is at most a year later."""
    latest = add_months(act.day, REVIEW_MONTHS_MAX.on(act.day))
    if not act.day < order.next_on <= latest:
        raise ReviewOutOfTime(next_on=order.next_on, latest=latest)
    return [
        SingleClientReviewed(
            reviewed_on=act.day,
            reasons=order.reasons,
            clauses=order.clauses,
            plan=order.plan,
            next_on=order.next_on,
        )
    ]


def watch_dependence(mission: Mission, order: WatchDependence, _: Act) -> list[MissionEvent]:
    """Raise the signal of a single client when a threshold is passed that no one was told of yet."""
    found = dependence(order.invoiced, mission.client, order.months, order.on)
    reviewed = mission.autonomy.reviewed_until
    quiet = reviewed is not None and order.on < reviewed
    told = [one.attention.rank for one in mission.autonomy.told(SignalCode.S09) if not one.reviewed]
    if found.attention is None or quiet or found.attention.rank <= max(told, default=-1):
        raise NothingToRaise(code=SignalCode.S09, saw_on=order.on)
    return [
        raised(
            SignalCode.S09,
            Source.INVOICES,
            order.on,
            attention=found.attention,
            share_basis_points=found.share,
            months=order.months,
        )
    ]


def watch_duration(mission: Mission, order: WatchDuration, _: Act) -> list[MissionEvent]:
    """Raise the signal of a long mission at its warning, and again beyond its limit."""
    found = duration(mission, order.on)
    if found is None:
        raise NothingToRaise(code=SignalCode.S14, saw_on=order.on)
    return [found]


def _waiting(mission: Mission, named: FactId) -> Signal:
    """Return a signal that was not dismissed; raises `NoSuchSignal`."""
    signal = mission.autonomy.signals.get(named)
    if signal is None or signal.dismissed:
        raise NoSuchSignal(signal=named)
    return signal


def _kept(mission: Mission, evidence: Sequence[FactId]) -> None:
    unknown = tuple(fact for fact in evidence if fact not in mission.autonomy.evidence)
    if unknown:
        raise NoSuchEvidence(unknown=unknown)


def _dismissing(act: Act) -> set[Party]:
    """Return the parties of the two persons, those they act for included."""
    second = {act.by.second.party} if act.by.second is not None else set[Party]()
    return {act.by.party, act.by.whose} | second
