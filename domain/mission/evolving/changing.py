"""How the facts of changing change a mission."""

from collections.abc import Callable
from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from domain.language import Key
from domain.mission.events import ChangingEvent
from domain.mission.events.changing import (
    ChangeConsented,
    ChangeDeclined,
    ChangeRequested,
    ChangeWithdrawn,
    ScopeAmended,
)
from domain.mission.evolving.mapping import changed
from domain.mission.mission import Change, Mission


def changing(mission: Mission, event: ChangingEvent, _: UUID) -> Mission:
    """Return the mission after one more fact of this stage."""
    match event:
        case ChangeRequested(change=key, by=by, effect=effect, counters=countered):
            before = _closed(mission, countered) if countered else mission
            return replace(before, changes={**before.changes, key: Change(by, effect)})
        case ChangeConsented(change=key, by=by):
            return _changed(mission, key, lambda change: replace(change, agreed=change.agreed | {by}))
        case ChangeDeclined(change=key) | ChangeWithdrawn(change=key):
            return _closed(mission, key)
        case ScopeAmended(change=key, scope=scope):
            return replace(_closed(mission, key), scope=scope)
        case _:
            assert_never(event)


def _changed(mission: Mission, key: Key, how: Callable[[Change], Change]) -> Mission:
    return replace(mission, changes=changed(mission.changes, key, how))


def _closed(mission: Mission, key: Key) -> Mission:
    return _changed(mission, key, lambda change: replace(change, open=False))
