"""The amounts that the client owes for a mission, before tax: in the end, and due now."""

from domain.cents_and_months import portion
from domain.language import Key
from domain.mission.course_terms import WHOLE
from domain.mission.mission import Acceptance, Mission
from domain.mission.terms import Instalment, PriceMode, Trigger

Item = tuple[Trigger, Key]
NOTICE, INDEMNITY = (Trigger.CLAUSE, "notice"), (Trigger.CLAUSE, "indemnity")


def amounts_owed(mission: Mission) -> dict[Item, int]:
    """Return what the client owes in the end, by item; after an early end, only the items met by then."""
    if mission.scope is None or mission.signed_on is None:
        return {}
    counted = {
        (part.trigger, part.key): _instalment_owed(mission, part) for part in mission.scope.price.schedule
    }
    items = {**counted, **_rebilled_expenses(mission), **_days_worked(mission), **_amounts_after_end(mission)}
    return {item: amount for item, amount in items.items() if amount}


def amounts_overbilled(mission: Mission) -> dict[Item, int]:
    """Return the invoiced amounts that are not owed; only a credit note corrects them."""
    due = amounts_owed(mission)
    surplus = {item: net - due.get(item, 0) for item, net in mission.billed_net.items()}
    return {item: amount for item, amount in surplus.items() if amount > 0}


def is_settled(mission: Mission) -> bool:
    """True if the invoiced amount of each item is exactly the owed amount."""
    return {item: net for item, net in mission.billed_net.items() if net} == amounts_owed(mission)


def instalment_due(mission: Mission, part: Instalment) -> int:
    """Return the amount of an instalment now: zero before its trigger, then the accepted share."""
    return _instalment_worth(mission, part) if _is_met(mission, part) else 0


def _instalment_owed(mission: Mission, part: Instalment) -> int:
    return instalment_due(mission, part) if mission.ended else _instalment_worth(mission, part)


def _instalment_worth(mission: Mission, part: Instalment) -> int:
    if part.trigger is not Trigger.ACCEPTANCE:
        return part.amount
    handover = mission.handovers.get(part.of or "")
    return portion(part.amount, handover.share if handover else WHOLE, WHOLE)


def _is_met(mission: Mission, part: Instalment) -> bool:
    match part.trigger:
        case Trigger.SIGNATURE:
            return mission.signed_on is not None
        case Trigger.MILESTONE:
            return part.of in mission.validated
        case _:
            handover = mission.handovers.get(part.of or "")
            return handover is not None and handover.acceptance is Acceptance.ACCEPTED


def _rebilled_expenses(mission: Mission) -> dict[Item, int]:
    claims = [claim for claim in mission.claims.values() if claim.approved and claim.expense.rebilled]
    return {(Trigger.EXPENSE, claim.expense.key): claim.expense.net for claim in claims}


def _days_worked(mission: Mission) -> dict[Item, int]:
    if mission.scope is None or mission.scope.price.mode is not PriceMode.DAILY_RATE:
        return {}
    return {
        (Trigger.APPROVED_DAYS, month): portion(mission.daily_rate(month), half_days, 2)
        for month, half_days in mission.half_days.items()
    }


def _amounts_after_end(mission: Mission) -> dict[Item, int]:
    if mission.ended is None:
        return {}
    remains = mission.ended.remains
    return {NOTICE: remains.notice, INDEMNITY: remains.indemnity}
