"""The facts of a file of autonomy as its reader asks about them: family by family."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from domain.language import Party, Sealed
from domain.mission.derived_signals import lateness
from domain.mission.events.autonomy import (
    AutonomySignalDismissed,
    AutonomySignalMitigated,
    AutonomySignalRaised,
    SingleClientReviewed,
)
from domain.mission.events.working import BreachCured, BreachRecorded, RecordContested
from domain.mission.signal_table import SIGNALS
from domain.mission.signals import Family, Measure, SignalCode
from domain.record import Recorded
from projections import Wording
from projections.autonomy_file.evidence import EXPECTED, FAMILY_OF, SUPPLIED_BY, shown
from projections.autonomy_file.file_view import (
    Broken,
    Evidence,
    FamilyFile,
    Mark,
    Missing,
    Signal,
    Treatment,
    TreatmentKind,
)


class Answer(NamedTuple):
    """How a signal was answered, and in which words."""

    kind: TreatmentKind
    says: Sealed | None
    measure: Measure | None = None
    evidence: tuple[UUID, ...] = ()


class File:
    """The facts of the file, as one asks about them."""

    def __init__(self, facts: list[Recorded[Any]], control_since: datetime | None, today: date) -> None:
        self._facts = facts
        self._control_since = control_since
        self._today = today
        self._evidence = tuple(self._evidences())
        self._signals = tuple(self._signal(fact) for fact in facts if type(fact.data) is AutonomySignalRaised)

    def family(self, family: Family, whole: bool) -> FamilyFile:
        """Return what the file holds of one family."""
        signals = tuple(one for one in self._signals if SIGNALS[one.code].family is family)
        return FamilyFile(
            family=family,
            signals=signals,
            evidence=tuple(one for one in self._evidence if FAMILY_OF[one.kind] is family),
            breaches=tuple(self._breaches()) if family is Family.STATUTORY else (),
            missing=tuple(self._missing(family, signals)) if whole else (),
        )

    def _mark(self, fact: Recorded[Any]) -> Mark:
        how = lateness(fact.time, fact.recorded_at, self._control_since)
        return Mark(
            time=fact.time,
            recorded_at=fact.recorded_at,
            days_after=how.days,
            late=how.late,
            after_control=how.after_control,
        )

    def _evidences(self) -> Iterable[Evidence]:
        for fact in self._facts:
            one = shown(fact)
            if one is not None:
                yield Evidence(
                    kind=one.kind,
                    on=one.on,
                    about=one.about,
                    document=one.document,
                    by=fact.acted_for or fact.party,
                    answers=tuple(code for code, term in SIGNALS.items() if one.kind in term.answers),
                    mark=self._mark(fact),
                    fact=fact.id,
                )

    def _signal(self, fact: Recorded[AutonomySignalRaised]) -> Signal:
        said, term = fact.data, SIGNALS[fact.data.code]
        treatments = tuple(self._treatments(fact))
        closing = [one for one in treatments if one.kind is not TreatmentKind.CONTESTED]
        return Signal(
            code=said.code,
            title=Wording(term.fr, term.en),
            force=said.force,
            attention=said.attention,
            source=said.source,
            accuses=said.accuses,
            by=fact.acted_for or fact.party,
            seen_on=said.seen_on,
            age_days=max((self._today - said.seen_on).days, 0),
            says=said.what,
            saw=said.ground.saw,
            documents=said.documents,
            treatments=treatments,
            untreated=not closing,
            answered_by=tuple(one.fact for one in self._evidence if said.code in one.answers),
            mark=self._mark(fact),
            fact=fact.id,
        )

    def _treatments(self, signal: Recorded[AutonomySignalRaised]) -> Iterable[Treatment]:
        for fact in self._facts:
            answer = _answer(signal, fact)
            if answer is not None:
                yield self._treated(fact, answer)

    def _treated(self, fact: Recorded[Any], answer: Answer) -> Treatment:
        return Treatment(
            kind=answer.kind,
            measure=answer.measure,
            by=fact.acted_for or fact.party,
            principal=fact.auth_id,
            second=fact.second_id,
            says=answer.says,
            evidence=answer.evidence,
            mark=self._mark(fact),
            fact=fact.id,
        )

    def _breaches(self) -> Iterable[Broken]:
        cured = (fact.data for fact in self._facts if isinstance(fact.data, BreachCured))
        cures: dict[UUID, str] = {one.breach: one.how for one in cured}
        for fact in self._facts:
            if isinstance(said := fact.data, BreachRecorded):
                yield Broken(
                    rule=said.ground.rule,
                    article=said.ground.article,
                    since=said.since,
                    how=cures.get(fact.id),
                    mark=self._mark(fact),
                    fact=fact.id,
                )

    def _missing(self, family: Family, signals: tuple[Signal, ...]) -> Iterable[Missing]:
        """Return the signals nobody treated, and the evidence that a sound file, or a signal, calls for."""
        for signal in signals:
            if signal.untreated:
                yield Missing(evidence=None, signal=signal.code, by=_treats(signal))
        there = {one.kind for one in self._evidence}
        expected = [kind for kind in EXPECTED if FAMILY_OF[kind] is family]
        called = [
            kind for signal in signals if not signal.answered_by for kind in SIGNALS[signal.code].answers
        ]
        for kind in dict.fromkeys((*expected, *called)):
            if kind not in there:
                yield Missing(evidence=kind, signal=None, by=SUPPLIED_BY[kind])


def _treats(signal: Signal) -> Party:
    """The one accused never treats a signal alone: whoever else of the two may."""
    return Party.CONSULTANT if signal.accuses is Party.UMBRELLA else Party.UMBRELLA


def _answer(signal: Recorded[AutonomySignalRaised], fact: Recorded[Any]) -> Answer | None:
    """Return how a fact answers a signal; a review closes those of a single client that came before it."""
    match fact.data:
        case AutonomySignalMitigated(signal=signal.id) as said:
            return Answer(TreatmentKind.MITIGATED, said.how, said.measure, tuple(said.evidence))
        case AutonomySignalDismissed(signal=signal.id, reason=reason):
            return Answer(TreatmentKind.DISMISSED, reason)
        case RecordContested(fact=signal.id, reason=reason):
            return Answer(TreatmentKind.CONTESTED, reason)
        case SingleClientReviewed(reasons=reasons) if signal.data.code is SignalCode.S09:
            before = signal.recorded_at <= fact.recorded_at
            return Answer(TreatmentKind.REVIEWED, reasons) if before else None
        case _:
            return None
