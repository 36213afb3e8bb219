"""The events around a month of pay: opened, report missing, pay returned or corrected, contributions."""

from datetime import date

from domain.language import Cents, ConsultantId, EventId, Label, MissionId, Month, Sealed
from domain.record import BY_SYSTEM, BY_UMBRELLA, FOR_CONSULTANT, Event, Ground


class PayMonthOpened(Event, frozen=True, kw_only=True):
    """A month of a consultant begins, with its due days for report, pay and statement (ouverture du mois).

    The dates were computed with `calendar` at that time, and are never computed again.
    """

    TYPE = "fr.jalon.pay-month.pay-month-opened.v1"
    BY = BY_SYSTEM
    READERS = FOR_CONSULTANT

    consultant: ConsultantId
    month: Month
    ends_on: date
    pay_on: date
    contributions_due_on: date
    statement_due_on: date
    next_month: Month
    calendar: Label


class ActivityMissing(Event, frozen=True, kw_only=True):
    """The month is over and the consultant has not reported it (compte rendu manquant)."""

    TYPE = "fr.jalon.pay-month.activity-missing.v1"
    BY = BY_SYSTEM | BY_UMBRELLA
    READERS = FOR_CONSULTANT

    consultant: ConsultantId
    month: Month
    ground: Ground


class SalaryPaymentReturned(Event, frozen=True, kw_only=True):
    """The consultant's bank returned the pay; it is still owed (virement rejeté)."""

    TYPE = "fr.jalon.pay-month.salary-payment-returned.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CONSULTANT

    returned_on: date
    reference: Label
    reason: Label


class SalaryCorrected(Event, frozen=True, kw_only=True):
    """A line of this month that corrects the pay of an earlier one (rappel); signed cents.

    `corrects` is the corrected computation; `mission` gets the share, if the earlier pay left it out.
    """

    TYPE = "fr.jalon.pay-month.salary-corrected.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CONSULTANT

    of_month: Month
    corrects: EventId
    mission: MissionId | None
    gross: int
    employee_contributions: int
    employer_contributions: int
    income_tax: int
    net_paid: int
    employer_cost: int
    reason: Sealed
    grounds: tuple[Ground, ...]


class ContributionsDeclared(Event, frozen=True, kw_only=True):
    """The contributions of the month were declared to the social bodies (DSN); cents."""

    TYPE = "fr.jalon.pay-month.contributions-declared.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CONSULTANT

    reference: Label
    declared_on: date
    total: Cents
    ground: Ground


class ContributionsPaid(Event, frozen=True, kw_only=True):
    """The contributions of the month were paid to the social bodies; cents."""

    TYPE = "fr.jalon.pay-month.contributions-paid.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CONSULTANT

    reference: Label
    paid_on: date
    total: Cents
    ground: Ground
