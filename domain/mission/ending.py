"""Paying and ending: a month's share of salary, the end of the work, the closing of the file."""

from datetime import date

from domain.language import Cents, MissionId, Month, command
from domain.mission.closing import closing
from domain.mission.events import MissionEvent
from domain.mission.events.ending import MissionCompleted, SalaryPaid
from domain.mission.events.working import DaysWorkedRecorded
from domain.mission.evolve import after
from domain.mission.mission import Acceptance, Mission
from domain.mission.refusals import AlreadyDone, OutOfOrder
from domain.mission.working import at_work
from domain.record import Act


@command
class CompleteMission:
    """Consultant or umbrella company says that the work is over as agreed."""

    mission: MissionId
    completed_on: date


def record_days(mission: Mission, month: Month, half_days: int) -> list[MissionEvent]:
    """Record a month's approved days; none left to pay may be what the mission waited for."""
    days = DaysWorkedRecorded(month=month, half_days=half_days)
    return [days, *closing(after(mission, days))]


def pay_share(mission: Mission, month: Month, gross: Cents, net_paid: Cents) -> list[MissionEvent]:
    """Record this mission's share of a salary; it may be the last thing the mission waited for."""
    paid = SalaryPaid(month=month, gross=gross, net_paid=net_paid)
    return [paid, *closing(after(mission, paid))]


def complete(mission: Mission, order: CompleteMission, _: Act) -> list[MissionEvent]:
    """End the work, once every deliverable of the scope is accepted."""
    agreed = at_work(mission, "CompleteMission")
    if mission.completed_on is not None:
        raise AlreadyDone(act="CompleteMission")
    for deliverable in agreed.deliverables:
        handover = mission.handovers.get(deliverable.key)
        if handover is None or handover.acceptance is not Acceptance.ACCEPTED:
            raise OutOfOrder(act="CompleteMission", stands_on=f"AcceptDeliverable {deliverable.key}")
    completed = MissionCompleted(completed_on=order.completed_on)
    return [completed, *closing(after(mission, completed))]
