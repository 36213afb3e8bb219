"""Autonomy: signals treated by who is not accused, breaches cured, one client reviewed, evidence kept."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.language import EventId
from domain.law import Force
from domain.mission.autonomy import WatchDuration
from domain.mission.events.asking import AskWithdrawn
from domain.mission.events.autonomy import AutonomySignalRaised
from domain.mission.signals import EvidenceKind, Measure, SignalCode
from domain.mission.terms import Trigger
from domain.mission.working import StartMission
from sagas.autonomy import AUTONOMY
from sagas.saga import DueCommand
from tests.domain import every_command as commands
from tests.domain import mission_commands as turns
from tests.domain.given import ANNE, CLIENT, CONSULTANT, MISSION, SYSTEM, UMBRELLA
from tests.domain.words import ASSISTANCE
from tests.sagas.harness import Stage, lived_in_every_order, same_end, stage
from tests.sagas.lives import at_work, signed

A_DAY = timedelta(days=1)
TODAY = date(2026, 3, 2)
evidence, doubt, *_, review, _, _ = commands.of_autonomy()
submit, accept, *_ = commands.of_delivery()
*_, complete = commands.of_work()
issue, *_ = commands.of_billing()


def town(*steps: Any) -> Stage:
    return stage(AUTONOMY).must(*at_work(), *steps)


def signal(living: Stage, code: SignalCode = SignalCode.S01) -> EventId:
    events = [event for event in living.log if isinstance(event.data, AutonomySignalRaised)]
    return EventId(next(event.id for event in reversed(events) if event.data.code is code))


def whats(living: Stage) -> list[tuple[str, str]]:
    return [(party, what) for party, what, _ in living.at_rest().asked()]


@pytest.mark.parametrize("rank", [2, 3], ids=["mitigated", "dismissed by two"])
def test_a_signal_waits_for_its_treatment_by_the_umbrella_company(rank: int) -> None:
    raised = town((doubt, CONSULTANT))
    assert whats(raised) == [("umbrella", "mitigation")]
    treat = commands.of_autonomy(signal=signal(raised))[rank]
    treated = raised.must((treat, UMBRELLA))
    assert ("umbrella", "mitigation") not in whats(treated)
    assert not treated.told(AskWithdrawn)


def test_what_accuses_the_umbrella_company_is_the_consultants_to_treat() -> None:
    accusing = replace(doubt, code=SignalCode.S20, accuses=UMBRELLA)
    raised = town((accusing, CONSULTANT))
    assert whats(raised) == [("consultant", "mitigation")]


def test_a_measure_without_a_document_asks_the_consultant_for_one_and_late_evidence_answers() -> None:
    raised = town((doubt, CONSULTANT))
    measure = commands.of_autonomy(signal=signal(raised))[2]
    treated = raised.must((measure, UMBRELLA))
    assert whats(treated) == [("consultant", "evidence")]
    unrelated = treated.must((evidence, CONSULTANT))
    assert whats(unrelated) == [("consultant", "evidence")], "minutes do not answer imposed hours"
    planning = replace(evidence, kind=EvidenceKind.OWN_PLANNING, made_on=TODAY)
    late = unrelated.on(TODAY + 90 * A_DAY).must((planning, CONSULTANT))
    assert whats(late) == []
    assert not late.told(AskWithdrawn)


def test_a_measure_with_its_document_asks_for_nothing_more() -> None:
    kept = town((evidence, CONSULTANT), (doubt, CONSULTANT))
    document = next(event for event in kept.log if event.type.endswith("evidence-recorded.v1"))
    measure = commands.of_autonomy(signal=signal(kept))[2]
    assert whats(kept.must((replace(measure, evidence=(EventId(document.id),)), UMBRELLA))) == []


def test_a_mission_completed_without_any_evidence_asks_the_consultant_for_some() -> None:
    done = town((submit, CONSULTANT), (accept, CLIENT), (complete, CONSULTANT))
    assert whats(done) == [("consultant", "evidence")]
    assert whats(done.must((evidence, CONSULTANT))) == []


def test_a_breach_is_the_umbrella_companys_to_cure() -> None:
    early = StartMission(mission=MISSION, first_day=TODAY - 30 * A_DAY)
    broken = stage(AUTONOMY).must(*signed(), (early, CONSULTANT))
    cures = [of for _, what, of in broken.at_rest().asked() if what == "cure"]
    assert cures
    for breach in cures:
        cure = turns.of_correcting(MISSION, EventId(UUID(breach)))[2]
        broken.must((cure, UMBRELLA))
    assert "cure" not in [what for _, what in whats(broken)]
    assert not broken.told(AskWithdrawn)


def test_s09_an_invoice_to_a_single_client_is_looked_at_and_in_a_young_activity_is_information() -> None:
    billed = town((issue, UMBRELLA))
    (raised,) = billed.told(AutonomySignalRaised)
    assert (raised.code, raised.attention) == (SignalCode.S09, "information")
    assert whats(billed) == []


def test_s09_over_half_a_year_of_invoices_to_one_client_is_reviewed() -> None:
    living = stage(AUTONOMY).must(*at_work(scope=ASSISTANCE))
    for rank in range(3, 9):
        name, day = f"2026-{rank:02d}", date(2026, rank, 28)
        report, _, _, approve, *_ = commands.of_pay(ANNE, name)
        due = replace(commands.of_billing(due=(Trigger.APPROVED_DAYS, name))[0], issued_on=day)
        living.on(day).must((report, CONSULTANT), (approve, UMBRELLA), (due, UMBRELLA))
    attentions = [one.attention for one in living.told(AutonomySignalRaised) if one.code is SignalCode.S09]
    assert attentions == ["information", "high"]
    assert ("umbrella", "review") in whats(living)


def test_s09_a_single_client_is_reviewed_and_again_before_the_year_is_over() -> None:
    told = replace(doubt, code=SignalCode.S09)
    billed = town((told, CONSULTANT))
    assert whats(billed) == [("umbrella", "review")]
    reviewed = billed.must((review, UMBRELLA))
    assert whats(reviewed) == []
    assert reviewed.deadlines()["review"] == date(2027, 2, 1)
    assert whats(reviewed.on(date(2027, 2, 2))) == [("umbrella", "review")]


def test_s09_what_was_told_is_not_told_again_by_the_next_invoice() -> None:
    due = commands.of_billing(due=("milestone", "I2"))[0]
    _, reach, validate, *_ = commands.of_work()
    twice = town((issue, UMBRELLA), (reach, CONSULTANT), (validate, CLIENT), (due, UMBRELLA))
    assert len(twice.told(AutonomySignalRaised)) == 1
    assert not twice.refused


def test_rec_4_the_length_is_looked_at_after_thirty_months_and_beyond_thirty_six() -> None:
    warned, limit = date(2028, 9, 2), date(2029, 3, 1)
    long = town().on(warned)
    assert not long.told(AutonomySignalRaised)
    (signal_of_length,) = long.on(warned + A_DAY).told(AutonomySignalRaised)
    assert (signal_of_length.code, signal_of_length.force) == (SignalCode.S14, Force.ADVICE)
    assert len(long.on(limit).told(AutonomySignalRaised)) == 1
    *_, beyond = long.on(limit + A_DAY).told(AutonomySignalRaised)
    assert beyond.force is Force.BREACH
    assert len(long.on(limit + 60 * A_DAY).at_rest().told(AutonomySignalRaised)) == 2
    assert not long.refused


def test_a_mission_that_is_over_has_no_length_to_look_at_and_no_client_to_review() -> None:
    done = town((review, UMBRELLA), (submit, CONSULTANT), (accept, CLIENT), (complete, CONSULTANT))
    assert done.at_rest().deadlines() == {}


def test_a_mission_taken_over_counts_its_past() -> None:
    taken = stage(AUTONOMY).must((turns.of_taking_over(MISSION), UMBRELLA)).at_rest()
    assert taken.deadlines() == {"WatchDuration": date(2028, 6, 1)}


def test_a_signal_treated_twice_is_answered_once() -> None:
    raised = town((doubt, CONSULTANT))
    named = signal(raised)
    measure = commands.of_autonomy(signal=named)[2]
    other = replace(measure, measure=Measure.CLEAR_CONTRACT)
    twice = raised.must((measure, UMBRELLA), (other, CONSULTANT))
    assert whats(twice) == [("consultant", "evidence")]


def test_a_refusal_of_its_own_is_shown_and_never_loops() -> None:
    living = town()
    assert living.give(issue, UMBRELLA)
    (share,) = (one for one in living.owed() if isinstance(one, DueCommand) and one.step == "share")
    living.refuse(AUTONOMY, f"consultant/{ANNE}", share, rule="S09")
    living.settle().at_rest()
    assert not living.told(AutonomySignalRaised)
    assert "S09" in [wait.refused for wait in living.waits() if wait.party is SYSTEM]
    (length, *_) = (one for one in living.owed() if isinstance(one.command, WatchDuration))
    living.refuse(AUTONOMY, f"consultant/{ANNE}", length, rule="REC-4")
    assert length not in living.owed()


def test_in_every_order_that_the_domain_accepts_the_end_is_the_same() -> None:
    steps = [
        (evidence, CONSULTANT),
        (issue, UMBRELLA),
        (submit, CONSULTANT),
        (accept, CLIENT),
        (complete, CONSULTANT),
    ]
    ends = lived_in_every_order(town, steps)
    for end in ends:
        assert whats(end) == []
    assert len(ends) == 120
    assert same_end([ends[0]]).deadlines() == {}
