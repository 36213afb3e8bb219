"""Pausing: the work is suspended and goes on; another person speaks for the client."""

from datetime import date

from domain.client.client import Client
from domain.language import ContactId, Happened, MissionId, command
from domain.mission.course_terms import ContactPower, SuspensionReason
from domain.mission.events import MissionEvent
from domain.mission.events.pausing import ContactReplaced, MissionResumed, MissionSuspended
from domain.mission.mission import Mission
from domain.mission.refusals import AlreadyDone, MissionOver, OutOfOrder, TermsDisagree
from domain.mission.scoping import check_not_over
from domain.mission.working import get_running_scope
from domain.record import Act
from domain.refusals import NothingKnown


@command
class SuspendMission:
    """A party says that the work stops for a while, and the class of the reason; never an illness."""

    mission: MissionId
    from_on: date
    reason: SuspensionReason


@command
class ResumeMission:
    """A party says that the work goes on."""

    mission: MissionId
    resumed_on: Happened


@command
class ReplaceMissionContact:
    """The client, or the umbrella company, says who speaks for the client in this mission, and for what."""

    mission: MissionId
    contact: ContactId
    replaces: ContactId | None = None
    powers: tuple[ContactPower, ...]
    from_on: date
    until_on: date | None = None


def suspend(mission: Mission, command: SuspendMission, act: Act) -> list[MissionEvent]:
    """Suspend a running mission, once until it is resumed; clocks of the law run on."""
    get_running_scope(mission, "SuspendMission")
    if mission.ended is not None or mission.completed_on is not None:
        raise MissionOver()
    if mission.suspended_on is not None:
        raise AlreadyDone(act="SuspendMission", of=str(mission.suspended_on))
    return [MissionSuspended(by=act.by.effective_party, from_on=command.from_on, reason=command.reason)]


def resume(mission: Mission, command: ResumeMission, act: Act) -> list[MissionEvent]:
    """Go on with a mission that is suspended, not before the day that it was."""
    check_not_over(mission)
    if mission.suspended_on is None or command.resumed_on < mission.suspended_on:
        raise OutOfOrder(act="ResumeMission", stands_on="SuspendMission")
    return [MissionResumed(by=act.by.effective_party, resumed_on=command.resumed_on)]


def replace_contact(
    mission: Mission, client: Client, command: ReplaceMissionContact, _: Act
) -> list[MissionEvent]:
    """Note who speaks for the client from a day, with which powers; a contact of the client's file."""
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
