"""Employment: declared, contracted, handed over, tried, renewed or ended; then the employer's care."""

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
from tests.domain import employment_commands
from tests.domain import every_command as commands
from tests.domain import mission_commands as turns
from tests.domain.given import ANNE, BASILE, CLIENT, CONSULTANT, DOCUMENT, GLOBEX, MISSION, UMBRELLA
from tests.domain.words import FIRST_DAY, LAST_DAY
from tests.sagas.harness import Stage, lived_in_every_order, same_end, stage
from tests.sagas.lives import at_work, scoped, signed

A_DAY = timedelta(days=1)
*_, classify, declare, conclude, deliver = commands.of_a_consultant()
fixed, deliver_fixed, renew, postpone = employment_commands.of_a_fixed_term()
by_days, renew_trial, _, extra = employment_commands.of_hiring_by_days()
*_, request, hold, prospect, work_again = employment_commands.of_care()
resign, settle, _ = employment_commands.of_leaving()
HIRED = ((declare, UMBRELLA), (conclude, UMBRELLA), (deliver, UMBRELLA))


def town(*steps: Any) -> Stage:
    """A town with one consultant, Anne, known and qualified, and not hired yet."""
    unhired = (*commands.of_a_consultant()[3:], *commands.of_a_consultant(BASILE))
    return stage(EMPLOYMENT, leaving_out=unhired).must(*steps)


def whats(living: Stage) -> set[str]:
    return living.at_rest().whats(UMBRELLA)


def test_a_verified_mission_without_a_contract_asks_for_one_in_its_own_file_by_its_first_day() -> None:
    verified = town(*scoped())
    assert whats(verified) == {"employment_contract"}
    (ask,) = verified.told(AskedInside)
    assert (ask.due_on, ask.of) == (FIRST_DAY, str(MISSION))
    hired = verified.must((declare, UMBRELLA), (conclude, UMBRELLA))
    assert whats(hired) == {"contract_handover"}
    assert whats(hired.must((deliver, UMBRELLA))) == set()


def test_a_mission_taken_over_asks_for_its_contract_at_once_not_by_another_company_s_day() -> None:
    taken = town((turns.of_taking_over(MISSION), UMBRELLA))
    (contract,) = (wait for wait in taken.waits() if wait.what == "employment_contract")
    assert (contract.asked, contract.until) == (True, None)
    assert "employment_contract" not in whats(taken.must((conclude, UMBRELLA)))


def test_a_contract_asks_for_its_declaration_by_its_first_day_and_its_handing_over_by_its_own() -> None:
    contracted = town((need_of(), CLIENT), (fixed, UMBRELLA))
    assert whats(contracted) == {"hire_declaration", "contract_handover"}
    due = {ask.what: ask.due_on for ask in contracted.told(PartyAsked)}
    assert due == {"hire_declaration": FIRST_DAY, "contract_handover": date(2026, 3, 4)}
    assert whats(contracted.must((declare, UMBRELLA), (deliver_fixed, UMBRELLA))) == set()


def need_of() -> Any:
    return commands.of_scoping()[0]


def test_a_contract_concluded_last_completes_the_signature() -> None:
    waiting = town(*signed())
    assert not waiting.told(MissionSigned)
    signed_at_last = waiting.must((conclude, UMBRELLA))
    assert len(signed_at_last.at_rest().told(MissionSigned)) == 1
    assert not signed_at_last.refused


@pytest.mark.parametrize(("until", "signed_then"), [(-1, False), (0, True), (1, True)])
def test_what_a_later_open_ended_contract_leaves_out_a_fixed_term_one_covers(
    until: int, signed_then: bool
) -> None:
    """No other open-ended one can be concluded; the day before, the day itself, the day after."""
    later = date(2026, 4, 1)
    waiting = town(*signed(), (replace(conclude, starts_on=later), UMBRELLA))
    assert not waiting.give(conclude, UMBRELLA)
    assert waiting.last == AlreadyEmployed(starts_on=FIRST_DAY, until=date.max)
    assert "employment_contract" in whats(waiting)
    before = replace(fixed, ends_on=later - A_DAY + until * A_DAY)
    assert ("employment_contract" not in whats(waiting.must((before, UMBRELLA)))) is signed_then
    assert bool(waiting.told(MissionSigned)) is signed_then


@pytest.mark.parametrize(("until", "answered"), [(-1, False), (0, True), (1, True)])
def test_emp_1_once_work_has_begun_without_it_a_contract_for_the_days_left_is_all_that_is_asked(
    until: int, answered: bool
) -> None:
    """The breach of the days before stands; a contract that ends before the mission is too short."""
    begun = town(*signed(), (commands.of_work()[0], CONSULTANT))
    (breach,) = (one for one in begun.told(BreachRecorded) if one.ground.rule == "EMP-1")
    assert breach.since == FIRST_DAY
    late = replace(fixed, starts_on=FIRST_DAY + A_DAY, ends_on=LAST_DAY + until * A_DAY)
    assert ("employment_contract" not in whats(begun.must((late, UMBRELLA)))) is answered
    assert [signed.grounds[1].answer for signed in begun.told(MissionSigned)] == ["broken"] * answered
    assert begun.told(BreachCured) == []


@pytest.mark.parametrize("first", [True, False])
def test_an_ask_that_no_contract_can_answer_any_more_is_withdrawn_when_work_begins(first: bool) -> None:
    """A contract for the days left is there already, concluded before the signatures or after them."""
    later = (replace(conclude, starts_on=FIRST_DAY + A_DAY), UMBRELLA)
    waiting = town(later, *signed()) if first else town(*signed(), later)
    assert "employment_contract" in whats(waiting)
    begun = waiting.must((commands.of_work()[0], CONSULTANT))
    assert "employment_contract" not in whats(begun)
    assert len(begun.told(WithdrawnInside)) == 1
    assert [signed.grounds[1].answer for signed in begun.told(MissionSigned)] == ["broken"]


def test_emp_1_a_contract_from_the_first_day_on_cures_its_absence() -> None:
    begun = town(*signed(), (commands.of_work()[0], CONSULTANT), (conclude, UMBRELLA))
    assert [signed.grounds[1].answer for signed in begun.told(MissionSigned)] == ["met"]
    assert [cured.rule for cured in begun.told(BreachCured)] == ["EMP-1"]


def test_a_contract_for_another_mission_completes_nothing() -> None:
    other = replace(fixed, mission=turns.OTHER_MISSION)
    waiting = town(
        *signed(), *((one, CLIENT) for one in commands.of_scoping(turns.OTHER_MISSION, GLOBEX, ANNE)[:1])
    )
    assert "employment_contract" in whats(waiting.must((other, UMBRELLA)))
    assert not waiting.told(MissionSigned)


def test_cc_6_a_trial_is_decided_before_it_ends() -> None:
    expert = replace(classify, level=Level.EXPERT, from_on=date(2026, 1, 2))
    tried = town((declare, UMBRELLA), (expert, UMBRELLA), (by_days, UMBRELLA), (deliver, UMBRELLA))
    last = tried.state_of(Stream(Kind.CONSULTANT, ANNE)).contracts[-1].trial_ends_on
    assert last == date(2026, 5, 30)
    assert "trial_decision" not in whats(tried.on(date(2026, 4, 30)))
    assert "trial_decision" in whats(tried.on(date(2026, 5, 1)))
    renewed = tried.must((renew_trial, UMBRELLA))
    assert renewed.deadlines()["trial_decision"] == date(2026, 6, 30)
    confirm = EndTrialPeriod(
        consultant=ANNE,
        outcome=TrialOutcome.CONFIRMED,
        told_on=date(2026, 7, 15),
        ends_on=date(2026, 7, 31),
        document=DOCUMENT,
    )
    assert "trial_decision" not in whats(renewed.on(date(2026, 7, 15)).must((confirm, UMBRELLA)))
    assert not renewed.told(AskWithdrawn)


def test_cc_6_a_trial_that_runs_out_in_silence_is_confirmed_and_its_ask_withdrawn() -> None:
    expert = replace(classify, level=Level.EXPERT, from_on=date(2026, 1, 2))
    tried = town((declare, UMBRELLA), (expert, UMBRELLA), (by_days, UMBRELLA), (deliver, UMBRELLA))
    assert "trial_decision" in whats(tried.on(date(2026, 5, 30)))
    assert "trial_decision" not in whats(tried.on(date(2026, 5, 31)))
    assert len(tried.told(AskWithdrawn)) == 1
    assert "trial_decision" not in whats(tried.on(date(2026, 9, 1)))


def test_cdd_8_a_term_is_decided_a_month_before_and_reminded_of_once_it_has_passed() -> None:
    term = town((need_of(), CLIENT), (declare, UMBRELLA), (fixed, UMBRELLA), (deliver_fixed, UMBRELLA))
    assert whats(term.on(date(2026, 5, 30))) == set()
    assert whats(term.on(date(2026, 5, 31))) == {"term_decision"}
    renewed = term.must((renew, UMBRELLA))
    assert whats(renewed) == set()
    assert renewed.deadlines()["term_decision"] == date(2026, 11, 30)
    assert whats(renewed.on(date(2026, 12, 1))) == {"term_decision"}
    put_off = renewed.must((postpone, UMBRELLA))
    late = put_off.on(date(2027, 3, 2))
    terms = [ask for ask in late.told(PartyAsked) if ask.what == "term_decision"]
    assert [ask.due_on for ask in terms] == [LAST_DAY, date(2026, 12, 31)] + [date(2027, 2, 28)] * 2
    end = EndEmployment(
        consultant=ANNE,
        mission=MISSION,
        because=EndGround.END_OF_TERM,
        ended_on=date(2027, 2, 28),
        document=DOCUMENT,
    )
    assert "term_decision" not in whats(late.must((end, UMBRELLA)))


def test_the_end_of_an_open_ended_contract_asks_for_its_settlement() -> None:
    left = town(*HIRED, (resign, UMBRELLA))
    assert whats(left) == {"final_settlement"}
    assert whats(left.must((settle, UMBRELLA))) == set()
    assert left.deadlines() == {}, "nobody is interviewed, or looked at again, who has left"


def test_cc_18_an_interview_is_asked_for_at_once_when_requested_and_yearly_a_month_ahead() -> None:
    requested = town(*HIRED, (request, CONSULTANT))
    (event,) = (one for one in requested.log if one.type.endswith("interview-requested.v1"))
    assert ("umbrella", "interview", str(event.id)) in requested.at_rest().asked()
    held = requested.must((replace(hold, request=EventId(event.id)), UMBRELLA))
    assert whats(held) == set()
    assert held.deadlines()["interview"] == date(2027, 2, 2)
    assert whats(held.on(date(2027, 2, 3))) == {"interview"}
    annual = replace(hold, kind=InterviewKind.ANNUAL, request=None, held_on=date(2027, 2, 20))
    assert whats(held.must((annual, UMBRELLA))) == set()
    assert held.deadlines()["interview"] == date(2028, 1, 20)


def test_cc_22_the_first_level_is_looked_at_again_before_its_longest_stay() -> None:
    first = replace(classify, level=Level.FIRST, from_on=date(2026, 2, 1))
    classified = town(*HIRED, (first, UMBRELLA))
    assert classified.deadlines()["level_review"] == date(2028, 1, 1)
    assert "level_review" in whats(classified.on(date(2028, 1, 2)))
    raised = classified.must((replace(first, level=Level.JUNIOR, from_on=date(2028, 1, 15)), UMBRELLA))
    assert "level_review" not in whats(raised)


@pytest.mark.parametrize(
    ("day", "asked"), [(date(2026, 11, 1), 0), (date(2026, 11, 2), 1), (date(2027, 1, 1), 2)]
)
def test_cc_13_prospecting_is_looked_at_after_a_month_and_at_the_end_of_the_allowance(
    day: date, asked: int
) -> None:
    idle = town(*HIRED, (prospect, UMBRELLA)).on(day)
    assert len([ask for ask in idle.told(PartyAsked) if ask.what == "prospecting_review"]) == asked
    assert "prospecting_review" not in whats(idle.must((work_again, UMBRELLA)))
    assert "prospecting_review" not in whats(idle.on(date(2027, 2, 28)))


def test_cc_19_beyond_the_days_of_the_year_an_agreement_is_asked_for() -> None:
    expert = replace(classify, level=Level.EXPERT, from_on=date(2026, 1, 2))
    counted = replace(by_days, time=replace(by_days.time, days_a_year=2), clauses=conclude.clauses)
    worked = town(
        *((declare, UMBRELLA), (expert, UMBRELLA), (counted, UMBRELLA), (deliver, UMBRELLA)), *at_work()
    )
    report, *_, approve = _month("2026-03", 4)
    assert whats(worked.must((report, CONSULTANT), (approve, UMBRELLA))) == set(), "as many as agreed"
    report, *_, approve = _month("2026-04", 1)
    assert whats(worked.must((report, CONSULTANT), (approve, UMBRELLA))) == {"extra_days"}
    assert whats(worked.must((replace(extra, days=1), UMBRELLA))) == set()


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
    over = town(*scoped(), (decline, UMBRELLA))
    assert whats(over) == set()


def test_a_refused_completion_is_shown_and_never_tried_again() -> None:
    waiting = town(*signed())
    assert waiting.give(conclude, UMBRELLA)
    (complete,) = (one for one in waiting.owed() if isinstance(one, DueCommand) and one.step == "complete")
    waiting.refuse(EMPLOYMENT, f"consultant/{ANNE}", complete, rule="AGR-2")
    waiting.settle().at_rest()
    assert not waiting.told(MissionSigned)
    assert "AGR-2" in [wait.refused for wait in waiting.waits()]


def test_in_every_order_that_the_domain_accepts_the_end_is_the_same() -> None:
    consent, sign, *_ = commands.of_signing()
    steps = [*HIRED, (consent, CONSULTANT), (sign, CLIENT), (sign, UMBRELLA)]
    end = same_end(lived_in_every_order(lambda: town(*scoped()), steps))
    assert len(end.told(MissionSigned)) == 1
    assert whats(end) == set()
    assert not end.told(AskWithdrawn)
