"""A scenario told as a time line by party: what each did when, its money, documents and rules.

One table a month, a column a party; what the engine stated of itself stands under the umbrella company.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from adapters.cli.acts import COLUMNS, STYLES, Acts
from adapters.cli.desk import Desk
from adapters.cli.summary import closing
from adapters.clock import paris_day
from adapters.compose import Archive
from adapters.scenarios import Scenario, StepTold

DATE_WIDTH = 8
WIDTH_MAX = 120


def tell(desk: Desk, archive: Archive, scenario: Scenario, steps: Sequence[StepTold], *, whole: bool) -> None:
    """Tell the steps, month by month, then where they lead if the story is whole."""
    told = [*_time_line(desk, archive, scenario, steps), *(closing(desk, archive, steps) if whole else ())]
    out = desk.voice.out
    out.print(Group(*told), width=min(out.width, WIDTH_MAX))


def _time_line(
    desk: Desk, archive: Archive, scenario: Scenario, steps: Sequence[StepTold]
) -> Iterator[RenderableType]:
    voice, acts = desk.voice, Acts(desk, archive, steps)
    yield ""
    yield Rule(Text(scenario.title, "bold"), style="bold")
    yield Text(voice.say("legend"), "dim")
    yield ""
    yield _heading(desk, acts)
    yield Rule(Text(voice.say("given"), "dim"), align="left", style="dim")
    yield _given(acts, [step for step in steps if not step.number])
    for month, of_month in groupby((step for step in steps if step.number), key=_month):
        yield Rule(Text(voice.month(month), "bold"), align="left", style="dim")
        yield _month_told(desk, acts, list(of_month))


def _month(step: StepTold) -> date:
    return paris_day(step.instant).replace(day=1)


def _grid() -> Table:
    table = Table(box=None, show_header=False, expand=True, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(width=DATE_WIDTH, no_wrap=True)
    for _ in COLUMNS:
        table.add_column(ratio=1)
    return table


def _heading(desk: Desk, acts: Acts) -> Table:
    grid = _grid()
    grid.add_row("", *(Text(desk.voice.word(party).upper(), f"bold {STYLES[party]}") for party in COLUMNS))
    grid.add_row("", *(Text(acts.names(party), STYLES[party]) for party in COLUMNS))
    return grid


def _given(acts: Acts, steps: Sequence[StepTold]) -> Table:
    grid = _grid()
    grid.add_row("", *acts.given(steps))
    return grid


def _month_told(desk: Desk, acts: Acts, steps: Sequence[StepTold]) -> Table:
    """Tell a month; a day is named once, then only its hours are."""
    grid = _grid()
    for day, of_day in groupby(steps, key=lambda step: paris_day(step.instant)):
        for number, step in enumerate(of_day):
            hour = Text(desk.voice.hour(step.instant), "dim")
            when = Text.assemble(desk.voice.short_day(day), "\n", hour) if number == 0 else hour
            grid.add_row(when, *acts.cells(step))
        grid.add_row()
    return grid
