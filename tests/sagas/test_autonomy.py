"""The saga of autonomy: signals, cures of breaches, reviews of a single client, evidence."""

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
from tests.domain import mission_commands
from tests.domain.given import ANNE, CLIENT, CONSULTANT, MISSION, SYSTEM, UMBRELLA
from tests.domain.words import ASSISTANCE
from tests.sagas.harness import Stage, build_stage, play_in_every_order, same_end
from tests.sagas.lives import signing_steps, steps_to_work

A_DAY = timedelta(days=1)
TODAY = date(2026, 3, 2)
evidence, doubt, *_, review, _, _ = commands.of_autonomy()
submit, accept, *_ = commands.of_delivery()
*_, complete = commands.of_work()
issue, *_ = commands.of_billing()


def build_town(*steps: Any) -> Stage:
    return build_stage(AUTONOMY).play_steps(*steps_to_work(), *steps)


def find_signal(living: Stage, code: SignalCode = SignalCode.S01) -> EventId:
    events = [event for event in living.log if isinstance(event.data, AutonomySignalRaised)]
    return EventId(next(event.id for event in reversed(events) if event.data.code is code))


def asked_acts(living: Stage) -> list[tuple[str, str]]:
    return [(party, what) for party, what, _ in living.at_rest().open_asks()]


@pytest.mark.parametrize("index", [2, 3], ids=["mitigated", "dismissed by two"])
def test_a_signal_waits_for_its_treatment_by_the_umbrella_company(index: int) -> None:
    raised = build_town((doubt, CONSULTANT))
    assert asked_acts(raised) == [("umbrella", "mitigation")]
    treat = commands.of_autonomy(signal=find_signal(raised))[index]
    treated = raised.play_steps((treat, UMBRELLA))
    assert ("umbrella", "mitigation") not in asked_acts(treated)
    assert not treated.events_of(AskWithdrawn)


def test_the_consultant_treats_a_signal_that_accuses_the_umbrella_company() -> None:
    accusing = replace(doubt, code=SignalCode.S20, accuses=UMBRELLA)
    raised = build_town((accusing, CONSULTANT))
    assert asked_acts(raised) == [("consultant", "mitigation")]


def test_a_measure_without_a_document_asks_the_consultant_for_one_and_late_evidence_answers_the_ask() -> None:
    raised = build_town((doubt, CONSULTANT))
    measure = commands.of_autonomy(signal=find_signal(raised))[2]
    treated = raised.play_steps((measure, UMBRELLA))
    assert asked_acts(treated) == [("consultant", "evidence")]
    unrelated = treated.play_steps((evidence, CONSULTANT))
    assert asked_acts(unrelated) == [("consultant", "evidence")], "minutes do not answer imposed hours"
    planning = replace(evidence, kind=EvidenceKind.OWN_PLANNING, made_on=TODAY)
    late = unrelated.advance_to(TODAY + 90 * A_DAY).play_steps((planning, CONSULTANT))
    assert asked_acts(late) == []
    assert not late.events_of(AskWithdrawn)


def test_a_measure_with_its_document_asks_for_nothing_more() -> None:
    kept = build_town((evidence, CONSULTANT), (doubt, CONSULTANT))
    document = next(event for event in kept.log if event.type.endswith("evidence-recorded.v1"))
    measure = commands.of_autonomy(signal=find_signal(kept))[2]
    assert asked_acts(kept.play_steps((replace(measure, evidence=(EventId(document.id),)), UMBRELLA))) == []


def test_a_mission_completed_without_any_evidence_asks_the_consultant_for_some() -> None:
    done = build_town((submit, CONSULTANT), (accept, CLIENT), (complete, CONSULTANT))
    assert asked_acts(done) == [("consultant", "evidence")]
    assert asked_acts(done.play_steps((evidence, CONSULTANT))) == []


def test_a_breach_is_the_umbrella_companys_to_cure() -> None:
    early = StartMission(mission=MISSION, first_day=TODAY - 30 * A_DAY)
    broken = build_stage(AUTONOMY).play_steps(*signing_steps(), (early, CONSULTANT))
    cures = [of for _, what, of in broken.at_rest().open_asks() if what == "cure"]
    assert cures
    for breach in cures:
        cure = mission_commands.of_correcting(MISSION, EventId(UUID(breach)))[2]
        broken.play_steps((cure, UMBRELLA))
    assert "cure" not in [what for _, what in asked_acts(broken)]
    assert not broken.events_of(AskWithdrawn)


def test_s09_an_invoice_to_a_single_client_is_looked_at_and_in_a_young_activity_is_information() -> None:
    billed = build_town((issue, UMBRELLA))
    (raised,) = billed.events_of(AutonomySignalRaised)
    assert (raised.code, raised.attention) == (SignalCode.S09, "information")
    assert asked_acts(billed) == []


def test_s09_over_half_a_year_of_invoices_to_one_client_is_reviewed() -> None:
    living = build_stage(AUTONOMY).play_steps(*steps_to_work(scope=ASSISTANCE))
    for month_number in range(3, 9):
        name, day = f"2026-{month_number:02d}", date(2026, month_number, 28)
        report, _, _, approve, *_ = commands.of_pay(ANNE, name)
        due = replace(commands.of_billing(due=(Trigger.APPROVED_DAYS, name))[0], issued_on=day)
        living.advance_to(day).play_steps((report, CONSULTANT), (approve, UMBRELLA), (due, UMBRELLA))
    attentions = [
        one.attention for one in living.events_of(AutonomySignalRaised) if one.code is SignalCode.S09
    ]
    assert attentions == ["information", "high"]
    assert ("umbrella", "review") in asked_acts(living)


def test_s09_a_single_client_is_reviewed_and_again_before_the_year_is_over() -> None:
    single_client = replace(doubt, code=SignalCode.S09)
    billed = build_town((single_client, CONSULTANT))
    assert asked_acts(billed) == [("umbrella", "review")]
    reviewed = billed.play_steps((review, UMBRELLA))
    assert asked_acts(reviewed) == []
    assert reviewed.deadlines()["review"] == date(2027, 2, 1)
    assert asked_acts(reviewed.advance_to(date(2027, 2, 2))) == [("umbrella", "review")]


def test_s09_a_signal_is_not_raised_again_by_the_next_invoice() -> None:
    due = commands.of_billing(due=("milestone", "I2"))[0]
    _, reach, validate, *_ = commands.of_work()
    twice = build_town((issue, UMBRELLA), (reach, CONSULTANT), (validate, CLIENT), (due, UMBRELLA))
    assert len(twice.events_of(AutonomySignalRaised)) == 1
    assert not twice.refused


def test_rec_4_the_length_is_looked_at_after_thirty_months_and_beyond_thirty_six() -> None:
    warned, limit = date(2028, 9, 2), date(2029, 3, 1)
    long = build_town().advance_to(warned)
    assert not long.events_of(AutonomySignalRaised)
    (signal_of_length,) = long.advance_to(warned + A_DAY).events_of(AutonomySignalRaised)
    assert (signal_of_length.code, signal_of_length.force) == (SignalCode.S14, Force.ADVICE)
    assert len(long.advance_to(limit).events_of(AutonomySignalRaised)) == 1
    *_, beyond = long.advance_to(limit + A_DAY).events_of(AutonomySignalRaised)
    assert beyond.force is Force.BREACH
    assert len(long.advance_to(limit + 60 * A_DAY).at_rest().events_of(AutonomySignalRaised)) == 2
    assert not long.refused


def test_a_mission_that_is_over_has_no_length_to_look_at_and_no_client_to_review() -> None:
    done = build_town((review, UMBRELLA), (submit, CONSULTANT), (accept, CLIENT), (complete, CONSULTANT))
    assert done.at_rest().deadlines() == {}


def test_a_mission_taken_over_counts_its_past() -> None:
    taken = build_stage(AUTONOMY).play_steps((mission_commands.of_taking_over(MISSION), UMBRELLA)).at_rest()
    assert taken.deadlines() == {"WatchDuration": date(2028, 6, 1)}


def test_a_signal_treated_twice_is_answered_once() -> None:
    raised = build_town((doubt, CONSULTANT))
    named = find_signal(raised)
    measure = commands.of_autonomy(signal=named)[2]
    other = replace(measure, measure=Measure.CLEAR_CONTRACT)
    twice = raised.play_steps((measure, UMBRELLA), (other, CONSULTANT))
    assert asked_acts(twice) == [("consultant", "evidence")]


def test_a_refusal_of_its_own_is_shown_and_never_loops() -> None:
    living = build_town()
    assert living.give_command(issue, UMBRELLA)
    (share,) = (one for one in living.all_due() if isinstance(one, DueCommand) and one.step == "share")
    living.refuse_command(AUTONOMY, f"consultant/{ANNE}", share, rule="S09")
    living.settle_due().at_rest()
    assert not living.events_of(AutonomySignalRaised)
    assert "S09" in [wait.refused for wait in living.waits() if wait.party is SYSTEM]
    (length, *_) = (one for one in living.all_due() if isinstance(one.command, WatchDuration))
    living.refuse_command(AUTONOMY, f"consultant/{ANNE}", length, rule="REC-4")
    assert length not in living.all_due()


def test_in_every_order_that_the_domain_accepts_the_end_is_the_same() -> None:
    steps = [
        (evidence, CONSULTANT),
        (issue, UMBRELLA),
        (submit, CONSULTANT),
        (accept, CLIENT),
        (complete, CONSULTANT),
    ]
    ends = play_in_every_order(build_town, steps)
    for end in ends:
        assert asked_acts(end) == []
    assert len(ends) == 120
    assert same_end([ends[0]]).deadlines() == {}
