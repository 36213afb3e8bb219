"""Decide on pay: check the payroll's result, raise it to the minimum by an advance, transfer it.

An unpaid client or a missing approval never stops pay (L1254-8, L3242-1).
"""

from domain.account.account import Account
from domain.account.events import Ledger
from domain.consultant.consultant import Consultant
from domain.language import (
    Cents,
    ConsultantId,
    Count,
    DocumentHash,
    Happened,
    Label,
    MinimumReading,
    Month,
    command,
)
from domain.law.employment import EMP_2
from domain.law.pay import CC_9, DEF_3
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
from domain.paymonth.pay_floor import PayFloor, amount_earned, check_other_rules, reserve_of
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
    """The payroll delivers its result; `position` is the position in the log up to which it had read."""

    consultant: ConsultantId
    month: Month
    payslip: Payslip
    position: Count


@command
class TransferSalary:
    """The umbrella company's bank executed the transfer."""

    consultant: ConsultantId
    month: Month
    executed_on: Happened
    reference: Label


@command
class DeliverStatement:
    """The umbrella company sends the consultant the statement of a month."""

    consultant: ConsultantId
    month: Month
    document: DocumentHash


def compute(
    month: PayMonth, consultant: Consultant, command: ComputeSalary, reading: MinimumReading, lacking: Cents
) -> list[PayMonthEvent]:
    """Record the payroll's result; an advance covers what the minimum or the account lacks.

    `lacking` is what the activity account does not cover, in cents.
    """
    if month.report is None:
        raise NotReported(month=command.month)
    if month.payslip is not None:
        raise AlreadyPaid(month=command.month)
    payslip = command.payslip
    check_totals(payslip)
    half_days = sum(month.half_days_worked.values())
    least = PayFloor(consultant, command.month, half_days)
    reserve = reserve_of(consultant, payslip, command.month)
    short = least.shortfall(payslip, reserve, reading)
    covered = EMP_2.make_ground(met=lacking == 0, lacking=lacking)
    enough = least.check_payslip(DEF_3, payslip, reserve, reading)
    computed = SalaryComputed(
        payslip=payslip,
        position=command.position,
        half_days=half_days,
        reserve=reserve,
        minimum=least.branch_minimum(reading),
        approved=month.approved,
        grounds=(
            enough,
            covered,
            CC_9.make_ground(met=True, cost=payslip.employer_cost),
            *check_other_rules(consultant, payslip, reserve, least, reading),
        ),
    )
    raised = AdvanceGranted(amount=short, makes_up_for=AdvanceFor.MINIMUM, ground=enough)
    advanced = AdvanceGranted(amount=lacking, makes_up_for=AdvanceFor.ACCOUNT, ground=covered)
    return [computed, *(advance for advance in (raised, advanced) if advance.amount)]


def transfer(month: PayMonth, command: TransferSalary, _: Act) -> list[PayMonthEvent]:
    """Record the transfer of a computed month, once; again when the bank returned it."""
    if month.payslip is None:
        raise NotComputed(month=command.month)
    if month.transferred:
        raise AlreadyPaid(month=command.month)
    return [
        SalaryTransferred(
            amount=max(month.net, 0), executed_on=command.executed_on, reference=command.reference
        )
    ]


def deliver_statement(month: PayMonth, account: Account, command: DeliverStatement) -> list[PayMonthEvent]:
    """State the six items of L1254-25 from the account, and from the payslip if there was pay."""
    if month.payslip is None and month.half_days_worked:
        raise NotComputed(month=command.month)
    if month.accounted:
        raise AlreadyAccounted(month=command.month)
    return [
        StatementDelivered(
            received=-account.movement_in(command.month, Ledger.RECEIVED),
            management_fee=account.movement_in(command.month, Ledger.FEE),
            expenses=account.movement_in(command.month, Ledger.EXPENSES),
            levies=month.total_levied + account.movement_in(command.month, Ledger.LEVIES),
            net_pay=month.net,
            business_contribution=amount_earned(month.payslip, EarningKind.BUSINESS_CONTRIBUTION),
            opening=account.opening_balance(command.month),
            closing=account.available(through=command.month),
            document=command.document,
        )
    ]


def check_totals(payslip: Payslip) -> None:
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
    for total, stated, computed in totals:
        if stated != computed:
            raise PayslipUnbalanced(total=total, said=stated, found=computed)
