"""How the facts of changing change a mission."""

from collections.abc import Callable, Mapping
from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.language import Key, Month
from domain.mission.events import ChangingEvent
from domain.mission.events.changing import (
    ChangeConsented,
    ChangeDeclined,
    ChangeLapsed,
    ChangeRequested,
    ChangeWithdrawn,
    MissionExtended,
    ScopeAmended,
)
from domain.mission.evolving.state_updates import changed, known
from domain.mission.mission import Change, Mission


def changing(mission: Mission, event: ChangingEvent, _: UUID) -> Mission:
    """Return the mission after one more fact of this stage."""
    match event:
        case ChangeRequested(change=key, by=by, effect=effect, counters=countered):
            before = _closed(mission, countered) if countered else mission
            change = Change(by, effect, known(event.answer_due_on), known(event.ground))
            return replace(before, changes={**before.changes, key: change})
        case ChangeConsented(change=key, by=by):
            return _changed(mission, key, lambda change: replace(change, agreed=change.agreed | {by}))
        case ChangeDeclined(change=key) | ChangeWithdrawn(change=key) | ChangeLapsed(change=key):
            return _closed(mission, key)
        case ScopeAmended(change=key, scope=scope):
            rates = _rates(mission, scope.price.amount, event.rate_from)
            return replace(_closed(mission, key), scope=scope, rates=rates)
        case MissionExtended():
            return mission
        case _:
            assert_never(event)


def _rates(mission: Mission, rate: int, since: Month | None) -> Mapping[Month, int]:
    """Return the price of a day by the month from which it is that."""
    if since is not None:
        return {**mission.rates, since: rate}
    return mission.rates if mission.scope and mission.scope.price.amount == rate else {"": rate}


def _changed(mission: Mission, key: Key, how: Callable[[Change], Change]) -> Mission:
    return replace(mission, changes=changed(mission.changes, key, how))


def _closed(mission: Mission, key: Key) -> Mission:
    return _changed(mission, key, lambda change: replace(change, open=False))
