"""Living scenarios: each step answered by a real engine, told as it goes or as a story afterwards."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from rich.progress import BarColumn, Progress, TextColumn

from adapters.cli.cli_context import Desk
from adapters.cli.exit_codes import BadInput
from adapters.cli.scenario_summary import suggest
from adapters.cli.scenario_timeline import tell as tell_story
from adapters.compose import Engine, open_engine
from adapters.compose.scenario_sagas import live
from adapters.engine.dispatch import Outcome
from adapters.engine.store.stored import ClockKind
from adapters.scenarios import Scenario, StepTold, Told, read


def run(desk: Desk, paths: list[Path], *, story: bool) -> None:
    """Read all the files first, so that a fault in the last one stops before anything is lived."""
    scenarios = [_read(path) for path in paths]
    asyncio.run(_run(desk, scenarios, tell=story))


async def _run(desk: Desk, scenarios: list[Scenario], *, tell: bool) -> None:
    async with open_engine(desk.store, clock=ClockKind.SIMULATED) as engine:
        if engine.store.clock is not ClockKind.SIMULATED:
            raise BadInput("real_time", path=desk.store)
        for scenario in scenarios:
            await _run_one(desk, engine, scenario, tell=tell)


async def _run_one(desk: Desk, engine: Engine, scenario: Scenario, *, tell: bool) -> None:
    """Live one scenario; a story that departs from its script is told as far as it went."""
    head, steps = engine.store.head(), list[StepTold]()
    lived = False
    try:
        with _progress(desk, scenario, steps) as told:
            await live(scenario, engine, told=told)
        lived = True
    finally:
        if tell:
            tell_story(desk, engine, scenario, steps, whole=lived)
    desk.voice.out.print(_result(desk, scenario, steps, head), style="bold", soft_wrap=True)
    if tell:
        suggest(desk, engine, scenario, steps)


def _result(desk: Desk, scenario: Scenario, steps: list[StepTold], head: int) -> str:
    added = sum(fact.position > head for step in steps for fact in step.facts)
    by_sagas = sum(len(step.fell_due) + len(step.followed) for step in steps)
    refused = sum(step.outcome is Outcome.REFUSED for step in steps)
    return desk.voice.say(
        "ran" if added else "ran_again",
        name=scenario.name,
        steps=len(steps),
        added=added + by_sagas,
        refused=refused,
    )


@contextmanager
def _progress(desk: Desk, scenario: Scenario, steps: list[StepTold]) -> Generator[Told]:
    """Keep the steps, and show on a terminal how far they are."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        console=desk.voice.err,
        transient=True,
        disable=not desk.voice.err.is_terminal,
    )
    total = len(scenario.given) + len(scenario.steps)
    with bar:
        task = bar.add_task(scenario.name, total=total)

        def told(step: StepTold) -> None:
            steps.append(step)
            said = desk.voice.say("running", name=scenario.name, number=len(steps), total=total)
            bar.update(task, description=said, advance=1)

        yield told


def _read(path: Path) -> Scenario:
    try:
        return read(path)
    except OSError as error:
        raise BadInput("scenario_unreadable", path=path, why=error.strerror) from error
