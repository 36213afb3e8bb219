"""The facts of change: asked, countered, consented to, signed into the scope."""

from domain.language import Key, MissionText, Party
from domain.mission.terms import Scope, ScopeChange
from domain.record import BY_ANY, BY_SYSTEM, FOR_ALL, Event


class ChangeRequested(Event, frozen=True, kw_only=True):
    """A party asks to change the scope, or answers a request with another (demande de changement).

    `counters` names the request that this one takes the place of.
    """

    TYPE = "fr.jalon.mission.change-requested.v1"
    BY = BY_ANY
    READERS = FOR_ALL

    change: Key
    by: Party
    what: MissionText
    why: MissionText
    effect: ScopeChange
    counters: Key | None = None


class ChangeConsented(Event, frozen=True, kw_only=True):
    """A party other than the asker agrees to a change."""

    TYPE = "fr.jalon.mission.change-consented.v1"
    BY = BY_ANY
    READERS = FOR_ALL

    change: Key
    by: Party


class ChangeDeclined(Event, frozen=True, kw_only=True):
    """A party other than the asker does not agree; the change is over."""

    TYPE = "fr.jalon.mission.change-declined.v1"
    BY = BY_ANY
    READERS = FOR_ALL

    change: Key
    by: Party
    reason: MissionText


class ChangeWithdrawn(Event, frozen=True, kw_only=True):
    """The asker no longer wants the change."""

    TYPE = "fr.jalon.mission.change-withdrawn.v1"
    BY = BY_ANY
    READERS = FOR_ALL

    change: Key
    reason: MissionText


class ScopeAmended(Event, frozen=True, kw_only=True):
    """Client and umbrella signed the amendment and the consultant consented: the scope is this one."""

    TYPE = "fr.jalon.mission.scope-amended.v1"
    BY = BY_SYSTEM
    READERS = FOR_ALL

    change: Key
    scope: Scope


ChangingEvent = ChangeRequested | ChangeConsented | ChangeDeclined | ChangeWithdrawn | ScopeAmended
