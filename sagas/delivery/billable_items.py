"""The items to invoice and the items to credit, each with the event that is its cause."""

from typing import NamedTuple

from domain.cents_and_months import portion
from domain.language import EventId, Key
from domain.mission.course_terms import WHOLE
from domain.mission.terms import Instalment, Trigger
from sagas.delivery.progress import CausedAmount, DeliveryProgress


class InvoiceItem(NamedTuple):
    """The subject of an invoice line."""

    trigger: Trigger
    key: Key


AmountByItem = dict[InvoiceItem, CausedAmount]


def items_to_invoice(progress: DeliveryProgress) -> dict[InvoiceItem, EventId]:
    """Return the due items that are not fully invoiced, each with the event that made it due."""
    if progress.signed is None:
        return {}
    billed = _billed_amounts(progress)
    return {
        item: progress.credited.get(item.key, due.fact)
        for item, due in _amounts_due(progress).items()
        if due.amount > billed.get(item, 0)
    }


def items_to_credit(progress: DeliveryProgress) -> dict[InvoiceItem, EventId]:
    """Return the items invoiced beyond what the client owes in the end, each with its latest event."""
    due = (
        _amounts_due(progress) if progress.ended else {**_agreed_amounts(progress), **_amounts_due(progress)}
    )
    return {
        item: _latest_event(progress, item)
        for item, billed in _billed_amounts(progress).items()
        if billed > (due[item].amount if item in due else 0)
    }


def _amounts_due(progress: DeliveryProgress) -> AmountByItem:
    """Return the amounts due now: half-days for approved days, else cents."""
    parts = {
        InvoiceItem(part.trigger, part.key): met
        for part in progress.schedule
        if (met := _instalment_due(progress, part)) is not None
    }
    claims = {
        InvoiceItem(Trigger.EXPENSE, key): CausedAmount(claim.fact, claim.net)
        for key, claim in progress.claims.items()
        if claim.approved
    }
    days = {
        InvoiceItem(Trigger.APPROVED_DAYS, month): worked
        for month, worked in progress.days.items()
        if progress.daily
    }
    clauses = {InvoiceItem(Trigger.CLAUSE, key): amount for key, amount in progress.clauses.items()}
    return {**parts, **claims, **days, **clauses}


def _instalment_due(progress: DeliveryProgress, part: Instalment) -> CausedAmount | None:
    of, signed = part.of or "", progress.signed
    match part.trigger:
        case Trigger.SIGNATURE:
            return CausedAmount(signed, part.amount) if signed is not None else None
        case Trigger.MILESTONE:
            event_id = progress.validated.get(of)
            return CausedAmount(event_id, part.amount) if event_id is not None else None
        case _:
            handover = progress.handovers.get(of)
            if handover is None or not handover.answered or not handover.share:
                return None
            return CausedAmount(handover.fact, portion(part.amount, handover.share, WHOLE))


def _agreed_amounts(progress: DeliveryProgress) -> AmountByItem:
    """Return the agreed instalments; each may still become due until the mission ends early."""
    signed = progress.signed
    if signed is None:
        return {}
    return {
        InvoiceItem(part.trigger, part.key): CausedAmount(signed, part.amount) for part in progress.schedule
    }


def _billed_amounts(progress: DeliveryProgress) -> dict[InvoiceItem, int]:
    billed: dict[InvoiceItem, int] = {}
    for bills in progress.bills.values():
        for bill in bills:
            item = InvoiceItem(bill.trigger, bill.key)
            amount = bill.quantity if bill.trigger is Trigger.APPROVED_DAYS else bill.net
            billed[item] = billed.get(item, 0) + amount
    return billed


def _latest_event(progress: DeliveryProgress, item: InvoiceItem) -> EventId:
    """Return the latest event about an item, else the event that ended or signed the mission."""
    own = {**progress.days, **progress.claims, **progress.clauses}.get(item.key)
    results = [progress.handovers.get(part.of or "") for part in progress.schedule if part.key == item.key]
    found = own or next((result for result in results if result is not None), None)
    if found is not None:
        return found.fact
    known = progress.ended or progress.signed
    assert known is not None, "only a signed mission is invoiced"
    return known
