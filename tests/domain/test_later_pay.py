"""What sets pay right: no report, advances, pay returned, later lines, contributions; the account."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.account.balance_and_levies import ChargeLevy, GrantProspectingAllowance, PostOpeningBalance
from domain.account.events import EntryKind, EntryPosted, Ledger, LevyKind, OpeningBalancePosted, Posting
from domain.account.posting import EntryReason, release_reserve
from domain.account.refusals import (
    AllowanceTooLong,
    AllowanceTooSmall,
    AlreadyMoved,
    LevyNotAllowed,
    OpeningUnbalanced,
    ReserveTooSmall,
)
from domain.consultant.consultant import Consultant
from domain.language import Cents, Kind, Level, MinimumReading, Month, account_stream, pay_month_stream
from domain.law.billing import LATE_RATE
from domain.law.employment import CC_7, EMP_2
from domain.law.pay import DEF_3, MINIMUM_PAY, PAID_LEAVE_HALF_DAYS, PAY_3, PMSS, SMIC
from domain.mission.events.ending import SalaryPaid
from domain.mission.events.working import BreachRecorded
from domain.paymonth.correcting import CorrectSalary, GrantAdvance, ReturnSalaryPayment
from domain.paymonth.declaring import DeclareContributions, NoteMissingActivity, PayContributions
from domain.paymonth.events import AdvanceFor, AdvanceGranted, Payslip, SalaryComputed
from domain.paymonth.follow_up_events import (
    ActivityMissing,
    ContributionsDeclared,
    ContributionsPaid,
    SalaryCorrected,
    SalaryPaymentReturned,
)
from domain.paymonth.pay_floor import PayFloor, check_other_rules
from domain.paymonth.paying import DeliverStatement, TransferSalary
from domain.paymonth.refusals import (
    AlreadyPaid,
    AlreadyReported,
    ContributionsKnown,
    CorrectionBackwards,
    CorrectionTooLarge,
    MissionNotTheirs,
    MonthNotOver,
    NotComputed,
    NotDeclared,
    NotTransferred,
)
from domain.record import Answer
from domain.refusals import NothingKnown
from domain.umbrella.events import PolicyAdopted
from tests.domain.given import (
    ANNE,
    BASILE,
    DOCUMENT,
    MISSION,
    MONTH,
    STREAMS,
    SYSTEM,
    TWO,
    UMBRELLA,
    event_of,
    given,
    within,
)
from tests.domain.pay import PAID_ON, REPORTED, computed, credit, entry_of_move, payslip, transferred
from tests.domain.people import EVERYONE
from tests.domain.test_paymonth import DONE, GOOD, HERE, MINIMUM, computing
from tests.domain.words import of_anne

A_DAY = timedelta(days=1)
WHY = of_anne("a day was added")
COMPUTED = (*DONE, computed(GOOD, MINIMUM))
TRANSFERRED = (*COMPUTED, transferred(GOOD))
NEXT: Month = "2026-04"
APRIL = pay_month_stream(ANNE, NEXT)


def test_cc_7_a_month_that_is_over_and_not_reported_is_missing_once() -> None:
    command = NoteMissingActivity(consultant=ANNE, month=MONTH)
    last = date(2026, 3, 31)
    for day in (last - A_DAY, last):
        given(HERE).when(command, by=SYSTEM, on=day).refused(MonthNotOver(month=MONTH, ends_on=last))
    ground = CC_7.make_ground(met=False, month=MONTH, seen_on=last + A_DAY)
    missing = ActivityMissing(consultant=ANNE, month=MONTH, ground=ground)
    given(HERE).when(command, by=SYSTEM, on=last + A_DAY).then(missing)
    given(HERE, missing).when(command, by=UMBRELLA, on=last + A_DAY).refused(AlreadyReported(month=MONTH))
    given(HERE, REPORTED).when(command, by=UMBRELLA, on=last + A_DAY).refused(AlreadyReported(month=MONTH))


def test_emp_2_an_advance_by_order_is_on_the_account_before_any_client_paid() -> None:
    command = GrantAdvance(consultant=ANNE, month=MONTH, amount=50_000)
    ground = EMP_2.make_ground(met=True, advanced=50_000)
    granted = AdvanceGranted(amount=50_000, makes_up_for=AdvanceFor.CLIENT, ground=ground)
    entry = entry_of_move(EntryKind.ADVANCE, Ledger.ADVANCES, Ledger.AVAILABLE, 50_000, f"advance of {MONTH}")
    given(HERE).when(command).then(granted, entry)
    given(TRANSFERRED).when(command).refused(AlreadyPaid(month=MONTH))
    stranger = replace(command, consultant=BASILE)
    given(HERE).when(stranger).refused(NothingKnown(about=f"account of {BASILE}"))


RETURNED = SalaryPaymentReturned(returned_on=date(2026, 4, 7), reference="RET-1", reason="AC04")


def test_pay_1_a_pay_that_the_bank_returned_is_transferred_again_and_shared_once() -> None:
    command = ReturnSalaryPayment(
        consultant=ANNE, month=MONTH, returned_on=date(2026, 4, 7), reference="RET-1", reason="AC04"
    )
    given(COMPUTED).when(command).refused(NotTransferred(month=MONTH))
    given(TRANSFERRED).when(command).then(RETURNED)
    given(TRANSFERRED, RETURNED).when(command).refused(NotTransferred(month=MONTH))
    again = TransferSalary(consultant=ANNE, month=MONTH, executed_on=PAID_ON, reference="SEPA-1")
    given(TRANSFERRED, RETURNED).when(again, by=TWO).then(transferred(GOOD))


def correcting(gross: int = 10_000, **changes: object) -> CorrectSalary:
    command = CorrectSalary(
        consultant=ANNE,
        month=NEXT,
        of_month=MONTH,
        gross=gross,
        employee_contributions=gross // 5,
        employer_contributions=gross * 2 // 5,
        reason=WHY,
    )
    return replace(command, **changes)  # type: ignore[arg-type]


def corrected(gross: int = 10_000, *, mission: object = None) -> SalaryCorrected:
    ground = DEF_3.make_ground(
        met=True, corrected=gross, minimum=MINIMUM, reading=MinimumReading.FROZEN_2017_TOTAL
    )
    return SalaryCorrected(
        of_month=MONTH,
        corrects=event_of(Kind.PAY_MONTH, 3),
        mission=mission,  # type: ignore[arg-type]
        gross=gross,
        employee_contributions=gross // 5,
        employer_contributions=gross * 2 // 5,
        income_tax=0,
        net_paid=gross - gross // 5,
        employer_cost=gross + gross * 2 // 5,
        reason=WHY,
        grounds=(ground,),
    )


def posted(
    kind: EntryKind, source: Ledger, target: Ledger, amount: Cents, mission: object = None
) -> EntryPosted:
    return EntryPosted(
        month=NEXT,
        of_month=NEXT,
        kind=kind,
        postings=(Posting(ledger=source, amount=-amount), Posting(ledger=target, amount=amount)),
        because=f"salary of {MONTH} corrected",
    )


def test_pay_1_a_correction_is_a_line_of_a_later_month_and_names_what_it_corrects() -> None:
    cost = posted(EntryKind.SALARY, Ledger.AVAILABLE, Ledger.EMPLOYER_COST, 14_000)
    given(TRANSFERRED, credit(500_000)).when(correcting()).then(within(APRIL, corrected()), cost)
    for month in ("2026-02", MONTH):
        refusal = CorrectionBackwards(month=month, of_month=MONTH)
        given(TRANSFERRED).when(correcting(month=month)).refused(refusal)
    given(DONE).when(correcting()).refused(NotComputed(month=MONTH))
    paid = within(APRIL, REPORTED, computed(GOOD, MINIMUM), transferred(GOOD))
    given(TRANSFERRED, paid).when(correcting()).refused(AlreadyPaid(month=NEXT))


def test_pay_1_no_more_is_taken_back_than_was_paid() -> None:
    paid = entry_of_move(EntryKind.SALARY, Ledger.AVAILABLE, Ledger.EMPLOYER_COST, GOOD.employer_cost)
    before = (*TRANSFERRED, credit(500_000), paid)
    taken = posted(EntryKind.SALARY_TAKEN_BACK, Ledger.EMPLOYER_COST, Ledger.AVAILABLE, 14_000)
    less = replace(correcting(-10_000), employee_contributions=-2_000, employer_contributions=-4_000)
    given(before).when(less).then(within(APRIL, corrected(-10_000)), taken)
    all_of_it = given(before).when(correcting(-GOOD.gross - 1))
    all_of_it.refused(CorrectionTooLarge(of_month=MONTH, paid=GOOD.gross, taken_back=GOOD.gross + 1))
    unposted = given(TRANSFERRED).when(less)
    unposted.refused(CorrectionTooLarge(of_month=MONTH, paid=0, taken_back=14_000))


def test_def_3_a_correction_that_leaves_pay_below_the_minimum_is_a_breach() -> None:
    poor = payslip(base=30_000)
    before = (*DONE, computed(poor, MINIMUM), credit(500_000))
    answer = given(before).when(correcting(9_669, mission=MISSION)).answer()
    found = [event for events in answer.values() for event in events if isinstance(event, BreachRecorded)]
    assert [breach.ground.rule for breach in found] == ["DEF-3"]
    enough = given(before).when(correcting(9_670, mission=MISSION)).answer()
    assert not any(isinstance(event, BreachRecorded) for events in enough.values() for event in events)


def test_a_mission_added_to_a_month_already_paid_gets_its_share_with_the_next_pay() -> None:
    line = corrected(mission=MISSION)
    april = within(APRIL, line, replace_month(), computed(GOOD, MINIMUM))
    command = TransferSalary(consultant=ANNE, month=NEXT, executed_on=PAID_ON, reference="SEPA-2")
    answer = given(TRANSFERRED, april).when(command, by=TWO).answer()
    shares = [event for events in answer.values() for event in events if isinstance(event, SalaryPaid)]
    assert shares == [
        SalaryPaid(month=NEXT, gross=GOOD.gross, net_paid=GOOD.net_paid),
        SalaryPaid(month=MONTH, gross=10_000, net_paid=8_000),
    ]
    theirs = given(TRANSFERRED).when(correcting(mission=MISSION, consultant=BASILE))
    theirs.refused(MissionNotTheirs(missions=(str(MISSION),)))


def replace_month() -> object:
    return type(REPORTED)(consultant=ANNE, month=NEXT, days=REPORTED.days)


LEVIED = GOOD.employee_contributions + GOOD.employer_contributions + GOOD.income_tax
DUE = date(2026, 4, 15)


@pytest.mark.parametrize("late", [-1, 0, 1])
def test_pay_3_contributions_declared_or_paid_late_are_a_breach(late: int) -> None:
    day = DUE + timedelta(days=late)
    ground = PAY_3.make_ground(met=late <= 0, due_on=DUE, on=day)
    breach = BreachRecorded(since=date(2026, 3, 31), ground=ground, concerns_consultant=False)
    beside = (breach,) if late > 0 else ()
    declared = ContributionsDeclared(reference="DSN-1", declared_on=day, total=LEVIED, ground=ground)
    paid = ContributionsPaid(reference="DSN-1", paid_on=day, total=LEVIED, ground=ground)
    declare = DeclareContributions(consultant=ANNE, month=MONTH, reference="DSN-1", declared_on=day)
    pay = PayContributions(consultant=ANNE, month=MONTH, reference="DSN-1", paid_on=day)
    given(COMPUTED).when(declare).then(declared, *beside)
    given(COMPUTED, declared).when(pay).then(paid, *beside)
    given(DONE).when(declare).refused(NotDeclared(month=MONTH))
    given(COMPUTED).when(pay).refused(NotDeclared(month=MONTH))
    given(COMPUTED, declared).when(declare).refused(ContributionsKnown(month=MONTH))
    given(COMPUTED, declared, paid).when(pay).refused(ContributionsKnown(month=MONTH))


def test_eps_1_a_month_without_pay_has_its_statement_too() -> None:
    deliver = DeliverStatement(consultant=ANNE, month=MONTH, document=DOCUMENT)
    answer = given(HERE, credit(500_000)).when(deliver, by=SYSTEM).answer()
    statement = answer[pay_month_stream(ANNE, MONTH)][0]
    assert (statement.received, statement.net_pay, statement.closing) == (500_000, 0, 500_000)
    given(HERE, REPORTED).when(deliver, by=SYSTEM).refused(NotComputed(month=MONTH))


# The account ----------------------------------------------------------------------------------

OPENING = (
    Posting(ledger=Ledger.RECEIVED, amount=-100_000),
    Posting(ledger=Ledger.RESERVE, amount=60_000),
    Posting(ledger=Ledger.AVAILABLE, amount=40_000),
)
OPEN = PostOpeningBalance(consultant=ANNE, month=MONTH, postings=OPENING, document=DOCUMENT)
OPENED = OpeningBalancePosted(month=MONTH, postings=OPENING, document=DOCUMENT)


def test_eps_1_an_account_is_taken_over_once_when_it_balances() -> None:
    given(EVERYONE).when(OPEN).then(OPENED)
    given(EVERYONE, OPENED).when(OPEN).refused(AlreadyMoved())
    given().when(OPEN).refused(NothingKnown(about=f"account of {ANNE}"))
    short = replace(OPEN, postings=OPENING[:2])
    given(EVERYONE).when(short).refused(OpeningUnbalanced(found=-40_000))
    wrong = (Posting(ledger=Ledger.RECEIVED, amount=1), Posting(ledger=Ledger.AVAILABLE, amount=-1))
    given(EVERYONE).when(replace(OPEN, postings=wrong)).refused(OpeningUnbalanced(found=0))
    given(EVERYONE).when(replace(OPEN, postings=())).refused(OpeningUnbalanced(found=0))


def test_cc_12_levies_outside_the_fee_are_charged_since_july_2021() -> None:
    command = ChargeLevy(consultant=ANNE, month=MONTH, levy=LevyKind.CVAE, amount=1_000)
    because = f"levy cvae of {MONTH}"
    levy = entry_of_move(EntryKind.LEVY, Ledger.AVAILABLE, Ledger.LEVIES, 1_000, because)
    given(EVERYONE, OPENED).when(command).then(levy)
    lacking = entry_of_move(EntryKind.ADVANCE, Ledger.ADVANCES, Ledger.AVAILABLE, 1_000, because)
    given(EVERYONE).when(command).then(lacking, levy)
    given(EVERYONE).when(replace(command, month="2021-06")).refused(LevyNotAllowed(month="2021-06"))
    for month in ("2021-07", "2021-08"):
        assert given(EVERYONE).when(replace(command, month=month)).answer()


def test_cc_12_a_levy_is_in_the_statement_of_its_month_beside_those_of_the_pay() -> None:
    levy = entry_of_move(EntryKind.LEVY, Ledger.AVAILABLE, Ledger.LEVIES, 1_000, f"levy cvae of {MONTH}")
    deliver = DeliverStatement(consultant=ANNE, month=MONTH, document=DOCUMENT)

    def levies(*events: object) -> int:
        answer = given(COMPUTED, events).when(deliver, by=SYSTEM).answer()  # type: ignore[arg-type]
        return answer[pay_month_stream(ANNE, MONTH)][0].levies  # type: ignore[attr-defined]

    assert levies(levy) == levies() + 1_000


def allowing(amount: Cents, month: Month = MONTH) -> GrantProspectingAllowance:
    return GrantProspectingAllowance(consultant=ANNE, month=month, amount=amount)


def allowed(amount: Cents, month: Month = MONTH) -> EntryPosted:
    return EntryPosted(
        month=month,
        of_month=month,
        kind=EntryKind.PROSPECTING_ALLOWANCE,
        postings=(
            Posting(ledger=Ledger.RESERVE, amount=-amount),
            Posting(ledger=Ledger.AVAILABLE, amount=amount),
        ),
        because=f"prospecting allowance of {month}",
    )


def test_cc_13_an_allowance_is_a_day_at_least_and_as_much_as_the_reserve_at_most() -> None:
    """A day of a senior is two half-days of forty-three of 2 713.27 €."""
    before = given(EVERYONE, OPENED)
    before.when(allowing(12_619)).refused(AllowanceTooSmall(asked=12_619, day=12_620))
    before.when(allowing(12_620)).then(allowed(12_620))
    before.when(allowing(60_000)).then(allowed(60_000))
    before.when(allowing(60_001)).refused(ReserveTooSmall(asked=60_001, reserve=60_000))


def test_cc_13_an_allowance_is_paid_for_three_months_running_at_most() -> None:
    months = ("2026-03", "2026-04", "2026-05")
    paid = [allowed(12_620, month) for month in months]
    given(EVERYONE, OPENED, paid[:2]).when(allowing(12_620, "2026-05")).then(paid[2])
    fourth = given(EVERYONE, OPENED, paid).when(allowing(12_620, "2026-06"))
    fourth.refused(AllowanceTooLong(months=("2026-05", "2026-04", "2026-03"), months_max=3))
    given(EVERYONE, OPENED, paid).when(allowing(12_620, "2026-07")).then(allowed(12_620, "2026-07"))
    twice = given(EVERYONE, OPENED, paid[:1]).when(allowing(12_620))
    twice.refused(AllowanceTooLong(months=(), months_max=3))


def test_cc_11_the_reserve_is_released_when_employment_ends() -> None:
    taken_over = given(EVERYONE, OPENED).history.state_of(account_stream(ANNE))
    (released,) = release_reserve(taken_over, EntryReason(MONTH, "the end"))
    assert isinstance(released, EntryPosted)
    assert released.kind is EntryKind.RESERVE_RELEASED
    assert [posting.amount for posting in released.postings] == [-60_000, 60_000]


# The minimum ----------------------------------------------------------------------------------

FROZEN = {Level.JUNIOR: 228_830, Level.SENIOR: 245_175, Level.EXPERT: 277_865}
OLD_GRID = {
    2017: (228_830, 245_175, 277_865),
    2018: (231_770, 248_325, 281_435),
    2019: (236_390, 253_275, 287_045),
    2020: (239_960, 257_100, 291_380),
    2022: (239_960, 257_100, 291_380),
    2023: (256_620, 274_950, 311_610),
}
SINCE = (date(2024, 7, 16), date(2024, 7, 17), date(2024, 7, 18))


def least(level: Level, reading: MinimumReading, day: date) -> int:
    return MINIMUM_PAY.value_on(day).monthly_minimum(level, reading, day)


@pytest.mark.parametrize("year", OLD_GRID)
def test_def_3_the_old_grid_in_both_readings_of_the_ceiling(year: int) -> None:
    day = date(year, 12, 31)
    for level, current in zip(FROZEN, OLD_GRID[year], strict=True):
        assert least(level, MinimumReading.CURRENT_PMSS_MONTHLY, day) == current
        assert least(level, MinimumReading.FROZEN_2017_MONTHLY, day) == FROZEN[level]


def test_def_3_the_new_grid_in_its_four_readings() -> None:
    day = date(2026, 3, 31)
    found = {reading: [least(level, reading, day) for level in Level] for reading in MinimumReading}
    assert found == {
        MinimumReading.FROZEN_2017_TOTAL: [225_561, 251_713, 271_327, 307_286],
        MinimumReading.FROZEN_2017_MONTHLY: [205_947, 228_830, 245_175, 277_865],
        MinimumReading.CURRENT_PMSS_TOTAL: [276_345, 308_385, 332_415, 376_470],
        MinimumReading.CURRENT_PMSS_MONTHLY: [252_315, 280_350, 300_375, 340_425],
    }


@pytest.mark.parametrize(("day", "cents"), list(zip(SINCE, (251_713, 225_561, 225_561), strict=True)))
def test_def_3_the_first_level_has_its_own_minimum_since_july_2024(day: date, cents: int) -> None:
    assert least(Level.FIRST, MinimumReading.FROZEN_2017_TOTAL, day) == cents


def test_def_3_before_the_agreement_the_minimum_followed_the_ceiling_of_the_year() -> None:
    for reading in MinimumReading:
        assert least(Level.SENIOR, reading, date(2017, 6, 30)) == 245_175
    assert PMSS.value_on(date(2016, 12, 31)) == 321_800


@pytest.mark.parametrize(
    ("reading", "short"),
    [
        (MinimumReading.FROZEN_2017_TOTAL, 9_670),
        (MinimumReading.FROZEN_2017_MONTHLY, 8_412),
        (MinimumReading.CURRENT_PMSS_TOTAL, 19_614),
        (MinimumReading.CURRENT_PMSS_MONTHLY, 17_398),
    ],
)
def test_def_3_the_reading_that_the_company_adopted_binds_and_the_others_advise(
    reading: MinimumReading, short: int
) -> None:
    poor = payslip(base=30_000)
    policy = PolicyAdopted(
        from_on=date(2026, 3, 31),
        minimum_reading=reading,
        dependence_noted=5_000,
        dependence_high=7_000,
        dependence_critical=9_000,
        reminder_days=(),
    )
    answer = given(DONE, policy, credit(500_000)).when(computing(poor), by=UMBRELLA).answer()
    events = [event for stream in answer.values() for event in stream]
    (raised,) = [event for event in events if isinstance(event, AdvanceGranted)]
    assert (raised.amount, raised.makes_up_for) == (short, AdvanceFor.MINIMUM)
    (salary,) = [event for event in events if isinstance(event, SalaryComputed)]
    assert salary.grounds[0].saw["reading"] == reading
    assert [ground.rule for ground in salary.grounds].count("DEF-3-OTHER") == 3
    assert [event.ground.rule for event in events if isinstance(event, BreachRecorded)] == ["DEF-3"]


def test_pay_4_no_pay_is_below_the_national_minimum_wage_of_its_day() -> None:
    days = (date(2026, 5, 31), date(2026, 6, 1), date(2026, 6, 2))
    assert [SMIC.value_on(day) for day in days] == [182_303, 186_702, 186_702]
    answer = given(DONE, credit(500_000)).when(computing(payslip(base=20_000)), by=UMBRELLA).answer()
    found = [event for events in answer.values() for event in events if isinstance(event, BreachRecorded)]
    broken = [breach.ground.rule for breach in found]
    assert broken == ["DEF-3", "PAY-4"]


@pytest.mark.parametrize(
    ("month", "smic", "binds"),
    [("2025-11", 180_180, False), ("2025-12", 180_180, False), ("2026-01", 182_303, True)],
)
def test_pay_4_a_minimum_wage_that_nobody_read_again_advises_and_raises_no_pay(
    month: str, smic: int, binds: bool
) -> None:
    """A cent less: a breach and an advance where the figure is confirmed, a remark where it is not."""
    anne: Consultant = given(EVERYONE).history.state_of(STREAMS[Kind.CONSULTANT])
    least, reading = PayFloor(anne, month, 43), MinimumReading.FROZEN_2017_TOTAL
    slip = with_gross(smic - 1)
    enough = least.branch_minimum(reading)  # as if the reserve made up for the rest of the branch's minimum
    assert least.shortfall(slip, enough, reading) == (1 if binds else 0)
    assert least.shortfall(with_gross(smic), enough, reading) == 0
    rule = "PAY-4" if binds else "PAY-4-UNCONFIRMED"
    (ground,) = [
        one for one in check_other_rules(anne, slip, 0, least, reading) if one.rule.startswith("PAY-4")
    ]
    assert (ground.rule, ground.answer, ground.saw["smic"]) == (rule, Answer.BROKEN, str(smic))


def with_gross(gross: int) -> Payslip:
    return replace(payslip(), gross=gross)


def test_a_figure_that_nobody_read_again_is_marked_in_the_versions_it_concerns() -> None:
    assert not SMIC.is_confirmed(date(2024, 12, 31))
    assert not SMIC.is_confirmed(date(2025, 12, 31))
    assert SMIC.is_confirmed(date(2026, 1, 1))
    assert not any(LATE_RATE.is_confirmed(day) for day in LATE_RATE.values)
    assert not MINIMUM_PAY.is_confirmed(date(2024, 7, 17))
    assert MINIMUM_PAY.is_confirmed(date(2024, 7, 16))
    assert PMSS.is_confirmed(date(2026, 1, 1))


def test_emp_3_pay_without_the_business_contribution_is_a_breach() -> None:
    slip = payslip()
    base = replace(slip.earnings[0], amount=slip.gross)
    without = replace(slip, earnings=(base,))
    answer = given(DONE, credit(500_000)).when(computing(without), by=UMBRELLA).answer()
    found = [event for events in answer.values() for event in events if isinstance(event, BreachRecorded)]
    broken = [breach.ground.rule for breach in found]
    assert broken == ["EMP-3"]


def test_cc_21_two_and_a_half_days_of_leave_are_earned_each_month() -> None:
    assert PAID_LEAVE_HALF_DAYS.value_on(date(2026, 3, 31)) == 5
