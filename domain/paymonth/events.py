"""The events of a month of pay, and the words they share with its commands; amounts in cents."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from domain.language import (
    AbsenceKind,
    Cents,
    ConsultantId,
    Count,
    DocumentHash,
    EventId,
    Form,
    Key,
    Label,
    MissionId,
    Month,
    Sealed,
    value,
)
from domain.paymonth.follow_up_events import (
    ActivityMissing,
    ContributionsDeclared,
    ContributionsPaid,
    PayMonthOpened,
    SalaryCorrected,
    SalaryPaymentReturned,
)
from domain.record import (
    BY_CONSULTANT,
    BY_SYSTEM,
    BY_UMBRELLA,
    FOR_CONSULTANT,
    Event,
    Ground,
)

HalfDays = Annotated[int, Form.HALF_DAYS]


class TimeKind(StrEnum):
    """The kind of a half-day (IDCC 3219, avenant 4); the reason of an absence stays sealed."""

    PRESTATION = "prestation"
    PROSPECTING = "prospecting"
    TRAINING = "training"
    DELEGATION = "delegation"
    ABSENCE = "absence"


@value
class ActivityDay:
    """One line of an activity report: 1 or 2 half-days of one kind, for one mission or none."""

    day: date
    half_days: HalfDays
    kind: TimeKind
    mission: MissionId | None = None
    absence: AbsenceKind | None = None


@value
class DayHours:
    """The hours of a day of work over all missions, and whether the rest before the next day was taken."""

    day: date
    minutes: Count
    rest_taken: bool = True


class EarningKind(StrEnum):
    """A component of gross pay."""

    BASE = "base"  # salaire de base
    BUSINESS_CONTRIBUTION = "business_contribution"  # indemnité d'apport d'affaires
    PAID_LEAVE = "paid_leave"  # indemnité de congés payés
    COMPLEMENT = "complement"
    END_OF_CONTRACT = "end_of_contract"  # indemnité de fin de contrat


@value
class Earning:
    """A part of gross pay."""

    kind: EarningKind
    amount: Cents


@value
class Contribution:
    """A contribution: the employee's and the employer's part; reductions are negative."""

    code: Key
    label: Label
    employee: int
    employer: int


@value
class Payslip:
    """A month of pay as the payroll computed it (bulletin de paie); its totals add up."""

    engine: Label
    engine_version: Label
    earnings: tuple[Earning, ...]
    contributions: tuple[Contribution, ...]
    gross: Cents
    employee_contributions: Cents
    employer_contributions: Cents
    net_before_tax: Cents
    net_taxable: Cents
    income_tax: Cents
    expenses: Cents
    net_paid: Cents
    employer_cost: Cents


class ActivityReported(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The consultant reports the days of the month (compte rendu d'activité)."""

    TYPE = "fr.jalon.pay-month.activity-reported.v1"
    BY = BY_CONSULTANT
    READERS = FOR_CONSULTANT

    consultant: ConsultantId
    month: Month
    days: tuple[ActivityDay, ...]
    hours: tuple[DayHours, ...] = ()


class ActivityReturned(Event, frozen=True, kw_only=True):
    """The umbrella company returned the report to the consultant for correction."""

    TYPE = "fr.jalon.pay-month.activity-returned.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CONSULTANT

    report: EventId
    reason: Sealed


class ActivityCorrected(Event, frozen=True, kw_only=True, omit_defaults=True):
    """The consultant corrects the report; the earlier one stays in the history."""

    TYPE = "fr.jalon.pay-month.activity-corrected.v1"
    BY = BY_CONSULTANT
    READERS = FOR_CONSULTANT

    corrects: EventId
    days: tuple[ActivityDay, ...]
    reason: Sealed
    hours: tuple[DayHours, ...] = ()


class ActivityApproved(Event, frozen=True, kw_only=True):
    """The umbrella company approves the report; only it does (IDCC 3219, art. 20)."""

    TYPE = "fr.jalon.pay-month.activity-approved.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CONSULTANT

    report: EventId
    grounds: tuple[Ground, ...]


class AdvanceFor(StrEnum):
    """The reason of an advance."""

    ACCOUNT = "account"  # the account does not cover the pay
    MINIMUM = "minimum"  # the pay is below the minimum
    CLIENT = "client"  # the umbrella company does not wait for the client


class AdvanceGranted(Event, frozen=True, kw_only=True):
    """The umbrella company advances the missing part of a pay; it bears the client's debt (EMP-2)."""

    TYPE = "fr.jalon.pay-month.advance-granted.v1"
    BY = BY_UMBRELLA | BY_SYSTEM
    READERS = FOR_CONSULTANT

    amount: Cents
    makes_up_for: AdvanceFor
    ground: Ground


class SalaryComputed(Event, frozen=True, kw_only=True):
    """The payroll delivered its result, with every line; a replay never computes it again.

    `position` is the position in the log up to which the payroll had read; `approved`: the report was.
    """

    TYPE = "fr.jalon.pay-month.salary-computed.v1"
    BY = BY_SYSTEM | BY_UMBRELLA
    READERS = FOR_CONSULTANT

    payslip: Payslip
    position: int
    half_days: int
    reserve: Cents
    minimum: Cents
    approved: bool
    grounds: tuple[Ground, ...]


class SalaryTransferred(Event, frozen=True, kw_only=True):
    """The pay left the bank for the consultant's own account (L3241-1)."""

    TYPE = "fr.jalon.pay-month.salary-transferred.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CONSULTANT

    amount: Cents
    executed_on: date
    reference: Label


class StatementDelivered(Event, frozen=True, kw_only=True):
    """The consultant got the statement of the account: the six items of L1254-25, opening and closing."""

    TYPE = "fr.jalon.pay-month.statement-delivered.v1"
    BY = BY_SYSTEM | BY_UMBRELLA
    READERS = FOR_CONSULTANT

    received: Cents
    management_fee: Cents
    expenses: Cents
    levies: Cents
    net_pay: Cents
    business_contribution: Cents
    opening: int
    closing: int
    document: DocumentHash


PayMonthEvent = (
    ActivityReported
    | ActivityReturned
    | ActivityCorrected
    | ActivityApproved
    | AdvanceGranted
    | SalaryComputed
    | SalaryTransferred
    | StatementDelivered
    | ActivityMissing
    | SalaryPaymentReturned
    | SalaryCorrected
    | ContributionsDeclared
    | ContributionsPaid
    | PayMonthOpened
)
