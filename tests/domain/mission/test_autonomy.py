"""Autonomy: evidence is kept, signals are raised, mitigated, dismissed by two, reviewed, contested."""

from dataclasses import replace
from datetime import date

import pytest
from msgspec.structs import replace as changed

from domain.language import Audience, EventId, Kind, Party
from domain.law import Force
from domain.mission.autonomy import (
    DismissSignal,
    MitigateSignal,
    RaiseSignal,
    RecordEvidence,
    ReviewSingleClient,
)
from domain.mission.events.autonomy import (
    AutonomyEvidenceRecorded,
    AutonomySignalDismissed,
    AutonomySignalMitigated,
    AutonomySignalRaised,
    SingleClientReviewed,
)
from domain.mission.events.ending import MissionClosed
from domain.mission.events.working import RecordContested
from domain.mission.refusals import AlreadyDone
from domain.mission.signal_refusals import (
    BreachNotDismissed,
    DismissedByAccused,
    MeasureUnfit,
    NoSuchEvidence,
    NoSuchSignal,
    ReviewOutOfTime,
)
from domain.mission.signal_table import SIGNALS
from domain.mission.signals import EvidenceKind, Measure, SignalCode, Source
from domain.mission.working import ContestRecord
from domain.record import Actor, Answer, Second
from domain.refusals import TwoPersonsNeeded
from tests.domain.given import (
    CLIENT,
    CONSULTANT,
    DOCUMENT,
    MISSION,
    SYSTEM,
    TODAY,
    UMBRELLA,
    History,
    acting,
    event_of,
    given,
    on_behalf_of,
    place_events,
)
from tests.domain.words import NEEDED, RUNNING, said

SEEN = date(2026, 2, 27)
WORDS = said("nine to six, every day")
SIGNAL = event_of(Kind.MISSION, len(NEEDED) + 1)
UNKNOWN = event_of(Kind.MISSION, 999)
A_CODE = pytest.mark.parametrize("code", SignalCode, ids=str)
BREACHES = {code for code in SignalCode if SIGNALS[code].rule.force is Force.BREACH}


def evidence(
    *, client_took_part: bool = False, kind: EvidenceKind = EvidenceKind.OWN_PLANNING
) -> RecordEvidence:
    return RecordEvidence(
        mission=MISSION,
        kind=kind,
        made_on=SEEN,
        document=DOCUMENT,
        about=WORDS,
        client_took_part=client_took_part,
    )


def kept(*, client_took_part: bool = False) -> AutonomyEvidenceRecorded:
    return AutonomyEvidenceRecorded(
        kind=EvidenceKind.OWN_PLANNING,
        made_on=SEEN,
        document=DOCUMENT,
        about=WORDS,
        client_took_part=client_took_part,
    )


def raising(code: SignalCode, accuses: Party | None = None) -> RaiseSignal:
    return RaiseSignal(
        mission=MISSION, code=code, source=Source.STATEMENT, seen_on=SEEN, what=WORDS, accuses=accuses
    )


def raised(code: SignalCode, by: Party = CONSULTANT, accuses: Party | None = None) -> AutonomySignalRaised:
    term = SIGNALS[code]
    return AutonomySignalRaised(
        code=code,
        family=term.family,
        force=term.rule.force,
        attention=term.attention,
        source=Source.STATEMENT,
        accuses=accuses or term.accuses,
        seen_on=SEEN,
        what=WORDS,
        ground=term.rule.make_ground(met=False, said_by=by, seen_on=SEEN),
    )


def mitigating(measure: Measure, *proofs: EventId, signal: EventId = SIGNAL) -> MitigateSignal:
    return MitigateSignal(mission=MISSION, signal=signal, measure=measure, how=WORDS, evidence=proofs)


def mitigated(code: SignalCode, measure: Measure, *proofs: EventId) -> AutonomySignalMitigated:
    return AutonomySignalMitigated(signal=SIGNAL, code=code, measure=measure, how=WORDS, evidence=proofs)


DISMISS = DismissSignal(mission=MISSION, signal=SIGNAL, reason=WORDS)


def dismissed(code: SignalCode) -> AutonomySignalDismissed:
    return AutonomySignalDismissed(signal=SIGNAL, code=code, reason=WORDS)


def with_second(first: Actor, party: Party, principal: str = "umbrella-2") -> Actor:
    return changed(first, second=Second(principal=principal, party=party))


TWO_OF_THE_UMBRELLA = with_second(acting(UMBRELLA), UMBRELLA)
CONSULTANT_AND_UMBRELLA = with_second(acting(CONSULTANT), UMBRELLA)
UMBRELLA_AND_CONSULTANT = with_second(acting(UMBRELLA), CONSULTANT, "consultant-1")


# Evidence -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", EvidenceKind, ids=str)
def test_evidence_of_each_kind_is_kept(kind: EvidenceKind) -> None:
    given(RUNNING).when(evidence(kind=kind), by=CONSULTANT).then(changed(kept(), kind=kind))


def test_evidence_is_for_the_consultant_unless_the_client_took_part() -> None:
    assert kept().audience is Audience.CONSULTANT
    assert kept(client_took_part=True).audience is Audience.ALL
    given(RUNNING).when(evidence(client_took_part=True), by=UMBRELLA).then(kept(client_took_part=True))
    given(RUNNING).when(evidence(), by=CLIENT).then(kept(client_took_part=True))
    given(RUNNING).when(evidence(), by=on_behalf_of(CLIENT)).then(kept(client_took_part=True))


def test_evidence_and_signals_are_recorded_before_the_work_and_after_the_end() -> None:
    for history in (NEEDED, (*RUNNING, MissionClosed())):
        given(history).when(evidence(), by=CONSULTANT).then(kept())
        given(history).when(raising(SignalCode.S01), by=CONSULTANT).then(raised(SignalCode.S01))


# Signals --------------------------------------------------------------------------------------


@A_CODE
@pytest.mark.parametrize("by", [CONSULTANT, UMBRELLA, SYSTEM])
def test_a_signal_is_raised_with_its_family_its_force_and_its_rule(code: SignalCode, by: Party) -> None:
    given(RUNNING).when(raising(code), by=by).then(raised(code, by))


@A_CODE
def test_the_client_never_reads_a_signal_nor_its_treatment(code: SignalCode) -> None:
    for event in (raised(code), mitigated(code, Measure.CLAUSES), dismissed(code), reviewed()):
        assert event.audience is Audience.CONSULTANT


@A_CODE
def test_a_term_of_the_table_is_whole(code: SignalCode) -> None:
    term = SIGNALS[code]
    assert term.rule.id == code
    assert term.fr != term.en
    assert term.sources
    assert term.measures
    assert raised(code).ground.answer is Answer.BROKEN


def test_the_table_holds_each_signal_and_uses_each_measure_and_each_evidence() -> None:
    assert list(SIGNALS) == list(SignalCode)
    assert {measure for term in SIGNALS.values() for measure in term.measures} == set(Measure)
    assert {kind for term in SIGNALS.values() for kind in term.answers} == set(EvidenceKind)


def test_only_the_limits_of_the_law_are_breaches() -> None:
    statutory = {f"S{number}" for number in (13, 14, 15, 16, 17, 18, 20, 21, 23)}
    assert {str(code) for code in BREACHES} == statutory


def test_a_signal_may_accuse_another_than_the_usual_one() -> None:
    own = raised(SignalCode.S01, accuses=UMBRELLA)
    given(RUNNING).when(raising(SignalCode.S01, UMBRELLA), by=CONSULTANT).then(own)


def test_a_signal_names_the_documents_and_the_event_that_show_it() -> None:
    command = replace(raising(SignalCode.S07), documents=(DOCUMENT,), fact=UNKNOWN)
    signal = changed(raised(SignalCode.S07), documents=(DOCUMENT,), fact=UNKNOWN)
    given(RUNNING).when(command, by=CONSULTANT).then(signal)


# Mitigation -----------------------------------------------------------------------------------


@A_CODE
def test_aut_1_each_signal_is_mitigated_by_each_of_its_measures(code: SignalCode) -> None:
    for measure in SIGNALS[code].measures:
        given(NEEDED, raised(code)).when(mitigating(measure), by=UMBRELLA).then(mitigated(code, measure))


def test_aut_1_a_measure_that_does_not_answer_the_signal_is_refused() -> None:
    fit = SIGNALS[SignalCode.S09].measures
    refusal = MeasureUnfit(code=SignalCode.S09, measure=Measure.EXTERNAL_CHANNELS, fit=fit)
    doubted = given(NEEDED, raised(SignalCode.S09))
    doubted.when(mitigating(Measure.EXTERNAL_CHANNELS), by=CONSULTANT).refused(refusal)


def test_several_measures_are_taken_each_once() -> None:
    code, first, second = SignalCode.S09, Measure.CLAUSES, Measure.DIVERSIFICATION
    treated = given(NEEDED, raised(code), mitigated(code, first))
    treated.when(mitigating(second), by=CONSULTANT).then(mitigated(code, second))
    treated.when(mitigating(first), by=CONSULTANT).refused(AlreadyDone(act="MitigateSignal", of=first))


def test_aut_1_a_measure_rests_on_evidence_of_the_file() -> None:
    proof, measure = event_of(Kind.MISSION, len(NEEDED) + 2), Measure.FORMAL_AUTONOMY
    doubted = given(NEEDED, raised(SignalCode.S01), kept())
    doubted.when(mitigating(measure, proof), by=UMBRELLA).then(mitigated(SignalCode.S01, measure, proof))
    wrong = NoSuchEvidence(unknown=(UNKNOWN, SIGNAL))
    doubted.when(mitigating(measure, proof, UNKNOWN, SIGNAL), by=UMBRELLA).refused(wrong)


def test_aut_1_only_a_signal_that_was_raised_and_not_dismissed_is_treated() -> None:
    unknown = NoSuchSignal(signal=UNKNOWN)
    mitigate, dismiss = mitigating(Measure.CLAUSES, signal=UNKNOWN), replace(DISMISS, signal=UNKNOWN)
    given(NEEDED).when(mitigate, by=UMBRELLA).refused(unknown)
    given(NEEDED).when(dismiss, by=TWO_OF_THE_UMBRELLA).refused(unknown)
    over = given(NEEDED, raised(SignalCode.S01), dismissed(SignalCode.S01))
    over.when(mitigating(Measure.FORMAL_AUTONOMY), by=UMBRELLA).refused(NoSuchSignal(signal=SIGNAL))
    over.when(DISMISS, by=TWO_OF_THE_UMBRELLA).refused(NoSuchSignal(signal=SIGNAL))


def test_a_signal_is_open_until_it_is_treated() -> None:
    doubt, measure = raised(SignalCode.S09), Measure.CLAUSES
    treatments = (mitigated(SignalCode.S09, measure), dismissed(SignalCode.S09), reviewed())
    assert signals_of(doubt) == [True]
    assert [signals_of(doubt, treatment) for treatment in treatments] == [[False]] * 3
    assert signals_of(raised(SignalCode.S10), reviewed()) == [True]
    assert signals_of(*treatments) == []


def signals_of(*events: object) -> list[bool]:
    history = History()
    for stream, event in place_events((NEEDED, events)):  # type: ignore[arg-type]
        history.add(stream, event)
    return [signal.is_open for signal in history.mission().autonomy.signals.values()]


# Dismissal ------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", [TWO_OF_THE_UMBRELLA, CONSULTANT_AND_UMBRELLA, UMBRELLA_AND_CONSULTANT])
def test_ctl_1_two_persons_dismiss_a_signal(by: Actor) -> None:
    given(NEEDED, raised(SignalCode.S01)).when(DISMISS, by=by).then(dismissed(SignalCode.S01))


def test_ctl_1_one_person_does_not_dismiss_a_signal() -> None:
    doubted = given(NEEDED, raised(SignalCode.S01))
    by_umbrella = TwoPersonsNeeded(act="DismissSignal", second_of=(UMBRELLA, CONSULTANT))
    by_consultant = TwoPersonsNeeded(act="DismissSignal", second_of=(UMBRELLA,))
    doubted.when(DISMISS, by=UMBRELLA).refused(by_umbrella)
    doubted.when(DISMISS, by=with_second(acting(UMBRELLA), UMBRELLA, "umbrella-1")).refused(by_umbrella)
    doubted.when(DISMISS, by=with_second(acting(UMBRELLA), CLIENT, "client-1")).refused(by_umbrella)
    doubted.when(DISMISS, by=CONSULTANT).refused(by_consultant)
    doubted.when(DISMISS, by=with_second(acting(CONSULTANT), CONSULTANT, "x")).refused(by_consultant)


@pytest.mark.parametrize("code", sorted(BREACHES), ids=str)
def test_aut_2_a_statutory_breach_is_never_dismissed(code: SignalCode) -> None:
    refusal = BreachNotDismissed(code=code)
    given(NEEDED, raised(code)).when(DISMISS, by=TWO_OF_THE_UMBRELLA).refused(refusal)


@pytest.mark.parametrize("code", sorted(set(SignalCode) - BREACHES - {SignalCode.S19}), ids=str)
def test_every_other_signal_may_be_dismissed(code: SignalCode) -> None:
    given(NEEDED, raised(code)).when(DISMISS, by=TWO_OF_THE_UMBRELLA).then(dismissed(code))


@pytest.mark.parametrize("by", [TWO_OF_THE_UMBRELLA, CONSULTANT_AND_UMBRELLA, UMBRELLA_AND_CONSULTANT])
def test_aut_3_nobody_dismisses_a_signal_that_accuses_him(by: Actor) -> None:
    for doubt in (raised(SignalCode.S19), raised(SignalCode.S19, accuses=UMBRELLA)):
        refusal = DismissedByAccused(code=SignalCode.S19, accuses=UMBRELLA)
        given(NEEDED, doubt).when(DISMISS, by=by).refused(refusal)


def test_aut_3_a_signal_that_accuses_the_consultant_is_dismissed_by_two_others() -> None:
    doubted = given(NEEDED, raised(SignalCode.S19, accuses=CONSULTANT))
    refusal = DismissedByAccused(code=SignalCode.S19, accuses=CONSULTANT)
    doubted.when(DISMISS, by=CONSULTANT_AND_UMBRELLA).refused(refusal)
    doubted.when(DISMISS, by=with_second(on_behalf_of(CONSULTANT), UMBRELLA)).refused(refusal)
    doubted.when(DISMISS, by=TWO_OF_THE_UMBRELLA).then(dismissed(SignalCode.S19))


# Contest --------------------------------------------------------------------------------------


def test_a_contest_of_a_signal_is_read_by_those_who_read_the_signal() -> None:
    command = ContestRecord(mission=MISSION, fact=SIGNAL, reason=WORDS)
    narrow = RecordContested(fact=SIGNAL, by=CONSULTANT, reason=WORDS, read_by=Audience.CONSULTANT)
    given(NEEDED, raised(SignalCode.S01)).when(command, by=CONSULTANT).then(narrow)
    assert narrow.audience is Audience.CONSULTANT
    to_all = RecordContested(fact=SIGNAL, by=CONSULTANT, reason=WORDS)
    given(NEEDED, kept(client_took_part=True)).when(command, by=CONSULTANT).then(to_all)
    assert to_all.audience is Audience.ALL


# The review of a single client ----------------------------------------------------------------


def reviewing(next_on: date) -> ReviewSingleClient:
    return ReviewSingleClient(mission=MISSION, reasons=WORDS, clauses=WORDS, plan=WORDS, next_on=next_on)


def reviewed(next_on: date = date(2027, 3, 2)) -> SingleClientReviewed:
    return SingleClientReviewed(reviewed_on=TODAY, reasons=WORDS, clauses=WORDS, plan=WORDS, next_on=next_on)


@pytest.mark.parametrize("next_on", [date(2026, 3, 3), date(2027, 3, 1), date(2027, 3, 2)])
@pytest.mark.parametrize("by", [CONSULTANT, UMBRELLA])
def test_aut_4_a_single_client_is_reviewed_until_a_year_later(next_on: date, by: Party) -> None:
    given(RUNNING).when(reviewing(next_on), by=by).then(reviewed(next_on))


@pytest.mark.parametrize("next_on", [date(2026, 3, 1), date(2026, 3, 2), date(2027, 3, 3)])
def test_aut_4_the_next_review_is_neither_past_nor_more_than_a_year_away(next_on: date) -> None:
    refusal = ReviewOutOfTime(next_on=next_on, latest=date(2027, 3, 2))
    given(RUNNING).when(reviewing(next_on), by=UMBRELLA).refused(refusal)
