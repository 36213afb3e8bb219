"""Every salary of a month, its lines and totals.

The register shows the figures of the events and computes no salary again. A correction belongs to the month
in which it was made. Only the back office may read the register, because it shows several persons.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.language import Audience, Month
from domain.mission.events.ending import SalaryPaid
from domain.mission.events.working import DaysWorkedRecorded
from domain.paymonth.events import (
    ActivityReported,
    AdvanceGranted,
    Contribution,
    Earning,
    EarningKind,
    SalaryComputed,
    SalaryTransferred,
)
from domain.paymonth.follow_up_events import (
    ActivityMissing,
    ContributionsDeclared,
    ContributionsPaid,
    SalaryCorrected,
    SalaryPaymentReturned,
)
from domain.record import ProjectedEvent
from projections import may_read_all, month_consultants
from projections.month_consultants import PAY_MONTH, Present
from projections.projection import PureProjection, event_types

EVENT_TYPES = event_types(
    ActivityReported,
    ActivityMissing,
    SalaryPaid,
    DaysWorkedRecorded,
    SalaryComputed,
    SalaryCorrected,
    SalaryTransferred,
    SalaryPaymentReturned,
    AdvanceGranted,
    ContributionsDeclared,
    ContributionsPaid,
)


class Salary(Struct, frozen=True, kw_only=True, tag_field="row", tag="salary"):
    """A computed salary and its transfer; cents."""

    consultant: UUID
    engine: str = ""
    half_days: int = 0
    earnings: tuple[Earning, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    gross: int = 0
    employee_contributions: int = 0
    employer_contributions: int = 0
    net_before_tax: int = 0
    net_taxable: int = 0
    income_tax: int = 0
    expenses: int = 0
    net_paid: int = 0
    employer_cost: int = 0
    reserve: int = 0
    minimum: int = 0
    advance: int = 0
    transferred_on: date | None = None
    reference: str | None = None
    declared_on: date | None = None
    contributions_paid_on: date | None = None
    computed: bool = False


class Correction(Struct, frozen=True, kw_only=True, tag_field="row", tag="correction"):
    """A correction of the pay of an earlier month; signed cents."""

    consultant: UUID
    of_month: Month
    gross: int
    employee_contributions: int
    employer_contributions: int
    income_tax: int
    net_paid: int
    employer_cost: int


Row = Present | Salary | Correction
Rows = Mapping[str, Row]


class Total(Struct, frozen=True, kw_only=True):
    """The total of a contribution over all salaries; cents."""

    code: str
    label: str
    employee: int
    employer: int


class Earned(Struct, frozen=True, kw_only=True):
    """The total of a part of gross pay over all salaries; cents."""

    kind: EarningKind
    amount: int


class PayrollRegisterView(Struct, frozen=True, kw_only=True):
    """The register of a month; cents. `adds_up` is true if the lines of each salary sum to its totals."""

    on: date
    month: Month | None
    salaries: tuple[Salary, ...]
    corrections: tuple[Correction, ...]
    earnings: tuple[Earned, ...]
    contributions: tuple[Total, ...]
    gross: int
    employee_contributions: int
    employer_contributions: int
    income_tax: int
    net_paid: int
    employer_cost: int
    adds_up: bool


def keys(recorded: ProjectedEvent[Any]) -> set[str]:
    """Return the key of the month of pay, and that of the month if the event names one."""
    event = recorded.data
    names_month = isinstance(event, ActivityReported | ActivityMissing | SalaryPaid | DaysWorkedRecorded)
    return month_consultants.month_keys(recorded, event.month if names_month else None)


def evolve(key: str, rows: Rows, recorded: ProjectedEvent[Any]) -> Mapping[str, Row]:
    """Return the row of the salary after the event, or the row of its correction."""
    consultant = recorded.consultant_id
    if consultant is None:
        return {}
    if not key.startswith(PAY_MONTH):
        return month_consultants.present_row(consultant, key)
    if isinstance(recorded.data, SalaryCorrected):
        return {f"{key}/{recorded.id}": _correction_row(consultant, recorded.data)}
    before = rows.get(key)
    salary = before if isinstance(before, Salary) else Salary(consultant=consultant)
    return {key: _change_salary(salary, recorded.data)}


def _change_salary(salary: Salary, event: object) -> Salary:  # noqa: C901 -- one case an event
    match event:
        case SalaryComputed():
            return _fill_salary(salary, event)
        case AdvanceGranted(amount=amount):
            return replace(salary, advance=salary.advance + amount)
        case SalaryTransferred(executed_on=day, reference=reference):
            return replace(salary, transferred_on=day, reference=reference)
        case SalaryPaymentReturned():
            return replace(salary, transferred_on=None)
        case ContributionsDeclared(declared_on=day):
            return replace(salary, declared_on=day)
        case ContributionsPaid(paid_on=day):
            return replace(salary, contributions_paid_on=day)
        case _:
            return salary


def _fill_salary(salary: Salary, event: SalaryComputed) -> Salary:
    slip = event.payslip
    return replace(
        salary,
        engine=f"{slip.engine} {slip.engine_version}",
        half_days=event.half_days,
        earnings=slip.earnings,
        contributions=slip.contributions,
        gross=slip.gross,
        employee_contributions=slip.employee_contributions,
        employer_contributions=slip.employer_contributions,
        net_before_tax=slip.net_before_tax,
        net_taxable=slip.net_taxable,
        income_tax=slip.income_tax,
        expenses=slip.expenses,
        net_paid=slip.net_paid,
        employer_cost=slip.employer_cost,
        reserve=event.reserve,
        minimum=event.minimum,
        computed=True,
    )


def _correction_row(consultant: UUID, event: SalaryCorrected) -> Correction:
    return Correction(
        consultant=consultant,
        of_month=event.of_month,
        gross=event.gross,
        employee_contributions=event.employee_contributions,
        employer_contributions=event.employer_contributions,
        income_tax=event.income_tax,
        net_paid=event.net_paid,
        employer_cost=event.employer_cost,
    )


def show(rows: Rows, today: date, reader: Audience | None = None) -> PayrollRegisterView:
    """Show the register to the umbrella company and to an auditor, and no salary to others."""
    seen = list(rows.values()) if may_read_all(reader) else []
    present = [row for row in seen if isinstance(row, Present)]
    salaries = tuple(row for row in seen if isinstance(row, Salary) and row.computed)
    corrections = tuple(row for row in seen if isinstance(row, Correction))
    every = (*salaries, *corrections)
    return PayrollRegisterView(
        on=today,
        month=present[0].month if present else None,
        salaries=salaries,
        corrections=corrections,
        earnings=_sum_earnings(salaries),
        contributions=_sum_contributions(salaries),
        gross=sum(salary.gross for salary in every),
        employee_contributions=sum(salary.employee_contributions for salary in every),
        employer_contributions=sum(salary.employer_contributions for salary in every),
        income_tax=sum(salary.income_tax for salary in every),
        net_paid=sum(salary.net_paid for salary in every),
        employer_cost=sum(salary.employer_cost for salary in every),
        adds_up=all(_adds_up(salary) for salary in salaries),
    )


def _adds_up(salary: Salary) -> bool:
    employee = sum(line.employee for line in salary.contributions)
    employer = sum(line.employer for line in salary.contributions)
    return (
        sum(line.amount for line in salary.earnings) == salary.gross
        and (employee, employer) == (salary.employee_contributions, salary.employer_contributions)
        and salary.gross + employer == salary.employer_cost
    )


def _sum_earnings(salaries: Iterable[Salary]) -> tuple[Earned, ...]:
    sums: dict[EarningKind, int] = defaultdict(int)
    for salary in salaries:
        for earning in salary.earnings:
            sums[earning.kind] += earning.amount
    return tuple(Earned(kind=kind, amount=sums[kind]) for kind in EarningKind if kind in sums)


def _sum_contributions(salaries: Iterable[Salary]) -> tuple[Total, ...]:
    sums: dict[str, Total] = {}
    for salary in salaries:
        for line in salary.contributions:
            before = sums.get(line.code, Total(code=line.code, label=line.label, employee=0, employer=0))
            employee, employer = before.employee + line.employee, before.employer + line.employer
            sums[line.code] = replace(before, employee=employee, employer=employer)
    return tuple(sums[code] for code in sorted(sums))


PAYROLL_REGISTER = PureProjection(
    name="payroll_register",
    version=1,
    event_types=EVENT_TYPES,
    row_type=Row,
    view_type=PayrollRegisterView,
    brief=True,
    keys=keys,
    evolve=evolve,
    related_keys=month_consultants.related_pay_months,
    show=show,
)
