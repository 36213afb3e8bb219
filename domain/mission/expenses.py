"""Expenses: claimed by the consultant, answered by the umbrella company, rebilled where the client agreed."""

from domain.language import FactId, Key, MissionId, MissionText, command
from domain.mission.closing import closing
from domain.mission.events import MissionEvent
from domain.mission.events.expenses import ExpenseApproved, ExpenseClaimed, ExpenseDeclined, ExpenseReversed
from domain.mission.evolve import after
from domain.mission.mission import Claim, Mission
from domain.mission.refusals import AlreadyDone, NoSuchExpense, NothingToCorrect, RebillingNotAgreed
from domain.mission.scoping import alive, scoped
from domain.mission.terms import Expense, Scope
from domain.record import Act


@command
class ClaimExpense:
    """The consultant claims an expense."""

    mission: MissionId
    expense: Expense


@command
class ApproveExpense:
    """The umbrella company accepts an expense as professional."""

    mission: MissionId
    expense: Key


@command
class DeclineExpense:
    """The umbrella company does not accept an expense."""

    mission: MissionId
    expense: Key
    reason: MissionText


@command
class ReverseExpense:
    """The umbrella company takes back its approval, the fact that it corrects."""

    mission: MissionId
    expense: Key
    corrects: FactId
    reason: MissionText


def claim(mission: Mission, order: ClaimExpense, _: Act) -> list[MissionEvent]:
    """Claim an expense, once; one to be rebilled stays within what the client agreed to pay."""
    agreed = scoped(mission, "ClaimExpense")
    expense = order.expense
    if expense.key in mission.claims:
        raise AlreadyDone(act="ClaimExpense", of=expense.key)
    if expense.rebilled:
        _within_agreed(mission, agreed, expense)
    return [ExpenseClaimed(expense=expense)]


def approve(mission: Mission, order: ApproveExpense, _: Act) -> list[MissionEvent]:
    """Accept an expense that waits for an answer."""
    expense = _waiting(mission, order.expense).expense
    if expense.rebilled:
        _within_agreed(mission, scoped(mission, "ApproveExpense"), expense)
    approved = ExpenseApproved(expense=expense.key, rebilled=expense.rebilled)
    return [approved, *closing(after(mission, approved))]


def decline(mission: Mission, order: DeclineExpense, _: Act) -> list[MissionEvent]:
    """Turn down an expense that waits for an answer, and say why."""
    expense = _waiting(mission, order.expense).expense
    declined = ExpenseDeclined(expense=expense.key, rebilled=expense.rebilled, reason=order.reason)
    return [declined, *closing(after(mission, declined))]


def reverse(mission: Mission, order: ReverseExpense, _: Act) -> list[MissionEvent]:
    """Take an approval back; what was invoiced of it is credited before the file is closed."""
    alive(mission)
    known = mission.claims.get(order.expense)
    if known is None or not known.approved or known.answer != order.corrects:
        raise NothingToCorrect(fact=order.corrects)
    reversed_ = ExpenseReversed(
        expense=order.expense,
        rebilled=known.expense.rebilled,
        corrects=order.corrects,
        reason=order.reason,
    )
    return [reversed_, *closing(after(mission, reversed_))]


def _within_agreed(mission: Mission, agreed: Scope, expense: Expense) -> None:
    rebilled = [c.expense.net for c in mission.claims.values() if c.expense.rebilled and c.approved]
    already, most = sum(rebilled), agreed.clauses.rebilled_expenses_max
    if already + expense.net > most:
        raise RebillingNotAgreed(expense=expense.key, agreed_max=most, already=already, asked=expense.net)


def _waiting(mission: Mission, key: Key) -> Claim:
    claim = mission.claims.get(key)
    if claim is None or claim.approved is not None:
        raise NoSuchExpense(expense=key)
    return claim
