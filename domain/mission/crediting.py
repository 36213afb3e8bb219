"""Decide on credit notes: an invoice is never erased; a credit note cancels its lines or a part of it."""

from datetime import date

from domain.cents_and_months import portion
from domain.language import Cents, Key, Label, MissionId, MissionText, command
from domain.law.billing import BIL_9
from domain.mission.billing import Due, check_not_ahead, get_invoice
from domain.mission.closing import close_if_done
from domain.mission.events import MissionEvent
from domain.mission.events.billing import CreditNoteIssued
from domain.mission.evolve import apply_events
from domain.mission.invoice_state import Invoice
from domain.mission.mission import Mission
from domain.mission.money_refusals import NothingToCredit
from domain.mission.terms import InvoiceLine
from domain.record import Act


@command
class IssueCreditNote:
    """The umbrella company cancels lines of an invoice or grants a rebate; cents before tax.

    Without lines and rebate, the whole invoice is cancelled.
    """

    mission: MissionId
    series: Key
    issued_on: date
    invoice: Label
    lines: tuple[Due, ...] = ()
    rebate: Cents = 0
    reason: MissionText


def credit(mission: Mission, number: str, command: IssueCreditNote, act: Act) -> list[MissionEvent]:
    """Credit an invoice under this number, for at most its amount not yet credited."""
    check_not_ahead(command.issued_on, act)
    corrected = get_invoice(mission, command.invoice)
    lines = _lines_to_cancel(corrected, command)
    net = sum(line.net for line in lines) + command.rebate
    creditable = corrected.net - corrected.credited_net
    if not 0 < net <= creditable:
        raise NothingToCredit(number=command.invoice, asked=net, creditable=creditable)
    total = _total_with_tax(corrected, net)
    note = CreditNoteIssued(
        series=command.series,
        number=number,
        corrects=corrected.event_id,
        invoice=command.invoice,
        issued_on=command.issued_on,
        lines=lines,
        rebate=command.rebate,
        net=net,
        vat=total - net,
        total=total,
        reason=command.reason,
        grounds=(BIL_9.make_ground(met=True, invoice=command.invoice, credited=net, creditable=creditable),),
    )
    return [note, *close_if_done(apply_events(mission, note))]


def _lines_to_cancel(corrected: Invoice, command: IssueCreditNote) -> tuple[InvoiceLine, ...]:
    """Return the lines to cancel; all lines not yet credited if the command names none."""
    standing = {(line.trigger, line.key): line for line in corrected.lines}
    standing = {due: line for due, line in standing.items() if due not in corrected.cancelled}
    if not command.lines:
        return () if command.rebate else tuple(standing.values())
    named = dict.fromkeys((due.trigger, due.key) for due in command.lines)
    if lost := [due for due in named if due not in standing]:
        asked = sum(standing[due].net for due in named if due not in lost)
        raise NothingToCredit(number=command.invoice, asked=asked, creditable=0)
    return tuple(standing[due] for due in named)


def _total_with_tax(corrected: Invoice, net: int) -> int:
    """Return a net credit with tax, rounded so that full credits add up to the whole invoice."""
    whole = portion(corrected.credited_net + net, corrected.total, corrected.net)
    return whole - corrected.credited
