"""When a mission's file may be closed: nothing left to answer, to invoice, to be paid or to pay."""

from domain.mission.events import MissionEvent
from domain.mission.events.ending import MissionClosed
from domain.mission.mission import Mission
from domain.mission.terms import PriceMode, Trigger


def closing(mission: Mission) -> list[MissionEvent]:
    """Close the file when nothing is left to invoice, to be paid or to pay."""
    if mission.completed_on is None or mission.signed_on is None or mission.closed:
        return []
    if any(claim.approved is None for claim in mission.claims.values()):
        return []
    if any(change.open for change in mission.changes.values()):
        return []
    invoiced = _all_billed(mission)
    paid = all(invoice.open == 0 for invoice in mission.invoices.values())
    worked = {month for month, count in mission.half_days.items() if count}
    return [MissionClosed()] if invoiced and paid and worked <= mission.paid_months else []


def _all_billed(mission: Mission) -> bool:
    assert mission.scope is not None
    price = mission.scope.price
    due = {(item.trigger, item.key): 1 for item in price.schedule}
    for key, claim in mission.claims.items():
        if claim.approved and claim.expense.rebilled:
            due[Trigger.EXPENSE, key] = 1
    if price.mode is PriceMode.DAILY_RATE:
        due |= {(Trigger.APPROVED_DAYS, month): n for month, n in mission.half_days.items()}
    return all(mission.billed.get(item, 0) >= quantity for item, quantity in due.items())
