"""Which clients owe money, and since when?

The key of a client has its invoices; the key `all` has the clients with an invoice. The age of a debt
depends on the day of display.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.client.events import InsolvencyRecorded, Proceedings
from domain.language import Audience
from domain.mission.events.billing import Invoiced
from domain.mission.events.invoice_following import (
    InvoiceApproved,
    InvoiceDisputed,
    InvoicePaymentSent,
    InvoiceRefused,
    PaymentReminded,
)
from domain.mission.events.scoping import MissionTakenOver
from domain.mission.invoice_state import Reminder
from domain.record import ProjectedEvent
from projections import EVERYBODY, may_read, may_read_all
from projections.invoice_balance import (
    BALANCE_TYPES,
    Debtor,
    Owed,
    Receipt,
    change_balances,
    client_key,
    debtor_keys,
    debtor_row,
    is_all_clients,
)
from projections.projection import PureProjection, event_types

EVENT_TYPES = BALANCE_TYPES | event_types(
    Invoiced,
    InvoiceApproved,
    InvoiceDisputed,
    InvoiceRefused,
    InvoicePaymentSent,
    PaymentReminded,
    MissionTakenOver,
    InsolvencyRecorded,
)
DISPUTED = frozenset({207, 208, 210})


class IssuedRow(Struct, frozen=True, kw_only=True, tag_field="row", tag="issued"):
    """An invoice: its balance, the last code of the platform, the last reminder."""

    audience: Audience
    client: UUID
    mission: UUID
    number: str
    issued_on: date
    due_on: date
    money: Owed
    status: int | None = None
    reminder: Reminder | None = None


class Insolvency(Struct, frozen=True, kw_only=True, tag_field="row", tag="insolvency"):
    """The insolvency proceedings of a client, and the last day for the claim."""

    audience: Audience
    client: UUID
    proceedings: Proceedings
    claims_due_on: date


Row = Debtor | IssuedRow | Receipt | Insolvency
Rows = Mapping[str, Row]


class Debt(Struct, frozen=True, kw_only=True):
    """An open invoice; cents, tax included. `days_late` counts from the due day."""

    client: UUID
    mission: UUID
    number: str
    issued_on: date
    due_on: date
    days_late: int
    total: int
    credited: int
    paid: int
    written_off: int
    open: int
    penalties: int
    disputed: bool
    reminder: Reminder | None


class Age(Struct, frozen=True, kw_only=True):
    """The open amount in a range of days late; the last range has no end."""

    from_days: int
    to_days: int | None
    open: int


class ReceivablesView(Struct, frozen=True, kw_only=True):
    """The open invoices on a day; cents. `explained` is true if the totals explain all invoiced amounts."""

    on: date
    invoiced: int
    credited: int
    received: int
    written_off: int
    open: int
    explained: bool
    ages: tuple[Age, ...]
    debts: tuple[Debt, ...]
    insolvent: tuple[Insolvency, ...]


def keys(recorded: ProjectedEvent[Any]) -> set[str]:
    """Return the key of the client, and for an invoice also the key of all clients."""
    client = recorded.client_id
    if client is None:
        return set()
    owes = isinstance(recorded.data, Invoiced | MissionTakenOver)
    return {client_key(client), EVERYBODY} if owes else {client_key(client)}


def evolve(key: str, rows: Rows, recorded: ProjectedEvent[Any]) -> Mapping[str, Row]:  # noqa: C901 -- one case an event
    """Return the rows of the invoices that the event changes."""
    if key == EVERYBODY:
        return debtor_row(rows, recorded)
    match recorded.data:
        case Invoiced() as event:
            return _place_rows(
                _issued_row(recorded, event.number, event.issued_on, event.due_on, Owed(event.total))
            )
        case MissionTakenOver(past=past):
            return _place_rows(
                *(
                    _issued_row(
                        recorded,
                        invoice.number,
                        invoice.issued_on,
                        invoice.issued_on,
                        Owed(invoice.total, paid=invoice.paid),
                    )
                    for invoice in past.invoices
                )
            )
        case InsolvencyRecorded() as event:
            return {f"insolvency/{recorded.client_id}": _insolvency_row(recorded, event)}
        case PaymentReminded(number=number, reminder=reminder):
            return _change_row(rows, number, reminder=reminder)
        case InvoiceApproved() | InvoiceDisputed() | InvoiceRefused() | InvoicePaymentSent() as followed:
            return _change_row(rows, followed.number, status=followed.code)
        case _:
            return change_balances(rows, recorded)


def show(rows: Rows, today: date, reader: Audience | None = None) -> ReceivablesView:
    """Show the open invoices of a client; only the umbrella company and an auditor read all clients."""
    if not may_read_all(reader) and is_all_clients(rows):
        rows = {}
    reads_all = may_read_all(reader)
    seen = [_redact_row(row, reads_all) for row in rows.values() if may_read(reader, row.audience)]
    issued = [row for row in seen if isinstance(row, IssuedRow)]
    debts = sorted(
        (_build_debt(row, today) for row in issued if _is_open(row)), key=lambda debt: -debt.days_late
    )
    invoiced = sum(row.money.total for row in issued)
    credited, received = sum(row.money.credited for row in issued), sum(row.money.paid for row in issued)
    lost, owed = sum(row.money.written_off for row in issued), sum(row.money.open for row in issued)
    return ReceivablesView(
        on=today,
        invoiced=invoiced,
        credited=credited,
        received=received,
        written_off=lost,
        open=owed,
        explained=invoiced - received == owed + credited + lost,
        ages=tuple(_build_age(debts, *span) for span in _SPANS),
        debts=tuple(debts),
        insolvent=tuple(row for row in seen if isinstance(row, Insolvency)),
    )


_SPANS: tuple[tuple[int, int | None], ...] = ((0, 0), (1, 30), (31, 60), (61, 90), (91, None))


def _build_age(debts: list[Debt], first: int, last: int | None) -> Age:
    among = [debt.open for debt in debts if first <= debt.days_late <= (last if last is not None else 10**6)]
    return Age(from_days=first, to_days=last, open=sum(among))


def _is_open(row: IssuedRow) -> bool:
    return row.money.open != 0 or row.money.penalties_open != 0


def _redact_row(row: Row, reads_all: bool) -> Row:
    """Hide a loss from readers other than the umbrella company and an auditor: the debt appears unpaid."""
    if isinstance(row, IssuedRow) and not reads_all:
        return replace(row, money=replace(row.money, written_off=0))
    return row


def _build_debt(row: IssuedRow, today: date) -> Debt:
    money = row.money
    return Debt(
        client=row.client,
        mission=row.mission,
        number=row.number,
        issued_on=row.issued_on,
        due_on=row.due_on,
        days_late=max((today - row.due_on).days, 0),
        total=money.total,
        credited=money.credited,
        paid=money.paid,
        written_off=money.written_off,
        open=money.open,
        penalties=money.penalties_open,
        disputed=row.status in DISPUTED,
        reminder=row.reminder,
    )


def _place_rows(*issued: IssuedRow) -> Mapping[str, Row]:
    return {f"issued/{row.number}": row for row in issued}


def _issued_row(
    recorded: ProjectedEvent[Any], number: str, issued_on: date, due_on: date, money: Owed
) -> IssuedRow:
    assert recorded.client_id is not None, "an invoice has a client"
    return IssuedRow(
        audience=recorded.audience,
        client=recorded.client_id,
        mission=recorded.stream.id,
        number=number,
        issued_on=issued_on,
        due_on=due_on,
        money=money,
    )


def _insolvency_row(recorded: ProjectedEvent[Any], event: InsolvencyRecorded) -> Insolvency:
    return Insolvency(
        audience=recorded.audience,
        client=recorded.stream.id,
        proceedings=event.proceedings,
        claims_due_on=event.claims_due_on,
    )


def _change_row(rows: Rows, number: str, **changes: object) -> Mapping[str, Row]:
    place = f"issued/{number}"
    row = rows.get(place)
    return {} if row is None else {place: replace(row, **changes)}


RECEIVABLES = PureProjection(
    name="receivables",
    version=1,
    event_types=EVENT_TYPES,
    row_type=Row,
    view_type=ReceivablesView,
    brief=True,
    keys=keys,
    evolve=evolve,
    related_keys=debtor_keys,
    show=show,
)
