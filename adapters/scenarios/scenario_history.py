"""Read the log of a scenario step by step: the events of its sagas, the running deadlines, the views."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

import msgspec

from adapters.engine.clock import paris_day
from adapters.engine.follow.registry import PROJECTIONS_BY_NAME, SAGAS, SAGAS_BY_NAME
from adapters.engine.query.readable_log import ReadableLog
from adapters.engine.query.views import open_sealed_values
from adapters.scenarios.scenario import DueAct, ViewExpectation
from domain.aggregates import EVENT_TYPES
from domain.asking import events as outside
from domain.mission.events.asking import AskAnswered, AskWithdrawn, PartyAsked
from domain.record import AuthMethod, Recorded
from projections.projection import compose_rows, fold_rows

PARTY_ASKED = (PartyAsked, outside.PartyAsked)
ASK_EVENTS = (*PARTY_ASKED, AskAnswered, AskWithdrawn, outside.AskAnswered, outside.AskWithdrawn)

RecordedEvents = tuple[Recorded[Any], ...]


class ScenarioHistory:
    """Reads the log up to the step that is executed; `keys` are the streams that the scenario is about."""

    def __init__(self, log: ReadableLog, keys: frozenset[str]) -> None:
        self._log = log
        self._keys = keys
        self._position = 0
        self._as_of: datetime | None = None
        self._events: list[Recorded[Any]] = []
        self._progress: dict[tuple[str, str], Any] = {}

    def read_until(self, until: int, as_of: datetime | None = None) -> RecordedEvents:
        """Read on up to a position, and return the events that the scenario's sagas stated on the way.

        With `as_of`, stop before the first of these events with a later instant: it belongs to the next step.
        """
        stated: list[Recorded[Any]] = []
        self._as_of = as_of
        for event in self._log.store.read_log(self._position):
            if event.id > until:
                break
            if event.topic in EVENT_TYPES:
                recorded = self._log.codec.decode(event.topic, event.state)
                ours = self._is_ours(recorded)
                if ours and as_of is not None and recorded.time > as_of:
                    break
                stated += [recorded] if ours else []
                self._fold_event(recorded)
            self._position = event.id
        return tuple(stated)

    @property
    def running_deadlines(self) -> frozenset[DueAct]:
        """The acts that are due by a day: those that people owe, and those that time alone brings about."""
        return frozenset(self._find_deadlines())

    def show_view(self, expected: ViewExpectation) -> Any:
        """Return a view as its reader sees it on the day of the step, with sealed values opened."""
        projection = PROJECTIONS_BY_NAME[expected.view]
        folded = fold_rows(projection, self._events)
        rows = compose_rows(projection, expected.key, lambda key: folded.get(key, {}))
        today = paris_day(self._as_of or self._events[-1].recorded_at)
        shown = projection.show(rows, today, expected.reader)
        return open_sealed_values(msgspec.to_builtins(shown), self._log.open_sealed)

    def _is_ours(self, recorded: Recorded[Any]) -> bool:
        if recorded.auth_method is not AuthMethod.SAGA:
            return False
        about = getattr(recorded.data, "about", None)
        named = {recorded.subject, about}
        return bool(named & self._keys) or f"consultant/{recorded.consultant_id}" in self._keys

    def _fold_event(self, recorded: Recorded[Any]) -> None:
        self._events.append(recorded)
        for saga in SAGAS:
            if recorded.type in saga.event_types:
                for key in saga.keys(recorded) & self._keys:
                    progress = self._progress.get((saga.name, key), saga.initial)
                    self._progress[saga.name, key] = saga.evolve(progress, recorded)

    def _find_deadlines(self) -> Iterator[DueAct]:
        for (name, key), progress in self._progress.items():
            for wait in SAGAS_BY_NAME[name].waits(key, progress):
                if wait.until is not None and wait.refused is None:
                    yield DueAct(wait.party, str(wait.what), readable_name(wait.of), _to_day(wait.until))


def list_asks(events: Iterable[Recorded[Any]]) -> list[DueAct]:
    """Return the asks among these events."""
    return [
        DueAct(event.data.party, str(event.data.what), readable_name(event.data.of), event.data.due_on)
        for event in events
        if isinstance(event.data, PARTY_ASKED)
    ]


def readable_name(key: str | None) -> str | None:
    """Return the key of a thing if people write it as a name; return None for an id."""
    try:
        UUID(key or "")
    except ValueError:
        return key
    return None


def _to_day(until: date | datetime) -> date:
    return paris_day(until) if isinstance(until, datetime) else until


def list_mappings(part: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every mapping in a view, at any depth."""
    match part:
        case dict():
            words = cast("dict[str, Any]", part)
            yield words
            within: Iterable[Any] = words.values()
        case list() | tuple():
            within = cast("Iterable[Any]", part)
        case _:
            return
    for value in within:
        yield from list_mappings(value)
