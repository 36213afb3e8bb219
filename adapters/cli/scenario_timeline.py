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

from adapters.cli.cli_context import CliContext
from adapters.cli.scenario_summary import render_autonomy, render_closing
from adapters.cli.timeline_cells import PARTY_COLUMNS, PARTY_STYLES, Cells, TimelineCells
from adapters.compose import Archive
from adapters.engine.clock import paris_day
from adapters.scenarios import Scenario, StepResult

DATE_WIDTH = 8
WIDTH_MAX = 120


def print_timeline(
    cli: CliContext, archive: Archive, scenario: Scenario, steps: Sequence[StepResult], *, complete: bool
) -> None:
    """Tell the steps, month by month, then where they lead if the story is whole."""
    end = (*render_closing(cli, archive, steps), *render_autonomy(cli, archive, steps)) if complete else ()
    blocks = [*_render_timeline(cli, archive, scenario, steps), *end]
    out = cli.terminal.out
    out.print(Group(*blocks), width=min(out.width, WIDTH_MAX))


def _render_timeline(
    cli: CliContext, archive: Archive, scenario: Scenario, steps: Sequence[StepResult]
) -> Iterator[RenderableType]:
    terminal, cells = cli.terminal, TimelineCells(cli, archive, steps)
    yield ""
    yield Rule(Text(scenario.title, "bold"), style="bold")
    yield Text(terminal.say("legend"), "dim")
    yield ""
    yield _build_heading(cli, cells)
    yield Rule(Text(terminal.say("given"), "dim"), align="left", style="dim")
    yield _build_given(cells, [step for step in steps if not step.number])
    for month, of_month in groupby(
        _collect_moments(cells, steps), key=lambda moment: moment.day.replace(day=1)
    ):
        yield Rule(Text(terminal.month(month), "bold"), align="left", style="dim")
        yield _build_month(cli, list(of_month))


class _Moment(NamedTuple):
    """What happened at an instant, in each column."""

    instant: datetime
    cells: Cells

    @property
    def day(self) -> date:
        return paris_day(self.instant)


def _collect_moments(cells: TimelineCells, steps: Sequence[StepResult]) -> Iterator[_Moment]:
    """Return each step with what followed from it, and before it, at its instant, what fell due."""
    for step in steps:
        if step.number:
            for instant, events in groupby(step.fell_due, key=lambda event: event.time):
                yield _Moment(instant, cells.render_saga_events(events))
            both = zip(cells.render_step(step), cells.render_saga_events(step.followed), strict=True)
            yield _Moment(step.instant, tuple(Group(*pair) for pair in both))


def _build_grid() -> Table:
    table = Table(box=None, show_header=False, expand=True, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(width=DATE_WIDTH, no_wrap=True)
    for _ in PARTY_COLUMNS:
        table.add_column(ratio=1)
    return table


def _build_heading(cli: CliContext, cells: TimelineCells) -> Table:
    grid = _build_grid()
    grid.add_row(
        "",
        *(Text(cli.terminal.word(party).upper(), f"bold {PARTY_STYLES[party]}") for party in PARTY_COLUMNS),
    )
    grid.add_row("", *(Text(cells.name_party(party), PARTY_STYLES[party]) for party in PARTY_COLUMNS))
    return grid


def _build_given(cells: TimelineCells, steps: Sequence[StepResult]) -> Table:
    grid = _build_grid()
    grid.add_row("", *cells.render_given(steps))
    return grid


def _build_month(cli: CliContext, moments: Sequence[_Moment]) -> Table:
    """Tell a month; a day is named once, then only its hours are."""
    grid = _build_grid()
    for day, of_day in groupby(moments, key=lambda moment: moment.day):
        for number, moment in enumerate(of_day):
            hour = Text(cli.terminal.hour(moment.instant), "dim")
            when = Text.assemble(cli.terminal.short_day(day), "\n", hour) if number == 0 else hour
            grid.add_row(when, *moment.cells)
        grid.add_row()
    return grid
