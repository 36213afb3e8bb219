"""For each consultant of a month: which step from report to payment is missing, and who has to do it?

The view lists the consultants who reported, worked, were paid or were invoiced in the month. Only the back
office may read it, because it shows several persons.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.language import Audience, Month, Party
from domain.mission.events.billing import CreditNoteIssued, Invoiced, PaymentReceived
from domain.mission.events.collecting import PaymentReallocated, PaymentReversed
from domain.mission.events.ending import SalaryPaid
from domain.mission.events.working import DaysWorkedRecorded
from domain.paymonth.events import (
    ActivityApproved,
    ActivityCorrected,
    ActivityReported,
    ActivityReturned,
    AdvanceGranted,
    SalaryComputed,
    SalaryTransferred,
    StatementDelivered,
)
from domain.paymonth.follow_up_events import ActivityMissing, SalaryPaymentReturned
from domain.record import ProjectedEvent
from projections import may_read_all, month_consultants
from projections.month_consultants import PAY_MONTH, Present
from projections.projection import PureProjection, event_types

_PAY = (
    ActivityReported,
    ActivityMissing,
    ActivityReturned,
    ActivityCorrected,
    ActivityApproved,
    AdvanceGranted,
    SalaryComputed,
    SalaryTransferred,
    SalaryPaymentReturned,
    StatementDelivered,
)
_MONEY = (Invoiced, CreditNoteIssued, PaymentReceived, PaymentReallocated, PaymentReversed)
EVENT_TYPES = event_types(*_PAY, *_MONEY, SalaryPaid, DaysWorkedRecorded)


class MovedAmount(Struct, frozen=True, kw_only=True, tag_field="row", tag="moved"):
    """An amount invoiced or received for a consultant in the month; signed cents before tax."""

    consultant: UUID
    received: bool
    net: int


class Pay(Struct, frozen=True, kw_only=True, tag_field="row", tag="pay"):
    """The state of a month of pay; cents."""

    consultant: UUID
    half_days: int = 0
    reported_at: datetime | None = None
    missing: bool = False
    returned: bool = False
    approved_at: datetime | None = None
    gross: int | None = None
    net_paid: int | None = None
    advance: int = 0
    transferred_on: date | None = None
    statement_at: datetime | None = None


Row = Present | MovedAmount | Pay
Rows = Mapping[str, Row]


class Step(StrEnum):
    """The steps of a month of pay, in their usual order."""

    REPORT = "report"
    REPORT_AGAIN = "report_again"
    APPROVAL = "approval"
    SALARY = "salary_of_the_month"
    TRANSFER = "transfer"
    STATEMENT = "statement"
    PAYMENT = "client_payment"


_OWED_BY = {
    Step.REPORT: Party.CONSULTANT,
    Step.REPORT_AGAIN: Party.CONSULTANT,
    Step.APPROVAL: Party.UMBRELLA,
    Step.SALARY: Party.UMBRELLA,
    Step.TRANSFER: Party.UMBRELLA,
    Step.STATEMENT: Party.UMBRELLA,
    Step.PAYMENT: Party.CLIENT,
}


class Line(Struct, frozen=True, kw_only=True):
    """A consultant's month; cents. `lacks` is the first missing step, `blocks` the party that owes it."""

    consultant: UUID
    half_days: int
    reported_at: datetime | None
    approved_at: datetime | None
    invoiced: int
    received: int
    gross: int | None
    net_paid: int | None
    advance: int
    transferred_on: date | None
    statement_at: datetime | None
    lacks: Step | None
    blocks: Party | None


class MonthDeskView(Struct, frozen=True, kw_only=True):
    """The desk of a month, one line for each consultant."""

    on: date
    month: Month | None
    lines: tuple[Line, ...]
    done: int


def keys(recorded: ProjectedEvent[Any]) -> set[str]:
    """Return the key of the month of pay, and that of the month if the event names one."""
    return month_consultants.month_keys(recorded, _month_of(recorded))


def _month_of(recorded: ProjectedEvent[Any]) -> Month | None:
    event = recorded.data
    match event:
        case ActivityReported() | ActivityMissing() | SalaryPaid() | DaysWorkedRecorded():
            return event.month
        case Invoiced(issued_on=day) | CreditNoteIssued(issued_on=day) | PaymentReceived(received_on=day):
            return f"{day:%Y-%m}"
        case PaymentReallocated(reallocated_on=day) | PaymentReversed(reversed_on=day):
            return f"{day:%Y-%m}"
        case _:
            return None


def evolve(key: str, rows: Rows, recorded: ProjectedEvent[Any]) -> Mapping[str, Row]:
    """Return the changed rows of the month, or of one consultant's month of pay."""
    consultant = recorded.consultant_id
    if consultant is None:
        return {}
    if key.startswith(PAY_MONTH):
        before = rows.get(key)
        pay = before if isinstance(before, Pay) else Pay(consultant=consultant)
        return {key: _change_pay(pay, recorded)}
    return {**month_consultants.present_row(consultant, key), **_moved_rows(recorded, consultant)}


def _moved_rows(recorded: ProjectedEvent[Any], consultant: UUID) -> Mapping[str, Row]:
    match recorded.data:
        case Invoiced(net=net):
            received = False
        case CreditNoteIssued(net=credited):
            received, net = False, -credited
        case PaymentReceived(net=net):
            received = True
        case PaymentReallocated(net_from=source, net_to=to):
            received, net = True, to - source
        case PaymentReversed(net=back):
            received, net = True, -back
        case _:
            return {}
    return {f"moved/{recorded.id}": MovedAmount(consultant=consultant, received=received, net=net)}


def _change_pay(pay: Pay, recorded: ProjectedEvent[Any]) -> Pay:  # noqa: C901 -- one case an event
    day = recorded.time
    match recorded.data:
        case ActivityReported(days=days) | ActivityCorrected(days=days):
            half_days = sum(worked.half_days for worked in days)
            return replace(
                pay, half_days=half_days, reported_at=day, approved_at=None, returned=False, missing=False
            )
        case ActivityMissing():
            return replace(pay, missing=True)
        case ActivityReturned():
            return replace(pay, returned=True)
        case ActivityApproved():
            return replace(pay, approved_at=day)
        case AdvanceGranted(amount=amount):
            return replace(pay, advance=pay.advance + amount)
        case SalaryComputed(payslip=payslip):
            return replace(pay, gross=payslip.gross, net_paid=payslip.net_paid)
        case SalaryTransferred(executed_on=executed):
            return replace(pay, transferred_on=executed)
        case SalaryPaymentReturned():
            return replace(pay, transferred_on=None)
        case StatementDelivered():
            return replace(pay, statement_at=day)
        case _:
            return pay


def show(rows: Rows, today: date, reader: Audience | None = None) -> MonthDeskView:
    """Show the desk to the umbrella company and to an auditor, and no line to others."""
    seen = list(rows.values()) if may_read_all(reader) else []
    present = [row for row in seen if isinstance(row, Present)]
    pays = {row.consultant: row for row in seen if isinstance(row, Pay)}
    moved = [row for row in seen if isinstance(row, MovedAmount)]
    lines = tuple(
        _build_line(pays.get(row.consultant) or Pay(consultant=row.consultant), moved) for row in present
    )
    month = present[0].month if present else None
    return MonthDeskView(on=today, month=month, lines=lines, done=sum(line.lacks is None for line in lines))


def _build_line(pay: Pay, moved: Iterable[MovedAmount]) -> Line:
    own_rows = [row for row in moved if row.consultant == pay.consultant]
    invoiced = sum(row.net for row in own_rows if not row.received)
    received = sum(row.net for row in own_rows if row.received)
    lacks = _find_missing(pay, invoiced, received)
    return Line(
        consultant=pay.consultant,
        half_days=pay.half_days,
        reported_at=pay.reported_at,
        approved_at=pay.approved_at,
        invoiced=invoiced,
        received=received,
        gross=pay.gross,
        net_paid=pay.net_paid,
        advance=pay.advance,
        transferred_on=pay.transferred_on,
        statement_at=pay.statement_at,
        lacks=lacks,
        blocks=_OWED_BY[lacks] if lacks is not None else None,
    )


def _find_missing(pay: Pay, invoiced: int, received: int) -> Step | None:
    """Return the first missing step; the salary does not wait for the steps before it."""
    done = (
        (Step.REPORT, pay.reported_at is not None),
        (Step.REPORT_AGAIN, not pay.returned),
        (Step.APPROVAL, pay.approved_at is not None),
        (Step.SALARY, pay.gross is not None),
        (Step.TRANSFER, pay.transferred_on is not None or not pay.net_paid),
        (Step.STATEMENT, pay.statement_at is not None),
        (Step.PAYMENT, received >= invoiced),
    )
    return next((step for step, is_done in done if not is_done), None)


MONTH_DESK = PureProjection(
    name="month_desk",
    version=1,
    event_types=EVENT_TYPES,
    row_type=Row,
    view_type=MonthDeskView,
    brief=True,
    keys=keys,
    evolve=evolve,
    related_keys=month_consultants.related_pay_months,
    show=show,
)
