"""A month of pay: reported, returned, corrected, approved, computed, transferred, accounted for."""

from dataclasses import replace
from datetime import date

import pytest
from msgspec.structs import replace as with_

from domain.account.events import EntryKind, Ledger, MonthClosed
from domain.consultant.employment_terms import ContractKind
from domain.language import Kind, Party, Stream
from domain.law.contract import CTL_1
from domain.law.pay import CC_23, WEEK_MINUTES_MAX
from domain.mission.events.ending import SalaryPaid
from domain.mission.events.working import BreachRecorded, DaysWorkedRecorded
from domain.paymonth.events import (
    ActivityCorrected,
    ActivityDay,
    ActivityReported,
    ActivityReturned,
    DayHours,
    SalaryPaymentReturned,
    StatementDelivered,
    TimeKind,
)
from domain.paymonth.paying import ComputeSalary, DeliverStatement, TransferSalary
from domain.paymonth.refusals import (
    AlreadyAccounted,
    AlreadyApproved,
    AlreadyPaid,
    AlreadyReported,
    DayOutside,
    MissionNotTheirs,
    NotComputed,
    NotReported,
    PayslipUnbalanced,
    ReportReturned,
)
from domain.paymonth.reporting import ApproveActivity, CorrectActivity, ReportActivity, ReturnActivity
from domain.record import Second
from domain.refusals import NothingKnown
from tests.domain.given import (
    ANNE,
    BASILE,
    DOCUMENT,
    MISSION,
    MONTH,
    OTHER_MISSION,
    SYSTEM,
    TWO,
    UMBRELLA,
    acting,
    event_of,
    given,
    within,
)
from tests.domain.pay import (
    DAYS,
    PAID_ON,
    REPORT,
    REPORTED,
    absent,
    advanced,
    approved,
    computed,
    credit,
    day,
    enough,
    entry_of_move,
    payslip,
    raised,
    transferred,
)
from tests.domain.people import A_CONSULTANT, EVERYONE, employed
from tests.domain.words import (
    RUNNING,
    needed,
    of_anne,
)

WHY = of_anne("the fourth was a holiday")
OTHER = Stream(Kind.MISSION, OTHER_MISSION)
RETURNED = ActivityReturned(report=REPORT, reason=WHY)
HERE = (EVERYONE, RUNNING)
DONE = (*HERE, REPORTED, approved())
# 3 269 € at 83 % for a senior is 2 713.27 €; seven half-days of forty-three are 441.70 €
MINIMUM = 44_170
GOOD = payslip()
POOR = payslip(base=30_000)  # 315.00 € and a reserve of 30.00 €: 96.70 € short
CHANGED = (day(2), day(3))


def reporting(days: tuple[ActivityDay, ...] = DAYS) -> ReportActivity:
    return ReportActivity(consultant=ANNE, month=MONTH, days=days)


def computing(slip: object = GOOD) -> ComputeSalary:
    return ComputeSalary(consultant=ANNE, month=MONTH, payslip=slip, position=7)  # type: ignore[arg-type]


def correcting(days: tuple[ActivityDay, ...] = CHANGED) -> CorrectActivity:
    return CorrectActivity(consultant=ANNE, month=MONTH, days=days, reason=WHY)


APPROVE = ApproveActivity(consultant=ANNE, month=MONTH)
RETURN = ReturnActivity(consultant=ANNE, month=MONTH, reason=WHY)
TRANSFER = TransferSalary(consultant=ANNE, month=MONTH, executed_on=PAID_ON, reference="SEPA-1")
DELIVER = DeliverStatement(consultant=ANNE, month=MONTH, document=DOCUMENT)


def test_a_consultant_reports_a_month_once() -> None:
    given(HERE).when(reporting()).then(REPORTED)
    given(HERE, REPORTED).when(reporting()).refused(AlreadyReported(month=MONTH))


def exceeded(limit: str, since: date, found: int, most: int) -> BreachRecorded:
    ground = CC_23.make_ground(met=False, limit=limit, day=since, found=found, most=most)
    return BreachRecorded(since=since, ground=ground, concerns_consultant=True)


def hours(*minutes: int, rest_taken: bool = True) -> tuple[DayHours, ...]:
    """So many minutes on the second of March, a Monday, and on the days after it."""
    return tuple(
        DayHours(day=date(2026, 3, 2 + offset), minutes=count, rest_taken=rest_taken)
        for offset, count in enumerate(minutes)
    )


MONDAY = date(2026, 3, 2)


def test_cc_23_more_than_a_day_in_a_day_is_recorded_with_its_breach() -> None:
    eleven = (day(2), day(2), day(8))
    event = ActivityReported(consultant=ANNE, month=MONTH, days=eleven)
    given(HERE).when(reporting(eleven)).then(event, exceeded("half-days of a day", MONDAY, 4, 2))


@pytest.mark.parametrize(
    ("worked", "breaches"),
    [
        (hours(599), ()),
        (hours(600), ()),
        (hours(601), (exceeded("minutes of a day", MONDAY, 601, 600),)),
        (hours(528, 528, 528, 528, 527), ()),
        (hours(528, 528, 528, 528, 528), ()),
        (hours(528, 528, 528, 528, 529), (exceeded("minutes of a week", MONDAY, 2_641, 2_640),)),
        (hours(480, rest_taken=False), (exceeded("rest not taken", MONDAY, 1, 0),)),
    ],
)
def test_cc_23_hours_are_recorded_and_what_exceeds_a_limit_is_a_breach(
    worked: tuple[DayHours, ...], breaches: tuple[BreachRecorded, ...]
) -> None:
    event = ActivityReported(consultant=ANNE, month=MONTH, days=DAYS, hours=worked)
    command = replace(reporting(), hours=worked)
    given(HERE).when(command).then(event, breaches)


@pytest.mark.parametrize(("last", "breaches"), [(7, ()), (8, (exceeded("days of a week", MONDAY, 7, 6),))])
def test_cc_23_a_week_has_a_day_of_rest(last: int, breaches: tuple[BreachRecorded, ...]) -> None:
    week = tuple(day(number, 1) for number in range(2, last + 1))
    event = ActivityReported(consultant=ANNE, month=MONTH, days=week)
    given(HERE).when(reporting(week)).then(event, breaches)


def test_cc_23_a_week_too_long_is_a_breach_in_each_mission_worked_in_it_and_in_no_other() -> None:
    for there, concerned in ((6, True), (9, False)):
        days = (day(2), day(3), day(there, mission=OTHER_MISSION))
        worked = hours(528, 528, 528, 528, 529)
        event = ActivityReported(consultant=ANNE, month=MONTH, days=days, hours=worked)
        over = exceeded("minutes of a week", MONDAY, 2_641, 2_640)
        command = replace(reporting(days), hours=worked)
        before = given(HERE, within(OTHER, needed()))
        before.when(command).then(event, over, within(OTHER, over) if concerned else ())


def test_cc_23_before_the_agreement_of_2019_a_week_had_48_hours() -> None:
    """Forty-eight hours, the day before; forty-four from the week that begins after it."""
    assert WEEK_MINUTES_MAX.value_on(date(2019, 10, 15)) == 2_880
    assert (
        WEEK_MINUTES_MAX.value_on(date(2019, 10, 16))
        == WEEK_MINUTES_MAX.value_on(date(2019, 10, 17))
        == 2_640
    )


def test_cc_23_limits_hold_over_all_missions_and_a_correction_repeats_no_breach() -> None:
    here, there = day(2), day(2, 1, mission=OTHER_MISSION)
    over = exceeded("half-days of a day", MONDAY, 3, 2)
    before = (HERE, within(OTHER, needed()))
    report = ActivityReported(consultant=ANNE, month=MONTH, days=(here, there))
    given(before).when(reporting((here, there))).then(report, over, within(OTHER, over))
    again = (here, there, day(3))
    event = ActivityCorrected(corrects=REPORT, days=again, reason=WHY)
    given(before, report).when(correcting(again)).then(event)


def test_cc_23_hours_are_of_the_month() -> None:
    command = replace(reporting(), hours=(DayHours(day=date(2026, 4, 1), minutes=1),))
    given(HERE).when(command).refused(DayOutside(month=MONTH, days=("2026-04-01",)))


@pytest.mark.parametrize(
    "line",
    [
        replace(day(2), day=date(2026, 4, 1)),
        replace(day(2), mission=None),
        replace(day(2), kind=TimeKind.PROSPECTING),
        replace(absent(2), absence=None),
        replace(absent(2), kind=TimeKind.TRAINING),
    ],
)
def test_a_line_is_of_the_month_and_of_its_kind(line: ActivityDay) -> None:
    given(HERE).when(reporting((line,))).refused(DayOutside(month=MONTH, days=(str(line.day),)))


def test_days_are_of_missions_that_exist_and_are_the_consultants_own() -> None:
    theirs = within(OTHER, with_(needed(), consultant=BASILE))
    days = (day(2, mission=OTHER_MISSION),)
    refusal = MissionNotTheirs(missions=(str(OTHER_MISSION),))
    given(HERE, theirs).when(reporting(days)).refused(refusal)
    given(HERE, theirs, REPORTED).when(correcting(days)).refused(refusal)
    given(HERE).when(reporting(days)).refused(NothingKnown(about=str(OTHER)))


def test_a_person_nobody_registered_has_no_month_of_pay() -> None:
    refusal = NothingKnown(about=f"consultant/{ANNE}")
    given().when(reporting((absent(2),))).refused(refusal)


def test_the_umbrella_company_returns_a_report_and_the_consultant_corrects_it() -> None:
    given(HERE, REPORTED).when(RETURN).then(RETURNED)
    corrected = ActivityCorrected(corrects=REPORT, days=CHANGED, reason=WHY)
    given(HERE, REPORTED, RETURNED).when(correcting()).then(corrected)
    given(HERE, REPORTED, RETURNED).when(APPROVE).refused(ReportReturned(month=MONTH))
    given(HERE).when(RETURN).refused(NotReported(month=MONTH))
    given(DONE).when(RETURN).refused(AlreadyApproved(month=MONTH))
    given(HERE).when(correcting()).refused(NotReported(month=MONTH))


def test_approved_days_are_recorded_in_each_mission() -> None:
    two = (day(2), day(3, mission=OTHER_MISSION))
    report = ActivityReported(consultant=ANNE, month=MONTH, days=two)
    answer = given(HERE, within(OTHER, needed()), report).when(APPROVE)
    here, there = (DaysWorkedRecorded(month=MONTH, half_days=2) for _ in two)
    answer.then(approved(4), here, within(OTHER, there))


def test_a_report_is_approved_once() -> None:
    given(DONE).when(APPROVE).refused(AlreadyApproved(month=MONTH))
    given(HERE).when(APPROVE).refused(NotReported(month=MONTH))


def test_a_correction_approved_replaces_the_days_down_to_none() -> None:
    corrected = ActivityCorrected(corrects=REPORT, days=(absent(2),), reason=WHY)
    again = given(*DONE, corrected).when(APPROVE)
    none = DaysWorkedRecorded(month=MONTH, half_days=0)
    again.then(approved(0, event_of(Kind.PAY_MONTH, 3)), none)


def salary(slip: object, reserve: int, short: int = 0, advance: int = 0) -> tuple[object, ...]:
    events = (
        entry_of_move(EntryKind.ADVANCE, Ledger.ADVANCES, Ledger.AVAILABLE, advance),
        entry_of_move(EntryKind.SALARY, Ledger.AVAILABLE, Ledger.EMPLOYER_COST, slip.employer_cost + short),  # type: ignore[attr-defined]
        entry_of_move(EntryKind.RESERVE, Ledger.AVAILABLE, Ledger.RESERVE, reserve),
    )
    return tuple(event for event in events if event.postings[0].amount)


@pytest.mark.parametrize("party", [UMBRELLA, SYSTEM])
def test_a_salary_that_the_account_covers_is_posted_on_it(party: Party) -> None:
    answer = given(DONE, credit(500_000)).when(computing(), by=party)
    answer.then(computed(GOOD, MINIMUM), salary(GOOD, 10_000))


def test_what_the_account_lacks_is_advanced_for_pay_never_waits_for_a_client() -> None:
    answer = given(DONE, credit(100_000)).when(computing(), by=UMBRELLA)
    answer.then(computed(GOOD, MINIMUM, 57_000), advanced(57_000), salary(GOOD, 10_000, advance=57_000))


def test_a_salary_is_computed_from_the_days_declared_approved_or_not() -> None:
    answer = given(HERE, REPORTED, credit(500_000)).when(computing(), by=UMBRELLA)
    answer.then(computed(GOOD, MINIMUM, approved=False), salary(GOOD, 10_000))


def test_pay_below_the_minimum_is_raised_to_it_with_the_breach_beside_it() -> None:
    ground = enough(POOR, MINIMUM)
    breach = BreachRecorded(since=date(2026, 3, 31), ground=ground, concerns_consultant=True)  # type: ignore[arg-type]
    short = MINIMUM - POOR.gross - 3_000
    assert short == 9_670
    answer = given(DONE, credit(500_000)).when(computing(POOR), by=UMBRELLA)
    answer.then(computed(POOR, MINIMUM), raised(POOR, MINIMUM, short), salary(POOR, 3_000, short), breach)


def test_a_fixed_term_contract_has_no_financial_reserve() -> None:
    """The reserve is the open-ended contract's; a fixed-term one pays an indemnity at its end."""
    fixed = employed(ContractKind.FIXED_TERM, MISSION, ends_on=date(2026, 6, 30))
    answer = given(A_CONSULTANT, fixed, RUNNING, REPORTED, approved(), credit(500_000))
    events = answer.when(computing(), by=UMBRELLA).answer()
    posted = [event for stream in events.values() for event in stream if hasattr(event, "postings")]
    assert [event.kind for event in posted] == [EntryKind.SALARY]


def test_professional_expenses_are_paid_from_the_account() -> None:
    slip = payslip(expenses=5_000)
    answer = given(DONE, credit(500_000)).when(computing(slip), by=UMBRELLA)
    spent = entry_of_move(EntryKind.EXPENSES, Ledger.AVAILABLE, Ledger.EXPENSES, 5_000)
    answer.then(computed(slip, MINIMUM), salary(slip, 10_000), spent)


def test_a_salary_is_computed_once_after_a_report() -> None:
    given(HERE).when(computing(), by=UMBRELLA).refused(NotReported(month=MONTH))
    paid = given(DONE, computed(GOOD, MINIMUM)).when(computing(), by=UMBRELLA)
    paid.refused(AlreadyPaid(month=MONTH))


@pytest.mark.parametrize(
    "total",
    [
        "gross",
        "employee_contributions",
        "employer_contributions",
        "net_before_tax",
        "net_paid",
        "employer_cost",
    ],
)
def test_every_total_of_a_payslip_adds_up(total: str) -> None:
    found = getattr(GOOD, total)
    wrong = replace(GOOD, **{total: found + 1})
    with pytest.raises(PayslipUnbalanced) as caught:
        given(DONE).when(computing(wrong), by=UMBRELLA).answer()
    assert caught.value.said != caught.value.found


def test_a_payslip_whose_gross_is_wrong_says_so() -> None:
    wrong = replace(GOOD, gross=GOOD.gross + 1)
    refusal = PayslipUnbalanced(total="gross", said=105_001, found=105_000)
    given(DONE).when(computing(wrong), by=UMBRELLA).refused(refusal)


def test_each_mission_gets_its_share_of_the_salary() -> None:
    three_and_one = (day(2), day(3, 1), day(4, 1, mission=OTHER_MISSION))
    report = ActivityReported(consultant=ANNE, month=MONTH, days=three_and_one)
    events = (HERE, within(OTHER, needed()), report, computed(GOOD, MINIMUM))
    here = SalaryPaid(month=MONTH, gross=78_750, net_paid=62_212)
    there = SalaryPaid(month=MONTH, gross=26_250, net_paid=20_738)
    assert here.net_paid + there.net_paid == GOOD.net_paid
    given(events).when(TRANSFER, by=TWO).then(transferred(GOOD), here, within(OTHER, there))


def test_ctl_1_a_salary_file_sent_by_one_person_is_recorded_with_its_breach_and_pay_goes_on() -> None:
    events = (*DONE, computed(GOOD, MINIMUM))
    share = SalaryPaid(month=MONTH, gross=GOOD.gross, net_paid=GOOD.net_paid)
    alone = CTL_1.make_ground(met=False, act="TransferSalary", month=MONTH)
    breach = BreachRecorded(since=PAID_ON, ground=alone, concerns_consultant=False)
    same_twice = with_(acting(UMBRELLA), second=Second(principal="umbrella-1", party=UMBRELLA))
    for by in (acting(UMBRELLA), same_twice):
        given(events).when(TRANSFER, by=by).then(transferred(GOOD), breach, share)
    returned = SalaryPaymentReturned(returned_on=PAID_ON, reference="RET-1", reason="AC04")
    given(events, transferred(GOOD), returned).when(TRANSFER, by=UMBRELLA).then(transferred(GOOD), breach)


def test_what_was_raised_to_the_minimum_is_paid_too() -> None:
    events = (*DONE, computed(POOR, MINIMUM), raised(POOR, MINIMUM, 9_670))
    share = SalaryPaid(month=MONTH, gross=POOR.gross, net_paid=POOR.net_paid + 9_670)
    given(events).when(TRANSFER, by=TWO).then(transferred(POOR, 9_670), share)


def test_a_salary_is_transferred_once_after_it_was_computed() -> None:
    given(DONE).when(TRANSFER, by=TWO).refused(NotComputed(month=MONTH))
    events = (*DONE, computed(GOOD, MINIMUM), transferred(GOOD))
    given(events).when(TRANSFER, by=TWO).refused(AlreadyPaid(month=MONTH))


def statement(opening: int = 0) -> StatementDelivered:
    return StatementDelivered(
        received=500_000,
        management_fee=0,
        expenses=0,
        levies=GOOD.employee_contributions + GOOD.employer_contributions + GOOD.income_tax,
        net_pay=GOOD.net_paid,
        business_contribution=5_000,
        opening=opening,
        closing=343_000,
        document=DOCUMENT,
    )


@pytest.mark.parametrize("party", [UMBRELLA, SYSTEM])
def test_the_statement_shows_the_account_and_closes_its_month(party: Party) -> None:
    events = (*DONE, credit(500_000), computed(GOOD, MINIMUM), salary(GOOD, 10_000))
    closed = MonthClosed(month=MONTH, opening=0, closing=343_000)
    given(events).when(DELIVER, by=party).then(statement(), closed)


def test_a_statement_is_delivered_once_after_the_pay() -> None:
    given(DONE).when(DELIVER, by=UMBRELLA).refused(NotComputed(month=MONTH))
    events = (*DONE, computed(GOOD, MINIMUM), statement())
    given(events).when(DELIVER, by=UMBRELLA).refused(AlreadyAccounted(month=MONTH))
