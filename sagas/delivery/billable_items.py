"""What may be invoiced now, and what was invoiced that is not owed: item by item, with the fact behind it."""

from typing import NamedTuple

from domain.cents_and_months import portion
from domain.language import FactId, Key
from domain.mission.course_terms import WHOLE
from domain.mission.terms import Instalment, Trigger
from sagas.delivery.progress import Amount, DeliveryProgress


class Item(NamedTuple):
    """What a line of an invoice is for."""

    trigger: Trigger
    key: Key


Amounts = dict[Item, Amount]


def to_invoice(progress: DeliveryProgress) -> dict[Item, FactId]:
    """Return what is due and not yet invoiced, each with the fact that made it due."""
    if progress.signed is None:
        return {}
    billed = _billed(progress)
    return {
        item: progress.credited.get(item.key, due.fact)
        for item, due in _due(progress).items()
        if due.amount > billed.get(item, 0)
    }


def to_credit(progress: DeliveryProgress) -> dict[Item, FactId]:
    """Return what was invoiced beyond what the client owes in the end, each with the fact that says so."""
    due = _due(progress) if progress.ended else {**_agreed(progress), **_due(progress)}
    return {
        item: _latest(progress, item)
        for item, billed in _billed(progress).items()
        if billed > (due[item].amount if item in due else 0)
    }


def _due(progress: DeliveryProgress) -> Amounts:
    """Return what is due now: cents, or half-days for approved days."""
    parts = {
        Item(part.trigger, part.key): met
        for part in progress.schedule
        if (met := _met(progress, part)) is not None
    }
    claims = {
        Item(Trigger.EXPENSE, key): Amount(claim.fact, claim.net)
        for key, claim in progress.claims.items()
        if claim.approved
    }
    days = {Item(Trigger.APPROVED_DAYS, month): one for month, one in progress.days.items() if progress.daily}
    clauses = {Item(Trigger.CLAUSE, key): one for key, one in progress.clauses.items()}
    return {**parts, **claims, **days, **clauses}


def _met(progress: DeliveryProgress, part: Instalment) -> Amount | None:
    of, signed = part.of or "", progress.signed
    match part.trigger:
        case Trigger.SIGNATURE:
            return Amount(signed, part.amount) if signed is not None else None
        case Trigger.MILESTONE:
            fact = progress.validated.get(of)
            return Amount(fact, part.amount) if fact is not None else None
        case _:
            handover = progress.handovers.get(of)
            if handover is None or not handover.answered or not handover.share:
                return None
            return Amount(handover.fact, portion(part.amount, handover.share, WHOLE))


def _agreed(progress: DeliveryProgress) -> Amounts:
    """Return the instalments as agreed: until the mission ends early, each may still come to be due."""
    signed = progress.signed
    if signed is None:
        return {}
    return {Item(part.trigger, part.key): Amount(signed, part.amount) for part in progress.schedule}


def _billed(progress: DeliveryProgress) -> dict[Item, int]:
    billed: dict[Item, int] = {}
    for bills in progress.bills.values():
        for bill in bills:
            item = Item(bill.trigger, bill.key)
            much = bill.quantity if bill.trigger is Trigger.APPROVED_DAYS else bill.net
            billed[item] = billed.get(item, 0) + much
    return billed


def _latest(progress: DeliveryProgress, item: Item) -> FactId:
    """Return the last fact about an item: its own, or the one that ended or signed the mission."""
    own = {**progress.days, **progress.claims, **progress.clauses}.get(item.key)
    results = [progress.handovers.get(part.of or "") for part in progress.schedule if part.key == item.key]
    found = own or next((one for one in results if one is not None), None)
    if found is not None:
        return found.fact
    known = progress.ended or progress.signed
    assert known is not None, "what was invoiced was signed"
    return known
