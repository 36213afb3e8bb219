"""What sets a month of pay right: an advance by order, a pay the bank returned, a line of a later month."""

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
from domain.paymonth.pay_floor import Least, reserve_of
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

    `mission` is the one whose share it is, when days were added for it after the earlier pay.
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


def grant(month: PayMonth, order: GrantAdvance) -> list[PayMonthEvent]:
    """Advance what a client has not paid yet, before the month is transferred."""
    if month.transferred:
        raise AlreadyPaid(month=order.month)
    ground = EMP_2.asked(met=True, advanced=order.amount)
    return [AdvanceGranted(amount=order.amount, makes_up_for=AdvanceFor.CLIENT, ground=ground)]


def payment_returned(month: PayMonth, order: ReturnSalaryPayment, _: Act) -> list[PayMonthEvent]:
    """Record that a pay came back; it is still owed and is transferred again."""
    if not month.transferred:
        raise NotTransferred(month=order.month)
    return [
        SalaryPaymentReturned(returned_on=order.returned_on, reference=order.reference, reason=order.reason)
    ]


def correct(
    month: PayMonth, before: PayMonth, consultant: Consultant, reading: MinimumReading, order: CorrectSalary
) -> SalaryCorrected:
    """Correct the pay of an earlier, computed month by a line of one not transferred yet."""
    if order.of_month >= order.month:
        raise CorrectionBackwards(month=order.month, of_month=order.of_month)
    if before.payslip is None or before.computed is None:
        raise NotComputed(month=order.of_month)
    if month.transferred:
        raise AlreadyPaid(month=order.month)
    if -order.gross > before.payslip.gross:
        raise CorrectionTooLarge(of_month=order.of_month, paid=before.payslip.gross, taken_back=-order.gross)
    least = Least(consultant, order.of_month, sum(before.worked.values()))
    reserve = reserve_of(consultant, before.payslip, order.of_month)
    paid = replace(before.payslip, gross=before.payslip.gross + before.raised + order.gross)
    enough = least.shortfall(paid, reserve, reading) == 0
    return SalaryCorrected(
        of_month=order.of_month,
        corrects=before.computed,
        mission=order.mission,
        gross=order.gross,
        employee_contributions=order.employee_contributions,
        employer_contributions=order.employer_contributions,
        income_tax=order.income_tax,
        net_paid=order.gross - order.employee_contributions - order.income_tax,
        employer_cost=order.gross + order.employer_contributions,
        reason=order.reason,
        grounds=(DEF_3.asked(met=enough, corrected=order.gross, minimum=least.of(reading), reading=reading),),
    )
