"""The facts of what interrupts the work, and of who speaks for the client."""

from datetime import date

from domain.language import ContactId, Party
from domain.mission.course_terms import ContactPower, SuspensionReason
from domain.record import BY_ANY, BY_CLIENT, BY_UMBRELLA, FOR_ALL, FOR_CLIENT, Event


class MissionSuspended(Event, frozen=True, kw_only=True):
    """The work stops for a while; the class of the reason is told, never an illness (suspension)."""

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
    """Another person speaks for the client in this mission, with these powers, from a day."""

    TYPE = "fr.jalon.mission.contact-replaced.v1"
    BY = BY_CLIENT | BY_UMBRELLA
    READERS = FOR_CLIENT

    contact: ContactId
    replaces: ContactId | None = None
    powers: tuple[ContactPower, ...]
    from_on: date
    until_on: date | None = None


PausingEvent = MissionSuspended | MissionResumed | ContactReplaced
