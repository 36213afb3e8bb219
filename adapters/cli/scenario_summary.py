"""The end of a story: missions, invoices, salaries, the account euro by euro; and what to try next."""

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

from adapters.cli.cli_context import Desk
from adapters.cli.exit_codes import BadInput
from adapters.cli.hanging_text import Flowing
from adapters.cli.page_layouts import PAGES
from adapters.cli.stream_lookup import find
from adapters.compose import Archive
from adapters.engine.clock import paris_day
from adapters.engine.query.mission_list import Standing
from adapters.engine.query.views import Question, show
from adapters.rendering.names import ID_SHOWN, name_of_company, name_of_consultant
from adapters.scenarios import Scenario, StepTold
from adapters.scenarios.scenario_history import ASKED
from domain.account.account import Account
from domain.account.events import SOURCES, Ledger
from domain.aggregates import LIVES
from domain.language import NOBODY, ConsultantId, Kind, Stream
from domain.mission.events.working import BreachRecorded
from domain.paymonth.paymonth import PayMonth
from domain.refused import RefusalRecorded
from projections.audit_trail import AUDIT_TRAIL
from projections.autonomy_file import AUTONOMY_FILE

EXPLAINED = (
    (Ledger.FEE, "+"),
    (Ledger.EXPENSES, "+"),
    (Ledger.LEVIES, "+"),
    (Ledger.EMPLOYER_COST, "+"),
    (Ledger.RESERVE, "+"),
    (Ledger.AVAILABLE, "+"),
    (Ledger.ADVANCES, "−"),
    (Ledger.BORNE, "−"),
)
"""Where each euro received is, and what was not received but advanced."""


def closing(desk: Desk, archive: Archive, steps: Sequence[StepTold]) -> Iterator[RenderableType]:
    """Say where the story leads."""
    yield Rule(Text(desk.voice.say("the_end"), "bold"), style="bold")
    for stream in _touched(steps, Kind.MISSION):
        yield ""
        yield from _mission(desk, archive, stream)
    for stream in _touched(steps, Kind.ACCOUNT):
        account: Account = _state(archive, stream)
        name = name_of_consultant(archive, desk.telling(archive), account.consultant or NOBODY)
        yield ""
        yield Flowing("■ ", desk.voice.say("salaries", name=name), "bold")
        yield from _salaries(desk, archive, steps, account.consultant)
        yield ""
        yield Flowing("■ ", desk.voice.say("account_of", name=name), "bold")
        yield _account(desk, account)
        yield Flowing("  ", desk.voice.say("account_explained"), "dim")
    yield ""
    yield Text(_counts(desk, steps), "dim")


def autonomy(desk: Desk, archive: Archive, steps: Sequence[StepTold]) -> Iterator[RenderableType]:
    """Show the file of the consultant's autonomy in the story's first mission."""
    mission = _touched(steps, Kind.MISSION)[:1]
    for stream in mission:
        yield ""
        page = show(archive, Question(AUTONOMY_FILE.name, str(stream), None)).page
        yield from PAGES[AUTONOMY_FILE.name].lay_out(page, desk, archive)


def suggest(desk: Desk, archive: Archive, scenario: Scenario, steps: Sequence[StepTold]) -> None:
    """Name three commands that answer the next questions of a reader; each works as it is printed."""
    voice, name = desk.voice, _name(archive, scenario, steps)
    store = f" --store {shlex.quote(str(desk.store))}"
    middle = paris_day(steps[len(steps) // 2].instant)
    commands = (
        (f"show mission_sheet {name}", "try_show"),
        (f"history {name} --as-of {middle}", "try_history"),
        (f"show audit_trail {name} --html {shlex.quote(str(_printed_beside(desk)))}", "try_html"),
    )
    voice.out.print()
    voice.out.print(Text(voice.say("try_next"), "bold"))
    for command, why in commands:
        voice.out.print(Text.assemble("  ", (f"{program()} {command}{store}", "cyan")), soft_wrap=True)
        voice.out.print(Text(f"      {voice.say(why)}", "dim"))


def _printed_beside(desk: Desk) -> Path:
    """Return a file for a page: beside the store, or in the working folder."""
    trail = Path(f"{AUDIT_TRAIL.name}.html")
    return desk.store.with_name(trail.name) if isinstance(desk.store, Path) else trail


def program() -> str:
    """Return how this program is called from here, so that what is printed can be typed."""
    typed = Path(sys.argv[0])
    found = which("jalon")
    if found is not None and typed.name == "jalon" and Path(found).samefile(typed):
        return "jalon"
    return shlex.quote(str(typed)) if typed.name == "jalon" else "jalon"


def _name(archive: Archive, scenario: Scenario, steps: Sequence[StepTold]) -> str:
    """Return the shortest name of the story's mission that finds it."""
    (mission, *_) = _touched(steps, Kind.MISSION)
    try:
        return scenario.name if find(archive.store, scenario.name) == mission else str(mission.id)[:ID_SHOWN]
    except BadInput:
        return str(mission.id)[:ID_SHOWN]


def _touched(steps: Sequence[StepTold], kind: Kind) -> list[Stream]:
    streams = [fact.recorded.stream for step in steps for fact in step.facts]
    return list(dict.fromkeys(stream for stream in streams if stream.kind is kind))


def _state(archive: Archive, stream: Stream) -> Any:
    life = LIVES[stream.kind]
    return life.fold(life.blank, (line.recorded for line in archive.stream(stream)))


def _mission(desk: Desk, archive: Archive, stream: Stream) -> Iterator[Flowing]:
    voice, standing = desk.voice, Standing(stream.id, _state(archive, stream))
    mission = standing.mission
    client = name_of_company(archive, mission.client)
    names = f"{client} – {name_of_consultant(archive, desk.telling(archive), mission.consultant)}"
    style = "bold green" if mission.closed else "bold"
    yield Flowing("■ ", voice.say("mission_line", names=names, stage=voice.say(standing.stage)), style)
    for number, invoice in mission.invoices.items():
        net, total, paid = map(voice.euros, (invoice.net, invoice.total, invoice.paid))
        said = voice.say("invoice_line", number=number, net=net, total=total, paid=paid)
        yield Flowing("  ✓ " if invoice.open <= 0 else "  … ", said)


def _salaries(
    desk: Desk, archive: Archive, steps: Sequence[StepTold], consultant: ConsultantId | None
) -> Iterator[Flowing]:
    voice = desk.voice
    for stream in _touched(steps, Kind.PAY_MONTH):
        month: PayMonth = _state(archive, stream)
        if month.payslip is not None and month.consultant == consultant:
            gross, net = voice.euros(month.payslip.gross), voice.euros(month.payslip.net_paid)
            day = date.fromisoformat(f"{month.month}-01")
            said = voice.say("salary_line", month=voice.month(day), gross=gross, net=net)
            yield Flowing("  ✓ " if month.transferred else "  … ", said)


def _account(desk: Desk, account: Account) -> Table:
    voice = desk.voice
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=3, justify="right")
    grid.add_column()
    grid.add_column(justify="right", min_width=14, no_wrap=True)
    grid.add_row("", voice.say("received"), voice.euros(_shown(account, Ledger.RECEIVED)), style="bold")
    for number, (ledger, sign) in enumerate(EXPLAINED):
        grid.add_row("=" if number == 0 else sign, voice.say(ledger), voice.euros(_shown(account, ledger)))
    return grid


def _shown(account: Account, ledger: Ledger) -> int:
    return -account.on(ledger) if ledger in SOURCES else account.on(ledger)


def _counts(desk: Desk, steps: Sequence[StepTold]) -> str:
    of_sagas = [fact.data for step in steps for fact in (*step.fell_due, *step.followed)]
    facts = [*(fact.recorded.data for step in steps for fact in step.facts), *of_sagas]
    return desk.voice.say(
        "refusals_and_breaches",
        refusals=sum(isinstance(fact, RefusalRecorded) for fact in facts),
        breaches=sum(isinstance(fact, BreachRecorded) for fact in facts),
        facts=len(facts),
        asks=sum(isinstance(fact, ASKED) for fact in of_sagas),
    )
