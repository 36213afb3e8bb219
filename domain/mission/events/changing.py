"""The events of change, and how each changes a mission: requested, answered, signed into the scope."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import assert_never
from uuid import UUID

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from domain.language import Key, MissionText, Month, Party
from domain.mission.course_terms import Instant
from domain.mission.mission import Mission, RequestedChange, update_entry, value_or_none
from domain.mission.terms import RecourseGround, Scope, ScopeChange
from domain.record import BY_ANY, BY_SYSTEM, FOR_ALL, Event, Ground


class ChangeRequested(Event, frozen=True, kw_only=True):
    """A party requested a change of the scope, or countered a request (demande de changement).

    `counters` names the request that this one replaces. A new price was agreed at `renegotiated_at`; the
    umbrella company had to be informed by `umbrella_due_at`.
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
    answer_due_on: date | UnsetType = UNSET
    ground: RecourseGround | UnsetType = UNSET
    renegotiated_at: Instant | UnsetType = UNSET
    umbrella_due_at: Instant | UnsetType = UNSET


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
    """The asker withdrew the change."""

    TYPE = "fr.jalon.mission.change-withdrawn.v1"
    BY = BY_ANY
    READERS = FOR_ALL

    change: Key
    reason: MissionText


class ChangeLapsed(Event, frozen=True, kw_only=True):
    """A change lapsed without all answers by the agreed day (caducité)."""

    TYPE = "fr.jalon.mission.change-lapsed.v1"
    BY = BY_SYSTEM
    READERS = FOR_ALL

    change: Key
    answer_due_on: date
    unanswered: tuple[Party, ...]


class ScopeAmended(Event, frozen=True, kw_only=True, omit_defaults=True):
    """Client and umbrella signed the amendment and the consultant consented: `scope` is now the scope.

    A new daily rate applies to the months from `rate_from`; days already worked keep their rate.
    """

    TYPE = "fr.jalon.mission.scope-amended.v1"
    BY = BY_SYSTEM
    READERS = FOR_ALL

    change: Key
    scope: Scope
    rate_from: Month | None = None


class MissionExtended(Event, frozen=True, kw_only=True):
    """The amendment moved the end of the mission; the rules of law were checked again (prolongation)."""

    TYPE = "fr.jalon.mission.mission-extended.v1"
    BY = BY_SYSTEM
    READERS = FOR_ALL

    change: Key
    ended_on: date
    ends_on: date
    grounds: tuple[Ground, ...]


ChangingEvent = (
    ChangeRequested
    | ChangeConsented
    | ChangeDeclined
    | ChangeWithdrawn
    | ChangeLapsed
    | ScopeAmended
    | MissionExtended
)


def evolve_changing(mission: Mission, event: ChangingEvent, _: UUID) -> Mission:
    """Return the mission after one more event of this stage."""
    match event:
        case ChangeRequested(change=key, by=by, effect=effect, counters=countered):
            before = _close_change(mission, countered) if countered else mission
            change = RequestedChange(
                by, effect, value_or_none(event.answer_due_on), value_or_none(event.ground)
            )
            return replace(before, changes={**before.changes, key: change})
        case ChangeConsented(change=key, by=by):
            return _update_change(mission, key, lambda change: replace(change, agreed=change.agreed | {by}))
        case ChangeDeclined(change=key) | ChangeWithdrawn(change=key) | ChangeLapsed(change=key):
            return _close_change(mission, key)
        case ScopeAmended(change=key, scope=scope):
            rates = _rates_after(mission, scope.price.amount, event.rate_from)
            return replace(_close_change(mission, key), scope=scope, rates=rates)
        case MissionExtended():
            return mission
        case _:
            assert_never(event)


def _rates_after(mission: Mission, rate: int, since: Month | None) -> Mapping[Month, int]:
    """Return the daily rates by the month from which each applies."""
    if since is not None:
        return {**mission.rates, since: rate}
    return mission.rates if mission.scope and mission.scope.price.amount == rate else {"": rate}


def _update_change(mission: Mission, key: Key, how: Callable[[RequestedChange], RequestedChange]) -> Mission:
    return replace(mission, changes=update_entry(mission.changes, key, how))


def _close_change(mission: Mission, key: Key) -> Mission:
    return _update_change(mission, key, lambda change: replace(change, open=False))
