"""How the facts of working change a mission."""

from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.language import FactId, Key
from domain.mission.events import WorkingEvent
from domain.mission.events.working import (
    ActivityAcknowledged,
    BreachCured,
    BreachRecorded,
    DaysWorkedRecorded,
    ExpenseApproved,
    ExpenseClaimed,
    ExpenseDeclined,
    ExpenseReversed,
    MilestoneReached,
    MilestoneValidated,
    MissionStarted,
    ProgressReviewed,
    RecordContested,
)
from domain.mission.evolving.state_updates import changed
from domain.mission.mission import Breach, Claim, Mission


def working(mission: Mission, event: WorkingEvent, fact: UUID) -> Mission:
    """Return the mission after one more fact of this stage."""
    match event:
        # What a mission has many of is asked for first: a long life is folded in one go.
        case ExpenseClaimed(expense=expense):
            return replace(mission, claims={**mission.claims, expense.key: Claim(expense)})
        case MilestoneReached(milestone=milestone):
            return replace(mission, milestones=mission.milestones | {milestone})
        case MilestoneValidated(milestone=milestone):
            return replace(mission, validated=mission.validated | {milestone})
        case DaysWorkedRecorded(month=month, half_days=count):
            half_days = {**mission.half_days, month: count}
            return replace(mission, half_days=half_days, closed=False)  # days found late reopen the file
        case ActivityAcknowledged(month=month):
            return replace(mission, acknowledged=mission.acknowledged | {month})
        case MissionStarted(first_day=day, contract_due_on=due):
            return replace(mission, started_on=day, contract_due_on=due)
        case ExpenseApproved(expense=key):
            return _answered(mission, key, fact, approved=True)
        case ExpenseDeclined(expense=key) | ExpenseReversed(expense=key):
            return _answered(mission, key, fact, approved=False)
        case BreachRecorded(ground=ground, concerns_consultant=concerns):
            breach = Breach(ground.rule, concerns)
            return replace(mission, breaches={**mission.breaches, FactId(fact): breach})
        case BreachCured(breach=cured):
            left = {known: breach for known, breach in mission.breaches.items() if known != cured}
            return replace(mission, breaches=left)
        case ProgressReviewed() | RecordContested():
            return mission
        case _:
            assert_never(event)


def _answered(mission: Mission, key: Key, fact: UUID, *, approved: bool) -> Mission:
    def answered(claim: Claim) -> Claim:
        return replace(claim, approved=approved, answer=FactId(fact))

    return replace(mission, claims=changed(mission.claims, key, answered))
