"""Decide on a missing report, and on the declaration and payment of contributions."""

from datetime import date

from domain.cents_and_months import add_months
from domain.language import ConsultantId, Happened, Label, Month, command
from domain.law.employment import CC_7
from domain.law.pay import DECLARATION_DAY, PAY_3
from domain.paymonth.follow_up_events import ActivityMissing, ContributionsDeclared, ContributionsPaid
from domain.paymonth.pay_floor import last_day_of
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


def note_missing(month: PayMonth, command: NoteMissingActivity, act: Act) -> list[ActivityMissing]:
    """Record, once the month is over, that its report is missing; pay waits only for the days."""
    if month.report is not None or month.missing:
        raise AlreadyReported(month=command.month)
    ends_on = last_day_of(command.month)
    if act.day <= ends_on:
        raise MonthNotOver(month=command.month, ends_on=ends_on)
    ground = CC_7.make_ground(met=False, month=command.month, seen_on=act.day)
    return [ActivityMissing(consultant=command.consultant, month=command.month, ground=ground)]


def declare_contributions(month: PayMonth, command: DeclareContributions) -> ContributionsDeclared:
    """Record the declaration of a computed month, once."""
    if month.payslip is None:
        raise NotDeclared(month=command.month)
    if month.declared:
        raise ContributionsKnown(month=command.month)
    return ContributionsDeclared(
        reference=command.reference,
        declared_on=command.declared_on,
        total=max(month.total_levied, 0),
        ground=check_in_time(command.month, command.declared_on),
    )


def pay_contributions(month: PayMonth, command: PayContributions) -> ContributionsPaid:
    """Record the payment of declared contributions, once."""
    if not month.declared:
        raise NotDeclared(month=command.month)
    if month.contributions_paid:
        raise ContributionsKnown(month=command.month)
    return ContributionsPaid(
        reference=command.reference,
        paid_on=command.paid_on,
        total=max(month.total_levied, 0),
        ground=check_in_time(command.month, command.paid_on),
    )


def check_in_time(month: Month, day: date) -> Ground:
    """Check that contributions came by the due day of the next month."""
    due_on = contributions_due_day(month)
    return PAY_3.make_ground(met=day <= due_on, due_on=due_on, on=day)


def contributions_due_day(month: Month) -> date:
    """Return the last day for the contributions of a month."""
    first = date.fromisoformat(f"{month}-01")
    return add_months(first, 1).replace(day=DECLARATION_DAY.value_on(first))
