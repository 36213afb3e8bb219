"""Runs scenarios with their sagas; the clock of the store advances with each scenario."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Generic, TypeVar

from msgspec.structs import replace

from adapters.compose import Engine
from adapters.compose.followers import make_follower_log
from adapters.engine.dispatch import CommandAnswer
from adapters.engine.follow.derived import Derived
from adapters.engine.follow.follower_runner import FollowerRunner
from adapters.engine.follow.registry import SAGAS
from adapters.engine.validation import Request
from adapters.scenarios import OnStep, Scenario, ScenarioReport, SettleUntil, execute_scenario
from adapters.sqlite.sqlite_derived_database import SQLiteDerivedDatabase
from domain.record import Recorded
from sagas.saga import Saga, SagaDue, Wait

P = TypeVar("P")


async def run_scenario(scenario: Scenario, engine: Engine, *, report_step: OnStep) -> ScenarioReport:
    """Execute a scenario with its sagas; raises `ScenarioFailed` or `ScenarioMalformed`."""
    return await execute_scenario(scenario, engine, partial(follow_sagas, engine), on_step=report_step)


@contextmanager
def follow_sagas(engine: Engine, keys: frozenset[str]) -> Generator[SettleUntil]:
    """Run the sagas of these keys; the yielded function settles them up to an instant.

    Their progress is in a temporary database, because each scenario has a time of its own, but a service that
    continues from this store has one clock. The service finds in the log which commands were answered.
    """
    with TemporaryDirectory() as aside:
        database = SQLiteDerivedDatabase(Path(aside) / "sagas.db")
        try:
            yield _ScenarioTime(engine, Derived(database), keys).settle
        finally:
            database.close()


class _ScenarioTime:
    """The time of one scenario, and the instant of each command on the way."""

    def __init__(self, engine: Engine, derived: Derived, keys: frozenset[str]) -> None:
        sagas = [_SagaOfKeys(saga, keys) for saga in SAGAS]
        self._engine = engine
        self._runner = FollowerRunner(
            (), sagas, make_follower_log(engine), derived, self._submit_command, lambda: self._until
        )
        self._until = datetime.min.replace(tzinfo=UTC)
        self._at: datetime | None = None

    async def settle(self, until: datetime) -> None:
        """Send all commands due by `until`, by instant, each before the next with its consequences."""
        self._until = max(self._until, until)
        await self._runner.run_until_settled()
        self._at = self._until

    async def _submit_command(self, request: Request) -> CommandAnswer:
        """Submit a command of a saga at its due instant, or at the instant of the event that caused it."""
        instants = [instant for instant in (self._at, request.time) if instant is not None]
        self._at = max(instants, default=None)
        return await self._engine.submit(replace(request, time=request.time or self._at, moves_clock=True))


class _SagaOfKeys(Generic[P]):
    """A saga restricted to some keys."""

    def __init__(self, saga: Saga[P], keys: frozenset[str]) -> None:
        self._saga = saga
        self._keys = keys
        self.name = saga.name
        self.version = saga.version
        self.event_types = saga.event_types
        self.progress_type = saga.progress_type
        self.initial = saga.initial

    def keys(self, recorded: Recorded[Any], /) -> set[str]:
        return self._saga.keys(recorded) & self._keys

    def evolve(self, progress: P, recorded: Recorded[Any], /) -> P:
        return self._saga.evolve(progress, recorded)

    def due(self, key: str, progress: P, /) -> frozenset[SagaDue]:
        return self._saga.due(key, progress)

    def waits(self, key: str, progress: P, /) -> tuple[Wait, ...]:
        return self._saga.waits(key, progress)
