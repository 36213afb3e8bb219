"""The balance of an invoice after payments, credits, losses and penalties, shared by all views."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.language import Audience, Kind
from domain.mission.events.billing import CreditNoteIssued, PaymentReceived
from domain.mission.events.collecting import PaymentReallocated, PaymentReversed, ReceivableWrittenOff
from domain.mission.events.invoice_following import LatePenaltyCharged
from domain.record import ProjectedEvent
from projections.projection import event_types


class Owed(Struct, frozen=True, gc=False):
    """The amounts of one invoice; cents, tax included."""

    total: int
    credited: int = 0
    paid: int = 0
    written_off: int = 0
    penalties: int = 0
    penalties_paid: int = 0

    @property
    def open(self) -> int:
        """The amount still owed; below zero, the amount to pay back."""
        return self.total - self.credited - self.paid - self.written_off

    @property
    def penalties_open(self) -> int:
        """The late penalties still owed."""
        return self.penalties - self.penalties_paid

    def add_amounts(self, *, paid: int = 0, credited: int = 0, penalties_paid: int = 0) -> "Owed":
        """Return the balance after a movement; a loss is never more than the payable amount."""
        after = replace(
            self,
            paid=self.paid + paid,
            credited=self.credited + credited,
            penalties_paid=self.penalties_paid + penalties_paid,
        )
        return replace(after, written_off=min(self.written_off, max(after.open + after.written_off, 0)))


class Part(Struct, frozen=True, gc=False):
    """The part of a bank line that pays an invoice, and its penalties; cents."""

    number: str
    paid: int
    penalties_paid: int = 0


class Receipt(Struct, frozen=True, gc=False, tag_field="row", tag="receipt"):
    """A bank line and its parts."""

    audience: Audience
    parts: tuple[Part, ...]


class Debtor(Struct, frozen=True, kw_only=True, tag_field="row", tag="debtor"):
    """A client with at least one invoice; a view over all clients shows its rows too."""

    audience: Audience
    client: UUID


def client_key(client: UUID | None) -> str:
    """Return the key of a client's rows."""
    return f"{_CLIENT}{client}"


def debtor_row(rows: Mapping[str, Any], recorded: ProjectedEvent[Any]) -> dict[str, Debtor]:
    """Return the row of the client of an invoice, unless it exists already."""
    client = recorded.client_id
    if client is None or rows.get(place := client_key(client)) is not None:
        return {}
    return {place: Debtor(audience=Audience.UMBRELLA, client=client)}


def debtor_keys(rows: Mapping[str, Any]) -> frozenset[str]:
    """Return the keys of all clients with an invoice, for a view over all clients."""
    return frozenset(client_key(row.client) for row in rows.values() if isinstance(row, Debtor))


def is_all_clients(rows: Mapping[str, Any]) -> bool:
    """Return true for the rows of all clients; only the umbrella company and an auditor may read them."""
    return any(isinstance(row, Debtor) for row in rows.values())


_CLIENT = f"{Kind.CLIENT}/"
_CORRECTIONS = (PaymentReallocated, PaymentReversed, ReceivableWrittenOff)
BALANCE_TYPES = event_types(PaymentReceived, CreditNoteIssued, LatePenaltyCharged, *_CORRECTIONS)
"""The events that change the balance of an issued invoice."""


def change_balances(rows: Mapping[str, Any], recorded: ProjectedEvent[Any]) -> dict[str, Any]:  # noqa: C901 -- an `evolve`
    """Return the rows of the invoices and of the bank line that an event changes.

    The place of an invoice is `issued/<number>`, that of a bank line `receipt/<id of its event>`.
    """
    match recorded.data:
        case PaymentReceived(number=number, allocated=allocated, penalties=penalties):
            parts = (Part(number, allocated, penalties),)
            return {f"receipt/{recorded.id}": Receipt(recorded.audience, parts), **_pay_parts(rows, parts)}
        case PaymentReallocated(payment=payment, from_number=source, to_number=to, amount=amount):
            parts = (*((Part(source, -amount),) if source else ()), Part(to, amount))
            return {**_move_parts(rows, f"receipt/{payment}", parts), **_pay_parts(rows, parts)}
        case PaymentReversed(payment=payment):
            return _reverse_receipt(rows, f"receipt/{payment}")
        case CreditNoteIssued(invoice=number, total=total):
            return _change_balance(rows, number, lambda owed: owed.add_amounts(credited=total))
        case ReceivableWrittenOff(number=number, amount=amount):
            return _change_balance(
                rows, number, lambda owed: replace(owed, written_off=owed.written_off + amount)
            )
        case LatePenaltyCharged(number=number, amount=amount, indemnity=indemnity):
            charged = amount + indemnity
            return _change_balance(
                rows, number, lambda owed: replace(owed, penalties=owed.penalties + charged)
            )
        case _:
            return {}


def _pay_parts(rows: Mapping[str, Any], parts: Iterable[Part], sign: int = 1) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    for part in parts:
        place = f"issued/{part.number}"
        if (row := changed.get(place, rows.get(place))) is not None:
            paid, penalties = sign * part.paid, sign * part.penalties_paid
            changed[place] = replace(row, money=row.money.add_amounts(paid=paid, penalties_paid=penalties))
    return changed


def _change_balance(rows: Mapping[str, Any], number: str, change: Callable[[Owed], Owed]) -> dict[str, Any]:
    row = rows.get(place := f"issued/{number}")
    return {} if row is None else {place: replace(row, money=change(row.money))}


def _move_parts(rows: Mapping[str, Any], place: str, parts: tuple[Part, ...]) -> dict[str, Any]:
    """Add parts to a bank line; a bank line from before a take-over has no row, and nothing changes."""
    line: Receipt | None = rows.get(place)
    return {} if line is None else {place: replace(line, parts=(*line.parts, *parts))}


def _reverse_receipt(rows: Mapping[str, Any], place: str) -> dict[str, Any]:
    line: Receipt | None = rows.get(place)
    return {} if line is None else {place: replace(line, parts=()), **_pay_parts(rows, line.parts, -1)}
