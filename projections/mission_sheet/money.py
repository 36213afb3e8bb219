"""How each fact of money changes the sheet: invoiced, credited, paid, moved, returned, lost."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from domain.mission.events import billing, collecting, following
from domain.mission.terms import InvoiceLine
from domain.record import Recorded
from projections import Owed, Part, Parts, moved_to
from projections.mission_sheet.money_rows import Billed, Credit, Insolvency, Issued, Penalty, Receipt
from projections.mission_sheet.proved import seen
from projections.mission_sheet.rows import Changed, Rows, put
from projections.mission_sheet.writing import moved, reopened

DISPUTED = frozenset({207, 208, 210})
"""The codes by which a client disputes, suspends or refuses an invoice."""


def _invoiced(_: Rows, fact: Recorded[Any], said: billing.Invoiced) -> Changed:
    return put(
        Issued(
            **seen(fact),
            number=said.number,
            issued_on=said.issued_on,
            due_on=said.due_on,
            net=said.net,
            billed=billed(said.lines),
            money=Owed(said.total),
        )
    )


def billed(lines: tuple[InvoiceLine, ...]) -> tuple[Billed, ...]:
    """Keep of each line what it bills, and how much of it."""
    return tuple(Billed(line.trigger, line.key, line.quantity) for line in lines)


def _sent(rows: Rows, fact: Recorded[Any], said: billing.InvoiceTransmitted) -> Changed:
    return moved(rows, fact, f"issued/{said.number}", transmitted=True)


def _followed(rows: Rows, fact: Recorded[Any], said: Any) -> Changed:
    return moved(rows, fact, f"issued/{said.number}", status=said.code)


def _credited(rows: Rows, fact: Recorded[Any], said: billing.CreditNoteIssued) -> Changed:
    note = Credit(
        **seen(fact),
        number=said.number,
        invoice=said.invoice,
        issued_on=said.issued_on,
        net=said.net,
        total=said.total,
        billed=billed(said.lines),
    )
    return {**put(note), **_money(rows, fact, said.invoice, credited=said.total), **reopened(rows)}


def _received(rows: Rows, fact: Recorded[Any], said: billing.PaymentReceived) -> Changed:
    part = Part(said.number, said.allocated, said.penalties)
    receipt = Receipt(**seen(fact), fact=fact.id, parts=(part,))
    return {**put(receipt), **_paid(rows, fact, (part,), 1)}


def _reallocated(rows: Rows, fact: Recorded[Any], said: collecting.PaymentReallocated) -> Changed:
    moves: Parts = (Part(said.to_number, said.amount),)
    if said.from_number is not None:
        moves = (Part(said.from_number, -said.amount), *moves)
    return {**_receipt_moved(rows, f"receipt/{said.payment}", moves), **_paid(rows, fact, moves, 1)}


def _receipt_moved(rows: Rows, place: str, moves: Parts) -> Changed:
    receipt = rows.get(place)
    if not isinstance(receipt, Receipt):
        return {}
    parts = receipt.parts
    for move in moves:
        parts = moved_to(parts, move.number, move.allocated)
    return {place: replace(receipt, parts=parts)}


def _reversed(rows: Rows, fact: Recorded[Any], said: collecting.PaymentReversed) -> Changed:
    place = f"receipt/{said.payment}"
    receipt = rows.get(place)
    if not isinstance(receipt, Receipt):
        return {}
    return {place: replace(receipt, parts=()), **_paid(rows, fact, receipt.parts, -1), **reopened(rows)}


def _lost(rows: Rows, fact: Recorded[Any], said: collecting.ReceivableWrittenOff) -> Changed:
    issued = rows.get(f"issued/{said.number}")
    if not isinstance(issued, Issued):
        return {}
    money = replace(issued.money, written_off=issued.money.written_off + said.amount)
    return moved(rows, fact, issued.place, money=money)


def _late(rows: Rows, fact: Recorded[Any], said: following.LatePenaltyCharged) -> Changed:
    issued = rows.get(f"issued/{said.number}")
    if not isinstance(issued, Issued):
        return {}
    charged = issued.money.penalties + said.amount + said.indemnity
    return moved(rows, fact, issued.place, money=replace(issued.money, penalties=charged))


def _withheld(_: Rows, fact: Recorded[Any], said: collecting.PenaltyApplied) -> Changed:
    return put(Penalty(**seen(fact), fact=fact.id, amount=said.amount))


def _insolvent(_: Rows, fact: Recorded[Any], said: collecting.ClientInsolvencyRecorded) -> Changed:
    return put(Insolvency(**seen(fact), claim_due_on=said.claim_due_on))


def _lodged(rows: Rows, fact: Recorded[Any], _: collecting.ClaimLodged) -> Changed:
    return moved(rows, fact, "insolvency", lodged=True)


def _paid(rows: Rows, fact: Recorded[Any], parts: Parts, sign: int) -> Changed:
    """Return the invoices that parts of a bank line pay, or pay no longer."""
    changed: dict[str, Any] = {}
    for part in parts:
        more = {"paid": sign * part.allocated, "penalties_paid": sign * part.penalties}
        changed.update(_money(rows, fact, part.number, **more))
    return changed


def _money(rows: Rows, fact: Recorded[Any], number: str, **more: int) -> Changed:
    issued = rows.get(f"issued/{number}")
    if not isinstance(issued, Issued):
        return {}
    return moved(rows, fact, issued.place, money=issued.money.changed(**more))


CASES: Mapping[type, Callable[[Rows, Recorded[Any], Any], Changed]] = {
    billing.Invoiced: _invoiced,
    billing.InvoiceTransmitted: _sent,
    billing.CreditNoteIssued: _credited,
    billing.PaymentReceived: _received,
    following.InvoiceMadeAvailable: _followed,
    following.InvoiceTakenInCharge: _followed,
    following.InvoiceApproved: _followed,
    following.InvoiceDisputed: _followed,
    following.InvoiceRefused: _followed,
    following.InvoicePaymentSent: _followed,
    following.InvoiceRejectedByPlatform: _followed,
    following.LatePenaltyCharged: _late,
    collecting.PaymentReallocated: _reallocated,
    collecting.PaymentReversed: _reversed,
    collecting.PenaltyApplied: _withheld,
    collecting.ClientInsolvencyRecorded: _insolvent,
    collecting.ClaimLodged: _lodged,
    collecting.ReceivableWrittenOff: _lost,
}
