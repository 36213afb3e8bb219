"""A report that never came; contributions declared and paid: what a month owes to others."""

from datetime import date

from domain.cents_and_months import add_months
from domain.language import ConsultantId, Happened, Label, Month, command
from domain.law.employment import CC_7
from domain.law.pay import DECLARATION_DAY, PAY_3
from domain.paymonth.follow_up_events import ActivityMissing, ContributionsDeclared, ContributionsPaid
from domain.paymonth.pay_floor import last_day
from domain.paymonth.paymonth import PayMonth
from domain.paymonth.refusals import (
    AlreadyReported,
    ContributionsKnown,
    MonthNotOver,
    NotDeclared,
)
from domain.record import Act, Ground


@command
class NoteMissingActivity:
    """A month is over, and its report has not come."""

    consultant: ConsultantId
    month: Month


@command
class DeclareContributions:
    """The umbrella company declared the contributions of a month."""

    consultant: ConsultantId
    month: Month
    reference: Label
    declared_on: Happened


@command
class PayContributions:
    """The umbrella company paid the contributions of a month."""

    consultant: ConsultantId
    month: Month
    reference: Label
    paid_on: Happened


def note_missing(month: PayMonth, order: NoteMissingActivity, act: Act) -> list[ActivityMissing]:
    """Note, once the month is over, that it was not reported; pay waits for nothing but the days."""
    if month.report is not None or month.missing:
        raise AlreadyReported(month=order.month)
    ends_on = last_day(order.month)
    if act.day <= ends_on:
        raise MonthNotOver(month=order.month, ends_on=ends_on)
    ground = CC_7.asked(met=False, month=order.month, seen_on=act.day)
    return [ActivityMissing(consultant=order.consultant, month=order.month, ground=ground)]


def declare(month: PayMonth, order: DeclareContributions) -> ContributionsDeclared:
    """Record the declaration of a computed month, once."""
    if month.payslip is None:
        raise NotDeclared(month=order.month)
    if month.declared:
        raise ContributionsKnown(month=order.month)
    return ContributionsDeclared(
        reference=order.reference,
        declared_on=order.declared_on,
        total=max(month.levied, 0),
        ground=in_time(order.month, order.declared_on),
    )


def pay(month: PayMonth, order: PayContributions) -> ContributionsPaid:
    """Record the payment of declared contributions, once."""
    if not month.declared:
        raise NotDeclared(month=order.month)
    if month.contributions_paid:
        raise ContributionsKnown(month=order.month)
    return ContributionsPaid(
        reference=order.reference,
        paid_on=order.paid_on,
        total=max(month.levied, 0),
        ground=in_time(order.month, order.paid_on),
    )


def in_time(month: Month, day: date) -> Ground:
    """Ask whether contributions came by the day of the month after."""
    due_on = due(month)
    return PAY_3.asked(met=day <= due_on, due_on=due_on, on=day)


def due(month: Month) -> date:
    """Return the last day for the contributions of a month."""
    first = date.fromisoformat(f"{month}-01")
    return add_months(first, 1).replace(day=DECLARATION_DAY.on(first))
