"""The time line of a scenario: one table a month, one column a party.

The events that the engine recorded by itself are in the column of the umbrella company.
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
    """Print the steps, month by month, then the summary if the scenario is complete."""
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
    yield Text(terminal.translate("legend"), "dim")
    yield ""
    yield _build_heading(cli, cells)
    yield Rule(Text(terminal.translate("given"), "dim"), align="left", style="dim")
    yield _build_given(cells, [step for step in steps if not step.number])
    for month, moments in groupby(
        _collect_moments(cells, steps), key=lambda moment: moment.day.replace(day=1)
    ):
        yield Rule(Text(terminal.format_month(month), "bold"), align="left", style="dim")
        yield _build_month(cli, list(moments))


class _Moment(NamedTuple):
    """The cells of one instant, one a column."""

    instant: datetime
    cells: Cells

    @property
    def day(self) -> date:
        return paris_day(self.instant)


def _collect_moments(cells: TimelineCells, steps: Sequence[StepResult]) -> Iterator[_Moment]:
    """Yield the moments of each step: first what fell due before it, then the step and what followed."""
    for step in steps:
        if step.number:
            for instant, events in groupby(step.fell_due, key=lambda event: event.time):
                yield _Moment(instant, cells.render_saga_events(events))
            pairs = zip(cells.render_step(step), cells.render_saga_events(step.followed), strict=True)
            yield _Moment(step.instant, tuple(Group(*pair) for pair in pairs))


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
        *(
            Text(cli.terminal.translate_word(party).upper(), f"bold {PARTY_STYLES[party]}")
            for party in PARTY_COLUMNS
        ),
    )
    grid.add_row("", *(Text(cells.name_party(party), PARTY_STYLES[party]) for party in PARTY_COLUMNS))
    return grid


def _build_given(cells: TimelineCells, steps: Sequence[StepResult]) -> Table:
    grid = _build_grid()
    grid.add_row("", *cells.render_given(steps))
    return grid


def _build_month(cli: CliContext, moments: Sequence[_Moment]) -> Table:
    """Build the table of a month; the first row of a day has its date, the others only their hour."""
    grid = _build_grid()
    for day, day_moments in groupby(moments, key=lambda moment: moment.day):
        for number, moment in enumerate(day_moments):
            hour = Text(cli.terminal.format_time(moment.instant), "dim")
            time = Text.assemble(cli.terminal.format_short_date(day), "\n", hour) if number == 0 else hour
            grid.add_row(time, *moment.cells)
        grid.add_row()
    return grid
