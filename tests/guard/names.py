"""Everything that the guard imports of ours, in one place: a renaming changes this file and no other here.

Of what is imported the guard uses only what this module does with it. All else it reads from outputs: the
command line, the contracts that are written, the tables of SQLite.
"""

from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from msgspec.structs import replace

from adapters.cli import exit_codes as exits
from adapters.cli.app import app
from adapters.compose import open_engine
from adapters.compose.followers import make_follower_log, open_derived_rows
from adapters.engine.follow.follower_runner import FollowerRunner
from adapters.engine.follow.registry import PROJECTIONS, SAGAS
from adapters.engine.store.stored import ClockKind
from adapters.scenarios.mission_generator import submit_generated
from domain.refused import Refused

COMMAND_LINE = app
EXIT_CODES = sorted({code for name, code in vars(exits).items() if name.isupper()})


def rows_of_projections() -> dict[str, tuple[int, Any]]:
    """Return the version and the type of the rows of each projection."""
    return {each.name: (each.version, each.row_type) for each in PROJECTIONS}


def progress_of_sagas() -> dict[str, tuple[int, Any]]:
    """Return the version and the type of the progress of each saga."""
    return {each.name: (each.version, each.progress_type) for each in SAGAS}


def event_types_of_readers() -> dict[str, frozenset[str]]:
    """Return the stored names of the events that each projection and each saga reads."""
    return {each.name: each.event_types for each in (*PROJECTIONS, *SAGAS)}


def refusals(of: type[Any] = Refused) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Return the stored name, the rule and the keys of `saw` of each class of refusal."""
    for one in of.__subclasses__():
        if "rule" in vars(one):
            yield one.__name__, one.rule.id, tuple(one.__dataclass_fields__)
        yield from refusals(one)


class DrivenEngine:
    """An engine with every projection and every saga; its time is that of the last command."""

    def __init__(self, engine: Any, derived: Any) -> None:
        self._engine = engine
        self._now: datetime | None = None
        log = make_follower_log(engine)
        self._runner = FollowerRunner(PROJECTIONS, SAGAS, log, derived, self._submit, lambda: self._now)

    async def give(self, request: Any) -> None:
        """Answer a command at its time, after what fell due before it; then let the sagas act on it."""
        self._now = request.time
        await self._runner.run_until_settled()
        await self._engine.submit(request)
        await self._runner.run_until_settled()

    def _submit(self, request: Any) -> Awaitable[Any]:
        return self._engine.submit(replace(request, time=request.time or self._now, moves_clock=True))


async def live(store: Path, seed: int) -> None:
    """Run one generated mission on a new store, with all sagas and projections."""
    async with open_engine(store, clock=ClockKind.SIMULATED) as engine:
        derived = open_derived_rows(engine)
        driven = DrivenEngine(engine, derived)
        for request in await _acts(seed):
            await driven.give(request)
        derived.database.close()


async def _acts(seed: int) -> list[Any]:
    """Return the commands of one generated mission; nothing is submitted."""
    requests: list[Any] = []

    async def submit(request: Any) -> Any:
        requests.append(request)
        return SimpleNamespace(outcome=None)

    on_submitted: Callable[[int], None] = lambda _: None  # noqa: E731
    await submit_generated(submit, seed, 1, on_submitted)
    return requests
