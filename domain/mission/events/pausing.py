"""The events of interruption, and how each changes a mission: suspended, resumed, contact replaced."""

from datetime import date
from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.language import ContactId, Party
from domain.mission.course_terms import ContactPower, SuspensionReason
from domain.mission.mission import Mission
from domain.record import BY_ANY, BY_CLIENT, BY_UMBRELLA, FOR_ALL, FOR_CLIENT, Event


class MissionSuspended(Event, frozen=True, kw_only=True):
    """The work stops for a while; the reason is a class, never an illness (suspension)."""

    TYPE = "fr.jalon.mission.mission-suspended.v1"
    BY = BY_ANY
    READERS = FOR_ALL

    by: Party
    from_on: date
    reason: SuspensionReason


class MissionResumed(Event, frozen=True, kw_only=True):
    """The work goes on (reprise du travail)."""

    TYPE = "fr.jalon.mission.mission-resumed.v1"
    BY = BY_ANY
    READERS = FOR_ALL

    by: Party
    resumed_on: date


class ContactReplaced(Event, frozen=True, kw_only=True):
    """Another person is the client's contact in this mission, with these powers, from a day."""

    TYPE = "fr.jalon.mission.contact-replaced.v1"
    BY = BY_CLIENT | BY_UMBRELLA
    READERS = FOR_CLIENT

    contact: ContactId
    replaces: ContactId | None = None
    powers: tuple[ContactPower, ...]
    from_on: date
    until_on: date | None = None


PausingEvent = MissionSuspended | MissionResumed | ContactReplaced


def evolve_pausing(mission: Mission, event: PausingEvent, _: UUID) -> Mission:
    """Return the mission after one more event of this stage."""
    match event:
        case MissionSuspended(from_on=day):
            return replace(mission, suspended_on=day)
        case MissionResumed():
            return replace(mission, suspended_on=None)
        case ContactReplaced(contact=contact, replaces=replaced):
            return replace(mission, contacts=(mission.contacts - {replaced}) | {contact})
        case _:
            assert_never(event)
