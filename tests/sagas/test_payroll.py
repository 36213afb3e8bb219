"""Pay: each month opened, reported, approved, computed, transferred, told; on its day whatever is missing."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.language import Month
from domain.mission.events.asking import PartyAsked as PartyAskedInside
from domain.mission.working import StartMission
from domain.paymonth.events import ActivityDay, SalaryComputed, StatementDelivered
from domain.paymonth.follow_up_events import ActivityMissing, PayMonthOpened
from domain.paymonth.month_opening import OpenPayMonth
from sagas.payroll import PAYROLL
from sagas.saga import DueCommand
from tests.domain import every_command as commands
from tests.domain import mission_commands as turns
from tests.domain import money_commands as money
from tests.domain.given import ANNE, CLIENT, CONSULTANT, MISSION, UMBRELLA
from tests.sagas.harness import Stage, lived_in_every_order, same_end, stage
from tests.sagas.lives import at_work, month, signed

A_DAY = timedelta(days=1)
MARCH, APRIL, MAY = "2026-03", "2026-04", "2026-05"
LAST = date(2026, 3, 31)
KEY = f"consultant/{ANNE}"
complete = commands.of_work()[-1]
submit, accept, *_ = commands.of_delivery()
AT_WORK = (*at_work(), (submit, CONSULTANT), (accept, CLIENT))
AN_END = (replace(complete, completed_on=date(2026, 3, 31)), CONSULTANT, LAST)


def contributions(name: Month) -> tuple[Any, ...]:
    _, _, _, _, declare, pay, _ = money.of_later_pay(ANNE, name)
    return ((declare, UMBRELLA), (pay, UMBRELLA))


report, give_back, correct, approve, compute, transfer, tell = month(MARCH)
PAID = (replace(transfer[0], executed_on=LAST), UMBRELLA)


def town(*steps: Any) -> Stage:
    return stage(PAYROLL).must(*AT_WORK, *steps)


def of(living: Stage, name: Month = MARCH) -> set[str]:
    return {what for _, what, of_month in living.asked() if of_month == name}


def test_the_first_day_worked_opens_its_month_and_asks_for_its_report() -> None:
    begun = town().at_rest()
    (opened,) = begun.told(PayMonthOpened)
    assert (opened.month, opened.pay_on) == (MARCH, date(2026, 4, 6))
    assert begun.asked() == [("consultant", "activity_report", MARCH)]
    assert not begun.told(PartyAskedInside), "it is asked about the consultant, in no mission"


def test_nothing_is_asked_before_the_work_begins() -> None:
    assert stage(PAYROLL).must(*signed()).at_rest().asked() == []


@pytest.mark.parametrize(("day", "missing", "opened"), [(LAST, 0, 1), (LAST + A_DAY, 1, 2)])
def test_the_month_is_over_once_its_last_day_is(day: date, missing: int, opened: int) -> None:
    later = town().on(day).at_rest()
    assert len(later.told(ActivityMissing)) == missing
    assert len(later.told(PayMonthOpened)) == opened


def test_a_month_reported_in_time_is_never_said_to_be_missing() -> None:
    assert not town(report).on(LAST + A_DAY).at_rest().told(ActivityMissing)


def test_a_report_waits_for_its_approval_and_the_salary_for_neither() -> None:
    reported = town(report).at_rest()
    assert of(reported) == {"activity_approval", "salary"}
    paid = reported.must(compute, PAID).at_rest()
    assert of(paid) == {"activity_approval", "contributions_declaration"}
    (computed,) = paid.told(SalaryComputed)
    assert not computed.approved


def test_a_report_sent_back_is_the_consultants_to_correct_then_approved() -> None:
    returned = town(report, give_back).at_rest()
    assert of(returned) == {"activity_correction", "salary"}
    corrected = returned.must(correct).at_rest()
    assert of(corrected) == {"activity_approval", "salary"}
    assert of(corrected.must(approve).at_rest()) == {"salary"}


def test_l1254_8_pay_is_asked_for_on_its_day_even_of_a_month_that_nobody_reported() -> None:
    silent = town().on(LAST + A_DAY).at_rest()
    assert of(silent) >= {"salary", "activity_report"}
    before, pay_on = len(silent.log), silent.told(PayMonthOpened)[0].pay_on
    reminded = silent.on(pay_on + A_DAY).at_rest()
    again = [event.data.what for event in reminded.log[before:] if event.type.endswith("ask.party-asked.v1")]
    assert sorted(again) == ["activity_report", "salary"]
    late = reminded.must(report, compute, transfer).at_rest()
    assert not of(late) & {"salary", "activity_report", "transfer"}


def test_a_transfer_that_the_bank_returned_is_asked_for_again() -> None:
    returned = money.of_later_pay(ANNE, MARCH)[3]
    living = town(report, approve, compute, transfer, (returned, UMBRELLA)).at_rest()
    assert "transfer" in of(living)
    assert "transfer" not in of(living.must(transfer).at_rest())


def test_contributions_are_asked_for_declared_then_paid_by_their_day() -> None:
    living = town(report, approve, compute, PAID).at_rest()
    assert of(living) == {"contributions_declaration"}
    (declare, pay) = contributions(MARCH)
    assert of(living.must(declare, tell).at_rest()) == {"contributions_payment"}
    assert of(living.must(pay).at_rest()) == set()


@pytest.mark.parametrize(("day", "asked"), [(LAST, False), (LAST + A_DAY, True)])
def test_eps_1_the_statement_is_asked_for_once_the_month_is_over(day: date, asked: bool) -> None:
    living = town(report, approve, compute, PAID).on(day).at_rest()
    assert ("statement" in of(living)) is asked
    told = living.must(tell, *contributions(MARCH)).at_rest()
    assert of(told) == set()
    assert len(told.told(StatementDelivered)) == 1


def test_a_statement_that_does_not_come_is_asked_for_again_once_its_own_day_is_over() -> None:
    living = town(report, approve, compute, transfer, *contributions(MARCH))
    last = date(2026, 4, 30)

    def asks(on: date) -> int:
        return sum(
            event.type.endswith("ask.party-asked.v1")
            and (event.data.what, event.data.of) == ("statement", MARCH)
            for event in living.on(on).log
        )

    assert (asks(last), asks(last + A_DAY), asks(last + 30 * A_DAY)) == (1, 2, 2)


def test_months_follow_each_other_while_a_mission_is_under_way_and_no_longer() -> None:
    ended = town(AN_END).on(date(2026, 8, 1)).at_rest()
    assert [one.month for one in ended.told(PayMonthOpened)] == [MARCH]
    running = town().on(date(2026, 5, 20)).at_rest()
    assert [one.month for one in running.told(PayMonthOpened)] == [MARCH, APRIL, MAY]


def test_a_first_day_told_late_opens_every_month_since() -> None:
    late = stage(PAYROLL).must(*signed()).on(date(2026, 5, 20))
    late.must((StartMission(mission=MISSION, first_day=date(2026, 3, 2)), CONSULTANT)).at_rest()
    assert [one.month for one in late.told(PayMonthOpened)] == [MARCH, APRIL, MAY]
    assert [one.month for one in late.told(ActivityMissing)] == [MARCH, APRIL]


def test_a_month_without_work_has_no_salary_but_its_statement() -> None:
    none: tuple[ActivityDay, ...] = ()
    empty = town((replace(report[0], days=none), CONSULTANT), approve).on(LAST + A_DAY).at_rest()
    assert of(empty) == {"statement"}
    assert of(empty.must(tell).at_rest()) == set()


def test_money_that_comes_after_the_end_has_its_month_and_its_statement_but_no_report() -> None:
    bill, send, pay = commands.of_billing()
    living = town(report, approve, compute, transfer, tell, *contributions(MARCH), AN_END)
    paid = living.must((bill, UMBRELLA), (send, UMBRELLA), (pay, UMBRELLA, date(2026, 4, 15))).at_rest()
    assert [one.month for one in paid.told(PayMonthOpened)] == [MARCH, APRIL]
    assert of(paid, APRIL) == set()
    assert of(paid.on(date(2026, 5, 1)).at_rest(), APRIL) == {"statement"}
    assert not paid.told(ActivityMissing)


def test_an_end_told_late_withdraws_what_the_months_after_it_were_asked() -> None:
    living = town().on(date(2026, 5, 20))
    assert of(living, MAY) == {"activity_report"}
    assert of(living.must((replace(complete, completed_on=LAST), CONSULTANT)).at_rest(), MAY) == set()
    living.on(date(2026, 7, 1)).at_rest()
    assert [one.month for one in living.told(PayMonthOpened)] == [MARCH, APRIL, MAY]


def test_a_mission_taken_over_asks_for_the_months_that_its_past_left_unpaid() -> None:
    taken = stage(PAYROLL).must((turns.of_taking_over(MISSION), UMBRELLA)).at_rest()
    assert [one.month for one in taken.told(PayMonthOpened)] == ["2026-01", "2026-02", MARCH]
    assert of(taken, "2026-01") >= {"activity_report", "salary"}
    assert of(taken, "2025-12") == set()
    assert of(taken, MARCH) == {"activity_report"}


def test_what_opens_a_month_first_spares_the_story_its_order_and_a_refusal_never_loops() -> None:
    living = stage(PAYROLL).must(*signed())
    assert living.give(at_work()[-1][0], CONSULTANT)
    (first,) = (one for one in living.owed() if isinstance(one.command, OpenPayMonth))
    assert isinstance(first, DueCommand)
    living.refuse(PAYROLL, KEY, first, rule="PAY-1")
    assert living.settle().at_rest().told(PayMonthOpened) == []
    assert [wait.refused for wait in living.waits()] == ["PAY-1"]


def test_in_every_order_that_the_domain_accepts_the_end_is_the_same() -> None:
    steps = [report, approve, compute, transfer, *contributions(MARCH), AN_END]
    end = same_end(lived_in_every_order(town, steps)).must(tell)
    assert end.on(date(2026, 9, 1)).at_rest().asked() == []
    assert CLIENT not in {party for party, _, _ in end.asked()}
