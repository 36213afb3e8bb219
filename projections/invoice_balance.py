"""What a client owes on an invoice, however the money then goes: the same on every page that shows it."""

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
    """What a client owes on one invoice, and what became of it; cents, tax included."""

    total: int
    credited: int = 0
    paid: int = 0
    written_off: int = 0
    penalties: int = 0
    penalties_paid: int = 0

    @property
    def open(self) -> int:
        """What is still owed; below zero, what is owed back."""
        return self.total - self.credited - self.paid - self.written_off

    @property
    def penalties_open(self) -> int:
        """What is still owed for lateness."""
        return self.penalties - self.penalties_paid

    def add_amounts(self, *, paid: int = 0, credited: int = 0, penalties_paid: int = 0) -> "Owed":
        """Return it after money came or went, or was credited; a loss is never more than what is payable."""
        after = replace(
            self,
            paid=self.paid + paid,
            credited=self.credited + credited,
            penalties_paid=self.penalties_paid + penalties_paid,
        )
        return replace(after, written_off=min(self.written_off, max(after.open + after.written_off, 0)))


class Part(Struct, frozen=True, gc=False):
    """What a bank line pays of an invoice, and of the penalties on it; cents."""

    number: str
    paid: int
    penalties_paid: int = 0


class Receipt(Struct, frozen=True, gc=False, tag_field="row", tag="receipt"):
    """A bank line, and what it pays of which invoice."""

    audience: Audience
    parts: tuple[Part, ...]


class Debtor(Struct, frozen=True, kw_only=True, tag_field="row", tag="debtor"):
    """A client that was invoiced at all: on a page of everything, his rows are shown beside."""

    audience: Audience
    client: UUID


def client_key(client: UUID | None) -> str:
    """Return the key of a client's rows."""
    return f"{_CLIENT}{client}"


def debtor_row(rows: Mapping[str, Any], recorded: ProjectedEvent[Any]) -> dict[str, Debtor]:
    """Keep the client that an event makes owe something, once."""
    client = recorded.client_id
    if client is None or rows.get(place := client_key(client)) is not None:
        return {}
    return {place: Debtor(audience=Audience.UMBRELLA, client=client)}


def debtor_keys(rows: Mapping[str, Any]) -> frozenset[str]:
    """Relate a page of everything to all clients that were invoiced."""
    return frozenset(client_key(row.client) for row in rows.values() if isinstance(row, Debtor))


def is_all_clients(rows: Mapping[str, Any]) -> bool:
    """Say whether these are the rows of all clients, which are for the house alone."""
    return any(isinstance(row, Debtor) for row in rows.values())


_CLIENT = f"{Kind.CLIENT}/"
_CORRECTIONS = (PaymentReallocated, PaymentReversed, ReceivableWrittenOff)
BALANCE_TYPES = event_types(PaymentReceived, CreditNoteIssued, LatePenaltyCharged, *_CORRECTIONS)
"""The events that change what is owed on an invoice already issued."""


def change_balances(rows: Mapping[str, Any], recorded: ProjectedEvent[Any]) -> dict[str, Any]:  # noqa: C901 -- an `evolve`
    """Return the rows of invoices that an event of money changes, and that of its bank line.

    An invoice stands at `issued/<number>` and has its `money`; a bank line at `receipt/<fact>`.
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
            more = amount + indemnity
            return _change_balance(rows, number, lambda owed: replace(owed, penalties=owed.penalties + more))
        case _:
            return {}


def _pay_parts(rows: Mapping[str, Any], parts: Iterable[Part], sign: int = 1) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    for part in parts:
        place = f"issued/{part.number}"
        if (row := changed.get(place, rows.get(place))) is not None:
            paid, late = sign * part.paid, sign * part.penalties_paid
            changed[place] = replace(row, money=row.money.add_amounts(paid=paid, penalties_paid=late))
    return changed


def _change_balance(rows: Mapping[str, Any], number: str, change: Callable[[Owed], Owed]) -> dict[str, Any]:
    row = rows.get(place := f"issued/{number}")
    return {} if row is None else {place: replace(row, money=change(row.money))}


def _move_parts(rows: Mapping[str, Any], place: str, parts: tuple[Part, ...]) -> dict[str, Any]:
    """Add to a bank line what it now pays more, or less; one that came before a take-over is not known."""
    line: Receipt | None = rows.get(place)
    return {} if line is None else {place: replace(line, parts=(*line.parts, *parts))}


def _reverse_receipt(rows: Mapping[str, Any], place: str) -> dict[str, Any]:
    line: Receipt | None = rows.get(place)
    return {} if line is None else {place: replace(line, parts=()), **_pay_parts(rows, line.parts, -1)}
