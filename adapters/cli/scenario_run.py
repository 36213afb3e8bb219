"""Run scenarios: a real engine answers each step; a time line is printed afterwards on request."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from rich.progress import BarColumn, Progress, TextColumn

from adapters.cli.cli_context import CliContext
from adapters.cli.exit_codes import BadInput
from adapters.cli.scenario_summary import suggest_commands
from adapters.cli.scenario_timeline import print_timeline
from adapters.compose import Engine, open_engine
from adapters.compose.scenario_sagas import run_scenario
from adapters.engine.dispatch import CommandOutcome
from adapters.engine.store.stored import ClockKind
from adapters.scenarios import OnStep, Scenario, StepResult, read_scenario


def run_scenarios(cli: CliContext, paths: list[Path], *, timeline: bool) -> None:
    """Read all files, then run the scenarios: a fault in the last file stops before the first step."""
    scenarios = [_read_scenario(path) for path in paths]
    asyncio.run(_run_all(cli, scenarios, timeline=timeline))


async def _run_all(cli: CliContext, scenarios: list[Scenario], *, timeline: bool) -> None:
    async with open_engine(cli.store, clock=ClockKind.SIMULATED) as engine:
        if engine.store.clock is not ClockKind.SIMULATED:
            raise BadInput("real_time", path=cli.store)
        for scenario in scenarios:
            await _run_scenario(cli, engine, scenario, timeline=timeline)


async def _run_scenario(cli: CliContext, engine: Engine, scenario: Scenario, *, timeline: bool) -> None:
    """Run one scenario; if a step fails, its time line still shows the steps before it."""
    head, steps = engine.store.head(), list[StepResult]()
    completed = False
    try:
        with _show_progress(cli, scenario, steps) as report:
            await run_scenario(scenario, engine, report_step=report)
        completed = True
    finally:
        if timeline:
            print_timeline(cli, engine, scenario, steps, complete=completed)
    cli.terminal.out.print(_summarize_run(cli, scenario, steps, head), style="bold", soft_wrap=True)
    if timeline:
        suggest_commands(cli, engine, scenario, steps)


def _summarize_run(cli: CliContext, scenario: Scenario, steps: list[StepResult], head: int) -> str:
    added = sum(event.position > head for step in steps for event in step.facts)
    by_sagas = sum(len(step.fell_due) + len(step.followed) for step in steps)
    refused = sum(step.outcome is CommandOutcome.REFUSED for step in steps)
    return cli.terminal.translate(
        "ran" if added else "ran_again",
        name=scenario.name,
        steps=len(steps),
        added=added + by_sagas,
        refused=refused,
    )


@contextmanager
def _show_progress(cli: CliContext, scenario: Scenario, steps: list[StepResult]) -> Generator[OnStep]:
    """Yield a callback that adds each step to `steps` and shows the progress on a terminal."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        console=cli.terminal.err,
        transient=True,
        disable=not cli.terminal.err.is_terminal,
    )
    total = len(scenario.given) + len(scenario.steps)
    with bar:
        task = bar.add_task(scenario.name, total=total)

        def record_step(step: StepResult) -> None:
            steps.append(step)
            text = cli.terminal.translate("running", name=scenario.name, number=len(steps), total=total)
            bar.update(task, description=text, advance=1)

        yield record_step


def _read_scenario(path: Path) -> Scenario:
    try:
        return read_scenario(path)
    except OSError as error:
        raise BadInput("scenario_unreadable", path=path, why=error.strerror) from error
