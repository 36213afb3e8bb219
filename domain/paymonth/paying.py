"""Paying: the payroll's result is checked, raised to the minimum if need be, and transferred.

Nothing that a client or an approver left undone stops it (L1254-8, L3242-1).
"""

from datetime import date

from domain.account.account import Account
from domain.account.events import Ledger
from domain.consultant.consultant import Consultant
from domain.language import Cents, ConsultantId, Count, DocumentHash, Label, Month, command, portion
from domain.law.employment import EMP_2
from domain.law.pay import CC_9, DEF_3, FULL_TIME_HALF_DAYS, MINIMUM_PAY, RESERVE_BASIS_POINTS
from domain.paymonth.events import (
    AdvanceFor,
    AdvanceGranted,
    EarningKind,
    PayMonthEvent,
    Payslip,
    SalaryComputed,
    SalaryTransferred,
    StatementDelivered,
)
from domain.paymonth.paymonth import PayMonth
from domain.paymonth.refusals import (
    AlreadyAccounted,
    AlreadyPaid,
    NotComputed,
    NotReported,
    PayslipUnbalanced,
)
from domain.record import Act


@command
class ComputeSalary:
    """The payroll brings its result; `position` is the place in the log that it had read."""

    consultant: ConsultantId
    month: Month
    payslip: Payslip
    position: Count


@command
class TransferSalary:
    """The umbrella company's bank executed the transfer."""

    consultant: ConsultantId
    month: Month
    executed_on: date
    reference: Label


@command
class DeliverStatement:
    """The consultant is told of the account of a month."""

    consultant: ConsultantId
    month: Month
    document: DocumentHash


def compute(
    month: PayMonth, consultant: Consultant, order: ComputeSalary, lacking: Cents
) -> list[PayMonthEvent]:
    """Keep the payroll's result; below the minimum or beyond the account, an advance makes it up.

    `lacking` is what the activity account does not cover, in cents.
    """
    if month.report is None:
        raise NotReported(month=order.month)
    if month.payslip is not None:
        raise AlreadyPaid(month=order.month)
    payslip = order.payslip
    check(payslip)
    half_days = sum(month.worked.values())
    reserve, minimum = (
        reserve_of(consultant, payslip, order.month),
        minimum_of(consultant, order.month, half_days),
    )
    short = shortfall(payslip, reserve, minimum)
    covered = EMP_2.asked(met=lacking == 0, lacking=lacking)
    enough = DEF_3.asked(met=short == 0, gross=payslip.gross, reserve=reserve, minimum=minimum)
    computed = SalaryComputed(
        payslip=payslip,
        position=order.position,
        half_days=half_days,
        reserve=reserve,
        minimum=minimum,
        approved=month.approved,
        grounds=(enough, covered, CC_9.asked(met=True, cost=payslip.employer_cost)),
    )
    raised = AdvanceGranted(amount=short, makes_up_for=AdvanceFor.MINIMUM, ground=enough)
    advanced = AdvanceGranted(amount=lacking, makes_up_for=AdvanceFor.ACCOUNT, ground=covered)
    return [computed, *(advance for advance in (raised, advanced) if advance.amount)]


def transfer(month: PayMonth, order: TransferSalary, _: Act) -> list[PayMonthEvent]:
    """Record the transfer of a computed month, once."""
    if month.payslip is None:
        raise NotComputed(month=order.month)
    if month.transferred:
        raise AlreadyPaid(month=order.month)
    return [
        SalaryTransferred(
            amount=month.payslip.net_paid + month.raised,
            executed_on=order.executed_on,
            reference=order.reference,
        )
    ]


def deliver_statement(month: PayMonth, account: Account, order: DeliverStatement) -> list[PayMonthEvent]:
    """Tell the consultant the six items of L1254-25, from the account and the payslip."""
    if month.payslip is None:
        raise NotComputed(month=order.month)
    if month.accounted:
        raise AlreadyAccounted(month=order.month)
    payslip = month.payslip
    return [
        StatementDelivered(
            received=-account.moved_in(order.month, Ledger.RECEIVED),
            management_fee=account.moved_in(order.month, Ledger.FEE),
            expenses=account.moved_in(order.month, Ledger.EXPENSES),
            levies=payslip.employee_contributions + payslip.employer_contributions + payslip.income_tax,
            net_pay=payslip.net_paid + month.raised,
            business_contribution=_earned(payslip, EarningKind.BUSINESS_CONTRIBUTION),
            opening=account.opening(order.month),
            closing=account.available(through=order.month),
            document=order.document,
        )
    ]


def check(payslip: Payslip) -> None:
    """Check that every total of a payslip is the sum of its parts."""
    employee = sum(line.employee for line in payslip.contributions)
    employer = sum(line.employer for line in payslip.contributions)
    totals = (
        ("gross", payslip.gross, sum(earning.amount for earning in payslip.earnings)),
        ("employee_contributions", payslip.employee_contributions, employee),
        ("employer_contributions", payslip.employer_contributions, employer),
        ("net_before_tax", payslip.net_before_tax, payslip.gross - employee),
        (
            "net_paid",
            payslip.net_paid,
            payslip.net_before_tax - payslip.income_tax + payslip.expenses,
        ),
        ("employer_cost", payslip.employer_cost, payslip.gross + employer),
    )
    for total, said, found in totals:
        if said != found:
            raise PayslipUnbalanced(total=total, said=said, found=found)


def reserve_of(consultant: Consultant, payslip: Payslip, month: Month) -> int:
    """Return the reserve that a month adds, in cents: a share of base pay (IDCC 3219, art. 21.3).

    A fixed-term contract has none: it pays an indemnity at its end (L1243-8).
    """
    if consultant.fixed_term:
        return 0
    share = RESERVE_BASIS_POINTS.on(last_day(month))
    return portion(_earned(payslip, EarningKind.BASE), share, 10_000)


def minimum_of(consultant: Consultant, month: Month, half_days: int) -> int:
    """Return the minimum of a month for so many half-days, reserve included, in cents."""
    day = last_day(month)
    full = FULL_TIME_HALF_DAYS.on(day)
    monthly = MINIMUM_PAY.on(day).monthly(consultant.level(day))
    return portion(monthly, min(half_days, full), full)


def shortfall(payslip: Payslip, reserve: int, minimum: int) -> int:
    """Return by how much pay and reserve are below the minimum, in cents."""
    return max(minimum - payslip.gross - reserve, 0)


def last_day(month: Month) -> date:
    """Return the last day of a month such as 2026-02."""
    year, number = int(month[:4]), int(month[5:])
    return date.fromordinal(date(year + number // 12, number % 12 + 1, 1).toordinal() - 1)


def _earned(payslip: Payslip, kind: EarningKind) -> int:
    return sum(earning.amount for earning in payslip.earnings if earning.kind is kind)
