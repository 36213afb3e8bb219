"""Decide on expenses: claimed by the consultant, answered by the company, rebilled if the client agreed."""

from domain.language import EventId, Key, MissionId, MissionText, command
from domain.mission.closing import check_not_over, close_if_done, get_scope
from domain.mission.events import MissionEvent
from domain.mission.events.expenses import ExpenseApproved, ExpenseClaimed, ExpenseDeclined, ExpenseReversed
from domain.mission.evolve import apply_events
from domain.mission.mission import ExpenseClaim, Mission
from domain.mission.refusals import AlreadyDone, NoSuchExpense, NothingToCorrect, RebillingNotAgreed
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
    """The umbrella company withdraws its approval, named by its event."""

    mission: MissionId
    expense: Key
    corrects: EventId
    reason: MissionText


def claim(mission: Mission, command: ClaimExpense, _: Act) -> list[MissionEvent]:
    """Claim an expense, once; a rebilled one must be within the amount that the client agreed to."""
    agreed = get_scope(mission, "ClaimExpense")
    expense = command.expense
    if expense.key in mission.claims:
        raise AlreadyDone(act="ClaimExpense", of=expense.key)
    if expense.rebilled:
        _check_rebilling(mission, agreed, expense)
    return [ExpenseClaimed(expense=expense)]


def approve(mission: Mission, command: ApproveExpense, _: Act) -> list[MissionEvent]:
    """Approve an expense that waits for an answer."""
    expense = _get_open_claim(mission, command.expense).expense
    if expense.rebilled:
        _check_rebilling(mission, get_scope(mission, "ApproveExpense"), expense)
    approved = ExpenseApproved(expense=expense.key, rebilled=expense.rebilled)
    return [approved, *close_if_done(apply_events(mission, approved))]


def decline(mission: Mission, command: DeclineExpense, _: Act) -> list[MissionEvent]:
    """Decline an expense that waits for an answer, with the reason."""
    expense = _get_open_claim(mission, command.expense).expense
    declined = ExpenseDeclined(expense=expense.key, rebilled=expense.rebilled, reason=command.reason)
    return [declined, *close_if_done(apply_events(mission, declined))]


def reverse(mission: Mission, command: ReverseExpense, _: Act) -> list[MissionEvent]:
    """Withdraw an approval; an invoiced expense must be credited before the file closes."""
    check_not_over(mission)
    known = mission.claims.get(command.expense)
    if known is None or not known.approved or known.answer != command.corrects:
        raise NothingToCorrect(fact=command.corrects)
    reversed_ = ExpenseReversed(
        expense=command.expense,
        rebilled=known.expense.rebilled,
        corrects=command.corrects,
        reason=command.reason,
    )
    return [reversed_, *close_if_done(apply_events(mission, reversed_))]


def _check_rebilling(mission: Mission, agreed: Scope, expense: Expense) -> None:
    rebilled = [c.expense.net for c in mission.claims.values() if c.expense.rebilled and c.approved]
    already, most = sum(rebilled), agreed.clauses.rebilled_expenses_max
    if already + expense.net > most:
        raise RebillingNotAgreed(expense=expense.key, agreed_max=most, already=already, asked=expense.net)


def _get_open_claim(mission: Mission, key: Key) -> ExpenseClaim:
    claim = mission.claims.get(key)
    if claim is None or claim.approved is not None:
        raise NoSuchExpense(expense=key)
    return claim
