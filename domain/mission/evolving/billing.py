"""How the facts of billing change a mission."""

from collections.abc import Callable
from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.mission.events import BillingEvent
from domain.mission.events.billing import Invoiced, InvoiceTransmitted, PaymentReceived
from domain.mission.evolving.mapping import changed
from domain.mission.mission import Invoice, Mission


def billing(mission: Mission, event: BillingEvent, _: UUID) -> Mission:
    """Return the mission after one more fact of this stage."""
    match event:
        case Invoiced(number=number, lines=lines, net=net, total=total):
            billed = dict(mission.billed)
            for line in lines:
                due = (line.trigger, line.key)
                billed[due] = billed.get(due, 0) + line.quantity
            invoices = {**mission.invoices, number: Invoice(net, total)}
            return replace(mission, billed=billed, invoices=invoices)
        case InvoiceTransmitted(number=number):
            return _invoice(mission, number, lambda invoice: replace(invoice, transmitted=True))
        case PaymentReceived(reference=reference):
            paid = _invoice(mission, event.number, lambda invoice: invoice.plus(event.allocated, event.net))
            return replace(paid, payments=mission.payments | {reference})
        case _:
            assert_never(event)


def _invoice(mission: Mission, number: str, how: Callable[[Invoice], Invoice]) -> Mission:
    return replace(mission, invoices=changed(mission.invoices, number, how))
