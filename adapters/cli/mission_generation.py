"""Making up missions, to see how a store behaves with as many as a company has."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from adapters.cli.cli_context import Desk
from adapters.cli.exit_codes import REFUSED, BadInput
from adapters.compose import open_engine
from adapters.engine.store.stored import ClockKind
from adapters.scenarios.generated_missions import lives
from adapters.scenarios.mission_generator import Counted, generate


def generate_missions(desk: Desk, missions: int, seed: int, *, json: bool) -> None:
    """Live so many missions in a simulated store; exit 1 if a rule refused any of their acts."""
    done = asyncio.run(_generated(desk, missions, seed))
    if json:
        desk.voice.json({"missions": missions, "seed": seed, **done})
    else:
        said = "generated" if done["added"] else "generated_again"
        desk.voice.out.print(desk.voice.say(said, missions=missions, seed=seed, **done), soft_wrap=True)
    if done["refused"]:
        raise typer.Exit(REFUSED)


async def _generated(desk: Desk, missions: int, seed: int) -> dict[str, int]:
    async with open_engine(desk.store, clock=ClockKind.SIMULATED) as engine:
        if engine.store.clock is not ClockKind.SIMULATED:
            raise BadInput("real_time", path=desk.store)
        head = engine.store.head()
        with _progress(desk, missions, seed) as told:
            generated = await generate(engine.submit, seed, missions, told)
        return {**generated._asdict(), "added": engine.store.head() - head}


@contextmanager
def _progress(desk: Desk, missions: int, seed: int) -> Generator[Counted]:
    """Show on a terminal how many of the acts are done; they are told twice, the first time to count them."""
    shown = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=desk.voice.err,
        transient=True,
        disable=not desk.voice.err.is_terminal,
    )
    with shown:
        task = shown.add_task(desk.voice.say("generating"), total=None)
        if not shown.disable:
            shown.update(task, total=sum(1 for _ in lives(seed, missions)))
        yield lambda acts: shown.update(task, completed=acts)
