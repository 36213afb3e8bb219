"""The saga of employment: declaration, contract, trial, renewal or end; then the employer's care."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.asking.events import AskWithdrawn, PartyAsked
from domain.consultant.employment_terms import InterviewKind
from domain.consultant.events.contracting import TrialOutcome
from domain.consultant.events.leaving import EndGround
from domain.consultant.leaving import EndEmployment
from domain.consultant.refusals import AlreadyEmployed
from domain.consultant.trial import EndTrialPeriod
from domain.language import EventId, Kind, Level, Stream
from domain.mission.events.asking import AskWithdrawn as WithdrawnInside
from domain.mission.events.asking import PartyAsked as AskedInside
from domain.mission.events.signing import MissionSigned
from domain.mission.events.working import BreachCured, BreachRecorded
from domain.paymonth.events import ActivityDay, TimeKind
from sagas.employment import EMPLOYMENT
from sagas.saga import DueCommand
from tests.domain import employment_commands, mission_commands
from tests.domain import every_command as commands
from tests.domain.given import ANNE, BASILE, CLIENT, CONSULTANT, DOCUMENT, GLOBEX, MISSION, UMBRELLA
from tests.domain.words import FIRST_DAY, LAST_DAY
from tests.sagas.harness import Stage, build_stage, play_in_every_order, same_end
from tests.sagas.lives import scoping_steps, signing_steps, steps_to_work

A_DAY = timedelta(days=1)
*_, classify, declare, conclude, deliver = commands.of_a_consultant()
fixed, deliver_fixed, renew, postpone = employment_commands.of_a_fixed_term()
by_days, renew_trial, _, extra = employment_commands.of_hiring_by_days()
*_, request, hold, prospect, work_again = employment_commands.of_care()
resign, settle, _ = employment_commands.of_leaving()
HIRED = ((declare, UMBRELLA), (conclude, UMBRELLA), (deliver, UMBRELLA))


def build_town(*steps: Any) -> Stage:
    """Return a town with one consultant, Anne, who is qualified and not hired yet."""
    unhired = (*commands.of_a_consultant()[3:], *commands.of_a_consultant(BASILE))
    return build_stage(EMPLOYMENT, leaving_out=unhired).play_steps(*steps)


def asked_acts(living: Stage) -> set[str]:
    return living.at_rest().asked_acts(UMBRELLA)


def test_a_verified_mission_without_a_contract_asks_for_one_in_its_own_file_by_its_first_day() -> None:
    verified = build_town(*scoping_steps())
    assert asked_acts(verified) == {"employment_contract"}
    (ask,) = verified.events_of(AskedInside)
    assert (ask.due_on, ask.of) == (FIRST_DAY, str(MISSION))
    hired = verified.play_steps((declare, UMBRELLA), (conclude, UMBRELLA))
    assert asked_acts(hired) == {"contract_handover"}
    assert asked_acts(hired.play_steps((deliver, UMBRELLA))) == set()


def test_a_mission_taken_over_asks_for_its_contract_at_once_not_by_another_company_s_day() -> None:
    taken = build_town((mission_commands.of_taking_over(MISSION), UMBRELLA))
    (contract,) = (wait for wait in taken.waits() if wait.what == "employment_contract")
    assert (contract.asked, contract.until) == (True, None)
    assert "employment_contract" not in asked_acts(taken.play_steps((conclude, UMBRELLA)))


def test_a_contract_asks_for_its_declaration_by_its_first_day_and_its_handing_over_by_its_own() -> None:
    contracted = build_town((need_of(), CLIENT), (fixed, UMBRELLA))
    assert asked_acts(contracted) == {"hire_declaration", "contract_handover"}
    due = {ask.what: ask.due_on for ask in contracted.events_of(PartyAsked)}
    assert due == {"hire_declaration": FIRST_DAY, "contract_handover": date(2026, 3, 4)}
    assert asked_acts(contracted.play_steps((declare, UMBRELLA), (deliver_fixed, UMBRELLA))) == set()


def need_of() -> Any:
    return commands.of_scoping()[0]


def test_a_contract_concluded_last_completes_the_signature() -> None:
    waiting = build_town(*signing_steps())
    assert not waiting.events_of(MissionSigned)
    signed_at_last = waiting.play_steps((conclude, UMBRELLA))
    assert len(signed_at_last.at_rest().events_of(MissionSigned)) == 1
    assert not signed_at_last.refused


@pytest.mark.parametrize(("until", "signed_then"), [(-1, False), (0, True), (1, True)])
def test_what_a_later_open_ended_contract_leaves_out_a_fixed_term_one_covers(
    until: int, signed_then: bool
) -> None:
    """No second open-ended contract can be concluded; the fixed term ends early, in time or late."""
    later = date(2026, 4, 1)
    waiting = build_town(*signing_steps(), (replace(conclude, starts_on=later), UMBRELLA))
    assert not waiting.give_command(conclude, UMBRELLA)
    assert waiting.last == AlreadyEmployed(starts_on=FIRST_DAY, until=date.max)
    assert "employment_contract" in asked_acts(waiting)
    before = replace(fixed, ends_on=later - A_DAY + until * A_DAY)
    assert ("employment_contract" not in asked_acts(waiting.play_steps((before, UMBRELLA)))) is signed_then
    assert bool(waiting.events_of(MissionSigned)) is signed_then


@pytest.mark.parametrize(("until", "answered"), [(-1, False), (0, True), (1, True)])
def test_emp_1_once_work_has_begun_without_it_a_contract_for_the_days_left_is_all_that_is_asked(
    until: int, answered: bool
) -> None:
    """The breach of the earlier days stays; a contract that ends before the mission is too short."""
    begun = build_town(*signing_steps(), (commands.of_work()[0], CONSULTANT))
    (breach,) = (one for one in begun.events_of(BreachRecorded) if one.ground.rule == "EMP-1")
    assert breach.since == FIRST_DAY
    late = replace(fixed, starts_on=FIRST_DAY + A_DAY, ends_on=LAST_DAY + until * A_DAY)
    assert ("employment_contract" not in asked_acts(begun.play_steps((late, UMBRELLA)))) is answered
    assert [signed.grounds[1].answer for signed in begun.events_of(MissionSigned)] == ["broken"] * answered
    assert begun.events_of(BreachCured) == []


@pytest.mark.parametrize("first", [True, False])
def test_an_ask_that_no_contract_can_answer_any_more_is_withdrawn_when_work_begins(first: bool) -> None:
    """The contract for the remaining days was concluded before the signatures or after them."""
    later = (replace(conclude, starts_on=FIRST_DAY + A_DAY), UMBRELLA)
    waiting = build_town(later, *signing_steps()) if first else build_town(*signing_steps(), later)
    assert "employment_contract" in asked_acts(waiting)
    begun = waiting.play_steps((commands.of_work()[0], CONSULTANT))
    assert "employment_contract" not in asked_acts(begun)
    assert len(begun.events_of(WithdrawnInside)) == 1
    assert [signed.grounds[1].answer for signed in begun.events_of(MissionSigned)] == ["broken"]


def test_emp_1_a_contract_from_the_first_day_on_cures_its_absence() -> None:
    begun = build_town(*signing_steps(), (commands.of_work()[0], CONSULTANT), (conclude, UMBRELLA))
    assert [signed.grounds[1].answer for signed in begun.events_of(MissionSigned)] == ["met"]
    assert [cured.rule for cured in begun.events_of(BreachCured)] == ["EMP-1"]


def test_a_contract_for_another_mission_completes_nothing() -> None:
    other = replace(fixed, mission=mission_commands.OTHER_MISSION)
    waiting = build_town(
        *signing_steps(),
        *((one, CLIENT) for one in commands.of_scoping(mission_commands.OTHER_MISSION, GLOBEX, ANNE)[:1]),
    )
    assert "employment_contract" in asked_acts(waiting.play_steps((other, UMBRELLA)))
    assert not waiting.events_of(MissionSigned)


def test_cc_6_a_trial_is_decided_before_it_ends() -> None:
    expert = replace(classify, level=Level.EXPERT, from_on=date(2026, 1, 2))
    tried = build_town((declare, UMBRELLA), (expert, UMBRELLA), (by_days, UMBRELLA), (deliver, UMBRELLA))
    last = tried.state_of(Stream(Kind.CONSULTANT, ANNE)).contracts[-1].trial_ends_on
    assert last == date(2026, 5, 30)
    assert "trial_decision" not in asked_acts(tried.advance_to(date(2026, 4, 30)))
    assert "trial_decision" in asked_acts(tried.advance_to(date(2026, 5, 1)))
    renewed = tried.play_steps((renew_trial, UMBRELLA))
    assert renewed.deadlines()["trial_decision"] == date(2026, 6, 30)
    confirm = EndTrialPeriod(
        consultant=ANNE,
        outcome=TrialOutcome.CONFIRMED,
        told_on=date(2026, 7, 15),
        ends_on=date(2026, 7, 31),
        document=DOCUMENT,
    )
    assert "trial_decision" not in asked_acts(
        renewed.advance_to(date(2026, 7, 15)).play_steps((confirm, UMBRELLA))
    )
    assert not renewed.events_of(AskWithdrawn)


def test_cc_6_a_trial_that_runs_out_in_silence_is_confirmed_and_its_ask_withdrawn() -> None:
    expert = replace(classify, level=Level.EXPERT, from_on=date(2026, 1, 2))
    tried = build_town((declare, UMBRELLA), (expert, UMBRELLA), (by_days, UMBRELLA), (deliver, UMBRELLA))
    assert "trial_decision" in asked_acts(tried.advance_to(date(2026, 5, 30)))
    assert "trial_decision" not in asked_acts(tried.advance_to(date(2026, 5, 31)))
    assert len(tried.events_of(AskWithdrawn)) == 1
    assert "trial_decision" not in asked_acts(tried.advance_to(date(2026, 9, 1)))


def test_cdd_8_a_term_is_decided_a_month_before_and_reminded_of_once_it_has_passed() -> None:
    term = build_town((need_of(), CLIENT), (declare, UMBRELLA), (fixed, UMBRELLA), (deliver_fixed, UMBRELLA))
    assert asked_acts(term.advance_to(date(2026, 5, 30))) == set()
    assert asked_acts(term.advance_to(date(2026, 5, 31))) == {"term_decision"}
    renewed = term.play_steps((renew, UMBRELLA))
    assert asked_acts(renewed) == set()
    assert renewed.deadlines()["term_decision"] == date(2026, 11, 30)
    assert asked_acts(renewed.advance_to(date(2026, 12, 1))) == {"term_decision"}
    put_off = renewed.play_steps((postpone, UMBRELLA))
    late = put_off.advance_to(date(2027, 3, 2))
    terms = [ask for ask in late.events_of(PartyAsked) if ask.what == "term_decision"]
    assert [ask.due_on for ask in terms] == [LAST_DAY, date(2026, 12, 31)] + [date(2027, 2, 28)] * 2
    end = EndEmployment(
        consultant=ANNE,
        mission=MISSION,
        because=EndGround.END_OF_TERM,
        ended_on=date(2027, 2, 28),
        document=DOCUMENT,
    )
    assert "term_decision" not in asked_acts(late.play_steps((end, UMBRELLA)))


def test_the_end_of_an_open_ended_contract_asks_for_its_settlement() -> None:
    left = build_town(*HIRED, (resign, UMBRELLA))
    assert asked_acts(left) == {"final_settlement"}
    assert asked_acts(left.play_steps((settle, UMBRELLA))) == set()
    assert left.deadlines() == {}, "a consultant who left has no interview and no level review"


def test_cc_18_an_interview_is_asked_for_at_once_when_requested_and_yearly_a_month_ahead() -> None:
    requested = build_town(*HIRED, (request, CONSULTANT))
    (event,) = (one for one in requested.log if one.type.endswith("interview-requested.v1"))
    assert ("umbrella", "interview", str(event.id)) in requested.at_rest().open_asks()
    held = requested.play_steps((replace(hold, request=EventId(event.id)), UMBRELLA))
    assert asked_acts(held) == set()
    assert held.deadlines()["interview"] == date(2027, 2, 2)
    assert asked_acts(held.advance_to(date(2027, 2, 3))) == {"interview"}
    annual = replace(hold, kind=InterviewKind.ANNUAL, request=None, held_on=date(2027, 2, 20))
    assert asked_acts(held.play_steps((annual, UMBRELLA))) == set()
    assert held.deadlines()["interview"] == date(2028, 1, 20)


def test_cc_22_the_first_level_is_looked_at_again_before_its_longest_stay() -> None:
    first = replace(classify, level=Level.FIRST, from_on=date(2026, 2, 1))
    classified = build_town(*HIRED, (first, UMBRELLA))
    assert classified.deadlines()["level_review"] == date(2028, 1, 1)
    assert "level_review" in asked_acts(classified.advance_to(date(2028, 1, 2)))
    raised = classified.play_steps((replace(first, level=Level.JUNIOR, from_on=date(2028, 1, 15)), UMBRELLA))
    assert "level_review" not in asked_acts(raised)


@pytest.mark.parametrize(
    ("day", "asked"), [(date(2026, 11, 1), 0), (date(2026, 11, 2), 1), (date(2027, 1, 1), 2)]
)
def test_cc_13_prospecting_is_looked_at_after_a_month_and_at_the_end_of_the_allowance(
    day: date, asked: int
) -> None:
    idle = build_town(*HIRED, (prospect, UMBRELLA)).advance_to(day)
    assert len([ask for ask in idle.events_of(PartyAsked) if ask.what == "prospecting_review"]) == asked
    assert "prospecting_review" not in asked_acts(idle.play_steps((work_again, UMBRELLA)))
    assert "prospecting_review" not in asked_acts(idle.advance_to(date(2027, 2, 28)))


def test_cc_19_beyond_the_days_of_the_year_an_agreement_is_asked_for() -> None:
    expert = replace(classify, level=Level.EXPERT, from_on=date(2026, 1, 2))
    counted = replace(by_days, time=replace(by_days.time, days_a_year=2), clauses=conclude.clauses)
    worked = build_town(
        *((declare, UMBRELLA), (expert, UMBRELLA), (counted, UMBRELLA), (deliver, UMBRELLA)), *steps_to_work()
    )
    report, *_, approve = _month("2026-03", 4)
    assert asked_acts(worked.play_steps((report, CONSULTANT), (approve, UMBRELLA))) == set(), (
        "as many as agreed"
    )
    report, *_, approve = _month("2026-04", 1)
    assert asked_acts(worked.play_steps((report, CONSULTANT), (approve, UMBRELLA))) == {"extra_days"}
    assert asked_acts(worked.play_steps((replace(extra, days=1), UMBRELLA))) == set()


def _month(month: str, half_days: int) -> tuple[Any, ...]:
    report, *_ = commands.of_pay(ANNE, month)
    approve = commands.of_pay(ANNE, month)[3]
    days = tuple(
        ActivityDay(
            day=date.fromisoformat(f"{month}-{number:02d}"),
            half_days=1,
            kind=TimeKind.PRESTATION,
            mission=MISSION,
        )
        for number in range(2, 2 + half_days)
    )
    return (replace(report, days=days), approve)


def test_a_mission_that_is_over_no_longer_asks_for_a_contract() -> None:
    decline = commands.of_giving_up()[0]
    over = build_town(*scoping_steps(), (decline, UMBRELLA))
    assert asked_acts(over) == set()


def test_a_refused_completion_is_shown_and_never_tried_again() -> None:
    waiting = build_town(*signing_steps())
    assert waiting.give_command(conclude, UMBRELLA)
    (complete,) = (one for one in waiting.all_due() if isinstance(one, DueCommand) and one.step == "complete")
    waiting.refuse_command(EMPLOYMENT, f"consultant/{ANNE}", complete, rule="AGR-2")
    waiting.settle_due().at_rest()
    assert not waiting.events_of(MissionSigned)
    assert "AGR-2" in [wait.refused for wait in waiting.waits()]


def test_in_every_order_that_the_domain_accepts_the_end_is_the_same() -> None:
    consent, sign, *_ = commands.of_signing()
    steps = [*HIRED, (consent, CONSULTANT), (sign, CLIENT), (sign, UMBRELLA)]
    end = same_end(play_in_every_order(lambda: build_town(*scoping_steps()), steps))
    assert len(end.events_of(MissionSigned)) == 1
    assert asked_acts(end) == set()
    assert not end.events_of(AskWithdrawn)
