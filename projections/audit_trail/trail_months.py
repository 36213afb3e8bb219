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
    """The figures of a month; cents, before tax for the client, gross and net for the consultant.

    An invoice counts in the month of its issue, a receipt in that of the bank. A figure is zero if the reader
    may not see its events. The total over all months has an empty `month`.
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
            half_days=sum(part.half_days for part in parts),
            invoiced=sum(part.invoiced for part in parts),
            received=sum(part.received for part in parts),
            gross=sum(part.gross for part in parts),
            net_paid=sum(part.net_paid for part in parts),
        )


def sum_months(trail: TrailEvents) -> tuple[TrailMonth, ...]:
    """Return the figures of each month with an event; only the last record of a month's days counts."""
    worked = {event.data.month: event.data.half_days for event in trail.events_of(DaysWorkedRecorded)}
    parts: dict[Month, list[TrailMonth]] = defaultdict(list)
    for month, half_days in worked.items():
        parts[month].append(TrailMonth(month=month, half_days=half_days))
    for event in trail.events:
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
            yield from (TrailMonth(month=month.month, half_days=month.half_days) for month in past.months)
            for invoice in past.invoices:
                yield TrailMonth(month=f"{invoice.issued_on:%Y-%m}", invoiced=invoice.net)
        case _:
            return


def _add_pay(trail: TrailEvents, month: TrailMonth, consultant: ConsultantId | None) -> TrailMonth:
    """Add the day of the salary transfer, and whether a statement was delivered."""
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
