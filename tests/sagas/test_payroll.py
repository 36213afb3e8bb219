"""The saga of payroll: each month from its opening to its statement; pay never waits for a missing report."""

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
from tests.domain import mission_commands
from tests.domain import money_commands as money
from tests.domain.given import ANNE, CLIENT, CONSULTANT, MISSION, UMBRELLA
from tests.sagas.harness import Stage, build_stage, play_in_every_order, same_end
from tests.sagas.lives import month_steps, signing_steps, steps_to_work

A_DAY = timedelta(days=1)
MARCH, APRIL, MAY = "2026-03", "2026-04", "2026-05"
LAST = date(2026, 3, 31)
KEY = f"consultant/{ANNE}"
complete = commands.of_work()[-1]
submit, accept, *_ = commands.of_delivery()
AT_WORK = (*steps_to_work(), (submit, CONSULTANT), (accept, CLIENT))
AN_END = (replace(complete, completed_on=date(2026, 3, 31)), CONSULTANT, LAST)


def contribution_steps(name: Month) -> tuple[Any, ...]:
    _, _, _, _, declare, pay, _ = money.of_later_pay(ANNE, name)
    return ((declare, UMBRELLA), (pay, UMBRELLA))


report, give_back, correct, approve, compute, transfer, deliver_statement = month_steps(MARCH)
PAID = (replace(transfer[0], executed_on=LAST), UMBRELLA)


def build_town(*steps: Any) -> Stage:
    return build_stage(PAYROLL).play_steps(*AT_WORK, *steps)


def asks_of_month(living: Stage, name: Month = MARCH) -> set[str]:
    return {what for _, what, of_month in living.open_asks() if of_month == name}


def test_the_first_day_worked_opens_its_month_and_asks_for_its_report() -> None:
    begun = build_town().at_rest()
    (opened,) = begun.events_of(PayMonthOpened)
    assert (opened.month, opened.pay_on) == (MARCH, date(2026, 4, 6))
    assert begun.open_asks() == [("consultant", "activity_report", MARCH)]
    assert not begun.events_of(PartyAskedInside), "it is asked about the consultant, in no mission"


def test_nothing_is_asked_before_the_work_begins() -> None:
    assert build_stage(PAYROLL).play_steps(*signing_steps()).at_rest().open_asks() == []


@pytest.mark.parametrize(("day", "missing", "opened"), [(LAST, 0, 1), (LAST + A_DAY, 1, 2)])
def test_the_month_is_over_once_its_last_day_is(day: date, missing: int, opened: int) -> None:
    later = build_town().advance_to(day).at_rest()
    assert len(later.events_of(ActivityMissing)) == missing
    assert len(later.events_of(PayMonthOpened)) == opened


def test_a_month_reported_in_time_is_never_said_to_be_missing() -> None:
    assert not build_town(report).advance_to(LAST + A_DAY).at_rest().events_of(ActivityMissing)


def test_a_report_waits_for_its_approval_and_the_salary_for_neither() -> None:
    reported = build_town(report).at_rest()
    assert asks_of_month(reported) == {"activity_approval", "salary"}
    paid = reported.play_steps(compute, PAID).at_rest()
    assert asks_of_month(paid) == {"activity_approval", "contributions_declaration"}
    (computed,) = paid.events_of(SalaryComputed)
    assert not computed.approved


def test_a_report_sent_back_is_the_consultants_to_correct_then_approved() -> None:
    returned = build_town(report, give_back).at_rest()
    assert asks_of_month(returned) == {"activity_correction", "salary"}
    corrected = returned.play_steps(correct).at_rest()
    assert asks_of_month(corrected) == {"activity_approval", "salary"}
    assert asks_of_month(corrected.play_steps(approve).at_rest()) == {"salary"}


def test_l1254_8_pay_is_asked_for_on_its_day_even_of_a_month_that_nobody_reported() -> None:
    silent = build_town().advance_to(LAST + A_DAY).at_rest()
    assert asks_of_month(silent) >= {"salary", "activity_report"}
    before, pay_on = len(silent.log), silent.events_of(PayMonthOpened)[0].pay_on
    reminded = silent.advance_to(pay_on + A_DAY).at_rest()
    again = [event.data.what for event in reminded.log[before:] if event.type.endswith("ask.party-asked.v1")]
    assert sorted(again) == ["activity_report", "salary"]
    late = reminded.play_steps(report, compute, transfer).at_rest()
    assert not asks_of_month(late) & {"salary", "activity_report", "transfer"}


def test_a_transfer_that_the_bank_returned_is_asked_for_again() -> None:
    returned = money.of_later_pay(ANNE, MARCH)[3]
    living = build_town(report, approve, compute, transfer, (returned, UMBRELLA)).at_rest()
    assert "transfer" in asks_of_month(living)
    assert "transfer" not in asks_of_month(living.play_steps(transfer).at_rest())


def test_contributions_are_asked_for_declared_then_paid_by_their_day() -> None:
    living = build_town(report, approve, compute, PAID).at_rest()
    assert asks_of_month(living) == {"contributions_declaration"}
    (declare, pay) = contribution_steps(MARCH)
    assert asks_of_month(living.play_steps(declare, deliver_statement).at_rest()) == {"contributions_payment"}
    assert asks_of_month(living.play_steps(pay).at_rest()) == set()


@pytest.mark.parametrize(("day", "asked"), [(LAST, False), (LAST + A_DAY, True)])
def test_eps_1_the_statement_is_asked_for_once_the_month_is_over(day: date, asked: bool) -> None:
    living = build_town(report, approve, compute, PAID).advance_to(day).at_rest()
    assert ("statement" in asks_of_month(living)) is asked
    delivered = living.play_steps(deliver_statement, *contribution_steps(MARCH)).at_rest()
    assert asks_of_month(delivered) == set()
    assert len(delivered.events_of(StatementDelivered)) == 1


def test_a_statement_that_does_not_come_is_asked_for_again_once_its_own_day_is_over() -> None:
    living = build_town(report, approve, compute, transfer, *contribution_steps(MARCH))
    last = date(2026, 4, 30)

    def count_asks(on: date) -> int:
        return sum(
            event.type.endswith("ask.party-asked.v1")
            and (event.data.what, event.data.of) == ("statement", MARCH)
            for event in living.advance_to(on).log
        )

    assert (count_asks(last), count_asks(last + A_DAY), count_asks(last + 30 * A_DAY)) == (1, 2, 2)


def test_months_follow_each_other_while_a_mission_is_under_way_and_no_longer() -> None:
    ended = build_town(AN_END).advance_to(date(2026, 8, 1)).at_rest()
    assert [one.month for one in ended.events_of(PayMonthOpened)] == [MARCH]
    running = build_town().advance_to(date(2026, 5, 20)).at_rest()
    assert [one.month for one in running.events_of(PayMonthOpened)] == [MARCH, APRIL, MAY]


def test_a_first_day_recorded_late_opens_every_month_since() -> None:
    late = build_stage(PAYROLL).play_steps(*signing_steps()).advance_to(date(2026, 5, 20))
    late.play_steps((StartMission(mission=MISSION, first_day=date(2026, 3, 2)), CONSULTANT)).at_rest()
    assert [one.month for one in late.events_of(PayMonthOpened)] == [MARCH, APRIL, MAY]
    assert [one.month for one in late.events_of(ActivityMissing)] == [MARCH, APRIL]


def test_a_month_without_work_has_no_salary_but_its_statement() -> None:
    none: tuple[ActivityDay, ...] = ()
    empty = (
        build_town((replace(report[0], days=none), CONSULTANT), approve).advance_to(LAST + A_DAY).at_rest()
    )
    assert asks_of_month(empty) == {"statement"}
    assert asks_of_month(empty.play_steps(deliver_statement).at_rest()) == set()


def test_money_that_comes_after_the_end_has_its_month_and_its_statement_but_no_report() -> None:
    bill, send, pay = commands.of_billing()
    living = build_town(
        report, approve, compute, transfer, deliver_statement, *contribution_steps(MARCH), AN_END
    )
    paid = living.play_steps((bill, UMBRELLA), (send, UMBRELLA), (pay, UMBRELLA, date(2026, 4, 15))).at_rest()
    assert [one.month for one in paid.events_of(PayMonthOpened)] == [MARCH, APRIL]
    assert asks_of_month(paid, APRIL) == set()
    assert asks_of_month(paid.advance_to(date(2026, 5, 1)).at_rest(), APRIL) == {"statement"}
    assert not paid.events_of(ActivityMissing)


def test_an_end_recorded_late_withdraws_the_asks_of_the_months_after_it() -> None:
    living = build_town().advance_to(date(2026, 5, 20))
    assert asks_of_month(living, MAY) == {"activity_report"}
    assert (
        asks_of_month(living.play_steps((replace(complete, completed_on=LAST), CONSULTANT)).at_rest(), MAY)
        == set()
    )
    living.advance_to(date(2026, 7, 1)).at_rest()
    assert [one.month for one in living.events_of(PayMonthOpened)] == [MARCH, APRIL, MAY]


def test_a_mission_taken_over_asks_for_the_months_that_its_past_left_unpaid() -> None:
    taken = build_stage(PAYROLL).play_steps((mission_commands.of_taking_over(MISSION), UMBRELLA)).at_rest()
    assert [one.month for one in taken.events_of(PayMonthOpened)] == ["2026-01", "2026-02", MARCH]
    assert asks_of_month(taken, "2026-01") >= {"activity_report", "salary"}
    assert asks_of_month(taken, "2025-12") == set()
    assert asks_of_month(taken, MARCH) == {"activity_report"}


def test_an_opening_that_was_refused_is_shown_and_never_tried_again() -> None:
    living = build_stage(PAYROLL).play_steps(*signing_steps())
    assert living.give_command(steps_to_work()[-1][0], CONSULTANT)
    (first,) = (one for one in living.all_due() if isinstance(one.command, OpenPayMonth))
    assert isinstance(first, DueCommand)
    living.refuse_command(PAYROLL, KEY, first, rule="PAY-1")
    assert living.settle_due().at_rest().events_of(PayMonthOpened) == []
    assert [wait.refused for wait in living.waits()] == ["PAY-1"]


def test_in_every_order_that_the_domain_accepts_the_end_is_the_same() -> None:
    steps = [report, approve, compute, transfer, *contribution_steps(MARCH), AN_END]
    end = same_end(play_in_every_order(build_town, steps)).play_steps(deliver_statement)
    assert end.advance_to(date(2026, 9, 1)).at_rest().open_asks() == []
    assert CLIENT not in {party for party, _, _ in end.open_asks()}
