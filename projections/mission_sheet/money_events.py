"""The rows that each event of invoicing and payment changes on the sheet."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from domain.mission.events import billing, collecting, invoice_following
from domain.mission.terms import InvoiceLine
from domain.record import ProjectedEvent
from projections.invoice_balance import Owed, change_balances
from projections.mission_sheet.money_rows import Billed, Credit, Insolvency, Issued, Penalty
from projections.mission_sheet.row_builders import stamp_of
from projections.mission_sheet.row_updates import reopen_mission, update_row
from projections.mission_sheet.sheet_rows import AnyRow, Changed, Rows, place_rows

DISPUTED = frozenset({207, 208, 210})
"""The codes by which a client disputes, suspends or refuses an invoice."""


def _issue_invoice(_: Rows, recorded: ProjectedEvent[Any], event: billing.Invoiced) -> Changed:
    return place_rows(
        Issued(
            **stamp_of(recorded),
            number=event.number,
            issued_on=event.issued_on,
            due_on=event.due_on,
            net=event.net,
            billed=billed_lines(event.lines),
            money=Owed(event.total),
        )
    )


def billed_lines(lines: tuple[InvoiceLine, ...]) -> tuple[Billed, ...]:
    """Return the billed item and quantity of each line."""
    return tuple(Billed(line.trigger, line.key, line.quantity) for line in lines)


def _transmit_invoice(
    rows: Rows, recorded: ProjectedEvent[Any], event: billing.InvoiceTransmitted
) -> Changed:
    return update_row(rows, recorded, f"issued/{event.number}", transmitted=True)


def _follow_invoice(rows: Rows, recorded: ProjectedEvent[Any], event: Any) -> Changed:
    return update_row(rows, recorded, f"issued/{event.number}", status=event.code)


def _credit_invoice(rows: Rows, recorded: ProjectedEvent[Any], event: billing.CreditNoteIssued) -> Changed:
    note = Credit(
        **stamp_of(recorded),
        number=event.number,
        invoice=event.invoice,
        issued_on=event.issued_on,
        net=event.net,
        total=event.total,
        billed=billed_lines(event.lines),
    )
    return {**place_rows(note), **_change_balances(rows, recorded, event), **reopen_mission(rows)}


def _reverse_payment(rows: Rows, recorded: ProjectedEvent[Any], event: collecting.PaymentReversed) -> Changed:
    return {**_change_balances(rows, recorded, event), **reopen_mission(rows)}


def _apply_penalty(_: Rows, recorded: ProjectedEvent[Any], event: collecting.PenaltyApplied) -> Changed:
    return place_rows(Penalty(**stamp_of(recorded), fact=recorded.id, amount=event.amount))


def _record_insolvency(
    _: Rows, recorded: ProjectedEvent[Any], event: collecting.ClientInsolvencyRecorded
) -> Changed:
    return place_rows(Insolvency(**stamp_of(recorded), claim_due_on=event.claim_due_on))


def _lodge_claim(rows: Rows, recorded: ProjectedEvent[Any], _: collecting.ClaimLodged) -> Changed:
    return update_row(rows, recorded, "insolvency", lodged=True)


def _change_balances(rows: Rows, recorded: ProjectedEvent[Any], _: Any) -> Changed:
    changed = change_balances(rows, recorded)
    return {place: _date_row(row, recorded) for place, row in changed.items()}


def _date_row(row: AnyRow, recorded: ProjectedEvent[Any]) -> AnyRow:
    return replace(row, since=recorded.time) if isinstance(row, Issued) else row


CASES: Mapping[type, Callable[[Rows, ProjectedEvent[Any], Any], Changed]] = {
    billing.Invoiced: _issue_invoice,
    billing.InvoiceTransmitted: _transmit_invoice,
    billing.CreditNoteIssued: _credit_invoice,
    billing.PaymentReceived: _change_balances,
    invoice_following.InvoiceMadeAvailable: _follow_invoice,
    invoice_following.InvoiceTakenInCharge: _follow_invoice,
    invoice_following.InvoiceApproved: _follow_invoice,
    invoice_following.InvoiceDisputed: _follow_invoice,
    invoice_following.InvoiceRefused: _follow_invoice,
    invoice_following.InvoicePaymentSent: _follow_invoice,
    invoice_following.InvoiceRejectedByPlatform: _follow_invoice,
    invoice_following.LatePenaltyCharged: _change_balances,
    collecting.PaymentReallocated: _change_balances,
    collecting.PaymentReversed: _reverse_payment,
    collecting.PenaltyApplied: _apply_penalty,
    collecting.ClientInsolvencyRecorded: _record_insolvency,
    collecting.ClaimLodged: _lodge_claim,
    collecting.ReceivableWrittenOff: _change_balances,
}
