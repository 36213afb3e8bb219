"""Generate missions, to load a store with as many as a company has."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from adapters.cli.cli_context import CliContext
from adapters.cli.exit_codes import REFUSED, BadInput
from adapters.compose import open_engine
from adapters.engine.store.stored import ClockKind
from adapters.scenarios.generated_missions import generate_acts
from adapters.scenarios.mission_generator import OnActsSubmitted, submit_generated


def generate_missions(cli: CliContext, missions: int, seed: int, *, json: bool) -> None:
    """Generate missions in a simulated store; exit with 1 if a rule refused one of their acts."""
    counts = asyncio.run(_generate_all(cli, missions, seed))
    if json:
        cli.terminal.print_json({"missions": missions, "seed": seed, **counts})
    else:
        key = "generated" if counts["added"] else "generated_again"
        cli.terminal.out.print(
            cli.terminal.translate(key, missions=missions, seed=seed, **counts), soft_wrap=True
        )
    if counts["refused"]:
        raise typer.Exit(REFUSED)


async def _generate_all(cli: CliContext, missions: int, seed: int) -> dict[str, int]:
    async with open_engine(cli.store, clock=ClockKind.SIMULATED) as engine:
        if engine.store.clock is not ClockKind.SIMULATED:
            raise BadInput("real_time", path=cli.store)
        head = engine.store.head()
        with _show_progress(cli, missions, seed) as report:
            generated = await submit_generated(engine.submit, seed, missions, report)
        return {**generated._asdict(), "added": engine.store.head() - head}


@contextmanager
def _show_progress(cli: CliContext, missions: int, seed: int) -> Generator[OnActsSubmitted]:
    """Show on a terminal how many of the acts are done; a first pass over the generator counts them."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=cli.terminal.err,
        transient=True,
        disable=not cli.terminal.err.is_terminal,
    )
    with bar:
        task = bar.add_task(cli.terminal.translate("generating"), total=None)
        if not bar.disable:
            bar.update(task, total=sum(1 for _ in generate_acts(seed, missions)))
        yield lambda acts: bar.update(task, completed=acts)
