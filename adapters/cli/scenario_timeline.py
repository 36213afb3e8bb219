"""A scenario told as a time line by party: what each did when, its money, documents and rules.

One table a month, a column a party; what the engine stated of itself stands under the umbrella company.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from adapters.cli.cli_context import Desk
from adapters.cli.scenario_summary import autonomy, closing
from adapters.cli.timeline_cells import COLUMNS, STYLES, Acts, Cells
from adapters.compose import Archive
from adapters.engine.clock import paris_day
from adapters.scenarios import Scenario, StepTold

DATE_WIDTH = 8
WIDTH_MAX = 120


def tell(desk: Desk, archive: Archive, scenario: Scenario, steps: Sequence[StepTold], *, whole: bool) -> None:
    """Tell the steps, month by month, then where they lead if the story is whole."""
    end = (*closing(desk, archive, steps), *autonomy(desk, archive, steps)) if whole else ()
    told = [*_time_line(desk, archive, scenario, steps), *end]
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
    for month, of_month in groupby(_moments(acts, steps), key=lambda moment: moment.day.replace(day=1)):
        yield Rule(Text(voice.month(month), "bold"), align="left", style="dim")
        yield _month_told(desk, list(of_month))


class _Moment(NamedTuple):
    """What happened at an instant, in each column."""

    instant: datetime
    cells: Cells

    @property
    def day(self) -> date:
        return paris_day(self.instant)


def _moments(acts: Acts, steps: Sequence[StepTold]) -> Iterator[_Moment]:
    """Return each step with what followed from it, and before it, at its instant, what fell due."""
    for step in steps:
        if step.number:
            for instant, facts in groupby(step.fell_due, key=lambda fact: fact.time):
                yield _Moment(instant, acts.of_sagas(facts))
            both = zip(acts.cells(step), acts.of_sagas(step.followed), strict=True)
            yield _Moment(step.instant, tuple(Group(*pair) for pair in both))


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


def _month_told(desk: Desk, moments: Sequence[_Moment]) -> Table:
    """Tell a month; a day is named once, then only its hours are."""
    grid = _grid()
    for day, of_day in groupby(moments, key=lambda moment: moment.day):
        for number, moment in enumerate(of_day):
            hour = Text(desk.voice.hour(moment.instant), "dim")
            when = Text.assemble(desk.voice.short_day(day), "\n", hour) if number == 0 else hour
            grid.add_row(when, *moment.cells)
        grid.add_row()
    return grid
