"""Decide on corrections of a month of pay: a granted advance, a returned pay, a line in a later month."""

from dataclasses import replace

from domain.consultant.consultant import Consultant
from domain.language import (
    ConsultantId,
    ConsultantText,
    Count,
    Happened,
    Key,
    Label,
    MinimumReading,
    MissionId,
    Month,
    command,
)
from domain.law.employment import EMP_2
from domain.law.pay import DEF_3
from domain.paymonth.events import AdvanceFor, AdvanceGranted, PayMonthEvent
from domain.paymonth.follow_up_events import SalaryCorrected, SalaryPaymentReturned
from domain.paymonth.pay_floor import PayFloor, reserve_of
from domain.paymonth.paymonth import PayMonth
from domain.paymonth.refusals import (
    AlreadyPaid,
    CorrectionBackwards,
    CorrectionTooLarge,
    NotComputed,
    NotTransferred,
)
from domain.record import Act


@command
class GrantAdvance:
    """The umbrella company advances money to the account before a client pays it; cents."""

    consultant: ConsultantId
    month: Month
    amount: Count


@command
class ReturnSalaryPayment:
    """The consultant's bank returned the pay of a month."""

    consultant: ConsultantId
    month: Month
    returned_on: Happened
    reference: Label
    reason: Key


@command
class CorrectSalary:
    """A line of this month corrects the pay of an earlier one; signed cents.

    `mission` is the mission that gets the share, if days were added for it after the earlier pay.
    """

    consultant: ConsultantId
    month: Month
    of_month: Month
    mission: MissionId | None = None
    gross: int
    employee_contributions: int
    employer_contributions: int
    income_tax: int = 0
    reason: ConsultantText


def grant_advance(month: PayMonth, command: GrantAdvance) -> list[PayMonthEvent]:
    """Advance an amount that a client has not paid yet, before the month is transferred."""
    if month.transferred:
        raise AlreadyPaid(month=command.month)
    ground = EMP_2.make_ground(met=True, advanced=command.amount)
    return [AdvanceGranted(amount=command.amount, makes_up_for=AdvanceFor.CLIENT, ground=ground)]


def record_returned_payment(month: PayMonth, command: ReturnSalaryPayment, _: Act) -> list[PayMonthEvent]:
    """Record a returned pay; it is still owed and is transferred again."""
    if not month.transferred:
        raise NotTransferred(month=command.month)
    return [
        SalaryPaymentReturned(
            returned_on=command.returned_on, reference=command.reference, reason=command.reason
        )
    ]


def correct_salary(
    month: PayMonth, before: PayMonth, consultant: Consultant, reading: MinimumReading, command: CorrectSalary
) -> SalaryCorrected:
    """Correct the pay of an earlier, computed month by a line of one not transferred yet."""
    if command.of_month >= command.month:
        raise CorrectionBackwards(month=command.month, of_month=command.of_month)
    if before.payslip is None or before.computed is None:
        raise NotComputed(month=command.of_month)
    if month.transferred:
        raise AlreadyPaid(month=command.month)
    if -command.gross > before.payslip.gross:
        raise CorrectionTooLarge(
            of_month=command.of_month, paid=before.payslip.gross, taken_back=-command.gross
        )
    least = PayFloor(consultant, command.of_month, sum(before.half_days_worked.values()))
    reserve = reserve_of(consultant, before.payslip, command.of_month)
    paid = replace(before.payslip, gross=before.payslip.gross + before.raised + command.gross)
    enough = least.shortfall(paid, reserve, reading) == 0
    return SalaryCorrected(
        of_month=command.of_month,
        corrects=before.computed,
        mission=command.mission,
        gross=command.gross,
        employee_contributions=command.employee_contributions,
        employer_contributions=command.employer_contributions,
        income_tax=command.income_tax,
        net_paid=command.gross - command.employee_contributions - command.income_tax,
        employer_cost=command.gross + command.employer_contributions,
        reason=command.reason,
        grounds=(
            DEF_3.make_ground(
                met=enough, corrected=command.gross, minimum=least.branch_minimum(reading), reading=reading
            ),
        ),
    )
