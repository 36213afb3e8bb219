"""How money that goes another way changes a mission."""

from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.mission.events import CollectingEvent
from domain.mission.events.collecting import (
    ClaimLodged,
    ClientInsolvencyRecorded,
    PaymentReallocated,
    PaymentReversed,
    PenaltyApplied,
    ReceivableWrittenOff,
)
from domain.mission.evolving.billing import with_invoice
from domain.mission.invoice_state import Insolvency, Invoice, Payment
from domain.mission.mission import Mission


def collecting(mission: Mission, event: CollectingEvent, _: UUID) -> Mission:
    """Return the mission after one more fact of this stage."""
    match event:
        case PaymentReallocated():
            return _reallocated(mission, event)
        case PaymentReversed(reference=reference):
            return replace(_reversed(mission, event, reference), closed=False)
        case ClientInsolvencyRecorded(claim_due_on=day):
            return replace(mission, insolvency=Insolvency(day))
        case ClaimLodged():
            known = mission.insolvency
            return replace(mission, insolvency=replace(known, lodged=True) if known else None)
        case ReceivableWrittenOff(number=number, amount=amount):
            return with_invoice(mission, number, lambda invoice: _lost(invoice, amount))
        case PenaltyApplied():
            return mission
        case _:
            assert_never(event)


def _lost(invoice: Invoice, amount: int) -> Invoice:
    return replace(invoice, written_off=invoice.written_off + amount)


def _reallocated(mission: Mission, event: PaymentReallocated) -> Mission:
    """Move the part from one invoice, or from the surplus, to the other."""
    line = mission.payments.get(event.reference)
    if line is None:
        return mission
    if event.from_number is None:
        line = replace(line, surplus=line.surplus - event.amount)
    else:
        mission = _plus(mission, event.from_number, line, -event.amount, -event.net_from)
        line = line.moved(event.from_number, -event.amount, -event.net_from)
    mission = _plus(mission, event.to_number, line, event.amount, event.net_to)
    line = line.moved(event.to_number, event.amount, event.net_to)
    return replace(mission, payments={**mission.payments, event.reference: line})


def _reversed(mission: Mission, event: PaymentReversed, reference: str) -> Mission:
    line = mission.payments.get(reference)
    if line is None:
        return mission
    for number, part in line.parts.items():
        mission = _plus(mission, number, line, -part.allocated, -part.net)
        back = line.penalties.get(number, 0)
        mission = with_invoice(
            mission,
            number,
            lambda invoice, back=back: replace(invoice, penalties_paid=invoice.penalties_paid - back),
        )
    gone = Payment(line.fact, line.received_on, reversed=True)
    return replace(mission, payments={**mission.payments, reference: gone})


def _plus(mission: Mission, number: str, line: Payment, allocated: int, net: int) -> Mission:
    return with_invoice(mission, number, lambda invoice: invoice.plus(allocated, net, line.received_on))
