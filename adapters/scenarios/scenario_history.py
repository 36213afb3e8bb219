"""What the log tells of a scenario, step by step: what its sagas stated, what runs until when, the pages."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

import msgspec

from adapters.engine.clock import paris_day
from adapters.engine.follow.registry import PROJECTIONS_BY_NAME, SAGAS, SAGAS_BY_NAME
from adapters.engine.query.readable_log import Log
from adapters.engine.query.views import opened
from adapters.scenarios.scenario import Due, PageExpected
from domain.aggregates import FACTS
from domain.asking import events as outside
from domain.mission.events.asking import AskAnswered, AskWithdrawn, PartyAsked
from domain.record import AuthMethod, Recorded
from projections.projection import compose_rows, fold_rows

ASKED = (PartyAsked, outside.PartyAsked)
ASKING = (*ASKED, AskAnswered, AskWithdrawn, outside.AskAnswered, outside.AskWithdrawn)

Facts = tuple[Recorded[Any], ...]


class Chronicle:
    """Reads the log as far as a story has come; `keys` name whom the story is about."""

    def __init__(self, log: Log, keys: frozenset[str]) -> None:
        self._log = log
        self._keys = keys
        self._position = 0
        self._at: datetime | None = None
        self._told: list[Recorded[Any]] = []
        self._progress: dict[tuple[str, str], Any] = {}

    def read(self, until: int, at: datetime | None = None) -> Facts:
        """Read on up to a position, and return what the story's sagas stated on the way.

        With `at`, stop before what its sagas stated of a later instant: that belongs to the next step.
        """
        stated: list[Recorded[Any]] = []
        self._at = at
        for fact in self._log.store.read_log(self._position):
            if fact.id > until:
                break
            if fact.topic in FACTS:
                recorded = self._log.codec.decode(fact.topic, fact.state)
                ours = self._is_ours(recorded)
                if ours and at is not None and recorded.time > at:
                    break
                stated += [recorded] if ours else []
                self._hear(recorded)
            self._position = fact.id
        return tuple(stated)

    @property
    def running(self) -> frozenset[Due]:
        """What runs until a day: the acts that people owe, and those that time alone will bring about."""
        return frozenset(self._running())

    def page(self, asked: PageExpected) -> Any:
        """Return a page as its reader sees it on the day of the step, sealed values opened."""
        projection = PROJECTIONS_BY_NAME[asked.page]
        folded = fold_rows(projection, self._told)
        rows = compose_rows(projection, asked.key, lambda key: folded.get(key, {}))
        today = paris_day(self._at or self._told[-1].recorded_at)
        shown = projection.show(rows, today, asked.reader)
        return opened(msgspec.to_builtins(shown), self._log.open)

    def _is_ours(self, recorded: Recorded[Any]) -> bool:
        if recorded.auth_method is not AuthMethod.SAGA:
            return False
        about = getattr(recorded.data, "about", None)
        named = {recorded.subject, about}
        return bool(named & self._keys) or f"consultant/{recorded.consultant_id}" in self._keys

    def _hear(self, recorded: Recorded[Any]) -> None:
        self._told.append(recorded)
        for saga in SAGAS:
            if recorded.type in saga.event_types:
                for key in saga.keys(recorded) & self._keys:
                    progress = self._progress.get((saga.name, key), saga.initial)
                    self._progress[saga.name, key] = saga.evolve(progress, recorded)

    def _running(self) -> Iterator[Due]:
        for (name, key), progress in self._progress.items():
            for wait in SAGAS_BY_NAME[name].waits(key, progress):
                if wait.until is not None and wait.refused is None:
                    yield Due(wait.party, str(wait.what), name_of(wait.of), _day(wait.until))


def asks_in(facts: Iterable[Recorded[Any]]) -> list[Due]:
    """Return the asks among these facts."""
    return [
        Due(fact.data.party, str(fact.data.what), name_of(fact.data.of), fact.data.due_on)
        for fact in facts
        if isinstance(fact.data, ASKED)
    ]


def name_of(key: str | None) -> str | None:
    """Return of which thing something is, where it has a name that people write: an id is none."""
    try:
        UUID(key or "")
    except ValueError:
        return key
    return None


def _day(until: date | datetime) -> date:
    return paris_day(until) if isinstance(until, datetime) else until


def mappings_in(said: Any) -> Iterator[Mapping[str, Any]]:
    """Return every mapping of a page, wherever it stands."""
    match said:
        case dict():
            words = cast("dict[str, Any]", said)
            yield words
            within: Iterable[Any] = words.values()
        case list() | tuple():
            within = cast("Iterable[Any]", said)
        case _:
            return
    for value in within:
        yield from mappings_in(value)
