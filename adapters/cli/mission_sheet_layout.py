"""A mission's sheet on a terminal: what is owed first, then where each thing stands."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from rich.console import RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from adapters.cli.cli_context import CliContext
from adapters.cli.hanging_text import HangingText
from adapters.cli.terminal import Terminal
from adapters.compose import Archive
from adapters.engine.clock import paris_day
from adapters.rendering.names import find_company_name, find_consultant_name
from domain.language import Language
from projections.mission_sheet import Invoice, MissionSheetView, NextAct

TextRow = tuple[str, ...]


def render_sheet(page: MissionSheetView, cli: CliContext, archive: Archive) -> Iterator[RenderableType]:
    """Lay the page out."""
    terminal = cli.terminal
    yield Rule(Text(terminal.say("sheet_of", day=terminal.day(page.on)), "bold"), align="left", style="dim")
    yield from _render_parties(page, cli, archive)
    yield from _render_terms(page, cli, archive)
    yield from _render_acts(page, terminal)
    for title, rows in _collect_tables(page, cli, archive):
        if rows:
            yield Text(f"\n{terminal.say(title)}", "bold")
            yield _build_table(rows)
    if page.refused:
        yield Text("\n" + terminal.say("refused_count", count=page.refused), "red")


def _render_parties(page: MissionSheetView, cli: CliContext, archive: Archive) -> Iterator[RenderableType]:
    terminal, telling, parties = cli.terminal, cli.make_renderer(archive), page.parties
    if parties is not None:
        client = find_company_name(archive, parties.client)
        consultant = find_consultant_name(archive, telling, parties.consultant)
        umbrella = find_company_name(archive, parties.umbrella)
        yield Text(f"{client} · {consultant} · {umbrella}", "bold")
        yield HangingText("", telling.open_text(parties.what))
    stage = terminal.word(page.stage) if page.stage is not None else "—"
    came = " → ".join(
        f"{terminal.word(step.stage)} {_format_since(terminal, step.since)}" for step in page.steps
    )
    yield HangingText(
        f"{terminal.say('stage')}  ", Text.assemble((stage, "bold green"), (f"   {came}", "dim"))
    )


def _render_terms(page: MissionSheetView, cli: CliContext, archive: Archive) -> Iterator[RenderableType]:
    terminal, price = cli.terminal, page.price
    if price is not None:
        how = terminal.word(price.mode) if price.mode else ""
        if price.offered_by is not None:
            how = terminal.say("offered_by", party=terminal.word(price.offered_by))
        yield HangingText(f"{terminal.say('price')}  ", f"{terminal.euros(price.amount)} {how}")
    named = {name: getattr(page.dates, name) for name in page.dates.__struct_fields__}
    dates = [f"{terminal.say(name)} {terminal.day(day)}" for name, day in named.items() if day is not None]
    if dates:
        yield HangingText(f"{terminal.say('dates')}  ", ", ".join(dates))
    yield from _render_interruption(page, terminal)


def _render_interruption(page: MissionSheetView, terminal: Terminal) -> Iterator[RenderableType]:
    """Say what stops the work, or ends it early, and what then remains due."""
    if pause := page.pause:
        day, reason = terminal.day(pause.from_on), terminal.word(pause.reason)
        yield HangingText("‖ ", terminal.say("suspended", day=day, reason=reason), "yellow")
    if (notice := page.notice) and page.end is None:
        party, ends_on = terminal.word(notice.by), terminal.day(notice.ends_on)
        yield HangingText("→ ", terminal.say("notice_until", party=party, day=ends_on), "yellow")
    if end := page.end:
        due = terminal.euros(end.work + end.notice + end.indemnity)
        fields = {"party": terminal.word(end.by), "day": terminal.day(end.terminated_on), "due": due}
        yield HangingText(
            "■ ", terminal.say("ended_early", clause=terminal.word(end.clause), **fields), "yellow"
        )


def _render_acts(page: MissionSheetView, terminal: Terminal) -> Iterator[RenderableType]:
    yield Text(f"\n{terminal.say('next_acts')}", "bold")
    if not page.next_acts:
        yield Text(f"  {terminal.say('nobody_owes')}", "green")
    for act in page.next_acts:
        yield HangingText(
            f"  → {terminal.word(act.party)}  ", _format_act(act, terminal), "red" if act.overdue else ""
        )


def _format_act(act: NextAct, terminal: Terminal) -> str:
    text = act.fr if terminal.language is Language.FRENCH else act.en
    amount = terminal.euros(act.amount) if act.amount is not None else None
    due = terminal.say("due_on", day=terminal.day(act.due_on)) if act.due_on is not None else None
    late = terminal.say("overdue") if act.overdue else None
    return ", ".join(filter(None, (text, amount, due, late)))


def _collect_tables(
    page: MissionSheetView, cli: CliContext, archive: Archive
) -> Iterator[tuple[str, list[TextRow]]]:
    terminal, renderer = cli.terminal, cli.make_renderer(archive)
    translate_word, format_amount = terminal.word, terminal.euros
    yield (
        "milestones",
        [
            (m.key, renderer.open_text(m.title), translate_word(m.state), _format_due(terminal, m.due_on))
            for m in page.milestones
        ],
    )
    yield (
        "deliverables",
        [
            (d.key, renderer.open_text(d.title), translate_word(d.state), _format_due(terminal, d.due_on))
            for d in page.deliverables
        ],
    )
    yield "changes", [(c.key, renderer.open_text(c.what), translate_word(c.by)) for c in page.changes]
    yield (
        "days_worked",
        [
            (d.month, terminal.days(d.half_days), _format_acknowledged(terminal, d.acknowledged))
            for d in page.days
        ],
    )
    yield "expenses_of", [(e.key, format_amount(e.net), translate_word(e.state)) for e in page.expenses]
    yield "invoices_of", [_format_invoice(terminal, invoice) for invoice in page.invoices]
    yield (
        "credit_notes_of",
        [(c.number, c.invoice, format_amount(c.net), format_amount(c.total)) for c in page.credit_notes],
    )
    yield (
        "penalties_of",
        [
            (format_amount(penalty.amount), _format_since(terminal, penalty.since))
            for penalty in page.penalties
        ],
    )
    yield "salaries_of", [(s.month, format_amount(s.gross), format_amount(s.net_paid)) for s in page.salaries]
    yield "breaches_of", [(b.rule, b.article, _format_since(terminal, b.since)) for b in page.breaches]


def _format_invoice(terminal: Terminal, invoice: Invoice) -> TextRow:
    """Show what an invoice asks, what was paid, and whatever else became of it."""
    corrections = {
        "credited": invoice.credited,
        "written_off": invoice.written_off,
        "late_penalties": invoice.penalties,
    }
    remarks = [
        f"{terminal.say(name)} {terminal.euros(amount)}" for name, amount in corrections.items() if amount
    ]
    remarks += [terminal.say("disputed")] if invoice.disputed else []
    remarks += [terminal.say("overdue")] if invoice.overdue else []
    paid = f"{terminal.say('paid')} {terminal.euros(invoice.paid)}"
    return (
        invoice.number,
        terminal.euros(invoice.net),
        terminal.euros(invoice.total),
        paid,
        ", ".join(remarks),
    )


def _build_table(rows: Iterable[TextRow]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for row in rows:
        table.add_row("", *row)
    return table


def _format_since(terminal: Terminal, instant: datetime) -> str:
    return terminal.short_day(paris_day(instant))


def _format_due(terminal: Terminal, day: date) -> str:
    return terminal.say("due_on", day=terminal.day(day))


def _format_acknowledged(terminal: Terminal, acknowledged: bool) -> str:
    return terminal.say("acknowledged") if acknowledged else ""
