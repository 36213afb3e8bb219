"""The events of expenses, and how each changes a mission: claimed, approved, declined, taken back."""

from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.language import Audience, EventId, Key, MissionText
from domain.mission.mission import ExpenseClaim, Mission, update_entry
from domain.mission.terms import Expense
from domain.record import BY_CONSULTANT, BY_UMBRELLA, Event


class ExpenseClaimed(Event, frozen=True, kw_only=True):
    """The consultant claimed an expense; the client reads it only if it is rebilled."""

    TYPE = "fr.jalon.mission.expense-claimed.v1"
    BY = BY_CONSULTANT
    READERS = frozenset({Audience.ALL, Audience.CONSULTANT})

    expense: Expense

    @property
    def audience(self) -> Audience:
        """Everyone when the client will pay it; otherwise the consultant."""
        return Audience.ALL if self.expense.rebilled else Audience.CONSULTANT


class ExpenseApproved(Event, frozen=True, kw_only=True):
    """The umbrella company accepted the expense as professional."""

    TYPE = "fr.jalon.mission.expense-approved.v1"
    BY = BY_UMBRELLA
    READERS = frozenset({Audience.ALL, Audience.CONSULTANT})

    expense: Key
    rebilled: bool

    @property
    def audience(self) -> Audience:
        """Everyone when the client will pay it; otherwise the consultant."""
        return Audience.ALL if self.rebilled else Audience.CONSULTANT


class ExpenseDeclined(Event, frozen=True, kw_only=True):
    """The umbrella company declined the expense."""

    TYPE = "fr.jalon.mission.expense-declined.v1"
    BY = BY_UMBRELLA
    READERS = frozenset({Audience.ALL, Audience.CONSULTANT})

    expense: Key
    rebilled: bool
    reason: MissionText

    @property
    def audience(self) -> Audience:
        """Everyone if the client would have paid it; otherwise the consultant."""
        return Audience.ALL if self.rebilled else Audience.CONSULTANT


class ExpenseReversed(Event, frozen=True, kw_only=True):
    """The umbrella company withdrew its approval of an expense (correction)."""

    TYPE = "fr.jalon.mission.expense-reversed.v1"
    BY = BY_UMBRELLA
    READERS = frozenset({Audience.ALL, Audience.CONSULTANT})

    expense: Key
    rebilled: bool
    corrects: EventId
    reason: MissionText

    @property
    def audience(self) -> Audience:
        """Everyone if the client had to pay it; otherwise the consultant."""
        return Audience.ALL if self.rebilled else Audience.CONSULTANT


ExpenseEvent = ExpenseClaimed | ExpenseApproved | ExpenseDeclined | ExpenseReversed


def evolve_expenses(mission: Mission, event: ExpenseEvent, event_id: UUID) -> Mission:
    """Return the mission after one more event of this stage."""
    match event:
        case ExpenseClaimed(expense=expense):
            return replace(mission, claims={**mission.claims, expense.key: ExpenseClaim(expense)})
        case ExpenseApproved(expense=key):
            return _answer_claim(mission, key, event_id, approved=True)
        case ExpenseDeclined(expense=key) | ExpenseReversed(expense=key):
            return _answer_claim(mission, key, event_id, approved=False)
        case _:
            assert_never(event)


def _answer_claim(mission: Mission, key: Key, event_id: UUID, *, approved: bool) -> Mission:
    def set_answer(claim: ExpenseClaim) -> ExpenseClaim:
        return replace(claim, approved=approved, answer=EventId(event_id))

    return replace(mission, claims=update_entry(mission.claims, key, set_answer))
