"""The events of collecting, and how each changes a mission: payments moved, claims, losses."""

from datetime import date
from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.client.events import Proceedings
from domain.language import Cents, DocumentHash, EventId, Label, MissionText
from domain.mission.events.billing import change_invoice
from domain.mission.invoice_state import ClientInsolvency, Invoice, Payment
from domain.mission.mission import Mission
from domain.record import BY_CLIENT, BY_UMBRELLA, FOR_CLIENT, FOR_UMBRELLA, Event, Ground


class PaymentReallocated(Event, frozen=True, kw_only=True):
    """A part of a bank line was moved to another invoice (réaffectation); cents.

    The part comes from an invoice or from the surplus; `net_from` and `net_to` are before tax.
    """

    TYPE = "fr.jalon.mission.payment-reallocated.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CLIENT

    payment: EventId
    reference: Label
    from_number: Label | None
    to_number: Label
    amount: Cents
    net_from: Cents
    net_to: Cents
    reallocated_on: date
    reason: MissionText


class PaymentReversed(Event, frozen=True, kw_only=True):
    """A whole bank line was reversed; the amounts that it paid are owed again (rejet); cents."""

    TYPE = "fr.jalon.mission.payment-reversed.v1"
    BY = BY_UMBRELLA
    READERS = FOR_CLIENT

    payment: EventId
    reference: Label
    reversed_on: date
    net: Cents
    reason: MissionText


class PenaltyApplied(Event, frozen=True, kw_only=True):
    """The client withheld a contractual penalty; no salary changes; cents."""

    TYPE = "fr.jalon.mission.penalty-applied.v1"
    BY = BY_CLIENT
    READERS = FOR_CLIENT

    amount: Cents
    reason: MissionText
    grounds: tuple[Ground, ...]


class ClientInsolvencyRecorded(Event, frozen=True, kw_only=True):
    """A court opened proceedings against the client; the last day for claims is stored here."""

    TYPE = "fr.jalon.mission.client-insolvency-recorded.v1"
    BY = BY_UMBRELLA
    READERS = FOR_UMBRELLA

    proceedings: Proceedings
    published_on: date
    claim_due_on: date
    document: DocumentHash


class ClaimLodged(Event, frozen=True, kw_only=True):
    """The client's debt was claimed in its proceedings (déclaration de créance); cents."""

    TYPE = "fr.jalon.mission.claim-lodged.v1"
    BY = BY_UMBRELLA
    READERS = FOR_UMBRELLA

    amount: Cents
    lodged_on: date
    document: DocumentHash
    grounds: tuple[Ground, ...]


class ReceivableWrittenOff(Event, frozen=True, kw_only=True):
    """The open amount of an invoice is a loss of the umbrella company (passage en perte); cents."""

    TYPE = "fr.jalon.mission.receivable-written-off.v1"
    BY = BY_UMBRELLA
    READERS = FOR_UMBRELLA

    number: Label
    amount: Cents
    net: Cents
    reason: MissionText
    grounds: tuple[Ground, ...]


CollectingEvent = (
    PaymentReallocated
    | PaymentReversed
    | PenaltyApplied
    | ClientInsolvencyRecorded
    | ClaimLodged
    | ReceivableWrittenOff
)


def evolve_collecting(mission: Mission, event: CollectingEvent, _: UUID) -> Mission:
    """Return the mission after one more event of this stage."""
    match event:
        case PaymentReallocated():
            return _reallocate_payment(mission, event)
        case PaymentReversed(reference=reference):
            return replace(_reverse_payment(mission, event, reference), closed=False)
        case ClientInsolvencyRecorded(claim_due_on=day):
            return replace(mission, insolvency=ClientInsolvency(day))
        case ClaimLodged():
            known = mission.insolvency
            return replace(mission, insolvency=replace(known, lodged=True) if known else None)
        case ReceivableWrittenOff(number=number, amount=amount):
            return change_invoice(mission, number, lambda invoice: _write_off(invoice, amount))
        case PenaltyApplied():
            return mission
        case _:
            assert_never(event)


def _write_off(invoice: Invoice, amount: int) -> Invoice:
    return replace(invoice, written_off=invoice.written_off + amount)


def _reallocate_payment(mission: Mission, event: PaymentReallocated) -> Mission:
    """Move the part from one invoice, or from the surplus, to the other."""
    line = mission.payments.get(event.reference)
    if line is None:
        return mission
    if event.from_number is None:
        line = replace(line, surplus=line.surplus - event.amount)
    else:
        mission = _add_to_invoice(mission, event.from_number, line, -event.amount, -event.net_from)
        line = line.with_part_moved(event.from_number, -event.amount, -event.net_from)
    mission = _add_to_invoice(mission, event.to_number, line, event.amount, event.net_to)
    line = line.with_part_moved(event.to_number, event.amount, event.net_to)
    return replace(mission, payments={**mission.payments, event.reference: line})


def _reverse_payment(mission: Mission, event: PaymentReversed, reference: str) -> Mission:
    line = mission.payments.get(reference)
    if line is None:
        return mission
    for number, part in line.parts.items():
        mission = _add_to_invoice(mission, number, line, -part.allocated, -part.net)
        back = line.penalties.get(number, 0)
        mission = change_invoice(
            mission,
            number,
            lambda invoice, back=back: replace(invoice, penalties_paid=invoice.penalties_paid - back),
        )
    gone = Payment(line.event_id, line.received_on, reversed=True)
    return replace(mission, payments={**mission.payments, reference: gone})


def _add_to_invoice(mission: Mission, number: str, line: Payment, allocated: int, net: int) -> Mission:
    return change_invoice(
        mission, number, lambda invoice: invoice.with_payment(allocated, net, line.received_on)
    )
