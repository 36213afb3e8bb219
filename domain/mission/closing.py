"""Whether a mission is over: then most acts are refused, and its file closes once nothing is left.

Nothing is left to report, answer, invoice, credit, collect or pay.
"""

from domain.mission.amounts_owed import is_settled
from domain.mission.events import MissionEvent
from domain.mission.events.ending import MissionClosed
from domain.mission.mission import Acceptance, Mission
from domain.mission.refusals import MissionOver, OutOfOrder
from domain.mission.terms import Scope


def get_scope(mission: Mission, act: str) -> Scope:
    """Return the agreed scope of a mission that is not over."""
    check_not_over(mission)
    if mission.scope is None:
        raise OutOfOrder(act=act, stands_on="ScopeMission")
    return mission.scope


def check_not_over(mission: Mission) -> None:
    """Check that the mission is not over; raises `MissionOver`."""
    if mission.given_up or mission.closed:
        raise MissionOver()


def close_if_done(mission: Mission) -> list[MissionEvent]:
    """Close the file if the mission is over and nothing is left."""
    over = mission.ended is not None or (mission.completed_on is not None and mission.signed_on is not None)
    if not over or mission.closed or _has_unanswered(mission) or not _last_month_reported(mission):
        return []
    paid = all(invoice.amount_open == 0 for invoice in mission.invoices.values())
    worked = {month for month, count in mission.half_days.items() if count}
    return [MissionClosed()] if is_settled(mission) and paid and worked <= mission.paid_months else []


def _last_month_reported(mission: Mission) -> bool:
    """True if the days of the last month are recorded, even as none; a later report may still bring some."""
    last = mission.over_on
    return mission.started_on is None or last is None or f"{last:%Y-%m}" in mission.half_days


def _has_unanswered(mission: Mission) -> bool:
    """True if an expense, a change or a deliverable still waits for its answer."""
    return (
        any(claim.approved is None for claim in mission.claims.values())
        or any(change.open for change in mission.changes.values())
        or any(handover.acceptance is Acceptance.SUBMITTED for handover in mission.handovers.values())
    )
