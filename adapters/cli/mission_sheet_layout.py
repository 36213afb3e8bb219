"""A mission sheet on a terminal: parties, terms and next acts first, then the tables."""

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
    """Lay the page out; tables without rows are left out."""
    terminal = cli.terminal
    yield Rule(
        Text(terminal.translate("sheet_of", day=terminal.format_date(page.on)), "bold"),
        align="left",
        style="dim",
    )
    yield from _render_parties(page, cli, archive)
    yield from _render_terms(page, cli, archive)
    yield from _render_acts(page, terminal)
    for title, rows in _collect_tables(page, cli, archive):
        if rows:
            yield Text(f"\n{terminal.translate(title)}", "bold")
            yield _build_table(rows)
    if page.refused:
        yield Text("\n" + terminal.translate("refused_count", count=page.refused), "red")


def _render_parties(page: MissionSheetView, cli: CliContext, archive: Archive) -> Iterator[RenderableType]:
    terminal, renderer, parties = cli.terminal, cli.make_renderer(archive), page.parties
    if parties is not None:
        client = find_company_name(archive, parties.client)
        consultant = find_consultant_name(archive, renderer, parties.consultant)
        umbrella = find_company_name(archive, parties.umbrella)
        yield Text(f"{client} · {consultant} · {umbrella}", "bold")
        yield HangingText("", renderer.open_text(parties.what))
    stage = terminal.translate_word(page.stage) if page.stage is not None else "—"
    past_steps = " → ".join(
        f"{terminal.translate_word(step.stage)} {_format_since(terminal, step.since)}" for step in page.steps
    )
    yield HangingText(
        f"{terminal.translate('stage')}  ", Text.assemble((stage, "bold green"), (f"   {past_steps}", "dim"))
    )


def _render_terms(page: MissionSheetView, cli: CliContext, archive: Archive) -> Iterator[RenderableType]:
    terminal, price = cli.terminal, page.price
    if price is not None:
        terms = terminal.translate_word(price.mode) if price.mode else ""
        if price.offered_by is not None:
            terms = terminal.translate("offered_by", party=terminal.translate_word(price.offered_by))
        yield HangingText(
            f"{terminal.translate('price')}  ", f"{terminal.format_amount(price.amount)} {terms}"
        )
    days = {name: getattr(page.dates, name) for name in page.dates.__struct_fields__}
    dates = [
        f"{terminal.translate(name)} {terminal.format_date(day)}"
        for name, day in days.items()
        if day is not None
    ]
    if dates:
        yield HangingText(f"{terminal.translate('dates')}  ", ", ".join(dates))
    yield from _render_interruption(page, terminal)


def _render_interruption(page: MissionSheetView, terminal: Terminal) -> Iterator[RenderableType]:
    """Render a suspension, a notice or an early end, and the amount that is then due."""
    if pause := page.pause:
        day, reason = terminal.format_date(pause.from_on), terminal.translate_word(pause.reason)
        yield HangingText("‖ ", terminal.translate("suspended", day=day, reason=reason), "yellow")
    if (notice := page.notice) and page.end is None:
        party, ends_on = terminal.translate_word(notice.by), terminal.format_date(notice.ends_on)
        yield HangingText("→ ", terminal.translate("notice_until", party=party, day=ends_on), "yellow")
    if end := page.end:
        due = terminal.format_amount(end.work + end.notice + end.indemnity)
        fields = {
            "party": terminal.translate_word(end.by),
            "day": terminal.format_date(end.terminated_on),
            "due": due,
        }
        yield HangingText(
            "■ ",
            terminal.translate("ended_early", clause=terminal.translate_word(end.clause), **fields),
            "yellow",
        )


def _render_acts(page: MissionSheetView, terminal: Terminal) -> Iterator[RenderableType]:
    yield Text(f"\n{terminal.translate('next_acts')}", "bold")
    if not page.next_acts:
        yield Text(f"  {terminal.translate('nobody_owes')}", "green")
    for act in page.next_acts:
        yield HangingText(
            f"  → {terminal.translate_word(act.party)}  ",
            _format_act(act, terminal),
            "red" if act.overdue else "",
        )


def _format_act(act: NextAct, terminal: Terminal) -> str:
    text = act.fr if terminal.language is Language.FRENCH else act.en
    amount = terminal.format_amount(act.amount) if act.amount is not None else None
    due = (
        terminal.translate("due_on", day=terminal.format_date(act.due_on)) if act.due_on is not None else None
    )
    late = terminal.translate("overdue") if act.overdue else None
    return ", ".join(filter(None, (text, amount, due, late)))


def _collect_tables(
    page: MissionSheetView, cli: CliContext, archive: Archive
) -> Iterator[tuple[str, list[TextRow]]]:
    terminal, renderer = cli.terminal, cli.make_renderer(archive)
    translate_word, format_amount = terminal.translate_word, terminal.format_amount
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
            (d.month, terminal.format_days(d.half_days), _format_acknowledged(terminal, d.acknowledged))
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
    """Return the amounts of an invoice: net, total, paid, then its corrections and its disputes."""
    corrections = {
        "credited": invoice.credited,
        "written_off": invoice.written_off,
        "late_penalties": invoice.penalties,
    }
    remarks = [
        f"{terminal.translate(name)} {terminal.format_amount(amount)}"
        for name, amount in corrections.items()
        if amount
    ]
    remarks += [terminal.translate("disputed")] if invoice.disputed else []
    remarks += [terminal.translate("overdue")] if invoice.overdue else []
    paid = f"{terminal.translate('paid')} {terminal.format_amount(invoice.paid)}"
    return (
        invoice.number,
        terminal.format_amount(invoice.net),
        terminal.format_amount(invoice.total),
        paid,
        ", ".join(remarks),
    )


def _build_table(rows: Iterable[TextRow]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for row in rows:
        table.add_row("", *row)
    return table


def _format_since(terminal: Terminal, instant: datetime) -> str:
    return terminal.format_short_date(paris_day(instant))


def _format_due(terminal: Terminal, day: date) -> str:
    return terminal.translate("due_on", day=terminal.format_date(day))


def _format_acknowledged(terminal: Terminal, acknowledged: bool) -> str:
    return terminal.translate("acknowledged") if acknowledged else ""
