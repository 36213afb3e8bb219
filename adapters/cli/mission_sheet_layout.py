"""A mission's sheet on a terminal: what is owed first, then where each thing stands."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from rich.console import RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from adapters.cli.cli_context import Desk
from adapters.cli.hanging_text import Flowing
from adapters.cli.terminal import Voice
from adapters.compose import Archive
from adapters.engine.clock import paris_day
from adapters.rendering.names import name_of_company, name_of_consultant
from domain.language import Language
from projections.mission_sheet import Invoice, MissionSheetView, NextAct

Row = tuple[str, ...]


def lines(page: MissionSheetView, desk: Desk, archive: Archive) -> Iterator[RenderableType]:
    """Lay the page out."""
    voice = desk.voice
    yield Rule(Text(voice.say("sheet_of", day=voice.day(page.on)), "bold"), align="left", style="dim")
    yield from _parties(page, desk, archive)
    yield from _agreed(page, desk, archive)
    yield from _owed(page, voice)
    for title, rows in _standing(page, desk, archive):
        if rows:
            yield Text(f"\n{voice.say(title)}", "bold")
            yield _table(rows)
    if page.refused:
        yield Text("\n" + voice.say("refused_count", count=page.refused), "red")


def _parties(page: MissionSheetView, desk: Desk, archive: Archive) -> Iterator[RenderableType]:
    voice, telling, parties = desk.voice, desk.telling(archive), page.parties
    if parties is not None:
        client = name_of_company(archive, parties.client)
        consultant = name_of_consultant(archive, telling, parties.consultant)
        umbrella = name_of_company(archive, parties.umbrella)
        yield Text(f"{client} · {consultant} · {umbrella}", "bold")
        yield Flowing("", telling.text(parties.what))
    stage = voice.word(page.stage) if page.stage is not None else "—"
    came = " → ".join(f"{voice.word(step.stage)} {_since(voice, step.since)}" for step in page.steps)
    yield Flowing(f"{voice.say('stage')}  ", Text.assemble((stage, "bold green"), (f"   {came}", "dim")))


def _agreed(page: MissionSheetView, desk: Desk, archive: Archive) -> Iterator[RenderableType]:
    voice, price = desk.voice, page.price
    if price is not None:
        how = voice.word(price.mode) if price.mode else ""
        if price.offered_by is not None:
            how = voice.say("offered_by", party=voice.word(price.offered_by))
        yield Flowing(f"{voice.say('price')}  ", f"{voice.euros(price.amount)} {how}")
    named = {name: getattr(page.dates, name) for name in page.dates.__struct_fields__}
    dates = [f"{voice.say(name)} {voice.day(day)}" for name, day in named.items() if day is not None]
    if dates:
        yield Flowing(f"{voice.say('dates')}  ", ", ".join(dates))
    yield from _interrupted(page, voice)


def _interrupted(page: MissionSheetView, voice: Voice) -> Iterator[RenderableType]:
    """Say what stops the work, or ends it early, and what then remains due."""
    if pause := page.pause:
        day, reason = voice.day(pause.from_on), voice.word(pause.reason)
        yield Flowing("‖ ", voice.say("suspended", day=day, reason=reason), "yellow")
    if (notice := page.notice) and page.end is None:
        party, ends_on = voice.word(notice.by), voice.day(notice.ends_on)
        yield Flowing("→ ", voice.say("notice_until", party=party, day=ends_on), "yellow")
    if end := page.end:
        due = voice.euros(end.work + end.notice + end.indemnity)
        facts = {"party": voice.word(end.by), "day": voice.day(end.terminated_on), "due": due}
        yield Flowing("■ ", voice.say("ended_early", clause=voice.word(end.clause), **facts), "yellow")


def _owed(page: MissionSheetView, voice: Voice) -> Iterator[RenderableType]:
    yield Text(f"\n{voice.say('next_acts')}", "bold")
    if not page.next_acts:
        yield Text(f"  {voice.say('nobody_owes')}", "green")
    for act in page.next_acts:
        yield Flowing(f"  → {voice.word(act.party)}  ", _deed(act, voice), "red" if act.overdue else "")


def _deed(act: NextAct, voice: Voice) -> str:
    said = act.fr if voice.language is Language.FRENCH else act.en
    amount = voice.euros(act.amount) if act.amount is not None else None
    due = voice.say("due_on", day=voice.day(act.due_on)) if act.due_on is not None else None
    late = voice.say("overdue") if act.overdue else None
    return ", ".join(filter(None, (said, amount, due, late)))


def _standing(page: MissionSheetView, desk: Desk, archive: Archive) -> Iterator[tuple[str, list[Row]]]:
    voice, telling = desk.voice, desk.telling(archive)
    word, euros = voice.word, voice.euros
    yield (
        "milestones",
        [(m.key, telling.text(m.title), word(m.state), _by(voice, m.due_on)) for m in page.milestones],
    )
    yield (
        "deliverables",
        [(d.key, telling.text(d.title), word(d.state), _by(voice, d.due_on)) for d in page.deliverables],
    )
    yield "changes", [(c.key, telling.text(c.what), word(c.by)) for c in page.changes]
    yield "days_worked", [(d.month, voice.days(d.half_days), _seen(voice, d.acknowledged)) for d in page.days]
    yield "expenses_of", [(e.key, euros(e.net), word(e.state)) for e in page.expenses]
    yield "invoices_of", [_invoice(voice, invoice) for invoice in page.invoices]
    yield "credit_notes_of", [(c.number, c.invoice, euros(c.net), euros(c.total)) for c in page.credit_notes]
    yield (
        "penalties_of",
        [(euros(penalty.amount), _since(voice, penalty.since)) for penalty in page.penalties],
    )
    yield "salaries_of", [(s.month, euros(s.gross), euros(s.net_paid)) for s in page.salaries]
    yield "breaches_of", [(b.rule, b.article, _since(voice, b.since)) for b in page.breaches]


def _invoice(voice: Voice, invoice: Invoice) -> Row:
    """Show what an invoice asks, what was paid, and whatever else became of it."""
    turns = {
        "credited": invoice.credited,
        "written_off": invoice.written_off,
        "late_penalties": invoice.penalties,
    }
    became = [f"{voice.say(name)} {voice.euros(amount)}" for name, amount in turns.items() if amount]
    became += [voice.say("disputed")] if invoice.disputed else []
    became += [voice.say("overdue")] if invoice.overdue else []
    paid = f"{voice.say('paid')} {voice.euros(invoice.paid)}"
    return (invoice.number, voice.euros(invoice.net), voice.euros(invoice.total), paid, ", ".join(became))


def _table(rows: Iterable[Row]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for row in rows:
        table.add_row("", *row)
    return table


def _since(voice: Voice, instant: datetime) -> str:
    return voice.short_day(paris_day(instant))


def _by(voice: Voice, day: date) -> str:
    return voice.say("due_on", day=voice.day(day))


def _seen(voice: Voice, acknowledged: bool) -> str:
    return voice.say("acknowledged") if acknowledged else ""
