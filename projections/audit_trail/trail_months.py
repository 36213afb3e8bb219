"""Days, invoices, receipts and salaries of a mission, month by month."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from domain.language import ConsultantId, Month, pay_month_stream
from domain.mission.events.billing import CreditNoteIssued, Invoiced, PaymentReceived
from domain.mission.events.collecting import PaymentReallocated, PaymentReversed
from domain.mission.events.ending import SalaryPaid
from domain.mission.events.scoping import MissionTakenOver
from domain.mission.events.working import ActivityAcknowledged, DaysWorkedRecorded
from domain.paymonth.events import SalaryTransferred, StatementDelivered
from domain.record import Recorded
from projections.audit_trail.trail_events import TrailEvents


class TrailMonth(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a month of a mission came to; cents, before tax for the client, gross and net for the consultant.

    Invoices stand in the month of their issue, receipts in that of the bank. What is nothing, or not for
    this reader, is not said; the total of all is of no month.
    """

    month: str
    half_days: int = 0
    acknowledged: bool = False
    invoiced: int = 0
    received: int = 0
    gross: int = 0
    net_paid: int = 0
    transferred_on: date | None = None
    statement: bool = False

    @classmethod
    def sum_of(cls, month: Month, parts: Iterable["TrailMonth"]) -> "TrailMonth":
        """Return the sum of months."""
        parts = tuple(parts)
        return cls(
            month=month,
            half_days=sum(one.half_days for one in parts),
            invoiced=sum(one.invoiced for one in parts),
            received=sum(one.received for one in parts),
            gross=sum(one.gross for one in parts),
            net_paid=sum(one.net_paid for one in parts),
        )


def sum_months(trail: TrailEvents) -> tuple[TrailMonth, ...]:
    """Return each month of which something is told; the last days recorded of a month count."""
    worked = {event.data.month: event.data.half_days for event in trail.events_of(DaysWorkedRecorded)}
    parts: dict[Month, list[TrailMonth]] = defaultdict(list)
    for month, half_days in worked.items():
        parts[month].append(TrailMonth(month=month, half_days=half_days))
    for event in trail.facts:
        for part in _month_parts(event):
            parts[part.month].append(part)
    seen = {event.data.month for event in trail.events_of(ActivityAcknowledged)}
    naming_event = trail.naming_event
    consultant = ConsultantId(naming_event.data.consultant) if naming_event is not None else None
    return tuple(
        _add_pay(
            trail, replace(TrailMonth.sum_of(month, parts[month]), acknowledged=month in seen), consultant
        )
        for month in sorted(parts)
    )


def _month_parts(recorded: Recorded[Any]) -> Iterator[TrailMonth]:
    match recorded.data:
        case Invoiced(issued_on=day, net=net):
            yield TrailMonth(month=f"{day:%Y-%m}", invoiced=net)
        case CreditNoteIssued(issued_on=day, net=net):
            yield TrailMonth(month=f"{day:%Y-%m}", invoiced=-net)
        case PaymentReceived(received_on=day, net=net):
            yield TrailMonth(month=f"{day:%Y-%m}", received=net)
        case PaymentReversed(reversed_on=day, net=net):
            yield TrailMonth(month=f"{day:%Y-%m}", received=-net)
        case _:
            yield from _other_parts(recorded)


def _other_parts(recorded: Recorded[Any]) -> Iterator[TrailMonth]:
    match recorded.data:
        case PaymentReallocated(reallocated_on=day, net_from=source, net_to=to):
            yield TrailMonth(month=f"{day:%Y-%m}", received=to - source)
        case SalaryPaid(month=month, gross=gross, net_paid=net):
            yield TrailMonth(month=month, gross=gross, net_paid=net)
        case MissionTakenOver(past=past):
            yield from (TrailMonth(month=one.month, half_days=one.half_days) for one in past.months)
            for one in past.invoices:
                yield TrailMonth(month=f"{one.issued_on:%Y-%m}", invoiced=one.net)
        case _:
            return


def _add_pay(trail: TrailEvents, month: TrailMonth, consultant: ConsultantId | None) -> TrailMonth:
    """Add what the month of pay tells: when the salary left the bank, whether the account was told of."""
    if consultant is None:
        return month
    subject = str(pay_month_stream(consultant, month.month))
    transfers = [event for event in trail.events_of(SalaryTransferred) if event.subject == subject]
    statements = [event for event in trail.events_of(StatementDelivered) if event.subject == subject]
    return replace(
        month,
        transferred_on=transfers[-1].data.executed_on if transfers else None,
        statement=bool(statements),
    )
