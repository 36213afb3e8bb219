"""The builder of a file of autonomy, family by family."""

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
from projections.autonomy_file.evidence import EXPECTED, FAMILY_OF, SUPPLIED_BY, find_evidence
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


class SignalAnswer(NamedTuple):
    """An answer to a signal, and its text."""

    kind: TreatmentKind
    says: Sealed | None
    measure: Measure | None = None
    evidence: tuple[UUID, ...] = ()


class FileBuilder:
    """The events of the file, and the parts of the view that it builds from them."""

    def __init__(self, events: list[Recorded[Any]], control_since: datetime | None, today: date) -> None:
        self._events = events
        self._control_since = control_since
        self._today = today
        self._evidence = tuple(self._list_evidence())
        self._signals = tuple(
            self._build_signal(event) for event in events if type(event.data) is AutonomySignalRaised
        )

    def build_family(self, family: Family, whole: bool) -> FamilyFile:
        """Build the part of the file about one family."""
        signals = tuple(signal for signal in self._signals if SIGNALS[signal.code].family is family)
        return FamilyFile(
            family=family,
            signals=signals,
            evidence=tuple(shown for shown in self._evidence if FAMILY_OF[shown.kind] is family),
            breaches=tuple(self._list_breaches()) if family is Family.STATUTORY else (),
            missing=tuple(self._list_missing(family, signals)) if whole else (),
        )

    def _build_mark(self, recorded: Recorded[Any]) -> Mark:
        how = lateness(recorded.time, recorded.recorded_at, self._control_since)
        return Mark(
            time=recorded.time,
            recorded_at=recorded.recorded_at,
            days_after=how.days,
            late=how.late,
            after_control=how.after_control,
        )

    def _list_evidence(self) -> Iterable[Evidence]:
        for recorded in self._events:
            shown = find_evidence(recorded)
            if shown is not None:
                yield Evidence(
                    kind=shown.kind,
                    on=shown.on,
                    about=shown.about,
                    document=shown.document,
                    by=recorded.acted_for or recorded.party,
                    answers=tuple(code for code, term in SIGNALS.items() if shown.kind in term.answers),
                    mark=self._build_mark(recorded),
                    fact=recorded.id,
                )

    def _build_signal(self, recorded: Recorded[AutonomySignalRaised]) -> Signal:
        event, term = recorded.data, SIGNALS[recorded.data.code]
        treatments = tuple(self._list_treatments(recorded))
        closing = [treatment for treatment in treatments if treatment.kind is not TreatmentKind.CONTESTED]
        return Signal(
            code=event.code,
            title=Wording(term.fr, term.en),
            force=event.force,
            attention=event.attention,
            source=event.source,
            accuses=event.accuses,
            by=recorded.acted_for or recorded.party,
            seen_on=event.seen_on,
            age_days=max((self._today - event.seen_on).days, 0),
            says=event.what,
            saw=event.ground.saw,
            documents=event.documents,
            treatments=treatments,
            untreated=not closing,
            answered_by=tuple(shown.fact for shown in self._evidence if event.code in shown.answers),
            mark=self._build_mark(recorded),
            fact=recorded.id,
        )

    def _list_treatments(self, signal: Recorded[AutonomySignalRaised]) -> Iterable[Treatment]:
        for recorded in self._events:
            answer = _find_answer(signal, recorded)
            if answer is not None:
                yield self._build_treatment(recorded, answer)

    def _build_treatment(self, recorded: Recorded[Any], answer: SignalAnswer) -> Treatment:
        return Treatment(
            kind=answer.kind,
            measure=answer.measure,
            by=recorded.acted_for or recorded.party,
            principal=recorded.auth_id,
            second=recorded.second_id,
            says=answer.says,
            evidence=answer.evidence,
            mark=self._build_mark(recorded),
            fact=recorded.id,
        )

    def _list_breaches(self) -> Iterable[Broken]:
        cured = (event.data for event in self._events if isinstance(event.data, BreachCured))
        cures: dict[UUID, str] = {cure.breach: cure.how for cure in cured}
        for event in self._events:
            if isinstance(data := event.data, BreachRecorded):
                yield Broken(
                    rule=data.ground.rule,
                    article=data.ground.article,
                    since=data.since,
                    how=cures.get(event.id),
                    mark=self._build_mark(event),
                    fact=event.id,
                )

    def _list_missing(self, family: Family, signals: tuple[Signal, ...]) -> Iterable[Missing]:
        """Return the untreated signals, and the missing evidence that each file or a signal needs."""
        for signal in signals:
            if signal.untreated:
                yield Missing(evidence=None, signal=signal.code, by=_treating_party(signal))
        present = {shown.kind for shown in self._evidence}
        expected = [kind for kind in EXPECTED if FAMILY_OF[kind] is family]
        called = [
            kind for signal in signals if not signal.answered_by for kind in SIGNALS[signal.code].answers
        ]
        for kind in dict.fromkeys((*expected, *called)):
            if kind not in present:
                yield Missing(evidence=kind, signal=None, by=SUPPLIED_BY[kind])


def _treating_party(signal: Signal) -> Party:
    """Return the party that treats a signal: an accused umbrella company leaves it to the consultant."""
    return Party.CONSULTANT if signal.accuses is Party.UMBRELLA else Party.UMBRELLA


def _find_answer(signal: Recorded[AutonomySignalRaised], recorded: Recorded[Any]) -> SignalAnswer | None:
    """Return the answer of an event to a signal; a review answers earlier signals of a single client."""
    match recorded.data:
        case AutonomySignalMitigated(signal=signal.id) as event:
            return SignalAnswer(TreatmentKind.MITIGATED, event.how, event.measure, tuple(event.evidence))
        case AutonomySignalDismissed(signal=signal.id, reason=reason):
            return SignalAnswer(TreatmentKind.DISMISSED, reason)
        case RecordContested(fact=signal.id, reason=reason):
            return SignalAnswer(TreatmentKind.CONTESTED, reason)
        case SingleClientReviewed(reasons=reasons) if signal.data.code is SignalCode.S09:
            before = signal.recorded_at <= recorded.recorded_at
            return SignalAnswer(TreatmentKind.REVIEWED, reasons) if before else None
        case _:
            return None
