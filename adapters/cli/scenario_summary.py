"""The end of a time line: missions, invoices, salaries, the activity account, and commands to try next."""

import shlex
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from shutil import which
from typing import Any

from rich.console import RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from adapters.cli.cli_context import CliContext
from adapters.cli.exit_codes import BadInput
from adapters.cli.hanging_text import HangingText
from adapters.cli.page_layouts import PAGE_SPECS
from adapters.cli.stream_lookup import find_stream
from adapters.compose import Archive
from adapters.engine.clock import paris_day
from adapters.engine.query.mission_list import MissionSummary
from adapters.engine.query.views import ViewQuery, show_view
from adapters.rendering.names import ID_SHOWN, find_company_name, find_consultant_name
from adapters.scenarios import Scenario, StepResult
from adapters.scenarios.scenario_history import PARTY_ASKED
from domain.account.account import Account
from domain.account.events import SOURCES, Ledger
from domain.aggregates import AGGREGATES
from domain.language import NOBODY, ConsultantId, Kind, Stream
from domain.mission.events.working import BreachRecorded
from domain.paymonth.paymonth import PayMonth
from domain.refused import RefusalRecorded
from projections.audit_trail import AUDIT_TRAIL
from projections.autonomy_file import AUTONOMY_FILE

EXPLAINED_LEDGERS = (
    (Ledger.FEE, "+"),
    (Ledger.EXPENSES, "+"),
    (Ledger.LEVIES, "+"),
    (Ledger.EMPLOYER_COST, "+"),
    (Ledger.RESERVE, "+"),
    (Ledger.AVAILABLE, "+"),
    (Ledger.ADVANCES, "−"),
    (Ledger.BORNE, "−"),
)
"""The ledgers that add up to the amount received, with their signs in that sum."""


def render_closing(
    cli: CliContext, archive: Archive, steps: Sequence[StepResult]
) -> Iterator[RenderableType]:
    """Render the state of the missions, salaries and accounts after the last step."""
    yield Rule(Text(cli.terminal.translate("the_end"), "bold"), style="bold")
    for stream in _list_streams(steps, Kind.MISSION):
        yield ""
        yield from _render_mission(cli, archive, stream)
    for stream in _list_streams(steps, Kind.ACCOUNT):
        account: Account = _fold_stream(archive, stream)
        name = find_consultant_name(archive, cli.make_renderer(archive), account.consultant or NOBODY)
        yield ""
        yield HangingText("■ ", cli.terminal.translate("salaries", name=name), "bold")
        yield from _render_salaries(cli, archive, steps, account.consultant)
        yield ""
        yield HangingText("■ ", cli.terminal.translate("account_of", name=name), "bold")
        yield _build_account(cli, account)
        yield HangingText("  ", cli.terminal.translate("account_explained"), "dim")
    yield ""
    yield Text(_format_counts(cli, steps), "dim")


def render_autonomy(
    cli: CliContext, archive: Archive, steps: Sequence[StepResult]
) -> Iterator[RenderableType]:
    """Render the autonomy file of the scenario's first mission."""
    mission = _list_streams(steps, Kind.MISSION)[:1]
    for stream in mission:
        yield ""
        page = show_view(archive, ViewQuery(AUTONOMY_FILE.name, str(stream), None)).view
        yield from PAGE_SPECS[AUTONOMY_FILE.name].lay_out(page, cli, archive)


def suggest_commands(
    cli: CliContext, archive: Archive, scenario: Scenario, steps: Sequence[StepResult]
) -> None:
    """Print three commands to try next; each works as it is printed."""
    terminal, name = cli.terminal, _shortest_name(archive, scenario, steps)
    store = f" --store {shlex.quote(str(cli.store))}"
    middle = paris_day(steps[len(steps) // 2].instant)
    commands = (
        (f"show mission_sheet {name}", "try_show"),
        (f"history {name} --as-of {middle}", "try_history"),
        (f"show audit_trail {name} --html {shlex.quote(str(_choose_html_path(cli)))}", "try_html"),
    )
    terminal.out.print()
    terminal.out.print(Text(terminal.translate("try_next"), "bold"))
    for command, why in commands:
        terminal.out.print(
            Text.assemble("  ", (f"{find_program()} {command}{store}", "cyan")), soft_wrap=True
        )
        terminal.out.print(Text(f"      {terminal.translate(why)}", "dim"))


def _choose_html_path(cli: CliContext) -> Path:
    """Return a path for the HTML page: beside a store in a file, else in the working folder."""
    trail = Path(f"{AUDIT_TRAIL.name}.html")
    return cli.store.with_name(trail.name) if isinstance(cli.store, Path) else trail


def find_program() -> str:
    """Return how this program is called here, so that a printed command can be pasted."""
    typed = Path(sys.argv[0])
    installed = which("jalon")
    if installed is not None and typed.name == "jalon" and Path(installed).samefile(typed):
        return "jalon"
    return shlex.quote(str(typed)) if typed.name == "jalon" else "jalon"


def _shortest_name(archive: Archive, scenario: Scenario, steps: Sequence[StepResult]) -> str:
    """Return the shortest name that finds the scenario's first mission."""
    (mission, *_) = _list_streams(steps, Kind.MISSION)
    try:
        return (
            scenario.name
            if find_stream(archive.store, scenario.name) == mission
            else str(mission.id)[:ID_SHOWN]
        )
    except BadInput:
        return str(mission.id)[:ID_SHOWN]


def _list_streams(steps: Sequence[StepResult], kind: Kind) -> list[Stream]:
    streams = [event.recorded.stream for step in steps for event in step.facts]
    return list(dict.fromkeys(stream for stream in streams if stream.kind is kind))


def _fold_stream(archive: Archive, stream: Stream) -> Any:
    aggregate = AGGREGATES[stream.kind]
    return aggregate.fold_events(
        aggregate.initial_state, (event.recorded for event in archive.read_stream(stream))
    )


def _render_mission(cli: CliContext, archive: Archive, stream: Stream) -> Iterator[HangingText]:
    terminal, summary = cli.terminal, MissionSummary(stream.id, _fold_stream(archive, stream))
    mission = summary.mission
    client = find_company_name(archive, mission.client)
    names = f"{client} – {find_consultant_name(archive, cli.make_renderer(archive), mission.consultant)}"
    style = "bold green" if mission.closed else "bold"
    yield HangingText(
        "■ ", terminal.translate("mission_line", names=names, stage=terminal.translate(summary.stage)), style
    )
    for number, invoice in mission.invoices.items():
        net, total, paid = map(terminal.format_amount, (invoice.net, invoice.total, invoice.paid))
        text = terminal.translate("invoice_line", number=number, net=net, total=total, paid=paid)
        yield HangingText("  ✓ " if invoice.amount_open <= 0 else "  … ", text)


def _render_salaries(
    cli: CliContext, archive: Archive, steps: Sequence[StepResult], consultant: ConsultantId | None
) -> Iterator[HangingText]:
    terminal = cli.terminal
    for stream in _list_streams(steps, Kind.PAY_MONTH):
        month: PayMonth = _fold_stream(archive, stream)
        if month.payslip is not None and month.consultant == consultant:
            gross, net = (
                terminal.format_amount(month.payslip.gross),
                terminal.format_amount(month.payslip.net_paid),
            )
            day = date.fromisoformat(f"{month.month}-01")
            text = terminal.translate("salary_line", month=terminal.format_month(day), gross=gross, net=net)
            yield HangingText("  ✓ " if month.transferred else "  … ", text)


def _build_account(cli: CliContext, account: Account) -> Table:
    terminal = cli.terminal
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=3, justify="right")
    grid.add_column()
    grid.add_column(justify="right", min_width=14, no_wrap=True)
    grid.add_row(
        "",
        terminal.translate("received"),
        terminal.format_amount(_displayed_amount(account, Ledger.RECEIVED)),
        style="bold",
    )
    for number, (ledger, sign) in enumerate(EXPLAINED_LEDGERS):
        grid.add_row(
            "=" if number == 0 else sign,
            terminal.translate(ledger),
            terminal.format_amount(_displayed_amount(account, ledger)),
        )
    return grid


def _displayed_amount(account: Account, ledger: Ledger) -> int:
    return -account.balance_of(ledger) if ledger in SOURCES else account.balance_of(ledger)


def _format_counts(cli: CliContext, steps: Sequence[StepResult]) -> str:
    of_sagas = [event.data for step in steps for event in (*step.fell_due, *step.followed)]
    events = [*(event.recorded.data for step in steps for event in step.facts), *of_sagas]
    return cli.terminal.translate(
        "refusals_and_breaches",
        refusals=sum(isinstance(event, RefusalRecorded) for event in events),
        breaches=sum(isinstance(event, BreachRecorded) for event in events),
        facts=len(events),
        asks=sum(isinstance(event, PARTY_ASKED) for event in of_sagas),
    )
