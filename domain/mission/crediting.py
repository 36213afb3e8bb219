"""Crediting: an invoice is never erased; a credit note names it and gives its lines, or a part, back."""

from datetime import date

from domain.cents_and_months import portion
from domain.language import Cents, Key, Label, MissionId, MissionText, command
from domain.law.billing import BIL_9
from domain.mission.billing import Due, dated, issued
from domain.mission.closing import closing
from domain.mission.events import MissionEvent
from domain.mission.events.billing import CreditNoteIssued
from domain.mission.evolve import after
from domain.mission.invoice_state import Invoice
from domain.mission.mission import Mission
from domain.mission.money_refusals import NothingToCredit
from domain.mission.terms import InvoiceLine
from domain.record import Act


@command
class IssueCreditNote:
    """The umbrella company cancels lines of an invoice, or gives a part of its price back; cents, no tax.

    With neither lines nor rebate, the whole invoice is cancelled.
    """

    mission: MissionId
    series: Key
    issued_on: date
    invoice: Label
    lines: tuple[Due, ...] = ()
    rebate: Cents = 0
    reason: MissionText


def credit(mission: Mission, number: str, order: IssueCreditNote, act: Act) -> list[MissionEvent]:
    """Credit an invoice, for no more than what stands of it, under this number."""
    dated(order.issued_on, act)
    corrected = issued(mission, order.invoice)
    lines = _lines(corrected, order)
    net = sum(line.net for line in lines) + order.rebate
    creditable = corrected.net - corrected.credited_net
    if not 0 < net <= creditable:
        raise NothingToCredit(number=order.invoice, asked=net, creditable=creditable)
    total = _with_tax(corrected, net)
    note = CreditNoteIssued(
        series=order.series,
        number=number,
        corrects=corrected.fact,
        invoice=order.invoice,
        issued_on=order.issued_on,
        lines=lines,
        rebate=order.rebate,
        net=net,
        vat=total - net,
        total=total,
        reason=order.reason,
        grounds=(BIL_9.asked(met=True, invoice=order.invoice, credited=net, creditable=creditable),),
    )
    return [note, *closing(after(mission, note))]


def _lines(corrected: Invoice, order: IssueCreditNote) -> tuple[InvoiceLine, ...]:
    """Return the lines to cancel that stand; all of them when the order names nothing."""
    standing = {(line.trigger, line.key): line for line in corrected.lines}
    standing = {due: line for due, line in standing.items() if due not in corrected.cancelled}
    if not order.lines:
        return () if order.rebate else tuple(standing.values())
    named = dict.fromkeys((due.trigger, due.key) for due in order.lines)
    if lost := [due for due in named if due not in standing]:
        asked = sum(standing[due].net for due in named if due not in lost)
        raise NothingToCredit(number=order.invoice, asked=asked, creditable=0)
    return tuple(standing[due] for due in named)


def _with_tax(corrected: Invoice, net: int) -> int:
    """Return what a net credit comes to with tax, so that the credits of all of it make the whole."""
    whole = portion(corrected.credited_net + net, corrected.total, corrected.net)
    return whole - corrected.credited
