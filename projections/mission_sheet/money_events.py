"""How each fact of money changes the sheet: invoiced, credited, paid, moved, returned, lost."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from domain.mission.events import billing, collecting, invoice_following
from domain.mission.terms import InvoiceLine
from domain.record import Brief
from projections.invoice_balance import Owed, collected
from projections.mission_sheet.money_rows import Billed, Credit, Insolvency, Issued, Penalty
from projections.mission_sheet.row_builders import seen
from projections.mission_sheet.row_updates import moved, reopened
from projections.mission_sheet.sheet_rows import AnyRow, Changed, Rows, put

DISPUTED = frozenset({207, 208, 210})
"""The codes by which a client disputes, suspends or refuses an invoice."""


def _invoiced(_: Rows, fact: Brief[Any], said: billing.Invoiced) -> Changed:
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


def _sent(rows: Rows, fact: Brief[Any], said: billing.InvoiceTransmitted) -> Changed:
    return moved(rows, fact, f"issued/{said.number}", transmitted=True)


def _followed(rows: Rows, fact: Brief[Any], said: Any) -> Changed:
    return moved(rows, fact, f"issued/{said.number}", status=said.code)


def _credited(rows: Rows, fact: Brief[Any], said: billing.CreditNoteIssued) -> Changed:
    note = Credit(
        **seen(fact),
        number=said.number,
        invoice=said.invoice,
        issued_on=said.issued_on,
        net=said.net,
        total=said.total,
        billed=billed(said.lines),
    )
    return {**put(note), **_collected(rows, fact, said), **reopened(rows)}


def _reversed(rows: Rows, fact: Brief[Any], said: collecting.PaymentReversed) -> Changed:
    return {**_collected(rows, fact, said), **reopened(rows)}


def _withheld(_: Rows, fact: Brief[Any], said: collecting.PenaltyApplied) -> Changed:
    return put(Penalty(**seen(fact), fact=fact.id, amount=said.amount))


def _insolvent(_: Rows, fact: Brief[Any], said: collecting.ClientInsolvencyRecorded) -> Changed:
    return put(Insolvency(**seen(fact), claim_due_on=said.claim_due_on))


def _lodged(rows: Rows, fact: Brief[Any], _: collecting.ClaimLodged) -> Changed:
    return moved(rows, fact, "insolvency", lodged=True)


def _collected(rows: Rows, fact: Brief[Any], _: Any) -> Changed:
    changed = collected(rows, fact)
    return {place: _since(row, fact) for place, row in changed.items()}


def _since(row: AnyRow, fact: Brief[Any]) -> AnyRow:
    return replace(row, since=fact.time) if isinstance(row, Issued) else row


CASES: Mapping[type, Callable[[Rows, Brief[Any], Any], Changed]] = {
    billing.Invoiced: _invoiced,
    billing.InvoiceTransmitted: _sent,
    billing.CreditNoteIssued: _credited,
    billing.PaymentReceived: _collected,
    invoice_following.InvoiceMadeAvailable: _followed,
    invoice_following.InvoiceTakenInCharge: _followed,
    invoice_following.InvoiceApproved: _followed,
    invoice_following.InvoiceDisputed: _followed,
    invoice_following.InvoiceRefused: _followed,
    invoice_following.InvoicePaymentSent: _followed,
    invoice_following.InvoiceRejectedByPlatform: _followed,
    invoice_following.LatePenaltyCharged: _collected,
    collecting.PaymentReallocated: _collected,
    collecting.PaymentReversed: _reversed,
    collecting.PenaltyApplied: _withheld,
    collecting.ClientInsolvencyRecorded: _insolvent,
    collecting.ClaimLodged: _lodged,
    collecting.ReceivableWrittenOff: _collected,
}
