"""Decide on interruptions: the work is suspended or resumed; the client's contact is replaced."""

from datetime import date

from domain.client.client import Client
from domain.language import ContactId, Happened, MissionId, command
from domain.mission.closing import check_not_over
from domain.mission.course_terms import ContactPower, SuspensionReason
from domain.mission.events import MissionEvent
from domain.mission.events.pausing import ContactReplaced, MissionResumed, MissionSuspended
from domain.mission.mission import Mission
from domain.mission.refusals import AlreadyDone, MissionOver, OutOfOrder, TermsDisagree
from domain.mission.working import get_running_scope
from domain.record import Act
from domain.refusals import NothingKnown


@command
class SuspendMission:
    """A party states that the work stops for a while, and the class of the reason; never an illness."""

    mission: MissionId
    from_on: date
    reason: SuspensionReason


@command
class ResumeMission:
    """A party states that the work goes on."""

    mission: MissionId
    resumed_on: Happened


@command
class ReplaceMissionContact:
    """The client or the umbrella company names the client's new contact in this mission, and the powers."""

    mission: MissionId
    contact: ContactId
    replaces: ContactId | None = None
    powers: tuple[ContactPower, ...]
    from_on: date
    until_on: date | None = None


def suspend(mission: Mission, command: SuspendMission, act: Act) -> list[MissionEvent]:
    """Suspend a running mission, once until it is resumed; legal time limits continue."""
    get_running_scope(mission, "SuspendMission")
    if mission.ended is not None or mission.completed_on is not None:
        raise MissionOver()
    if mission.suspended_on is not None:
        raise AlreadyDone(act="SuspendMission", of=str(mission.suspended_on))
    return [MissionSuspended(by=act.by.effective_party, from_on=command.from_on, reason=command.reason)]


def resume(mission: Mission, command: ResumeMission, act: Act) -> list[MissionEvent]:
    """Resume a suspended mission, not before the day of its suspension."""
    check_not_over(mission)
    if mission.suspended_on is None or command.resumed_on < mission.suspended_on:
        raise OutOfOrder(act="ResumeMission", stands_on="SuspendMission")
    return [MissionResumed(by=act.by.effective_party, resumed_on=command.resumed_on)]


def replace_contact(
    mission: Mission, client: Client, command: ReplaceMissionContact, _: Act
) -> list[MissionEvent]:
    """Record the client's contact from a day, and the powers; it must be a contact of the client."""
    check_not_over(mission)
    if command.contact not in client.contacts:
        raise NothingKnown(about=f"contact/{command.contact}")
    if command.contact in mission.contacts:
        raise AlreadyDone(act="ReplaceMissionContact", of=str(command.contact))
    if command.replaces is not None and command.replaces not in mission.contacts:
        raise OutOfOrder(act="ReplaceMissionContact", stands_on=f"contact/{command.replaces}")
    if not command.powers or (command.until_on is not None and command.until_on < command.from_on):
        raise TermsDisagree(what="powers or dates")
    return [
        ContactReplaced(
            contact=command.contact,
            replaces=command.replaces,
            powers=command.powers,
            from_on=command.from_on,
            until_on=command.until_on,
        )
    ]
